"""Caddy in front of an application, asking the gateway by `forward_auth`, with the Caddyfile of the examples."""

import pytest

from world.guarded import Guarded, caddy
from world.guarding import ALL


@pytest.fixture
def guarded(start, tmp_path):
    guarded = Guarded(start, tmp_path, caddy)
    yield guarded
    guarded.stop()


@pytest.mark.parametrize("holds", ALL, ids=lambda holds: holds.__name__)
def test_caddy(guarded, holds):
    holds(guarded)


def test_while_the_gateway_is_away_nobody_passes(start, tmp_path):
    guarded = Guarded(start, tmp_path, caddy)
    try:
        token = guarded.token(guarded.user())
        assert guarded.server.stop() == 0
        assert guarded.send("/page", headers=token).status == 502
        assert not guarded.application.requests
    finally:
        guarded.stop()
