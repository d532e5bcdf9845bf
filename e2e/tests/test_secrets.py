"""Secrets stay where they belong: not in logs, not in the database, not in URLs."""

import base64
import hashlib

import pytest

from conftest import CLIENT_SECRET, PINNED
from world.cognito import cognito, secret_hash
from world.gateway import PASSWORD, Gateway, new_email

# Recognisable, so that a hit is a hit.
PASSWORDS = ["Pzzq-First-81724", "Pzzq-Second-55301", "Pzzq-Third-90417", "Pzzq-Wrong-11223"]
TOKENS = ("access_token", "id_token", "refresh_token")


def whole_flow(gateway: Gateway) -> set[str]:
    """Everything that a user does, with mistakes; answers every secret that was used."""
    first, second, third, wrong = PASSWORDS
    email = new_email()
    secrets = {first, second, third, wrong}

    def remember(answer):
        secrets.update(answer.json[name] for name in TOKENS if name in answer.json)
        return answer.json

    gateway.sign_up(email, first)
    secrets.add(gateway.code(email))
    gateway.post("/auth/resend-code", {"email": email})
    code = gateway.code(email)
    secrets.add(code)
    gateway.post("/auth/confirm", {"email": email, "code": "000000"})
    gateway.post("/auth/confirm", {"email": email, "code": code})
    gateway.login(email, wrong)
    gateway.post("/auth/login", f'{{"email": "{email}", "password": "{first}"')
    gateway.post("/auth/login", {"email": [email], "password": {"a": first}})
    tokens = remember(gateway.login(email, first))
    access, refresh = tokens["access_token"], tokens["refresh_token"]
    gateway.get("/auth/me", token=access)
    gateway.get(f"/me?access_token={access}")
    gateway.get("/me", token=access[:-6] + "AAAAAA")
    gateway.get("/me", token=tokens["id_token"])
    remember(gateway.post("/auth/refresh", {"refresh_token": refresh}))
    gateway.post("/auth/refresh", {"refresh_token": access})
    change = {"current_password": first, "new_password": second}
    gateway.post("/auth/change-password", change, token=access)
    gateway.post("/auth/change-password", change, token=access)
    gateway.post("/auth/forgot-password", {"email": email})
    code = gateway.code(email)
    secrets.add(code)
    reset = {"email": email, "code": code, "new_password": third}
    gateway.post("/auth/reset-password", {**reset, "new_password": "short"})
    gateway.post("/auth/reset-password", reset)
    tokens = remember(gateway.login(email, third))
    gateway.post("/auth/logout", {"refresh_token": tokens["refresh_token"]})
    gateway.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    secrets.add(email + CLIENT_SECRET)  # what a proof is made of
    return secrets


def traces(secrets: set[str], text: str) -> list[str]:
    """Which secrets stand in a text: whole, or the part of a token that makes it valid."""
    found = []
    for secret in secrets:
        last = secret.rsplit(".", 1)[-1]
        forms = {secret, last if len(last) > 40 else secret}
        if not secret.isdigit():
            forms.add(base64.b64encode(secret.encode()).decode().rstrip("="))
        if any(form in text for form in forms):
            found.append(secret[:12])
    return found


# What somebody who looks for an error might ask for. The AWS SDK writes whole requests at its lowest level.
LEVELS = [
    "debug",
    "trace",
    "aws_smithy_runtime=trace,hyper=trace,hyper_util=trace",
    "aws_smithy_runtime::client=trace,aws_smithy_runtime::client::orchestrator=trace",
    "[request]=trace,[{http.route}]=trace",
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", ["public", "confidential"])
def test_r58_a_full_run_leaves_no_secret_in_any_log(start, level, kind):
    """Once inside one process, once through the AWS SDK to a pool in another."""
    env = {"POOLGATE_LOG": level, **(PINNED if kind == "confidential" else {})}
    both = start("both", env=env)
    pool = start("pool", pool_alone=True, env=env)
    ahead = {"POOLGATE_LOG": level, "COGNITO_USER_POOL_ID": pool.pool_id}
    ahead |= {"COGNITO_CLIENT_ID": pool.client_id, "AWS_ENDPOINT_URL": pool.pool}
    if kind == "confidential":
        ahead["COGNITO_CLIENT_SECRET"] = CLIENT_SECRET
    gateway = start("gateway", env=ahead)
    secrets = whole_flow(Gateway(both.gateway)) | whole_flow(Gateway(gateway.gateway, pool.pool))
    secrets |= {CLIENT_SECRET}
    secrets |= {(server.data / "gateway.key").read_text().strip() for server in (both, gateway)}
    secrets |= {(server.data / "master.key").read_text().strip() for server in (both, pool)}
    for server in (both, pool, gateway):
        assert traces(secrets, server.output()) == []
    if level in ("debug", "trace"):
        assert "POST /auth/login" in both.output(), "the log says what happened all the same"
        assert "DEBUG" in both.output()


def test_the_search_for_secrets_finds_them():
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0." + "c" * 342
    assert traces({token}, f"token={token}")
    assert traces({token}, "signature " + "c" * 342)
    assert traces({"Pzzq-First-81724"}, base64.b64encode(b"Pzzq-First-81724").decode())
    assert traces({"123456"}, "code 123456")
    assert not traces({token, "123456"}, "nothing of it")


def test_r53_the_files_hold_no_secret(start):
    server = start(env=PINNED)
    secrets = whole_flow(Gateway(server.gateway))
    secrets |= {CLIENT_SECRET}
    secrets |= {hashlib.sha256(secret.encode()).hexdigest() for secret in PASSWORDS}
    server.stop()
    text = b"".join(
        file.read_bytes() for file in server.data.iterdir() if not file.name.endswith(".key")
    ).decode("latin-1")
    assert len(text) > 50_000
    # A code of six digits may stand in a number by chance.
    assert traces({secret for secret in secrets if not secret.isdigit()}, text) == []
    assert "BEGIN PRIVATE KEY" not in text


def test_r60_an_invented_sender_does_not_evade_the_limits(start):
    gateway = Gateway(start(limits=True).gateway)
    statuses = [
        gateway.login(new_email(), headers={"X-Forwarded-For": f"10.0.{number}.1"}).status
        for number in range(70)
    ]
    assert statuses[0] == 401
    assert statuses[-1] == 429


def test_r60_behind_a_configured_proxy_each_sender_counts_alone(start):
    server = start(limits=True, env={"POOLGATE_TRUSTED_PROXIES": "127.0.0.1"})
    gateway = Gateway(server.gateway)
    statuses = {
        gateway.login(new_email(), headers={"X-Forwarded-For": f"10.0.{number}.1"}).status
        for number in range(70)
    }
    assert statuses == {401}


def test_r60_no_answer_puts_a_secret_into_a_url(confidential):
    gateway = Gateway(confidential.gateway)
    email, tokens = gateway.signed_in()
    for answer in (gateway.login(email), gateway.get("/apidocs"), gateway.get("/openapi.json")):
        for name in ("location", "link", "refresh"):
            assert tokens["access_token"] not in answer.headers.get(name, "")
    document = gateway.get("/openapi.json").json
    parameters = {
        (path, parameter["name"])
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] in ("query", "path")
    }
    secrets = {"password", "token", "access_token", "refresh_token", "code"}
    found = {(path, name) for path, name in parameters if name in secrets}
    # An authorization code travels there by definition (RFC 6749, section 4.1.2): it counts once, with its verifier.
    assert found == {("/auth/{provider}/callback", "code")}


def test_r39_r40_what_a_stranger_sees_tells_nothing(confidential):
    """Known and unknown users: the same status, the same length, the same text."""
    gateway = Gateway(confidential.gateway)
    idp = cognito(confidential.pool, confidential.region)
    known, unknown = gateway.user(), new_email()
    unknown = unknown.replace("user", "resu")
    assert len(known) == len(unknown) or abs(len(known) - len(unknown)) <= 1
    answers = {}
    for email in (known, unknown):
        forgot = gateway.post("/auth/forgot-password", {"email": email})
        login = gateway.login(email, "Wrong-Password-1")
        who = {"ClientId": confidential.client_id, "Username": email}
        proof = secret_hash(email, confidential.client_id, CLIENT_SECRET)
        direct = idp.forgot_password(**who, SecretHash=proof)["CodeDeliveryDetails"]
        answers[email] = (forgot.status, login.status, set(direct), direct["DeliveryMedium"])
        forgot.json.pop("request_id", None)
        answers[email] += (set(forgot.json), forgot["message"], login["error"], login["message"])
    assert answers[known] == answers[unknown]
    assert gateway.messages(unknown) == []


def test_a_password_is_never_cut_short(confidential):
    """R50: two passwords of 80 characters that differ in the 75th are two passwords."""
    gateway = Gateway(confidential.gateway)
    email = new_email()
    long = "Aa1 " + "ü" * 70 + "x" + " rest"
    gateway.sign_up(email, long)
    gateway.post("/auth/confirm", {"email": email, "code": gateway.code(email)})
    assert gateway.login(email, long).status == 200
    assert gateway.login(email, long.replace("x rest", "y rest")).status == 401
    assert gateway.login(email, long[:72]).status == 401
    assert PASSWORD not in long
