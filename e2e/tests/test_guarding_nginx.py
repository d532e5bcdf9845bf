"""nginx in front of an application, asking the gateway by `auth_request`, with the configuration of the examples."""

import pytest

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
