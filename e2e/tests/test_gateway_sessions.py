"""Refresh tokens through the gateway: rotation, whose they are, how long they live, and an administrator's sign-out."""

import time

import pytest

from world.binary import run
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
# With rotation a client refreshes by GetTokensFromRefreshToken alone.
ROTATING = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
}


def refresh(gateway, token):
    return gateway.post("/auth/refresh", {"refresh_token": token})


@pytest.fixture
def server(start):
    return start("sessions")


@pytest.fixture
def idp(server):
    return cognito(server.pool, server.region)


def test_r33_a_rotated_token_that_comes_back_ends_the_family(server, idp):
    idp.update_user_pool_client(UserPoolId=server.pool_id, ClientId=server.client_id, **ROTATING)
    gateway = Gateway(server.gateway)
    _, tokens = gateway.signed_in()
    first = tokens["refresh_token"]
    answer = refresh(gateway, first)
    assert answer.status == 200
    second = answer["refresh_token"]
    assert second and second != first
    answer = refresh(gateway, first)
    assert (answer.status, answer["error"]) == (401, "invalid_refresh_token")
    answer = refresh(gateway, second)
    assert (answer.status, answer["error"]) == (401, "invalid_refresh_token")


def test_r34_a_refresh_token_of_another_client_is_worth_nothing_here(server, idp):
    other = idp.create_user_pool_client(
        UserPoolId=server.pool_id, ClientName="other", ExplicitAuthFlows=FLOWS
    )["UserPoolClient"]["ClientId"]
    gateway = Gateway(server.gateway)
    email = gateway.user()
    tokens = idp.initiate_auth(
        ClientId=other,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    answer = refresh(gateway, tokens["RefreshToken"])
    assert (answer.status, answer["error"]) == (401, "invalid_refresh_token")
    answer = gateway.get("/me", token=tokens["AccessToken"])
    assert (answer.status, answer["error"]) == (401, "invalid_token")


def test_r19_an_administrator_ends_all_sessions_of_a_user(server):
    gateway = Gateway(server.gateway)
    email, tokens = gateway.signed_in()
    other = gateway.login(email).json
    env = {"POOLGATE_DATA": str(server.data)}
    done = run("user", "sign-out", email, folder=server.folder, env=env)
    assert done.returncode == 0, done.stderr
    for session in (tokens, other):
        assert refresh(gateway, session["refresh_token"]).status == 401
    deadline = time.monotonic() + 5
    # Within the second for which the gateway remembers a user.
    while gateway.get("/auth/me", token=tokens["access_token"]).status != 401:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert gateway.login(email).status == 200


def test_r19_a_user_sees_its_sessions_and_ends_one(server):
    gateway = Gateway(server.gateway)
    email, here = gateway.signed_in()
    there = gateway.login(email).json
    listed = gateway.get("/auth/sessions", token=here["access_token"])["sessions"]
    assert [session["current"] for session in listed].count(True) == 1
    assert len(listed) == 2 and all(session["created_at"] for session in listed)
    other = next(session["id"] for session in listed if not session["current"])
    answer = gateway.delete(f"/auth/sessions/{other}", token=here["access_token"])
    assert answer.status == 200
    assert refresh(gateway, there["refresh_token"]).status == 401
    assert refresh(gateway, here["refresh_token"]).status == 200
    answer = gateway.delete(f"/auth/sessions/{other}", token=here["access_token"])
    assert (answer.status, answer["error"]) == (404, "not_found")


def test_a_sign_in_by_a_code_alone(server, idp):
    described = idp.describe_user_pool(UserPoolId=server.pool_id)["UserPool"]
    policies = described["Policies"]
    policies["SignInPolicy"] = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
    idp.update_user_pool(
        UserPoolId=server.pool_id, Policies=policies, AutoVerifiedAttributes=["email"]
    )
    gateway = Gateway(server.gateway)
    email = gateway.user()
    body = {"email": email, "method": "email_otp"}
    asked = gateway.post("/auth/passwordless/start", body)["challenge"]
    assert asked["name"] == "EMAIL_OTP"
    answer = gateway.post(
        "/auth/challenge",
        {
            "session": asked["session"],
            "name": "EMAIL_OTP",
            "responses": {"EMAIL_OTP_CODE": gateway.code(email)},
        },
    )
    assert answer.status == 200, answer
    assert gateway.get("/me", token=answer["access_token"]).status == 200
