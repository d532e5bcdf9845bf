"""The gateway's own pages in Chromium: from the registration to the end of the account, with scripts and without them."""

import uuid

import pytest

from world.cognito import cognito
from world.gateway import PASSWORD as USER_PASSWORD
from world.gateway import Gateway
from world.pages import visit
from world.processes import Processes

PASSWORD = "Correct-horse-1"

SETTINGS = {"POOLGATE_PROFILE_ATTRIBUTES": "name,email,phone_number"}


class Site:
    """A gateway, a user of it, and a browser."""

    def __init__(self, server):
        self.server = server
        self.base = server.gateway.replace("127.0.0.1", "localhost")
        self.email = f"ada-{uuid.uuid4().hex[:8]}@example.com"

    @property
    def idp(self):
        return cognito(self.server.pool, self.server.region)

    def user(self, password=PASSWORD, permanent=True):
        """A confirmed user with a verified address."""
        attributes = [{"Name": "email", "Value": self.email}, {"Name": "email_verified", "Value": "true"}]
        self.idp.admin_create_user(
            UserPoolId=self.server.pool_id, Username=self.email, UserAttributes=attributes, MessageAction="SUPPRESS"
        )
        self.idp.admin_set_user_password(
            UserPoolId=self.server.pool_id, Username=self.email, Password=password, Permanent=permanent
        )

    def pool(self, **settings):
        """The pool with other settings than the default pool has, and the rest as it was."""
        self.idp.update_user_pool(
            UserPoolId=self.server.pool_id, AutoVerifiedAttributes=["email"], **settings
        )

    def factors(self, configuration, **more):
        self.idp.set_user_pool_mfa_config(
            UserPoolId=self.server.pool_id,
            SoftwareTokenMfaConfiguration={"Enabled": True},
            MfaConfiguration=configuration,
            **more,
        )

    def go(self, *steps, scripts=True, **more):
        given = {"base": self.base, "email": self.email, "scripts": scripts, "steps": steps}
        return visit("site.mjs", {**given, **more})


@pytest.fixture
def site(start):
    return Site(start("site", env=SETTINGS))


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request):
    return request.param


def test_from_the_registration_to_the_end_of_the_account(site, scripts):
    site.factors("OPTIONAL")
    seen = site.go(
        "register",
        "account",
        "password",
        "secondFactor",
        "sessions",
        "reset",
        "back",
        "signIn",
        "expired",
        "twoTabs",
        "forged",
        "signIn",
        "remove",
        "errors",
        scripts=scripts,
    )
    assert len(seen["pages"]) == 22
    assert seen["elsewhere"] == "?return_to=%2Faccount"


def test_a_second_step_that_the_pool_asks_for_is_set_up(site, scripts):
    site.factors("ON")
    site.user()
    site.go("setUpWhenAsked", scripts=scripts)


def test_a_temporary_password_is_replaced(site, scripts):
    site.user(password="Temporary-1", permanent=False)
    site.go("temporaryPassword", temporary="Temporary-1", scripts=scripts)


def test_google_signs_in_and_the_sign_out_ends_the_hosted_session_too(site, scripts):
    site.go("google", scripts=scripts)


def test_a_code_or_a_passkey_signs_in_where_the_pool_takes_them(site):
    site.pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]}})
    site.idp.set_user_pool_mfa_config(
        UserPoolId=site.server.pool_id,
        WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "preferred"},
    )
    site.user()
    site.go("emailCode", "passkey")


def test_a_remembered_session_outlives_the_browser_and_others_do_not(site, tmp_path):
    site.user()
    site.go("remembered", profile=str(tmp_path / "browser"))


def test_f16_two_tabs_that_find_the_tokens_expired_refresh_once(start, tmp_path):
    world = Processes(start, tmp_path)
    server = world.gateway("tabs")
    world.between.lifetime, world.between.refreshed_lifetime, world.between.delay = 6, 3600, 1.0
    site = Site(server)
    site.email = Gateway(server.gateway, world.pool.pool).user()
    try:
        site.go("signIn", "twoTabsRefresh", password=USER_PASSWORD, wait=8)
        assert world.refreshes() == (1, 1)
    finally:
        world.end()


def test_every_language_fits(site):
    site.factors("OPTIONAL")
    site.user()
    public = ["/login", "/register", "/confirm", "/forgot-password", "/reset-password", "/logout"]
    own = ["/account", "/account/password", "/account/mfa", "/account/passkeys", "/account/sessions", "/account/delete"]
    seen = site.go("languages", paths=public)
    assert len(seen["pages"]) == 4 * len(public)
    seen = site.go("signIn", "languages", paths=own)
    assert len(seen["pages"]) == 4 * len(own)


def test_an_operator_has_a_style_and_templates_of_its_own(start, tmp_path):
    (tmp_path / "own.css").write_text(":root { --accent: #7a1f5c; }")
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "protected.html").write_text(
        '{% extends "layout.html" %}{% block title %}{{ title }}{% endblock %}'
        '{% block body %}<main><h1>Members only</h1></main>{% endblock %}'
    )
    server = start(
        "styled",
        env={
            "POOLGATE_PAGES_NAME": "Example Shop",
            "POOLGATE_PAGES_STYLE": str(tmp_path / "own.css"),
            "POOLGATE_PAGES_TEMPLATES": str(templates),
        },
    )
    site = Site(server)
    site.user()
    seen = site.go("style")
    assert seen["style"] == {"button": "rgb(122, 31, 92)", "brand": "Example Shop"}
    assert seen["own"] == "Members only"
