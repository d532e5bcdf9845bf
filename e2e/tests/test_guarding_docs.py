"""What docs/guarding.md shows is what the other tests run, or what they send."""

import re

from test_guarding_envoy_traefik import ALLOWED
from world.binary import ROOT
from world.guarded import EXAMPLES, IDENTITY

PAGE = (ROOT / "docs" / "guarding.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_the_configurations_are_those_of_the_examples():
    for language, file in (("nginx", "nginx/nginx.conf"), ("caddy", "caddy/Caddyfile")):
        (shown,) = blocks(language)
        run = iter(lines((EXAMPLES / file).read_text()))
        # In the same order, with others in between.
        missing = [line for line in lines(shown) if line not in run]
        assert not missing, f"{file}: {missing}"


def test_the_headers_are_those_that_the_requests_have():
    traefik, envoy, ingress = blocks("yaml")
    assert set(re.findall(r"exact: (\S+)", envoy)) == ALLOWED
    for name in IDENTITY:
        header = "X-Auth-Request-" + name.title()
        assert header in traefik and header in ingress, header
    (limited,) = re.findall(r"needs (`Authorization`.*?)\.\n", PAGE, re.DOTALL)
    assert {name.lower() for name in re.findall(r"`([^`]+)`", limited)} == ALLOWED
