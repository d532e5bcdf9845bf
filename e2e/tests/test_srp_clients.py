"""Sign-in by SRP with the clients that people have, on seeded pools."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import ForceChangePasswordException
from world.cognito import cognito

SCRIPTS = Path(__file__).resolve().parents[1] / "js"
NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", SCRIPTS / "node_modules"))

POOL_ID = "eu-west-1_Seeded01"
PASSWORD = "Test-123456"
SECRET = "seededsecret0123456789abcdefghij"
FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
SEED = {
    "pools": [
        {
            "id": POOL_ID,
            "settings": {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]},
            "clients": [
                {"id": "web", "settings": {"ExplicitAuthFlows": FLOWS}},
                {"id": "backend", "secret": SECRET, "settings": {"ExplicitAuthFlows": FLOWS}},
            ],
            "groups": [{"name": "admins", "precedence": 1}],
            "users": [
                {"username": "ada@example.com", "password": PASSWORD, "groups": ["admins"]},
                {"username": "bob@example.com", "password": "P\u00e4ssw\u00f6rd-1\U0001f511"},
            ],
        }
    ]
}


@pytest.fixture
def seeded(start, tmp_path):
    """A pool from a seed file."""
    path = tmp_path / "seed.yaml"
    path.write_text(json.dumps(SEED))
    return start(pool_alone=True, env={"POOLGATE_SEED": str(path)})


def srp(server, username, password, client="web", secret=None):
    idp = cognito(server.pool, "eu-west-1")
    return AWSSRP(
        username=username, password=password, pool_id=POOL_ID, client_id=client, client_secret=secret, client=idp
    )


def test_pycognito_proves_right_passwords_and_no_wrong_one(seeded):
    for username, password in (("ada@example.com", PASSWORD), ("bob@example.com", "P\u00e4ssw\u00f6rd-1\U0001f511")):
        tokens = srp(seeded, username, password).authenticate_user()["AuthenticationResult"]
        assert {"AccessToken", "IdToken", "RefreshToken"} <= tokens.keys()
        with pytest.raises(ClientError, match="Incorrect username or password"):
            srp(seeded, username, password + "x").authenticate_user()


def test_pycognito_with_a_confidential_client(seeded):
    tokens = srp(seeded, "ada@example.com", PASSWORD, "backend", SECRET).authenticate_user()
    assert tokens["AuthenticationResult"]["AccessToken"]
    with pytest.raises(ClientError, match="Unable to verify secret hash"):
        srp(seeded, "ada@example.com", PASSWORD, "backend", SECRET[::-1]).authenticate_user()


def test_pycognito_answers_the_challenge_for_a_new_password(seeded):
    idp = cognito(seeded.pool, "eu-west-1")
    idp.admin_create_user(
        UserPoolId=POOL_ID, Username="eve@example.com", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    with pytest.raises(ForceChangePasswordException):
        srp(seeded, "eve@example.com", PASSWORD).authenticate_user()
    srp(seeded, "eve@example.com", PASSWORD).set_new_password_challenge("Other-123456")
    assert srp(seeded, "eve@example.com", "Other-123456").authenticate_user()


def test_javascript_clients_sign_in_refresh_and_verify(seeded):
    assert NODE_MODULES.exists(), f"{NODE_MODULES} is missing: ./test brings it"
    script = NODE_MODULES.parent / "sign_in.mjs"
    result = subprocess.run(
        ["node", script, seeded.pool, POOL_ID, "web", "ada@example.com", PASSWORD],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert answer["wrong"] == ["NotAuthorizedException", "Incorrect username or password."]
    assert answer["username"] == answer["sub"]
    assert (answer["clientId"], answer["email"], answer["groups"]) == ("web", "ada@example.com", ["admins"])


def test_a_seed_is_applied_once_and_stays_over_restarts(seeded):
    idp = cognito(seeded.pool, "eu-west-1")
    before = idp.list_users(UserPoolId=POOL_ID)["Users"]
    assert len(before) == 2
    idp.admin_set_user_password(
        UserPoolId=POOL_ID, Username="ada@example.com", Password="Other-123456", Permanent=True
    )
    assert seeded.stop() == 0
    seeded.start()
    idp = cognito(seeded.pool, "eu-west-1")
    assert {user["Username"] for user in idp.list_users(UserPoolId=POOL_ID)["Users"]} == {
        user["Username"] for user in before
    }
    assert srp(seeded, "ada@example.com", "Other-123456").authenticate_user()
