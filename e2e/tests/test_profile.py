"""The profile, its addresses and the end of an account by curl, with both kinds of app client."""

import pytest

from world.curl import Answer, curl
from world.gateway import PASSWORD, Gateway, new_email


def send(gateway: Gateway, method: str, path: str, body=None, **options) -> Answer:
    return curl(gateway.url + path, "--request", method, json=body, **options)


def attributes(gateway: Gateway, token: str) -> dict:
    answer = gateway.get("/profile", token=token)
    assert (answer.status, answer["success"]) == (200, True), answer
    assert answer.headers["cache-control"] == "no-store"
    return answer["attributes"]


def test_a_profile_is_what_the_pool_has(gateway):
    email, tokens = gateway.signed_in()
    profile = attributes(gateway, tokens["access_token"])
    assert profile == {"sub": tokens["user"]["sub"], "email": email, "email_verified": True}


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("inside", [True, False])
def test_a_change_shows_everywhere_at_once(gateway, method, inside):
    email, tokens = gateway.signed_in()
    token, other = tokens["access_token"], gateway.login(email)["access_token"]
    for bearer in (token, other):
        assert "name" not in gateway.get("/auth/me", token=bearer)["user"]
    change = {"name": "Ada Lovelace", "address": "Main Street 1\nTown"}
    body = {"attributes": change} if inside else change
    answer = send(gateway, method, "/profile", body, token=token)
    assert answer.status == 200, answer
    assert answer["success"] is True
    assert answer["updated"] == ["address", "name"]
    assert answer["ignored"] == []
    assert answer["delivery"] is None
    assert answer.headers["cache-control"] == "no-store"
    for bearer in (token, other):
        assert gateway.get("/auth/me", token=bearer)["user"]["name"] == "Ada Lovelace"
    assert attributes(gateway, other)["address"] == change["address"]


def test_an_empty_text_removes_an_attribute(gateway):
    _, tokens = gateway.signed_in()
    token = tokens["access_token"]
    assert gateway.post("/profile", {"name": "Ada", "given_name": "Ada"}, token=token).status == 200
    assert gateway.post("/profile", {"name": "", "given_name": None}, token=token)["updated"] == ["name"]
    profile = attributes(gateway, token)
    assert "name" not in profile
    assert profile["given_name"] == "Ada"


def test_r56_nobody_makes_itself_an_administrator(gateway):
    _, tokens = gateway.signed_in()
    token = tokens["access_token"]
    body = {"name": "Ismail Amouma", "custom:role": "admin"}
    answer = gateway.post("/profile", body, token=token)
    assert (answer.status, answer["updated"], answer["ignored"]) == (200, ["name"], ["custom:role"])
    profile = attributes(gateway, token)
    assert profile["name"] == "Ismail Amouma"
    assert "custom:role" not in profile
    for name in ("custom:role", "email_verified", "phone_number_verified", "sub", "email", "cognito:groups"):
        for refused in ({name: "true"}, {"attributes": {name: "true"}}):
            answer = gateway.post("/profile", refused, token=token)
            assert (answer.status, answer["error"]) == (400, "validation_failed")
    assert attributes(gateway, token) == profile


def test_bad_changes_are_refused(gateway):
    _, tokens = gateway.signed_in()
    token = tokens["access_token"]
    for body in ({}, {"name": 7}, {"name": None}, {"attributes": []}, {"name": "x" * 2049}):
        answer = gateway.post("/profile", body, token=token)
        assert (answer.status, answer["error"]) == (400, "validation_failed"), body
        assert answer["fields"]
    answer = gateway.post("/profile", {"phone_number": "12345"}, token=token)
    assert (answer.status, answer["error"]) == (400, "refused_by_pool")
    for body in ("[]", "{", "null"):
        answer = gateway.post("/profile", body, token=token)
        assert (answer.status, answer["error"]) == (400, "invalid_request")
    assert gateway.post("/profile", {"name": "x" * 70_000}, token=token).status == 413


def test_r15_all_of_it_needs_a_token(gateway):
    for method, path in (
        ("GET", "/profile"),
        ("POST", "/profile"),
        ("PATCH", "/profile"),
        ("POST", "/auth/attributes/verify/start"),
        ("POST", "/auth/attributes/verify"),
        ("DELETE", "/auth/account"),
    ):
        for token in (None, "nonsense"):
            answer = send(gateway, method, path, {} if method != "GET" else None, token=token)
            assert answer.status == 401, (method, path)
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_address_is_verified_by_a_code(gateway):
    email, tokens = gateway.signed_in()
    token = tokens["access_token"]
    start, verify = "/auth/attributes/verify/start", "/auth/attributes/verify"
    before = len(gateway.messages(email))
    answer = gateway.post(start, {"attribute": "email"}, token=token)
    assert (answer.status, answer["success"]) == (200, True)
    assert answer["delivery"] == {"destination": "u***@e***", "medium": "EMAIL", "attribute": "email"}
    assert len(gateway.messages(email)) == before + 1
    code = gateway.code(email)
    wrong = "000000" if code != "000000" else "000001"
    answer = gateway.post(verify, {"attribute": "email", "code": wrong}, token=token)
    assert (answer.status, answer["error"]) == (400, "invalid_code")
    answer = gateway.post(verify, {"attribute": "email", "code": code}, token=token)
    assert (answer.status, answer["success"]) == (200, True)
    assert attributes(gateway, token)["email_verified"] is True
    answer = gateway.post(verify, {"attribute": "email", "code": code}, token=token)
    assert (answer.status, answer["error"]) in ((400, "code_expired"), (400, "invalid_code"))


def test_only_an_address_that_is_there_can_be_verified(gateway):
    _, tokens = gateway.signed_in()
    token = tokens["access_token"]
    start = "/auth/attributes/verify/start"
    answer = gateway.post(start, {"attribute": "phone_number"}, token=token)
    assert (answer.status, answer["error"]) == (400, "refused_by_pool")
    for attribute in ("name", "", None, 7):
        answer = gateway.post(start, {"attribute": attribute}, token=token)
        assert (answer.status, answer["error"]) == (400, "validation_failed")
        assert "attribute" in answer["fields"]


def test_r52_an_account_ends_with_its_password_alone(gateway):
    email, tokens = gateway.signed_in()
    token = tokens["access_token"]
    for body, error in (({}, "validation_failed"), ({"password": "Wrong-Password-1"}, "wrong_password")):
        answer = send(gateway, "DELETE", "/auth/account", body, token=token)
        assert (answer.status, answer["error"]) == (400, error)
        assert "password" in answer["fields"]
    assert gateway.get("/auth/me", token=token).status == 200
    answer = send(gateway, "DELETE", "/auth/account", {"password": PASSWORD}, token=token)
    assert (answer.status, answer["success"]) == (200, True), answer
    for path in ("/auth/me", "/profile"):
        answer = gateway.get(path, token=token)
        assert (answer.status, answer["error"]) == (401, "invalid_token")
    answer = gateway.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    assert answer.status == 401
    assert gateway.login(email).status == 401
    gateway.sign_up(email)


def test_a_token_that_was_signed_out_deletes_nobody(gateway):
    email, tokens = gateway.signed_in()
    token = tokens["access_token"]
    assert gateway.post("/auth/logout", token=token).status == 200
    answer = send(gateway, "DELETE", "/auth/account", {"password": PASSWORD}, token=token)
    assert (answer.status, answer["error"]) == (401, "invalid_token")
    assert gateway.login(email).status == 200


def test_r42_mails_to_an_account_are_limited(start):
    gateway = Gateway(start(limits=True).gateway)
    _, tokens = gateway.signed_in()
    token, body = tokens["access_token"], {"attribute": "email"}
    path = "/auth/attributes/verify/start"
    answers = [gateway.post(path, body, token=token) for _ in range(6)]
    assert answers[0].status == 200
    assert answers[-1].status == 429
    assert int(answers[-1].headers["retry-after"]) == answers[-1]["retry_after"] > 0


def test_the_api_describes_them(gateway):
    paths = gateway.get("/openapi.json")["paths"]
    assert set(paths["/profile"]) == {"get", "post", "patch"}
    assert "wrong_password" in str(paths["/auth/account"]["delete"])
    for path in ("/auth/attributes/verify/start", "/auth/attributes/verify"):
        assert {"200", "400", "401", "429"} <= set(paths[path]["post"]["responses"])


@pytest.mark.parametrize("secret", [False, True])
def test_where_the_settings_allow_it_the_email_address_changes(start, secret):
    setting = {"POOLGATE_PROFILE_ATTRIBUTES": "name, email, custom:role"}
    pinned = {
        "POOLGATE_EMBEDDED": "true",
        "COGNITO_CLIENT_ID": "1pinnedclient23456789abcde",
        "COGNITO_CLIENT_SECRET": "pinnedsecret0123456789abcdefghijklmnopqrstuvwxyz012",
    }
    gateway = Gateway(start(env=setting | (pinned if secret else {})).gateway)
    old, tokens = gateway.signed_in()
    token, new = tokens["access_token"], new_email()
    body = {"email": new, "custom:role": "editor", "address": "Town"}
    answer = gateway.post("/profile", body, token=token)
    assert answer.status == 200, answer
    assert (answer["updated"], answer["ignored"]) == (["custom:role", "email"], ["address"])
    assert answer["delivery"] == {"destination": "u***@e***", "medium": "EMAIL", "attribute": "email"}
    assert answer["deliveries"] == [answer["delivery"]]
    code = gateway.code(new)
    body = {"attribute": "email", "code": code}
    assert gateway.post("/auth/attributes/verify", body, token=token).status == 200
    user = gateway.get("/auth/me", token=token)["user"]
    assert (user["email"], user["email_verified"], user["custom:role"]) == (new, True, "editor")
    assert gateway.login(new).status == 200
    assert gateway.login(old).status == 401
    taken = gateway.user()
    answer = gateway.post("/profile", {"email": taken}, token=token)
    assert (answer.status, answer["error"]) == (409, "user_exists")
    answer = send(gateway, "DELETE", "/auth/account", {"password": PASSWORD}, token=token)
    assert answer.status == 200
