"""The FastAPI back end of the S0 document: every request that it prints, resets by code, mails, the directory."""

import json
import re
import sqlite3
import subprocess
import time

import pytest

from world.binary import free_port, run
from world.cognito import cognito
from world.curl import curl
from world.gateway import Gateway, new_email
from world.smtp import SmtpStandIn

# As the document prints them.
REGISTER = r"""curl -X POST http://localhost:8001/api/v1/auth/register \
  -H "Content-Type: application/json" \
  -d '{
    "email": "test@example.com",
    "password": "Test123456",
    "first_name": "Test",
    "last_name": "User",
    "accept_terms": true
  }'
"""
VERIFY = r"""curl -X POST http://localhost:8001/api/v1/auth/verify-otp \
  -H "Content-Type: application/json" \
  -d '{
    "email": "test@example.com",
    "code": "123456",
    "purpose": "email_verification"
  }'
"""
LOGIN = r"""curl -X POST http://localhost:8001/api/v1/auth/login \
  -H "Content-Type: application/json" \
  -d '{
    "email": "test@example.com",
    "password": "Test123456"
  }'
"""

PASSWORD = "Test123456"
NEW_PASSWORD = "Other123456"
API = "/api/v1/auth"


def printed(server, command: str) -> dict:
    """Runs a command as it is printed; the port alone is that of the test."""
    port = server.gateway.rsplit(":", 1)[1]
    command = command.replace("localhost:8001", f"localhost:{port}")
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def within(seconds: float, check):
    """What `check` answers as soon as that is something."""
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline, "in time"
        time.sleep(0.05)
    return found


def registered(gateway: Gateway, **more) -> str:
    email = new_email()
    body = {"email": email, "password": PASSWORD, "accept_terms": True, **more}
    answer = gateway.post(f"{API}/register", body)
    assert (answer.status, answer["message"]) == (200, "OTP sent"), answer
    return email


def confirmed(gateway: Gateway, **more) -> str:
    email = registered(gateway, **more)
    code = gateway.code(email)
    answer = gateway.post(
        f"{API}/verify-otp", {"email": email, "code": code, "purpose": "email_verification"}
    )
    assert (answer.status, answer["message"]) == (200, "Signup complete"), answer
    return email


def reset_code(gateway: Gateway, email: str) -> str:
    answer = gateway.post(f"{API}/request-otp", {"email": email, "purpose": "password_reset"})
    assert (answer.status, answer.json) == (200, {"success": True, "message": "OTP sent"})
    message = gateway.messages(email)[0]
    assert message["purpose"] == "password_reset"
    return message["code"]


def signs_in(gateway: Gateway, email: str, password: str) -> bool:
    answer = gateway.post(f"{API}/login", {"email": email, "password": password})
    assert answer.status in (200, 401), answer
    return answer.status == 200


def rows(server) -> dict[str, dict]:
    """The directory, by address."""
    with sqlite3.connect(f"file:{server.data}/poolgate-gateway.db?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        return {row["email"]: dict(row) for row in database.execute("SELECT * FROM directory")}


@pytest.mark.parametrize("confidential", [False, True])
def test_every_printed_request_works_unchanged(start, confidential):
    env = {"POOLGATE_DEV_CODE": "123456"}
    if confidential:
        env |= {"COGNITO_CLIENT_SECRET": "s0secret"}
    server = start(env=env)
    answer = printed(server, REGISTER)
    assert answer["message"] == "OTP sent"
    row = rows(server)["test@example.com"]
    assert (row["first_name"], row["last_name"]) == ("Test", "User")
    assert (row["accept_terms"], row["verified"]) == (1, 0)
    assert printed(server, VERIFY)["message"] == "Signup complete"
    assert rows(server)["test@example.com"]["verified"] == 1
    tokens = printed(server, LOGIN)
    assert sorted(tokens) == [
        "access_token",
        "expires_in",
        "id_token",
        "refresh_token",
        "token_type",
    ]
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    again = printed(server, REGISTER)
    assert (again["success"], again["error"]) == (False, "user_exists")
    me = Gateway(server.gateway).get("/auth/me", token=tokens["access_token"])["user"]
    assert (me["given_name"], me["family_name"]) == ("Test", "User")


def test_an_existing_user_is_400_and_terms_are_needed(gateway):
    email = registered(gateway)
    body = {"email": email, "password": PASSWORD, "accept_terms": True}
    answer = gateway.post(f"{API}/register", body)
    assert (answer.status, answer["error"]) == (400, "user_exists")
    body = {"email": new_email(), "password": PASSWORD, "accept_terms": False}
    answer = gateway.post(f"{API}/register", body)
    assert (answer.status, answer["error"]) == (400, "validation_failed")
    assert "accept_terms" in answer["fields"]


def test_a_code_can_be_sent_again(gateway):
    email = registered(gateway)
    first = gateway.messages(email)[0]
    body = {"email": email, "purpose": "email_verification"}
    assert gateway.post(f"{API}/request-otp", body).status == 200
    newest = gateway.messages(email)[0]
    assert newest["id"] != first["id"]
    body |= {"code": newest["code"]}
    assert gateway.post(f"{API}/verify-otp", body)["message"] == "Signup complete"


def test_r18_a_code_resets_the_password_at_once(gateway):
    email = confirmed(gateway)
    tokens = gateway.post(f"{API}/login", {"email": email, "password": PASSWORD}).json
    body = {"email": email, "code": reset_code(gateway, email), "purpose": "password_reset"}
    weak = gateway.post(f"{API}/verify-otp", {**body, "new_password": "short"})
    assert (weak.status, weak["error"]) == (400, "invalid_password")
    body |= {"new_password": NEW_PASSWORD}
    answer = gateway.post(f"{API}/verify-otp", body)
    assert (answer.status, answer["message"]) == (200, "Password reset complete"), answer
    spent = gateway.post(f"{API}/verify-otp", body)
    assert (spent.status, spent["error"]) == (400, "code_expired")
    assert signs_in(gateway, email, NEW_PASSWORD)
    assert not signs_in(gateway, email, PASSWORD)
    refresh = gateway.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    assert refresh.status == 401
    assert gateway.get("/auth/me", token=tokens["access_token"]).status == 401
    assert gateway.messages(email)[0]["purpose"] == "password_changed"


def test_a_code_resets_the_password_in_two_steps(gateway):
    email = confirmed(gateway)
    body = {"email": email, "code": reset_code(gateway, email), "purpose": "password_reset"}
    answer = gateway.post(f"{API}/verify-otp", body)
    assert answer.status == 200 and answer["reset_token"], answer
    body = {"reset_token": answer["reset_token"], "new_password": "short"}
    weak = gateway.post(f"{API}/reset-password", body)
    assert (weak.status, weak["error"]) == (400, "invalid_password")
    body["new_password"] = NEW_PASSWORD
    answer = gateway.post(f"{API}/reset-password", body)
    assert (answer.status, answer["message"]) == (200, "Password reset complete"), answer
    assert signs_in(gateway, email, NEW_PASSWORD)
    again = gateway.post(f"{API}/reset-password", body)
    assert (again.status, again["error"]) == (400, "code_expired")


def test_r43_after_five_wrong_tries_a_code_is_dead(gateway):
    email = confirmed(gateway)
    code = reset_code(gateway, email)
    body = {"email": email, "purpose": "password_reset", "new_password": NEW_PASSWORD}
    for _ in range(5):
        answer = gateway.post(f"{API}/verify-otp", {**body, "code": "x"})
        assert (answer.status, answer["error"]) == (400, "invalid_code")
    answer = gateway.post(f"{API}/verify-otp", {**body, "code": code})
    assert (answer.status, answer["error"]) == (400, "code_expired")
    assert signs_in(gateway, email, PASSWORD)


def test_r40_nobody_learns_who_has_an_account(gateway):
    unconfirmed, unknown, user = registered(gateway), new_email(), confirmed(gateway)
    for purpose in ("password_reset", "email_verification"):
        answers = [
            gateway.post(f"{API}/request-otp", {"email": email, "purpose": purpose})
            for email in (unconfirmed, unknown, user)
        ]
        assert {(answer.status, answer.text) for answer in answers} == {
            (200, '{"success":true,"message":"OTP sent"}')
        }
    assert gateway.messages(unknown) == []
    assert all(mail["purpose"] != "password_reset" for mail in gateway.messages(unconfirmed))


def test_both_ports_show_what_the_gateway_and_the_pool_sent(public):
    gateway = Gateway(public.gateway)
    email = confirmed(gateway)
    reset_code(gateway, email)
    purposes = [message["purpose"] for message in gateway.messages(email)]
    assert purposes == ["password_reset", "sign_up"]
    assert Gateway(public.pool).messages(email) == gateway.messages(email)


def test_f14_mails_of_both_leave_by_smtp_and_survive_an_outage(start):
    mails = SmtpStandIn()
    env = {"POOLGATE_SMTP_URL": mails.url, "POOLGATE_MAIL_FROM": "Accounts <accounts@example.org>"}
    server = start(env=env)
    server.may_complain = True
    gateway = Gateway(server.gateway)
    email = confirmed(gateway)
    mail = within(10, lambda: mails.to(email))[0]
    assert gateway.messages(email)[0]["code"] in mail.get_content()
    code = reset_code(gateway, email)
    mail = within(10, lambda: mails.to(email)[1:])[0]
    assert (mail["From"], mail["Subject"]) == (
        "Accounts <accounts@example.org>",
        "Your password reset code",
    )
    for kind in ("plain", "html"):
        assert code in mail.get_body((kind,)).get_content()
    mails.stop()
    emails = [registered(gateway) for _ in range(5)]
    reset_code(gateway, email)
    time.sleep(1)
    back = SmtpStandIn(mails.port)
    within(30, lambda: len(back.mails) >= 6)
    assert sorted(mail["To"] for mail in back.mails) == sorted([*emails, email])
    assert server.stop() == 0
    assert len(back.mails) == 6
    back.stop()


@pytest.mark.parametrize("delivered", [False, True])
def test_outside_development_a_missing_mail_server_is_told(start, delivered):
    env = {"POOLGATE_DEV": "false"}
    if delivered:
        env |= {"POOLGATE_SMTP_URL": "smtps://mail.example.com", "POOLGATE_MAIL_FROM": "a@example.org"}
    server = start(env=env)
    assert ("no mail server is set" in server.output()) != delivered
    assert Gateway(server.gateway).get("/dev/messages").status == 404


def test_a_mail_that_waits_survives_a_restart(start):
    port = free_port()
    env = {
        "POOLGATE_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "POOLGATE_MAIL_FROM": "accounts@example.org",
    }
    server = start(env=env)
    server.may_complain = True
    email = registered(Gateway(server.gateway))
    assert server.stop() == 0
    mails = SmtpStandIn(port)
    server.restart()
    within(30, lambda: mails.to(email))
    mails.stop()


def test_templates_of_a_folder_are_used_and_checked(start, tmp_path):
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "password_reset.subject.txt").write_text("Code for {{ username }}")
    server = start(env={"POOLGATE_MAIL_TEMPLATES": str(folder)})
    gateway = Gateway(server.gateway)
    email = confirmed(gateway)
    reset_code(gateway, email)
    assert gateway.messages(email)[0]["subject"] == f"Code for {email}"
    (folder / "password_reset.txt").write_text("{{ oops }}")
    bad = run("config", "check", folder=tmp_path, env={"POOLGATE_MAIL_TEMPLATES": str(folder)})
    assert bad.returncode == 2
    assert "password_reset.txt" in bad.stderr


def test_the_directory_is_in_step_with_the_pool(start, tmp_path):
    server = start()
    gateway = Gateway(server.gateway)
    kept = confirmed(gateway, first_name="Ada")
    gone = confirmed(gateway)
    elsewhere, tokens = gateway.signed_in()
    assert gateway.get("/me", token=tokens["access_token"]).status == 200
    row = within(10, lambda: rows(server).get(elsewhere))
    assert (row["verified"], row["accept_terms"]) == (1, None)
    idp = cognito(server.pool, server.region)
    idp.admin_delete_user(UserPoolId=server.pool_id, Username=gone)
    idp.admin_create_user(UserPoolId=server.pool_id, Username="made@example.com")
    busy = run("directory", "reconcile", folder=tmp_path, env={"POOLGATE_DATA": str(server.data)})
    assert busy.returncode == 1 and "open in another process" in busy.stderr
    assert server.stop() == 0
    done = run("directory", "reconcile", folder=tmp_path, env={"POOLGATE_DATA": str(server.data)})
    assert done.returncode == 0, done.stderr
    assert re.search(r"Users: 3\. Marked as deleted: 1\.", done.stdout), done.stdout
    found = rows(server)
    assert found[gone]["deleted_at"] and not found[kept]["deleted_at"]
    assert (found[kept]["first_name"], found[kept]["accept_terms"]) == ("Ada", 1)
    assert found["made@example.com"]["verified"] == 0


def test_a_deleted_account_leaves_the_directory(public):
    gateway = Gateway(public.gateway)
    email = confirmed(gateway)
    assert email in rows(public)
    token = gateway.post(f"{API}/login", {"email": email, "password": PASSWORD})["access_token"]
    answer = curl(
        f"{gateway.url}/auth/account",
        "--request",
        "DELETE",
        json={"password": PASSWORD},
        token=token,
    )
    assert answer.status == 200, answer
    assert email not in rows(public)
