"""The gateway's API by curl, with a public and with a confidential app client."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from world.curl import curl
from world.gateway import PASSWORD, Gateway, new_email

NEW_PASSWORD = "Better-Secret-42"
TOKENS = ("access_token", "id_token", "refresh_token")


def test_the_whole_flow(gateway):
    email = new_email()

    answer = gateway.sign_up(email)
    assert answer["success"] is True
    assert answer["confirmation_required"] is True
    assert answer["delivery"]["medium"] == "EMAIL"
    assert answer["delivery"]["destination"] == "u***@e***"
    sub = answer["user_sub"]

    answer = gateway.login(email)
    assert (answer.status, answer["error"]) == (403, "user_not_confirmed")

    answer = gateway.post("/auth/confirm", {"email": email, "code": gateway.code(email)})
    assert (answer.status, answer["success"]) == (200, True)

    answer = gateway.login(email)
    assert answer.status == 200
    tokens = answer.json
    assert tokens["success"] is True
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["user"] == {
        "sub": sub,
        "username": email,
        "email": email,
        "email_verified": True,
        "groups": [],
    }
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers

    answer = gateway.get("/auth/me", token=tokens["access_token"])
    assert (answer.status, answer["success"]) == (200, True)
    assert answer["user"]["sub"] == sub
    assert answer["user"]["email"] == email
    answer = gateway.get("/me", token=tokens["access_token"])
    assert (answer.status, answer["sub"], answer["token_use"]) == (200, sub, "access")

    answer = gateway.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    assert answer.status == 200
    access = answer["access_token"]
    assert access != tokens["access_token"]
    assert gateway.get("/me", token=access).status == 200

    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert gateway.post("/auth/change-password", change, token=access).status == 200
    assert gateway.login(email).status == 401
    assert gateway.login(email, NEW_PASSWORD).status == 200

    answer = gateway.post("/auth/forgot-password", {"email": email})
    assert answer.status == 200
    reset = {"email": email, "code": gateway.code(email), "new_password": "weak"}
    answer = gateway.post("/auth/reset-password", reset)
    assert (answer.status, answer["error"]) == (400, "invalid_password")
    answer = gateway.post("/auth/reset-password", {**reset, "new_password": PASSWORD})
    assert answer.status == 200, "the refused password left the code unspent"
    assert gateway.login(email, NEW_PASSWORD).status == 401
    answer = gateway.login(email)
    assert answer.status == 200

    last = answer["refresh_token"]
    answer = gateway.post("/auth/logout", {"refresh_token": last})
    assert (answer.status, answer["success"]) == (200, True)
    answer = gateway.post("/auth/refresh", {"refresh_token": last})
    assert (answer.status, answer["error"]) == (401, "invalid_refresh_token")


def test_confirm_signup_takes_either_name_of_the_code(gateway):
    for path in ("/auth/confirm", "/auth/confirm-signup"):
        for name in ("code", "confirmation_code"):
            email = new_email()
            gateway.sign_up(email)
            answer = gateway.post(path, {"email": email, name: gateway.code(email)})
            assert answer.status == 200, (path, name, answer)


def test_a_new_code_takes_the_place_of_the_older_one(gateway):
    email = new_email()
    gateway.sign_up(email)
    first = gateway.code(email)
    answer = gateway.post("/auth/resend-code", {"email": email})
    assert (answer.status, answer["delivery"]["medium"]) == (200, "EMAIL")
    second = gateway.code(email)
    assert len(gateway.messages(email)) == 2
    if first != second:
        answer = gateway.post("/auth/confirm", {"email": email, "code": first})
        assert (answer.status, answer["error"]) == (400, "invalid_code")
    assert gateway.post("/auth/confirm", {"email": email, "code": second}).status == 200


def test_a_code_works_once(gateway):
    email = new_email()
    gateway.sign_up(email)
    body = {"email": email, "code": gateway.code(email)}
    assert gateway.post("/auth/confirm", body).status == 200
    answer = gateway.post("/auth/confirm", body)
    assert 400 <= answer.status < 500


def test_logout_with_a_bearer_token_alone_is_everywhere(gateway):
    email, first = gateway.signed_in()
    second = gateway.login(email).json
    assert gateway.post("/auth/logout", token=first["access_token"]).status == 200
    for tokens in (first, second):
        answer = gateway.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
        assert answer.status == 401
        assert gateway.get("/auth/me", token=tokens["access_token"]).status == 401


def test_logout_with_a_refresh_token_leaves_other_sessions_alone(gateway):
    email, first = gateway.signed_in()
    second = gateway.login(email).json
    gateway.post("/auth/logout", {"refresh_token": first["refresh_token"]})
    answer = gateway.post("/auth/refresh", {"refresh_token": second["refresh_token"]})
    assert answer.status == 200


def test_an_email_that_is_taken_is_a_conflict(gateway):
    email = gateway.user()
    answer = gateway.post("/auth/signup", {"email": email, "password": PASSWORD})
    assert (answer.status, answer["error"]) == (409, "user_exists")


def test_names_and_numbers_of_a_sign_up_become_attributes(gateway):
    email = new_email()
    answer = gateway.post(
        "/auth/signup",
        {
            "email": email,
            "password": PASSWORD,
            "first_name": "Ada",
            "last_name": "Lovelace",
            "phone_number": "+15551234567",
        },
    )
    assert answer.status == 201, answer
    gateway.post("/auth/confirm", {"email": email, "code": gateway.code(email)})
    token = gateway.login(email)["access_token"]
    user = gateway.get("/auth/me", token=token)["user"]
    assert user["given_name"] == "Ada"
    assert user["family_name"] == "Lovelace"
    assert user["phone_number"] == "+15551234567"


def test_wrong_credentials_look_alike(gateway):
    email = gateway.user()
    wrong = gateway.login(email, "Wrong-Password-1")
    unknown = gateway.login(new_email(), "Wrong-Password-1")
    for answer in (wrong, unknown):
        assert (answer.status, answer["error"]) == (401, "invalid_credentials")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    without_id = [re.sub(r"[0-9a-f-]{36}", "", answer.text) for answer in (wrong, unknown)]
    assert without_id[0] == without_id[1]


@pytest.mark.parametrize("path", ["/auth/me", "/me"])
def test_r15_without_a_token_there_is_a_challenge(gateway, path):
    _, tokens = gateway.signed_in()
    for answer in (
        gateway.get(path),
        gateway.get(path, token="nonsense"),
        gateway.get(f"{path}?access_token={tokens['access_token']}"),
        gateway.get(path, token=tokens["id_token"]),
        gateway.get(path, token=tokens["refresh_token"]),
    ):
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer["success"] is False
        assert answer["request_id"] == answer.headers["x-request-id"]


def test_errors_name_the_fields(gateway):
    answer = gateway.post("/auth/signup", {"password": PASSWORD})
    assert (answer.status, answer["error"]) == (400, "validation_failed")
    assert "email" in answer["fields"]
    assert not re.search(r"\.rs|serde|line \d", answer.text)


def test_a_problem_document_for_who_asks_for_it(gateway):
    accept = {"Accept": "application/problem+json"}
    answer = gateway.post("/auth/login", {"email": "x"}, headers=accept)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer["status"] == answer.status == 400


def test_a_page_for_a_browser(gateway):
    answer = gateway.get("/nothing", headers={"Sec-Fetch-Mode": "navigate"})
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_foreign_page_changes_nothing(gateway):
    body = {"email": new_email(), "password": PASSWORD}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = gateway.post("/auth/signup", body, headers=headers)
        assert (answer.status, answer["error"]) == (403, "cross_origin")
        assert "access-control-allow-origin" not in answer.headers
    assert gateway.messages(body["email"]) == []


def test_the_api_describes_itself(gateway):
    document = gateway.get("/openapi.json").json
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    for path in ("/auth/signup", "/auth/login", "/auth/refresh", "/auth/logout", "/me"):
        assert path in document["paths"]
    page = curl(gateway.url + "/apidocs", "--location")
    assert page.headers["content-type"].startswith("text/html")
    for link in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert "//" not in link
        assert gateway.get(f"/apidocs/{link.removeprefix('./')}").status == 200


def test_it_is_healthy(gateway):
    assert gateway.get("/healthz").status == 200
    assert gateway.get("/readyz").status == 200


def test_every_answer_has_a_request_id_and_security_headers(gateway):
    for answer in (gateway.get("/healthz"), gateway.get("/nothing"), gateway.login("a", "b")):
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_limits_hold_unless_they_are_turned_off(start):
    gateway = Gateway(start(limits=True).gateway)
    email = gateway.user()
    answers = [gateway.post("/auth/forgot-password", {"email": email}) for _ in range(8)]
    limited = [answer for answer in answers if answer.status == 429]
    assert answers[0].status == 200
    assert limited
    for answer in limited:
        assert int(answer.headers["retry-after"]) == answer["retry_after"] > 0


def test_the_mailbox_is_for_this_machine_alone(public):
    for port in (public.gateway, public.pool):
        url = f"{port}/dev/messages"
        assert curl(url).status == 200
        for headers in (
            {"X-Forwarded-For": "10.0.0.1"},
            {"Forwarded": "for=10.0.0.1"},
            {"Host": "pool.example.com"},
            {"Origin": "https://evil.example"},
        ):
            answer = curl(url, headers=headers)
            assert answer.status == 404, headers
            assert "messages" not in answer.json


def test_the_mailbox_is_a_page_for_a_browser(public):
    gateway = Gateway(public.gateway)
    email = gateway.user()
    for port in (public.gateway, public.pool):
        page = curl(f"{port}/dev/messages?to={email}", headers={"Sec-Fetch-Mode": "navigate"})
        assert page.status == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["cache-control"] == "no-store"
        assert "unsafe" not in page.headers["content-security-policy"]
        assert gateway.code(email) in page.text
        assert not re.search(r"<script>|<style|style=|onclick=", page.text)
        links = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
        assert len(set(links)) == 3
        for link in links:
            asset = curl(port + link)
            assert asset.status == 200
            assert "immutable" in asset.headers["cache-control"]


def test_http_2_works_like_http_1(public):
    h2 = "--http2-prior-knowledge"
    for port in (public.gateway, public.pool):
        assert curl(f"{port}/dev/messages", h2).status == 200
        evil = curl(f"{port}/dev/messages", h2, headers={"Host": "pool.example.com"})
        assert evil.status == 404
    body = {"email": new_email(), "password": PASSWORD}
    assert curl(public.gateway + "/auth/signup", h2, json=body).status == 201


def test_without_development_there_is_no_mailbox(start):
    server = start(env={"POOLGATE_DEV": "false", "POOLGATE_LIMITS": "on"})
    assert "Mailbox" not in server.page
    for port in (server.gateway, server.pool):
        assert curl(f"{port}/dev/messages").status == 404
