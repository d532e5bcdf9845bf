"""The Flask demo API of the S3 document: each of its JSON endpoints with the bodies and statuses that it lists, ahead of
a confidential app client, configured by its own variables. (Google sign-in is tested with the hosted pages.)"""

import boto3
import pytest

from world.cognito import cognito
from world.gateway import Gateway, new_email

PASSWORD = "Str0ngP@ssw0rd!"
NEW_PASSWORD = "EvenStrongerP@ss1"

VARIABLES = {
    "POOLGATE_EMBEDDED": "true",
    "FLASK_SECRET_KEY": "dev",
    "COGNITO_REGION": "us-east-1",
    "USER_POOL_ID": "us-east-1_XXXX",
    "CLIENT_ID": "xxxxxxxx",
    "CLIENT_SECRET": "yyyyyyyy",
    "COGNITO_DOMAIN": "https://your-domain.auth.us-east-1.amazoncognito.com",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    from conftest import end
    from world.binary import Server

    server = Server(tmp_path_factory.mktemp("s3") / "own", env=VARIABLES).start()
    yield server
    end(server)


@pytest.fixture
def gateway(server):
    return Gateway(server.gateway)


@pytest.fixture
def user(gateway):
    """A confirmed user."""
    email = new_email()
    gateway.sign_up(email, PASSWORD)
    assert gateway.post("/auth/confirm", {"email": email, "code": gateway.code(email)}).status == 200
    return email


@pytest.fixture
def tokens(gateway, user):
    answer = gateway.login(user, PASSWORD)
    assert answer.status == 200
    return answer.json


def test_the_variables_configure_a_confidential_client(server):
    assert server.pool_id == "us-east-1_XXXX"
    assert server.client_id == "xxxxxxxx"
    # Without the secret's proof nobody gets in, so the client is confidential; the routes below add it by themselves.
    idp = cognito(server.pool, "us-east-1")
    with pytest.raises(idp.exceptions.NotAuthorizedException, match="SECRET_HASH was not received"):
        idp.initiate_auth(
            ClientId="xxxxxxxx",
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": new_email(), "PASSWORD": PASSWORD},
        )


def test_signup_and_confirm(gateway):
    body = {"email": new_email(), "password": PASSWORD}
    answer = gateway.post("/auth/signup", body)
    assert answer.status == 201 and answer["user_sub"]
    assert gateway.post("/auth/signup", {"email": body["email"]}).status == 400
    assert gateway.post("/auth/signup", body).status == 409
    wrong = {"email": body["email"], "code": "000000"}
    assert gateway.post("/auth/confirm", wrong).status == 400
    assert gateway.login(body["email"], PASSWORD).status == 403
    right = {"email": body["email"], "code": gateway.code(body["email"])}
    assert gateway.post("/auth/confirm", right).status == 200


def test_login(gateway, user):
    answer = gateway.login(user, PASSWORD)
    assert answer.status == 200
    assert {"access_token", "id_token", "refresh_token", "expires_in", "token_type"} <= answer.json.keys()
    assert gateway.login(user, "wrong").status == 401
    assert gateway.post("/auth/login", {"email": user}).status == 400


def test_refresh(gateway, user, tokens):
    body = {"email": user, "refresh_token": tokens["refresh_token"]}
    answer = gateway.post("/auth/refresh", body)
    assert answer.status == 200 and answer["access_token"] and answer["id_token"]
    assert gateway.post("/auth/refresh", {"email": user}).status == 400
    assert gateway.post("/auth/logout", {"refresh_token": tokens["refresh_token"]}).status == 200
    assert gateway.post("/auth/refresh", body).status == 401


def test_me_is_the_claims(gateway, tokens):
    answer = gateway.get("/me", token=tokens["access_token"])
    assert answer.status == 200
    assert answer["token_use"] == "access" and answer["client_id"] == "xxxxxxxx"
    assert gateway.get("/me").status == 401
    assert gateway.get("/me", token="nonsense").status == 401


def test_profile(gateway, user, tokens):
    token = tokens["access_token"]
    # The document's own example: the name changes, the role does not.
    body = {"name": "Ismail Amouma", "custom:role": "admin"}
    answer = gateway.post("/profile", body, token=token)
    assert (answer.status, answer["ignored"]) == (200, ["custom:role"])
    attributes = gateway.get("/profile", token=token)["attributes"]
    assert (attributes["name"], attributes["email"]) == ("Ismail Amouma", user)
    assert "custom:role" not in attributes
    assert gateway.post("/profile", {"custom:role": "admin"}, token=token).status == 400
    assert gateway.get("/profile").status == 401
    assert gateway.post("/profile", body).status == 401


def test_password_recovery(gateway, user):
    answer = gateway.post("/auth/forgot-password", {"email": user})
    assert answer.status == 200 and answer["delivery"]["destination"]
    assert gateway.post("/auth/forgot-password", {}).status == 400
    body = {"email": user, "code": gateway.code(user), "new_password": NEW_PASSWORD}
    assert gateway.post("/auth/reset-password", {**body, "code": "000000"}).status == 400
    assert gateway.post("/auth/reset-password", {**body, "new_password": "weak"}).status == 400
    assert gateway.post("/auth/reset-password", body).status == 200
    assert gateway.login(user, NEW_PASSWORD).status == 200


def test_an_unknown_user_is_disclosed_where_the_pool_discloses(gateway, server):
    unknown = {"email": new_email()}
    assert gateway.post("/auth/forgot-password", unknown).status == 200
    # boto3 alone: the document's secret is shorter than any that Cognito makes, so the model does not fit.
    idp = boto3.client(
        "cognito-idp",
        endpoint_url=server.pool,
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )
    arguments = {"UserPoolId": "us-east-1_XXXX", "ClientId": "xxxxxxxx"}
    keep = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
    idp.update_user_pool_client(**arguments, **keep, PreventUserExistenceErrors="LEGACY")
    try:
        answer = gateway.post("/auth/forgot-password", unknown)
        assert (answer.status, answer["error"]) == (404, "user_not_found")
    finally:
        idp.update_user_pool_client(**arguments, **keep, PreventUserExistenceErrors="ENABLED")


def test_the_documentation_is_at_apidocs(gateway):
    assert gateway.get("/apidocs/").status == 200
    paths = gateway.get("/openapi.json")["paths"]
    for path in ("/auth/signup", "/auth/confirm", "/auth/login", "/auth/refresh", "/me", "/profile"):
        assert path in paths
