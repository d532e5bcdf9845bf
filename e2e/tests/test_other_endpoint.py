"""The gateway in front of another Cognito-compatible server: ours, and one that is not ours."""

import time

import boto3
import pytest

from conftest import PINNED
from world.binary import free_port
from world.gateway import PASSWORD, Gateway, new_email
from world.moto import started

NEW_PASSWORD = "Better-Secret-42"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def settings(pool_id, client_id, secret, endpoint, name="AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"):
    env = {"COGNITO_USER_POOL_ID": pool_id, "COGNITO_CLIENT_ID": client_id, name: endpoint}
    if secret:
        env["COGNITO_CLIENT_SECRET"] = secret
    return env


@pytest.fixture(params=["public", "confidential"])
def ahead_of_a_pool(request, start):
    """A gateway ahead of a pool in another process."""
    if request.param == "public":
        pool = start("pool", pool_alone=True)
        secret = None
    else:
        pool = start("pool", pool_alone=True, env=PINNED)
        secret = PINNED["COGNITO_CLIENT_SECRET"]
    env = settings(pool.pool_id, pool.client_id, secret, pool.pool)
    # Any key does for a pool in development.
    env |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    server = start("gateway", env=env)
    return Gateway(server.gateway, pool.pool), pool, server


def test_the_whole_flow_ahead_of_a_pool_in_another_process(ahead_of_a_pool):
    gateway, *_ = ahead_of_a_pool
    email, tokens = gateway.signed_in()
    token = tokens["access_token"]
    assert gateway.get("/me", token=token).status == 200
    assert gateway.get("/auth/me", token=token)["user"]["email"] == email
    answer = gateway.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    assert answer.status == 200
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert gateway.post("/auth/change-password", change, token=token).status == 200
    gateway.post("/auth/forgot-password", {"email": email})
    reset = {"email": email, "code": gateway.code(email), "new_password": PASSWORD}
    assert gateway.post("/auth/reset-password", reset).status == 200
    tokens = gateway.login(email).json
    body = {"refresh_token": tokens["refresh_token"]}
    assert gateway.post("/auth/logout", body).status == 200
    assert gateway.post("/auth/refresh", body).status == 401


def test_the_gateway_shows_and_does_what_is_its_own(ahead_of_a_pool):
    gateway, *_ = ahead_of_a_pool
    own = Gateway(gateway.url)
    email = gateway.user()
    assert own.messages(email) == [], "the pool has sent that"
    body = {"email": email, "purpose": "password_reset"}
    assert gateway.post("/api/v1/auth/request-otp", body).status == 200
    body |= {"code": own.code(email), "new_password": NEW_PASSWORD}
    answer = gateway.post("/api/v1/auth/verify-otp", body)
    assert (answer.status, answer["message"]) == (200, "Password reset complete"), answer
    assert gateway.login(email, NEW_PASSWORD).status == 200
    assert gateway.login(email).status == 401


def test_while_the_pool_is_down_tokens_keep_working(ahead_of_a_pool):
    gateway, pool, server = ahead_of_a_pool
    server.may_complain = True
    email, tokens = gateway.signed_in()
    assert gateway.get("/me", token=tokens["access_token"]).status == 200
    pool.stop()
    assert gateway.get("/me", token=tokens["access_token"]).status == 200
    assert gateway.get("/auth/me", token=tokens["access_token"]).status == 200
    answer = gateway.login(email, fails=True)
    assert (answer.status, answer["error"]) == (503, "pool_unavailable")
    assert gateway.get("/healthz").status == 200
    pool.restart()
    assert gateway.login(email).status == 200


def test_a_gateway_that_starts_before_its_pool_is_alive_and_not_ready(start):
    port = free_port()
    env = settings("us-east-1_Later1234", "lateclient", None, f"http://127.0.0.1:{port}")
    server = start("gateway", until="/healthz", env=env)
    server.may_complain = True
    gateway = Gateway(server.gateway, f"http://127.0.0.1:{port}")
    assert gateway.get("/readyz", fails=True).status == 503
    answer = gateway.login(new_email(), fails=True)
    assert (answer.status, answer["error"]) == (503, "pool_unavailable")
    pinned = {
        "POOLGATE_EMBEDDED": "true",
        "COGNITO_USER_POOL_ID": "us-east-1_Later1234",
        "COGNITO_CLIENT_ID": "lateclient",
    }
    start("pool", pool_alone=True, env=pinned, flags=["--pool-listen", f"127.0.0.1:{port}"])
    # After failures calls rest for a moment, and then find out that the pool is there.
    end = time.monotonic() + 5
    while gateway.get("/readyz", fails=True).status != 200:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert gateway.signed_in()


def test_a_wrong_client_secret_is_our_fault_and_loud(start):
    pool = start("pool", pool_alone=True, env=PINNED)
    env = settings(pool.pool_id, pool.client_id, "wrong" * 10, pool.pool)
    server = start("gateway", env=env)
    server.may_complain = True
    answer = Gateway(server.gateway).login(new_email(), fails=True)
    assert (answer.status, answer["error"]) == (500, "misconfigured")
    assert "client secret" in server.output().lower()
    assert "wrongwrong" not in server.output() + answer.text


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    with started(tmp_path_factory.mktemp("moto")) as url:
        yield url


@pytest.fixture(params=["public", "confidential"])
def ahead_of_moto(request, start, moto):
    """A gateway ahead of a new pool of moto's, and boto3 for that pool."""
    idp = boto3.client(
        "cognito-idp",
        endpoint_url=moto,
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pool_id = idp.create_user_pool(
        PoolName="moto",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 8, "RequireSymbols": False}},
    )["UserPool"]["Id"]
    client = idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="app",
        GenerateSecret=request.param == "confidential",
        ExplicitAuthFlows=FLOWS,
    )["UserPoolClient"]
    env = {
        **settings(pool_id, client["ClientId"], client.get("ClientSecret"), moto, "AWS_ENDPOINT_URL"),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "COGNITO_ISSUER": f"https://cognito-idp.eu-west-1.amazonaws.com/{pool_id}",
    }
    return Gateway(start("gateway", env=env).gateway), idp, pool_id


def test_a_first_sign_in_ahead_of_moto(ahead_of_moto):
    gateway, idp, pool_id = ahead_of_moto
    email = new_email()
    assert gateway.sign_up(email)["success"] is True
    idp.admin_confirm_sign_up(UserPoolId=pool_id, Username=email)
    answer = gateway.login(email)
    assert answer.status == 200, answer
    tokens = answer.json
    assert gateway.get("/me", token=tokens["access_token"]).status == 200
    assert gateway.get("/auth/me", token=tokens["access_token"])["user"]["email"] == email
    body = {"refresh_token": tokens["refresh_token"], "email": email}
    answer = gateway.post("/auth/refresh", body)
    assert answer.status == 200, answer
    assert gateway.get("/me", token=answer["access_token"]).status == 200
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = gateway.post("/auth/change-password", change, token=tokens["access_token"])
    assert answer.status == 200, answer
    assert gateway.login(email, PASSWORD).status == 401
    assert gateway.login(email, NEW_PASSWORD).status == 200


def test_a_challenge_of_moto_is_passed_on(ahead_of_moto):
    gateway, idp, pool_id = ahead_of_moto
    email = new_email()
    idp.admin_create_user(UserPoolId=pool_id, Username=email, TemporaryPassword=PASSWORD)
    answer = gateway.login(email)
    assert (answer.status, answer["success"]) == (200, True)
    challenge = answer["challenge"]
    assert challenge["name"] == "NEW_PASSWORD_REQUIRED"
    answer = gateway.post(
        "/auth/challenge",
        {
            "session": challenge["session"],
            "name": challenge["name"],
            "responses": {"NEW_PASSWORD": NEW_PASSWORD},
        },
    )
    assert answer.status == 200, answer
    assert gateway.get("/me", token=answer["access_token"]).status == 200
