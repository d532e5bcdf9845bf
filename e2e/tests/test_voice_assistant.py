"""The example `voice-assistant`: the calls that its kind of application is documented with, and its class in a browser."""

import json
import os
import subprocess

import pytest
import requests

from test_devices import NODE_MODULES
from test_passkey_browser import chromium  # noqa: F401: a fixture
from world.browser import Browser
from world.curl import curl
from world.examples import Example, is_gone
from world.gateway import Gateway
from world.guarded import Application, Client, cookie

PASSWORD = "SecurePassword123!"
LIST = "customer_id,name,phone_number,notes\n12345,Ada Lovelace,+15555550100,\n67890,Grace Hopper,+15555550101,busy\n"


class VoiceAssistant(Example):
    """The example with somewhere to post calls to."""

    def __init__(self, folder, **env):
        self.telephone = Application()
        env = {"CALL_URL": f"http://{self.telephone.address}/calls", **env}
        super().__init__("voice-assistant", folder, **env)
        self.until(self.url + "/healthz")
        self.until(self.pool + "/healthz")
        self.mailbox = Gateway(self.url, mailbox=self.pool)

    def stop(self):
        super().stop()
        self.telephone.stop()

    def post(self, path, body, **options):
        return curl(self.url + path, "--request", "POST", json=body, **options)

    def signed_in(self, email="user@example.com"):
        body = {"email": email, "password": PASSWORD, "first_name": "John", "last_name": "Doe"}
        assert self.post("/auth/signup", body).status == 201
        code = self.mailbox.code(email)
        assert self.post("/auth/confirm-signup", {"email": email, "confirmation_code": code}).status == 200
        answer = self.post("/auth/login", {"email": email, "password": PASSWORD})
        assert answer.status == 200, answer
        return answer.json

    def upload(self, text, token, folder):
        file = folder / "customers.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return curl(f"{self.url}/api/upload-customers", "-F", f"file=@{file}", token=token)


@pytest.fixture
def assistant(tmp_path):
    assistant = VoiceAssistant(tmp_path / "assistant")
    yield assistant
    assistant.stop()
    assert is_gone(assistant)
    assert "panicked" not in assistant.output(), assistant.output()


def test_the_documented_calls(assistant, tmp_path):
    email = "user@example.com"
    body = {"email": email, "password": PASSWORD, "first_name": "John", "last_name": "Doe"}
    answer = assistant.post("/auth/signup", body)
    assert answer.status == 201
    assert answer["success"] is True and answer["confirmation_required"] is True and answer["user_sub"]
    assert assistant.post("/auth/signup", body).status == 409
    code = assistant.mailbox.code(email)
    answer = assistant.post("/auth/confirm-signup", {"email": email, "confirmation_code": code})
    assert (answer.status, answer["success"]) == (200, True)
    wrong = assistant.post("/auth/login", {"email": email, "password": "wrong"})
    assert (wrong.status, wrong["success"]) == (401, False) and wrong["message"]
    answer = assistant.post("/auth/login", {"email": email, "password": PASSWORD})
    assert answer.status == 200
    keys = ("success", "access_token", "refresh_token", "id_token", "token_type", "expires_in", "user")
    assert all(key in answer.json for key in keys)
    assert answer["token_type"] == "Bearer" and answer["expires_in"] == 3600
    assert answer["user"].items() >= {"username": email, "email": email, "email_verified": True}.items()
    token = answer["access_token"]

    none = curl(f"{assistant.url}/api/customers")
    assert (none.status, none["success"]) == (401, False)
    assert none.headers["www-authenticate"].startswith("Bearer")
    assert curl(f"{assistant.url}/api/customers", token=token)["customers"] == []
    taken = assistant.upload(LIST, token, tmp_path)
    assert (taken.status, taken["imported"]) == (200, 2)
    customers = curl(f"{assistant.url}/api/customers", token=token)["customers"]
    assert [customer["customer_id"] for customer in customers] == ["12345", "67890"]
    called = assistant.post("/api/trigger-single-call", {"customer_id": "12345"}, token=token)
    assert (called.status, called["success"]) == (200, True)
    (posted,) = assistant.telephone.requests
    assert json.loads(posted["body"]) == {
        "customer_id": "12345",
        "name": "Ada Lovelace",
        "phone_number": "+15555550100",
        "requested_by": answer["user"]["sub"],
    }
    assert "authorization" not in dict(posted["headers"]), "the token is not for others"
    everybody = assistant.post("/api/trigger-bulk-calls", {}, token=token)
    assert (everybody["started"], everybody["failed"]) == (2, 0)

    me = curl(f"{assistant.url}/auth/me", token=token)
    members = ("sub", "username", "email", "email_verified", "token_use", "scope", "auth_time", "iat", "exp")
    assert all(member in me["user"] for member in members)
    fresh = assistant.post("/auth/refresh", {"refresh_token": answer["refresh_token"]})
    assert fresh.status == 200 and fresh["access_token"] != token
    out = curl(f"{assistant.url}/auth/logout", "--request", "POST", token=token)
    assert (out.status, out["success"]) == (200, True)
    late = assistant.post("/auth/refresh", {"refresh_token": answer["refresh_token"]})
    assert late.status == 401


def test_public_routes_are_public_and_guarded_ones_are_not(assistant):
    for path in ("/", "/original", "/ws-url", "/passthru-handler?CallSid=1&From=%2B15555550100"):
        assert curl(assistant.url + path).status == 200, path
    page = curl(assistant.url + "/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    hook = curl(f"{assistant.url}/exotel-webhook", "--data", "CallSid=1&Status=completed")
    assert (hook.status, hook["success"]) == (200, True)
    assert curl(assistant.url + "/ws-url")["url"] == assistant.url.replace("http", "ws") + "/ws"
    for path in ("/api/upload-customers", "/api/trigger-single-call", "/api/trigger-bulk-calls"):
        assert assistant.post(path, {}).status == 401, path
    lead = requests.get(
        f"{assistant.url}/api/customers", headers={"accept": "text/html"}, allow_redirects=False, timeout=30
    )
    assert (lead.status_code, lead.headers["location"]) == (303, "/login?return_to=%2Fapi%2Fcustomers")
    email = assistant.signed_in()["user"]["email"]
    person = Browser("nowhere:")
    page = person.fill(person.open(f"{assistant.url}/api/customers"), email=email, password=PASSWORD)
    assert (page.url, json.loads(page.html)["customers"]) == (f"{assistant.url}/api/customers", [])


def test_a_list_with_mistakes_is_not_taken(assistant, tmp_path):
    token = assistant.signed_in()["access_token"]
    bad = assistant.upload(LIST + "3,,12,\n", token, tmp_path)
    assert (bad.status, bad["error"]) == (400, "invalid_csv")
    places = [(error["line"], error["column"]) for error in bad["errors"]]
    assert places == [(4, "name"), (4, "phone_number")]
    assert curl(f"{assistant.url}/api/customers", token=token)["customers"] == []
    large = assistant.upload(LIST + "9" * 1_100_000, token, tmp_path)
    assert (large.status, large["error"]) == (413, "body_too_large")
    huge = assistant.upload(b"x" * 3_000_000, token, tmp_path)
    assert huge.status == 413
    other = curl(f"{assistant.url}/api/upload-customers", "-F", "other=x", token=token)
    assert (other.status, other["error"]) == (400, "file_missing")
    assert assistant.post("/api/upload-customers", {}, token=token).status == 400


def test_calls_that_fail_are_told_apart(assistant, tmp_path):
    token = assistant.signed_in()["access_token"]
    assistant.upload(LIST, token, tmp_path)
    assistant.telephone.status = lambda seen: 500 if "67890" in seen["body"] else 200
    ids = {"customer_ids": ["12345", "67890", "nobody"]}
    answer = assistant.post("/api/trigger-bulk-calls", ids, token=token)
    assert answer.status == 200 and answer["success"] is False
    assert [one["success"] for one in answer["results"]] == [True, False, False]
    assert (answer["started"], answer["failed"]) == (1, 2)
    failed = assistant.post("/api/trigger-single-call", {"customer_id": "67890"}, token=token, fails=True)
    assert (failed.status, failed["error"]) == (502, "call_failed")
    nobody = assistant.post("/api/trigger-single-call", {"customer_id": "x"}, token=token)
    assert nobody.status == 404
    many = assistant.post("/api/trigger-bulk-calls", {"customer_ids": ["x"] * 501}, token=token)
    assert (many.status, many["error"]) == (400, "too_many_customers")


def test_many_calls_are_made_some_at_a_time(assistant, tmp_path):
    token = assistant.signed_in()["access_token"]
    rows = [f"{number},Ada,+15555550100," for number in range(40)]
    assistant.upload("\n".join([LIST.splitlines()[0], *rows]), token, tmp_path)
    assistant.telephone.delay = 0.1
    answer = assistant.post("/api/trigger-bulk-calls", {}, token=token)
    assert (answer["started"], answer["failed"]) == (40, 0)
    assert 1 < assistant.telephone.most_at_once <= 8


def test_sockets(assistant):
    opens = Client(assistant.url)
    assert opens.handshake("/ws/events")[0] == 401
    with opens.socket("/ws", origin="https://elsewhere.example") as talk:
        assert [json.loads(talk(text))["messages"] for text in ("a", "b")] == [1, 2], "anybody may talk to it"
    user = assistant.signed_in()
    browser = requests.Session()
    body = {"email": "user@example.com", "password": PASSWORD, "mode": "session"}
    own = {"origin": assistant.url}
    assert browser.post(f"{assistant.url}/auth/login", json=body, headers=own, timeout=30).status_code == 200
    hello = json.dumps({"event": "hello", "sub": user["user"]["sub"]}, separators=(",", ":"))
    assert opens.handshake("/ws/events", origin=assistant.url, **cookie(browser)) == (101, hello)
    assert opens.handshake("/ws/events", origin="https://evil.example", **cookie(browser))[0] == 403
    made = curl(f"{assistant.url}/auth/socket-ticket", "--request", "POST", token=user["access_token"])
    assert opens.handshake(f"/ws/events?ticket={made['ticket']}") == (101, hello)
    assert opens.handshake(f"/ws/events?ticket={made['ticket']}")[0] == 401


def test_the_class_of_such_applications_in_chromium(assistant, chromium, tmp_path):  # noqa: F811
    file = tmp_path / "customers.csv"
    file.write_text(LIST)
    given = {
        "chromium": chromium,
        "base": assistant.url,
        "mailbox": assistant.pool,
        "file": str(file),
        "pictures": os.environ.get("POOLGATE_PICTURES"),
    }
    done = subprocess.run(
        ["node", NODE_MODULES.parent / "voice_assistant.mjs", json.dumps(given)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["complaints"] == []
    assert seen["faults"] == []
    assert seen["signup"] == {"success": True, "confirmation_required": True}
    assert seen["login"] is True and seen["stored"] is True
    assert seen["customers"] == [200, []]
    assert seen["afterSpoiledToken"] == [200, True], "refreshed once, and asked again"
    assert seen["afterLogout"] == [None, None, 401]
    assert seen["dashboard"]["rows"] == ["12345", "67890"]
    assert seen["dashboard"]["status"] == "The call was started."
    assert any('"event":"hello"' in event for event in seen["dashboard"]["events"])
    assert any('"customer_id":"12345"' in event for event in seen["dashboard"]["events"])
    assert len(assistant.telephone.requests) == 1
