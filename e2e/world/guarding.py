"""What holds behind every proxy that asks the gateway: the tests of one proxy call these."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

from world.browser import Browser
from world.gateway import PASSWORD
from world.guarded import CALL, IDENTITY, PAGE, Guarded, cookie, received

EVIL = "https://evil.example"

# Each could be read as a path that the rules have for others, by somebody.
TRICKS = [
    "/open/../admin",
    "/open/%2e%2e/admin",
    "/open/%2E%2E/admin",
    "/open/.%2e/admin",
    "/open/..%2fadmin",
    "/open/..;/admin",
    "/open;/../admin",
    "/open/..\\admin",
    "/open/%5c..%5cadmin",
    "/open/%252e%252e/admin",
    "/open//../admin",
    "//admin",
    "/./admin",
    "/%2e/admin",
    "/admin%2f",
    "/admin;x=1",
    "/admin%3bx",
    "/admin/%00",
    "/open/x/../../admin",
]


def a_page_leads_to_the_sign_in_and_back(guarded: Guarded):
    answer = guarded.send("/page?x=1&y=%2F", headers=PAGE)
    assert (answer.status, answer.headers["location"].removeprefix(guarded.url)) == (
        302,
        "/login?return_to=%2Fpage%3Fx%3D1%26y%3D%252F",
    )
    browser = guarded.browser()
    assert not guarded.application.requests, "nobody came through before"
    (kept,) = browser.cookies
    assert kept.name == "poolgate" and not kept.secure, "the public URL is plain HTTP on loopback"
    answer = guarded.send("/page?x=1&y=%2F", headers={**PAGE, **cookie(browser)})
    assert answer.status == 200
    assert answer.json["target"] == "/page?x=1&y=%2F"
    seen = received(answer)
    assert seen["x-auth-request-user"] == guarded.sub(browser)
    out = browser.post(f"{guarded.url}/auth/logout", json={}, headers={"origin": guarded.url}, timeout=30)
    assert out.status_code == 200, out.text
    assert guarded.send("/page", headers={**PAGE, "cookie": f"{kept.name}={kept.value}"}).status == 302


def the_form_of_the_sign_in_leads_back(guarded: Guarded):
    email = guarded.user()
    person = Browser("nowhere:")
    page = person.open(f"{guarded.url}/page?x=1")
    assert page.url == f"{guarded.url}/login?return_to=%2Fpage%3Fx%3D1", page.url
    page = person.fill(page, email=email, password=PASSWORD)
    assert (page.url, page.status) == (f"{guarded.url}/page?x=1", 200), page.html
    assert json.loads(page.html)["target"] == "/page?x=1"
    # The pages bring their files, and lead on to the others.
    for path in ("/account", "/mfa", "/register"):
        assert person.open(guarded.url + path).status == 200, path
    (style,) = re.findall(r'href="(/assets/[^"]+\.css)"', person.open(f"{guarded.url}/account").html)
    assert person.open(guarded.url + style).status == 200
    assert [one["target"] for one in guarded.application.requests] == ["/page?x=1"]


def a_call_is_told(guarded: Guarded):
    for headers in ({}, CALL, {**PAGE, "sec-fetch-mode": "cors"}, {"authorization": "Bearer x"}):
        answer = guarded.send("/api/x", headers=headers)
        assert answer.status == 401, answer.text
        assert "location" not in answer.headers
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert guarded.send("/api/x", "POST", headers=PAGE, body="a=b").status == 401
    assert not guarded.application.requests
    token = guarded.token(guarded.user())
    answer = guarded.send("/api/x", "POST", headers=token, body="a=b")
    assert (answer.status, answer.json["body"], answer.json["method"]) == (200, "a=b", "POST")


def rules_decide(guarded: Guarded):
    member, admin = guarded.token(guarded.user()), guarded.token(guarded.user("admins"))
    for target, method, headers, status in [
        ("/open/x", "GET", {}, 200),
        ("/hooks/one", "POST", {}, 200),
        ("/hooks/one", "GET", {}, 401),
        ("/hooks/one/two", "POST", {}, 401),
        ("/admin", "GET", {}, 401),
        ("/admin", "GET", member, 403),
        ("/admin/x", "GET", admin, 200),
        ("/%61dmin/x", "GET", member, 403),
        ("/elsewhere", "GET", member, 200),
    ]:
        body = "x" if method == "POST" else None
        answer = guarded.send(target, method, headers=headers, body=body)
        assert answer.status == status, f"{method} {target} {answer.status} {answer.text}"


def forged_headers_reach_nobody(guarded: Guarded):
    forged = {f"X-Auth-Request-{name.title()}": "admins" for name in IDENTITY}
    answer = guarded.send("/open/x", headers=forged)
    assert answer.status == 200
    seen = received(answer)
    for name in IDENTITY:
        assert seen.get(f"x-auth-request-{name}", "") == "", name
    # To some applications an underscore is a dash.
    for name in ("X_Auth_Request_User", "X-Auth_Request-Groups", "x_auth-request-email", "X_Auth_Request_Anything"):
        seen = received(guarded.send("/open/x", headers={name: "admins"}))
        assert not any("auth" in found and value for found, value in seen.items()), seen
    email = guarded.user()
    seen = received(guarded.send("/x", headers={**forged, **guarded.token(email)}))
    assert seen["x-auth-request-user"] not in ("", "admins")
    assert seen.get("x-auth-request-groups", "") == ""
    guarded.application.requests.clear()
    paths = {
        "X-Forwarded-Uri": "/open/x",
        "X-Forwarded-Method": "GET",
        "X-Original-URL": f"{guarded.url}/open/x",
        "X-Original-URI": "/open/x",
        "X-Original-Method": "GET",
        "X-Rewrite-URL": "/open/x",
        "X-Envoy-Original-Path": "/open/x",
    }
    member = guarded.token(email)
    for lies in [paths, *({name: value} for name, value in paths.items())]:
        assert guarded.send("/admin/x", headers={**lies, **member}).status == 403, lies
        assert guarded.send("/other", headers=lies).status in (401, 403), lies
        assert guarded.send("/hooks/x", "DELETE", headers={**lies, "X-HTTP-Method-Override": "POST"}).status in (401, 403)
    assert not guarded.application.requests, "nothing came through"


def tricks_with_paths_do_not_pass(guarded: Guarded):
    member = guarded.token(guarded.user())
    for target in TRICKS:
        for headers in ({}, member):
            guarded.application.requests.clear()
            answer = guarded.send(target, headers=headers)
            got = [request["target"] for request in guarded.application.requests]
            # What does come through is what the rules were asked about, which is not a path for admins.
            assert not any("admin" in one for one in got), f"{target} came through as {got}"
            assert answer.status in (400, 401, 403, 404), f"{target}: {answer.status} {got}"
    guarded.application.requests.clear()
    for host in ("x?y", "x#y", f"a/open/x?", "a\\open", "x y"):
        answer = guarded.send("/admin/x", headers={"host": host, **member})
        assert answer.status in (400, 403, 404), f"{host}: {answer.status}"
    assert not guarded.application.requests


def the_gateway_is_not_asked_from_outside(guarded: Guarded):
    member = guarded.token(guarded.user())
    told = {"X-Forwarded-Uri": "/open/x", "X-Forwarded-Method": "GET", **member}
    for target in ("/auth/verify", "/auth/verify/open/x", "/auth/./verify", "//auth/verify"):
        answer = guarded.send(target, headers=told)
        assert "x-auth-request-user" not in answer.headers, target
        assert answer.status in (200, 301, 308, 401, 403, 404), answer.status


def a_change_is_one_of_our_own_pages(guarded: Guarded):
    browser = guarded.browser()
    for headers, status in [
        ({"origin": guarded.url}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": EVIL}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({}, 403),
    ]:
        given = {**cookie(browser), **headers}
        assert guarded.send("/api/x", "POST", headers=given, body="x").status == status, headers
    assert guarded.send("/api/x", headers={**cookie(browser), "origin": EVIL}).status == 200


def sockets_open_for_our_own_pages_and_by_ticket(guarded: Guarded):
    browser = guarded.browser()
    sub = guarded.sub(browser)
    mine = cookie(browser)
    assert guarded.handshake("/ws", origin=guarded.url, **mine) == (101, f"hello {sub}")
    guarded.application.requests.clear()
    assert guarded.handshake("/ws", origin=EVIL, **mine)[0] == 403
    assert guarded.handshake("/ws", **mine)[0] == 403
    assert guarded.handshake("/ws", origin=guarded.url)[0] == 401
    assert not guarded.application.requests
    origin = {"origin": guarded.url}

    def ticket():
        answer = browser.post(f"{guarded.url}/auth/socket-ticket", headers=origin, timeout=30)
        assert answer.status_code == 200, answer.text
        assert answer.json()["expires_in"] == 30
        return answer.json()["ticket"]

    evil = browser.post(f"{guarded.url}/auth/socket-ticket", headers={"origin": EVIL}, timeout=30)
    assert evil.status_code == 403
    one = ticket()
    assert guarded.send(f"/api/x?ticket={one}").status == 401, "it is for handshakes alone"
    assert guarded.handshake(f"/ws?ticket={one}", origin=EVIL) == (101, f"hello {sub}")
    assert guarded.handshake(f"/ws?ticket={one}", origin=EVIL)[0] == 401, "it is spent"
    raced = f"/ws?ticket={ticket()}"
    with ThreadPoolExecutor(20) as pool:
        opened = [status for status, _ in pool.map(lambda _: guarded.handshake(raced), range(50))]
    assert sorted(set(opened)) == [101, 401] and opened.count(101) == 1
    late = ticket()
    out = browser.post(f"{guarded.url}/auth/logout", json={}, headers=origin, timeout=30)
    assert out.status_code == 200
    assert guarded.handshake(f"/ws?ticket={late}")[0] == 401, "it ends with its session"


def answers_of_the_application_are_its_own(guarded: Guarded):
    member = guarded.token(guarded.user())
    for status in (200, 201, 302, 401, 403, 404, 500):
        guarded.application.status = lambda _, status=status: status
        answer = guarded.send("/x", headers={**member, **PAGE})
        assert answer.status == status
        assert answer.json["target"] == "/x", "with its own body"
    guarded.application.status = lambda _: 200
    large = "x" * 300_000
    answer = guarded.send("/x", "POST", headers=member, body=large)
    assert answer.status == 200, answer.text
    assert answer.json["body"] == large


ALL = [
    a_page_leads_to_the_sign_in_and_back,
    the_form_of_the_sign_in_leads_back,
    a_call_is_told,
    rules_decide,
    forged_headers_reach_nobody,
    tricks_with_paths_do_not_pass,
    the_gateway_is_not_asked_from_outside,
    a_change_is_one_of_our_own_pages,
    sockets_open_for_our_own_pages_and_by_ticket,
    answers_of_the_application_are_its_own,
]

