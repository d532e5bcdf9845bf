"""Envoy's `ext_authz`, Traefik's `forwardAuth` and ingress-nginx, by requests of the shape that each sends to /auth/verify.

None of them runs here: what they send is taken from their documentation.
"""

import http.client
from urllib.parse import urlsplit

import pytest
import requests

from world.binary import free_port
from world.gateway import PASSWORD, Gateway
from world.guarded import RULES, Answer, cookie
from world.guarding import EVIL, TRICKS

PUBLIC = "http://127.0.0.1:8080"
# What Envoy is told to send of the client's headers.
ALLOWED = {"authorization", "cookie", "accept", "origin", "sec-fetch-site", "sec-fetch-mode", "sec-websocket-key"}
HOP = {"connection", "upgrade", "te", "transfer-encoding", "keep-alive", "content-length"}
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Asked:
    """A gateway that trusts this machine, asked as one of the proxies asks."""

    def __init__(self, start, folder, ask):
        config = folder / "rules.toml"
        config.write_text(RULES)
        env = {"POOLGATE_PUBLIC_URL": PUBLIC, "POOLGATE_TRUSTED_PROXIES": "127.0.0.1"}
        self.server = start(env=env, flags=["--config", str(config)])
        self.proxy = ask

    def __call__(self, target, method="GET", headers=None) -> Answer:
        """What the proxy hears when its client sends this."""
        return self.proxy(self.server.gateway, target, method, headers or {})

    def token(self, email=None) -> dict:
        api = Gateway(self.server.gateway)
        return {"Authorization": "Bearer " + api.login(email or api.user()).json["access_token"]}

    def browser(self) -> requests.Session:
        browser = requests.Session()
        body = {"email": Gateway(self.server.gateway).user(), "password": PASSWORD, "mode": "session"}
        answer = browser.post(
            f"{self.server.gateway}/auth/login", json=body, headers={"Origin": PUBLIC}, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return browser


def send(url, method, target, headers) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return Answer(connection.getresponse())
    finally:
        connection.close()


def envoy(url, target, method, headers) -> Answer:
    """With `path_prefix: /auth/verify`: the original method, the prefix before the original path, the original Host, no
    body; and of the client's headers those of `allowed_headers`."""
    passed = {name: value for name, value in headers.items() if name.lower() in ALLOWED}
    own = {"Host": "127.0.0.1:8080", "Content-Length": "0", "X-Forwarded-For": "192.0.2.7", "X-Envoy-Internal": "true"}
    return send(url, method, "/auth/verify" + target, {**own, **passed})


def traefik(url, target, method, headers) -> Answer:
    """A GET with the client's headers, hop-by-hop ones left out, and five of its own in the place of the client's."""
    own = {
        "X-Forwarded-Method": method,
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "127.0.0.1:8080",
        "X-Forwarded-Uri": target,
        "X-Forwarded-For": "192.0.2.7",
    }
    return send(url, "GET", "/auth/verify", {"Host": urlsplit(url).netloc, **others(headers, own), **own})


def ingress(url, target, method, headers) -> Answer:
    """As nginx does, under the Host of the gateway, and with names of its own."""
    own = {
        "X-Original-URL": PUBLIC + target,
        "X-Original-Method": method,
        "X-Sent-From": "nginx-ingress-controller",
        "X-Auth-Request-Redirect": target,
        "X-Forwarded-For": "192.0.2.7",
        "X-Real-IP": "192.0.2.7",
    }
    return send(url, "GET", "/auth/verify", {"Host": urlsplit(url).netloc, **others(headers, own), **own})


def others(headers, own) -> dict:
    """The client's headers without those of one connection, and those that the proxy has of its own."""
    replaced = HOP | {name.lower() for name in own}
    return {name: value for name, value in headers.items() if name.lower() not in replaced}


@pytest.fixture(params=[envoy, traefik, ingress], ids=["Envoy", "Traefik", "ingress-nginx"])
def asked(request, start, tmp_path):
    return Asked(start, tmp_path, request.param)


def test_a_page_leads_to_the_sign_in_and_a_call_is_told(asked):
    answer = asked("/page?x=1&y=%2F", headers=PAGE)
    # nginx cannot follow a redirect there.
    assert answer.status == (401 if asked.proxy is ingress else 302)
    assert answer.headers["location"] == "/login?return_to=%2Fpage%3Fx%3D1%26y%3D%252F"
    answer = asked("/api/x", headers={"Accept": "application/json"})
    assert (answer.status, answer.json["error"]) == (401, "token_missing")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    answer = asked("/page", "POST", headers=PAGE)
    assert answer.status == 401 and "location" not in answer.headers


def test_who_passes_is_named_and_rules_decide(asked):
    member = asked.token()
    answer = asked("/page", "POST", headers=member)
    assert answer.status == 200 and answer.headers["x-auth-request-user"]
    answer = asked("/open/x")
    assert answer.status == 200 and answer.headers["x-auth-request-user"] == ""
    assert asked("/hooks/x", "POST").status == 200
    assert asked("/hooks/x", "DELETE").status == 401
    assert asked("/admin/x", headers=member).status == 403
    assert asked("/", headers=member).status == 200
    # The query is the application's.
    assert asked("/page?groups=nobody", headers=member).status == 200


def test_tricks_with_paths_and_forged_headers_do_not_pass(asked):
    member = asked.token()
    for target in TRICKS:
        assert asked(target, headers=member).status == 403, target
    for name in ("X-Original-URL", "X-Original-URI", "X-Forwarded-Uri"):
        answer = asked("/admin/x", headers={**member, name: "/open/x"})
        assert answer.status == 403, name
    for name in ("X-Original-Method", "X-Forwarded-Method", "X-HTTP-Method-Override"):
        assert asked("/hooks/x", "DELETE", headers={name: "POST"}).status in (401, 403), name
    if asked.proxy is traefik:
        # Which would hand it on to the application beside the right one.
        assert asked("/open/x", headers={"X_Auth_Request_User": "admin"}).status == 403
    answer = asked("/open/x", headers={"X-Auth-Request-User": "admin"})
    assert answer.headers["x-auth-request-user"] == ""


def test_a_session_changes_something_and_opens_sockets_for_our_own_pages(asked):
    browser = asked.browser()
    mine = cookie(browser)
    own, evil = {"Origin": PUBLIC}, {"Origin": EVIL}
    assert asked("/page", headers=mine).status == 200
    assert asked("/page", "POST", headers={**mine, **own}).status == 200
    assert asked("/page", "POST", headers={**mine, **evil}).status == 403
    assert asked("/page", "POST", headers=mine).status == 403
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Upgrade": "websocket", "Connection": "Upgrade"}
    assert asked("/ws", headers={**mine, **own, **key}).status == 200
    assert asked("/ws", headers={**mine, **evil, **key}).status == 403
    made = browser.post(f"{asked.server.gateway}/auth/socket-ticket", headers=own, timeout=30)
    target = f"/ws?ticket={made.json()['ticket']}"
    assert asked(target).status == 401, "no handshake"
    assert asked(target, headers={**evil, **key}).status == 200
    assert asked(target, headers={**evil, **key}).status == 401


def test_r60_who_is_no_trusted_proxy_is_told_nothing(start, tmp_path):
    config = tmp_path / "rules.toml"
    config.write_text(RULES)
    env = {"POOLGATE_PUBLIC_URL": f"http://127.0.0.1:{free_port()}", "POOLGATE_TRUSTED_PROXIES": "192.0.2.1"}
    server = start(env=env, flags=["--config", str(config)])
    for ask in (envoy, traefik, ingress):
        assert ask(server.gateway, "/open/x", "GET", {}).status == 403
