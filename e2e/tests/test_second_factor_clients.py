"""Authenticator apps with the clients that people have: boto3, pycognito and amazon-cognito-identity-js."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.exceptions import SoftwareTokenMFAChallengeException

from test_three_pools import totp
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway

SCRIPTS = Path(__file__).resolve().parents[1] / "js"
NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", SCRIPTS / "node_modules"))


@pytest.fixture
def server(start):
    """The default pool, with apps for who wants them."""
    server = start("factors")
    cognito(server.pool, server.region).set_user_pool_mfa_config(
        UserPoolId=server.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    return server


@pytest.fixture
def idp(server):
    return cognito(server.pool, server.region)


def sign_in(idp, server, email):
    return idp.initiate_auth(
        ClientId=server.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )


def answer(idp, server, asked, email, code):
    return idp.respond_to_auth_challenge(
        ClientId=server.client_id,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": email, "SOFTWARE_TOKEN_MFA_CODE": code},
    )


def test_boto3_sets_an_app_up_and_signs_in_with_it(server, idp):
    email = Gateway(server.gateway).user()
    token = sign_in(idp, server, email)["AuthenticationResult"]["AccessToken"]
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    verified = idp.verify_software_token(
        AccessToken=token, UserCode=totp(secret), FriendlyDeviceName="phone"
    )
    assert verified["Status"] == "SUCCESS"
    idp.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    user = idp.get_user(AccessToken=token)
    assert user["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]
    assert user["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    asked = sign_in(idp, server, email)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert asked["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "phone"
    with pytest.raises(ClientError) as caught:
        answer(idp, server, asked, email, totp(secret))
    # It proved the app, and counts once.
    assert caught.value.response["Error"]["Code"] == "ExpiredCodeException"
    done = answer(idp, server, asked, email, totp(secret, 30))
    assert done["AuthenticationResult"]["RefreshToken"]


def test_everybody_is_led_through_the_set_up_where_it_is_required(server, idp):
    email = Gateway(server.gateway).user()
    idp.set_user_pool_mfa_config(
        UserPoolId=server.pool_id,
        MfaConfiguration="ON",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    gateway = Gateway(server.gateway)
    asked = gateway.login(email)["challenge"]
    assert asked["name"] == "MFA_SETUP"
    started = gateway.post("/auth/mfa/totp/start", {"session": asked["session"]})
    assert started.status == 200, started
    body = {"session": started["session"], "code": totp(started["secret"])}
    done = gateway.post("/auth/mfa/totp/verify", body)
    assert done.status == 200 and done["access_token"], done
    assert gateway.get("/auth/mfa", token=done["access_token"])["totp"] is True


def test_pycognito_signs_in_with_an_app(server):
    email = Gateway(server.gateway).user()
    client = {"endpoint_url": server.pool, "aws_access_key_id": "any", "aws_secret_access_key": "any"}

    def user():
        return Cognito(
            server.pool_id,
            server.client_id,
            user_pool_region=server.region,
            username=email,
            boto3_client_kwargs=client,
        )

    first = user()
    # Not `authenticate`, which verifies the tokens by AWS's own key sets.
    tokens = cognito(server.pool, server.region).initiate_auth(
        ClientId=server.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    first.access_token = tokens["AccessToken"]
    secret = first.associate_software_token()
    assert first.verify_software_token(totp(secret), "phone")
    first.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    second = user()
    with pytest.raises(SoftwareTokenMFAChallengeException) as caught:
        second.authenticate(password=PASSWORD)
    second.mfa_tokens = caught.value.get_tokens()
    with pytest.raises(ClientError, match="Invalid code received for user"):
        second.respond_to_software_token_mfa_challenge("000000" if totp(secret, 30) != "000000" else "000001")


def test_amazon_cognito_identity_js_signs_in_with_an_app(server):
    email = Gateway(server.gateway).user()
    result = subprocess.run(
        ["node", NODE_MODULES.parent / "mfa.mjs", server.pool, server.pool_id, server.client_id, email, PASSWORD],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {
        "before": None,
        "wrong": ["CodeMismatchException", "Invalid code received for user"],
        "after": "SOFTWARE_TOKEN_MFA",
        "valid": True,
    }
