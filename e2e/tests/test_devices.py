"""Remembered devices with the clients that people have: boto3, pycognito, amazon-cognito-identity-js and
aws-amplify."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from pycognito.aws_srp import AWSSRP, generate_hash_device

from world.cognito import cognito, refused, sign_in
from world.gateway import PASSWORD, Gateway

SCRIPTS = Path(__file__).resolve().parents[1] / "js"
NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", SCRIPTS / "node_modules"))
NOT_THERE = ("ResourceNotFoundException", "Device does not exist.")


@pytest.fixture
def server(start):
    """The default pool with second factors; a device that is remembered does in their place."""
    server = start("devices")
    idp = cognito(server.pool, server.region)
    idp.update_user_pool(
        UserPoolId=server.pool_id,
        AutoVerifiedAttributes=["email"],
        Policies=idp.describe_user_pool(UserPoolId=server.pool_id)["UserPool"]["Policies"],
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
    )
    idp.set_user_pool_mfa_config(
        UserPoolId=server.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
        EmailMfaConfiguration={"Message": "Sign in with {####}.", "Subject": "Your code"},
    )
    return server


@pytest.fixture
def idp(server):
    return cognito(server.pool, server.region)


@pytest.fixture
def user(server):
    return Gateway(server.gateway).user()


def confirmed(idp, server, user, name="laptop"):
    """The tokens of a sign-in on a new device, its keys and its secret."""
    tokens = sign_in(idp, server.client_id, user)["AuthenticationResult"]
    device = tokens["NewDeviceMetadata"]
    secret, config = generate_hash_device(device["DeviceGroupKey"], device["DeviceKey"])
    asks = idp.confirm_device(
        AccessToken=tokens["AccessToken"],
        DeviceKey=device["DeviceKey"],
        DeviceName=name,
        DeviceSecretVerifierConfig=config,
    )
    assert asks["UserConfirmationNecessary"] is True
    return tokens, device, secret


def with_mfa(idp, server, user):
    idp.admin_set_user_mfa_preference(
        UserPoolId=server.pool_id, Username=user, EmailMfaSettings={"Enabled": True, "PreferredMfa": True}
    )


def test_pycognito_proves_a_remembered_device_in_the_place_of_a_second_factor(server, idp, user):
    tokens, device, secret = confirmed(idp, server, user)
    idp.update_device_status(
        AccessToken=tokens["AccessToken"], DeviceKey=device["DeviceKey"], DeviceRememberedStatus="remembered"
    )
    with_mfa(idp, server, user)
    assert sign_in(idp, server.client_id, user)["ChallengeName"] == "EMAIL_OTP"

    def client(secret):
        return AWSSRP(
            username=user,
            password=PASSWORD,
            pool_id=server.pool_id,
            client_id=server.client_id,
            client=idp,
            device_key=device["DeviceKey"],
            device_group_key=device["DeviceGroupKey"],
            device_password=secret,
        )

    signed_in = client(secret).authenticate_user()["AuthenticationResult"]
    assert idp.get_user(AccessToken=signed_in["AccessToken"])["UserMFASettingList"] == ["EMAIL_OTP"]
    assert "NewDeviceMetadata" not in signed_in
    with pytest.raises(idp.exceptions.NotAuthorizedException):
        client("another secret").authenticate_user()
    refresh = {"REFRESH_TOKEN": signed_in["RefreshToken"]}
    with pytest.raises(idp.exceptions.NotAuthorizedException, match="Invalid Refresh Token"):
        idp.initiate_auth(
            ClientId=server.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh
        )
    refresh["DEVICE_KEY"] = device["DeviceKey"]
    fresh = idp.initiate_auth(
        ClientId=server.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh
    )
    assert fresh["AuthenticationResult"]["AccessToken"]


def test_boto3_looks_after_devices_for_users_and_administrators(server, idp, user):
    tokens, device, _ = confirmed(idp, server, user)
    own = {"AccessToken": tokens["AccessToken"], "DeviceKey": device["DeviceKey"]}
    theirs = {"UserPoolId": server.pool_id, "Username": user, "DeviceKey": device["DeviceKey"]}
    everybody = {"UserPoolId": server.pool_id, "Username": user}

    def status(found) -> str:
        attributes = {row["Name"]: row["Value"] for row in found["DeviceAttributes"]}
        assert attributes["device_name"] == "laptop"
        assert attributes["last_ip_used"] == "127.0.0.1"
        return attributes["device_status"]

    assert status(idp.get_device(**own)["Device"]) == "not_remembered"
    idp.admin_update_device_status(**theirs, DeviceRememberedStatus="remembered")
    assert status(idp.admin_get_device(**theirs)["Device"]) == "remembered"
    idp.update_device_status(**own, DeviceRememberedStatus="not_remembered")
    (listed,) = idp.list_devices(AccessToken=tokens["AccessToken"])["Devices"]
    assert (listed["DeviceKey"], status(listed)) == (device["DeviceKey"], "not_remembered")
    assert idp.admin_list_devices(**everybody)["Devices"] == [listed]
    idp.forget_device(**own)
    refused(idp.get_device, *NOT_THERE, **own)
    tokens, device, _ = confirmed(idp, server, user)
    idp.admin_forget_device(**everybody, DeviceKey=device["DeviceKey"])
    assert idp.admin_list_devices(**everybody)["Devices"] == []


def script(server, user, name: str) -> dict:
    result = subprocess.run(
        ["node", NODE_MODULES.parent / name, server.pool, server.pool_id, server.client_id, user, PASSWORD],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_amazon_cognito_identity_js_remembers_a_device_and_skips_the_second_factor(server, user):
    assert script(server, user, "devices.mjs") == {
        "first": {"asked": None, "mustAsk": True},
        "remembered": "SUCCESS",
        "second": {"asked": None, "mustAsk": None},
        "refreshed": True,
        "status": "remembered",
        "forgotten": "SUCCESS",
        "third": {"asked": "SOFTWARE_TOKEN_MFA", "mustAsk": True},
    }


def test_amplify_remembers_a_device_and_skips_the_second_factor(server, user):
    assert script(server, user, "amplify_devices.mjs") == {
        "first": "DONE",
        "listed": [True],
        "second": "DONE",
        "same": True,
        "refreshed": True,
        "third": "CONFIRM_SIGN_IN_WITH_TOTP_CODE",
        "answered": "DONE",
        "other": True,
    }
