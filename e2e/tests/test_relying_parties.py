"""The pool as an OpenID provider, with the relying parties that people have: openid-client, Authlib and Auth.js."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from authlib.integrations.requests_client import OAuth2Session

from world.browser import Browser
from world.checked import Owned
from world.gateway import new_email

NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", "node_modules"))
PASSWORD = "Test-123456"
ORIGIN = "http://localhost:3000"
CALLBACKS = [f"{ORIGIN}/callback", f"{ORIGIN}/auth/callback/cognito"]
OAUTH = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email", "profile"],
    "CallbackURLs": CALLBACKS,
    "SupportedIdentityProviders": ["COGNITO"],
}


def client(owned, **more):
    created = owned.idp.create_user_pool_client(**owned.here, ClientName="web", **OAUTH, **more)
    made = created["UserPoolClient"]
    return made["ClientId"], made.get("ClientSecret", "")


@pytest.fixture
def owned(idp, public):
    owned = Owned(idp, public.gateway, pool={"UsernameAttributes": ["email"]})
    yield owned
    idp.delete_user_pool(**owned.here)


@pytest.fixture
def user(owned):
    email = new_email()
    owned.idp.admin_create_user(
        **owned.here,
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email_verified", "Value": "true"}, {"Name": "name", "Value": "Ada"}],
    )
    owned.idp.admin_set_user_password(
        **owned.here, Username=email, Password=PASSWORD, Permanent=True
    )
    return email


def issuer(server, owned) -> str:
    return f"{server.pool}/{owned.pool_id}"


def script(name: str, *arguments) -> dict:
    result = subprocess.run(
        ["node", NODE_MODULES.parent / name, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr + result.stdout
    return json.loads(result.stdout)


@pytest.mark.parametrize("confidential", [False, True])
def test_openid_client(public, owned, user, confidential):
    client_id, secret = client(owned, GenerateSecret=confidential)
    told = script(
        "openid_client.mjs", issuer(public, owned), client_id, secret, CALLBACKS[0], user, PASSWORD
    )
    claims, info = told.pop("claims"), told.pop("user")
    assert told == {
        "wrong": True,
        "twice": "invalid_grant",
        "refreshed": True,
        "revoked": "invalid_grant",
        "stranger": "login_required",
    }
    assert (claims["aud"], claims["email"], claims["email_verified"]) == (client_id, user, True)
    assert (info["sub"], info["email"], info["name"]) == (claims["sub"], user, "Ada")


def test_authlib(public, owned, user):
    client_id, secret = client(owned, GenerateSecret=True)
    hosted = issuer(public, owned)
    party = OAuth2Session(
        client_id,
        secret,
        scope="openid email",
        redirect_uri=CALLBACKS[0],
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post",
    )
    verifier = "v" * 64
    address, state = party.create_authorization_url(
        f"{hosted}/oauth2/authorize", code_verifier=verifier
    )
    browser = Browser(CALLBACKS[0])
    back = browser.fill(browser.open(address), username=user, password=PASSWORD)
    token = party.fetch_token(
        f"{hosted}/oauth2/token",
        authorization_response=back.url,
        state=state,
        code_verifier=verifier,
    )
    assert token["token_type"] == "Bearer" and token["id_token"]
    info = party.get(f"{hosted}/oauth2/userInfo").json()
    assert (info["email"], info["email_verified"]) == (user, "true")
    assert party.refresh_token(f"{hosted}/oauth2/token")["access_token"] != token["access_token"]
    assert party.revoke_token(f"{hosted}/oauth2/revoke", token["refresh_token"]).status_code == 200


def test_authlib_by_client_credentials(public, owned):
    owned.idp.create_resource_server(
        **owned.here,
        Identifier="api",
        Name="API",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "to read"}],
    )
    created = owned.idp.create_user_pool_client(
        **owned.here,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
    )["UserPoolClient"]
    party = OAuth2Session(created["ClientId"], created["ClientSecret"], scope="api/read")
    token = party.fetch_token(
        f"{issuer(public, owned)}/oauth2/token", grant_type="client_credentials"
    )
    assert token["expires_in"] == 3600 and "refresh_token" not in token


def test_auth_js(public, owned, user):
    client_id, secret = client(owned, GenerateSecret=True)
    told = script("auth_js.mjs", issuer(public, owned), client_id, secret, ORIGIN, user, PASSWORD)
    assert told["to"].rstrip("/") == ORIGIN
    assert told["session"]["user"]["email"] == user
