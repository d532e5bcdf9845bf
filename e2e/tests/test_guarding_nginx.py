"""nginx in front of an application, asking the gateway by `auth_request`, with the configuration of the examples."""

import json

import pytest

from world.cognito import KEY, cognito
from world.gateway import PASSWORD
from world.guarded import Guarded, nginx
from world.guarding import ALL


@pytest.fixture
def guarded(start, tmp_path):
    guarded = Guarded(start, tmp_path, nginx)
    yield guarded
    guarded.stop()


@pytest.mark.parametrize("holds", ALL, ids=lambda holds: holds.__name__)
def test_nginx(guarded, holds):
    holds(guarded)


def staff_only(folder, *places):
    """The same, with a query where the gateway is asked."""

    def narrow(text):
        asked = "proxy_pass http://gateway;\n            proxy_pass_request_body off;"
        assert asked in text
        return text.replace(asked, asked.replace("gateway;", "gateway/auth/verify?groups=staff;"))

    return nginx(folder, *places, change=narrow)


def test_groups_by_the_query(start, tmp_path):
    guarded = Guarded(start, tmp_path, staff_only)
    try:
        member, staff = guarded.token(guarded.user()), guarded.token(guarded.user("staff"))
        assert guarded.send("/page", headers=member).status == 403
        assert guarded.send("/page", headers=staff).status == 200
        assert guarded.send("/open/x").status == 401, "the query narrows a public path too"
        assert guarded.send("/page?groups=nobody", headers=staff).status == 200, "the client's query is no rule"
    finally:
        guarded.stop()


def test_without_rules_a_user_must_be_signed_in(start, tmp_path):
    guarded = Guarded(start, tmp_path, nginx, rules="")
    try:
        assert guarded.send("/open/x").status == 401
        assert guarded.send("/anything", headers=guarded.token(guarded.user())).status == 200
    finally:
        guarded.stop()


def test_while_the_gateway_is_away_nobody_passes(start, tmp_path):
    guarded = Guarded(start, tmp_path, nginx)
    try:
        token = guarded.token(guarded.user())
        assert guarded.server.stop() == 0
        assert guarded.send("/page", headers=token).status == 500
        assert guarded.send("/open/x").status == 500
        assert not guarded.application.requests
    finally:
        guarded.stop()


def test_where_users_come_over_tls_the_cookie_is_for_encrypted_pages(start, tmp_path):
    public = "https://app.example.com"
    keys = {"POOLGATE_ACCESS_KEY_ID": KEY[0], "POOLGATE_SECRET_ACCESS_KEY": KEY[1]}
    guarded = Guarded(start, tmp_path, nginx, POOLGATE_PUBLIC_URL=public, **keys)
    try:
        # There is no mailbox at a public URL, and no call without a key.
        email = "ada@example.com"
        idp = cognito(guarded.server.pool, guarded.server.region)
        user = {"UserPoolId": guarded.server.pool_id, "Username": email}
        idp.admin_create_user(**user, MessageAction="SUPPRESS")
        idp.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
        body = json.dumps({"email": email, "password": PASSWORD, "mode": "session"})
        sent = {"content-type": "application/json", "host": "app.example.com"}
        assert guarded.send("/auth/login", "POST", {**sent, "origin": guarded.url}, body).status == 403
        answer = guarded.send("/auth/login", "POST", {**sent, "origin": public}, body)
        kept, _, attributes = answer.headers["set-cookie"].partition("; ")
        assert kept.startswith("__Host-poolgate=")
        assert set(attributes.split("; ")) == {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"}
        assert guarded.send("/page", headers={"cookie": kept}).status == 200
        plain = kept.removeprefix("__Host-")
        assert guarded.send("/page", headers={"cookie": plain}).status == 401
        headers = {"cookie": kept, "host": "app.example.com"}
        assert guarded.handshake("/ws", origin=public, **headers)[0] == 101
        assert guarded.handshake("/ws", origin="http://app.example.com", **headers)[0] == 403
    finally:
        guarded.stop()
