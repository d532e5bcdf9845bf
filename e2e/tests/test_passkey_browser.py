"""A passkey in a browser: Chromium's virtual authenticator, on a page of the test's own at localhost."""

import json
import os
import shutil
import subprocess

import pytest

from test_boto3_passkeys import server as passkeys_server
from test_devices import NODE_MODULES
from world.cognito import cognito, sign_in
from world.gateway import Gateway

# The same pool as boto3's.
server = passkeys_server


@pytest.fixture
def chromium() -> str:
    found = os.environ.get("POOLGATE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "install Chromium, or say in POOLGATE_CHROMIUM where it is"
    return found


def test_chromium_registers_a_passkey_and_signs_in_with_it(server, chromium):
    user = Gateway(server.gateway).user()
    idp = cognito(server.pool, server.region)
    token = sign_in(idp, server.client_id, user)["AuthenticationResult"]["AccessToken"]
    result = subprocess.run(
        ["node", NODE_MODULES.parent / "passkey.mjs", chromium, server.pool, server.client_id, user, token],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    tokens = seen.pop("tokens")
    (listed,) = idp.list_web_authn_credentials(AccessToken=token)["Credentials"]
    assert seen.pop("registered") == listed["CredentialId"]
    assert listed["AuthenticatorAttachment"] == "platform"
    assert listed["AuthenticatorTransports"] == ["internal"]
    assert seen.pop("counted") >= 2
    assert seen == {"refusedTwice": True, "rpId": "localhost", "unverified": True}
    for access in tokens:
        assert idp.get_user(AccessToken=access)["Username"] == idp.get_user(AccessToken=token)["Username"]
