"""The whole life of a user with the clients that people have: sign-up, confirmation, sign-in by SRP with right and
wrong passwords, an authenticator app, refreshing, another password, sign-out."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import SoftwareTokenMFAChallengeException

from test_three_pools import totp
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway, new_email

NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", "node_modules"))
OTHER = PASSWORD + "-2"
WRONG = ["NotAuthorizedException", "Incorrect username or password."]
WRONG_CODE = ["CodeMismatchException", "Invalid verification code provided, please try again."]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The default pool, with authenticator apps for who wants them."""
    from conftest import end
    from world.binary import Server

    server = Server(tmp_path_factory.mktemp("lives")).start()
    cognito(server.pool, server.region).set_user_pool_mfa_config(
        UserPoolId=server.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    yield server
    end(server)


def script(server, name: str) -> dict:
    path = NODE_MODULES.parent / name
    result = subprocess.run(
        ["node", path, server.pool, server.pool_id, server.client_id, server.gateway, PASSWORD],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_amplify(server):
    assert script(server, "amplify_life.mjs") == {
        "begun": "CONFIRM_SIGN_UP",
        "led": "COMPLETE_AUTO_SIGN_IN",
        "automatic": True,
        "automaticUser": True,
        "wrongCode": WRONG_CODE,
        "wrong": WRONG,
        "signedIn": True,
        "refreshed": True,
        "preference": {"enabled": ["TOTP"], "preferred": "TOTP"},
        "gone": "UserUnAuthenticatedException",
        "asked": "CONFIRM_SIGN_IN_WITH_TOTP_CODE",
        "wrongTotp": ["CodeMismatchException", "Invalid code received for user"],
        "answered": True,
    }


def test_amazon_cognito_identity_js(server):
    assert script(server, "identity_life.mjs") == {
        "unconfirmed": ["UserNotConfirmedException", "User is not confirmed."],
        "wrongCode": WRONG_CODE,
        "confirmed": "SUCCESS",
        "wrong": WRONG,
        "refreshed": True,
        "old": WRONG,
        "everywhere": "SUCCESS",
        "after": ["NotAuthorizedException", "Refresh Token has been revoked"],
    }


def test_pycognito(server):
    email, mailbox = new_email(), Gateway(server.gateway)

    def client(**more):
        return Cognito(
            server.pool_id,
            server.client_id,
            user_pool_region=server.region,
            username=email,
            boto3_client_kwargs={"endpoint_url": server.pool},
            **more,
        )

    def fails(call, *arguments) -> str:
        with pytest.raises(ClientError) as caught:
            call(*arguments)
        return caught.value.response["Error"]["Code"]

    user = client()
    user.set_base_attributes(email=email)
    user.register(email, PASSWORD)
    assert fails(user.confirm_sign_up, "000000", email) == "CodeMismatchException"
    user.confirm_sign_up(mailbox.code(email), email)
    assert fails(user.authenticate, PASSWORD + "x") == "NotAuthorizedException"
    user.authenticate(PASSWORD)
    before = user.access_token
    user.renew_access_token()
    assert user.access_token != before
    secret = user.associate_software_token()
    assert user.verify_software_token(totp(secret), "phone")
    user.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    user.change_password(PASSWORD, OTHER)
    again = client()
    assert fails(again.authenticate, PASSWORD) == "NotAuthorizedException"
    with pytest.raises(SoftwareTokenMFAChallengeException) as asked:
        again.authenticate(OTHER)
    again.respond_to_software_token_mfa_challenge(totp(secret, 30), asked.value.get_tokens())
    assert again.access_token
    again.logout()
    assert fails(user.renew_access_token) == "NotAuthorizedException"


def test_boto3(server):
    idp = cognito(server.pool, server.region)
    email, mailbox = new_email(), Gateway(server.gateway)
    here = {"ClientId": server.client_id}

    def srp(password):
        helper = AWSSRP(
            username=email,
            password=password,
            pool_id=server.pool_id,
            client_id=server.client_id,
            client=idp,
        )
        return helper.authenticate_user()["AuthenticationResult"]

    def fails(call, *arguments, **members) -> str:
        with pytest.raises(ClientError) as caught:
            call(*arguments, **members)
        return caught.value.response["Error"]["Code"]

    attributes = [{"Name": "email", "Value": email}]
    idp.sign_up(**here, Username=email, Password=PASSWORD, UserAttributes=attributes)
    wrong = {**here, "Username": email, "ConfirmationCode": "000000"}
    assert fails(idp.confirm_sign_up, **wrong) == "CodeMismatchException"
    idp.confirm_sign_up(**here, Username=email, ConfirmationCode=mailbox.code(email))
    assert fails(srp, PASSWORD + "x") == "NotAuthorizedException"
    tokens = srp(PASSWORD)
    refresh = {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]}}
    assert "RefreshToken" not in idp.initiate_auth(**here, **refresh)["AuthenticationResult"]
    idp.change_password(
        AccessToken=tokens["AccessToken"], PreviousPassword=PASSWORD, ProposedPassword=OTHER
    )
    assert fails(srp, PASSWORD) == "NotAuthorizedException"
    idp.global_sign_out(AccessToken=srp(OTHER)["AccessToken"])
    assert fails(idp.initiate_auth, **here, **refresh) == "NotAuthorizedException"
