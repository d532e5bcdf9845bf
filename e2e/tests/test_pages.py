"""The managed login in Chromium: sign-up, sign-in, reset, second factors, passkeys; with scripts and without them."""

import struct
import uuid
import zlib

import pytest

from world.binary import free_port
from world.cognito import cognito
from world.pages import visit

PASSWORD = "Correct-horse-1"


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = (b"\0" + bytes((122, 31, 92)) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def server(start):
    return start("pages")


@pytest.fixture
def idp(server):
    return cognito(server.pool, server.region)


class Site:
    """A pool of its own, with an application that sends people to its pages."""

    def __init__(self, server, idp, **settings):
        self.server, self.idp = server, idp
        self.port = free_port()
        pool = idp.create_user_pool(
            PoolName="pages", UsernameAttributes=["email"], AutoVerifiedAttributes=["email"], **settings
        )
        self.pool_id = pool["UserPool"]["Id"]
        client = idp.create_user_pool_client(
            UserPoolId=self.pool_id,
            ClientName="Example Shop",
            ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
            CallbackURLs=[f"http://localhost:{self.port}/callback"],
            LogoutURLs=[f"http://127.0.0.1:{self.port}/home"],
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            SupportedIdentityProviders=["COGNITO"],
            PreventUserExistenceErrors="ENABLED",
        )
        self.client_id = client["UserPoolClient"]["ClientId"]
        self.email = f"ada-{uuid.uuid4().hex[:8]}@example.com"

    def user(self):
        """A confirmed user."""
        self.idp.admin_create_user(UserPoolId=self.pool_id, Username=self.email, MessageAction="SUPPRESS")
        self.idp.admin_set_user_password(
            UserPoolId=self.pool_id, Username=self.email, Password=PASSWORD, Permanent=True
        )

    def go(self, scripts, *steps):
        address = self.server.pool.replace("127.0.0.1", "localhost")
        given = {
            "base": f"{address}/{self.pool_id}",
            "mailbox": self.server.pool,
            "clientId": self.client_id,
            "port": self.port,
            "email": self.email,
            "scripts": scripts,
            "steps": steps,
        }
        seen = visit("pages.mjs", given)
        for arrival in seen["arrivals"]:
            assert arrival == {"state": "from the test", "email": self.email}
        return seen


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request):
    return request.param


def test_from_the_sign_up_to_a_new_password(server, idp, scripts):
    schema = [{"Name": "name", "Required": True, "Mutable": True}]
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]}}
    site = Site(server, idp, Schema=schema, Policies=factors)
    seen = site.go(scripts, "signUp", "signIn", "byKeyboard", "choice", "reset", "errors")
    assert len(seen["arrivals"]) == 6


def test_a_second_factor_is_set_up_and_asked_for(server, idp, scripts):
    site = Site(server, idp)
    idp.set_user_pool_mfa_config(
        UserPoolId=site.pool_id,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="ON",
    )
    site.user()
    seen = site.go(scripts, "setUp")
    assert len(seen["arrivals"]) == 2


def test_a_passkey_is_added_and_signs_in(server, idp):
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    site = Site(server, idp, Policies=factors)
    idp.set_user_pool_mfa_config(
        UserPoolId=site.pool_id,
        WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "preferred"},
    )
    site.user()
    seen = site.go(True, "byKeyboard", "passkey")
    assert len(seen["arrivals"]) == 2
    seen = site.go(False, "passkeyWithoutScripts")
    assert seen["arrivals"] == []


def test_every_language_fits_and_is_marked(server, idp):
    site = Site(server, idp)
    seen = site.go(True, "languages")
    assert len(seen["pages"]) == 20


def test_a_pool_has_its_own_look(server, idp):
    site = Site(server, idp)
    idp.create_user_pool_domain(UserPoolId=site.pool_id, Domain=f"look-{uuid.uuid4().hex[:8]}")
    css = ".submitButton-customizable { background-color: #7a1f5c; color: #ffffff; }"
    idp.set_ui_customization(UserPoolId=site.pool_id, CSS=css, ImageFile=png(240, 60))
    look = idp.get_ui_customization(UserPoolId=site.pool_id, ClientId=site.client_id)["UICustomization"]
    assert look["CSS"] == css and look["ImageUrl"].endswith(".image")
    site.user()
    seen = site.go(True, "byKeyboard", "look")
    assert len(seen["arrivals"]) == 1
    assert seen["look"] == {"button": "rgb(122, 31, 92)", "page": "rgb(244, 245, 247)", "logo": [240, 60]}
    page = {"pageBackground": {"lightMode": {"color": "fdf6e3ff"}}}
    which = {"UserPoolId": site.pool_id, "ClientId": site.client_id}
    style = idp.create_managed_login_branding(**which, Settings={"components": page})["ManagedLoginBranding"]
    seen = site.go(True, "look")
    assert seen["look"] == {"button": "rgb(122, 31, 92)", "page": "rgb(253, 246, 227)", "logo": [240, 60]}
    which_style = {"UserPoolId": site.pool_id, "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}
    updated = idp.update_managed_login_branding(**which_style, UseCognitoProvidedValues=True)["ManagedLoginBranding"]
    assert "Settings" not in updated
    assert idp.describe_managed_login_branding(**which_style)["ManagedLoginBranding"] == updated
    assert idp.describe_managed_login_branding_by_client(**which)["ManagedLoginBranding"] == updated
    idp.delete_managed_login_branding(**which_style)
    with pytest.raises(idp.exceptions.ResourceNotFoundException):
        idp.describe_managed_login_branding(**which_style)
