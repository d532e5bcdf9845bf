"""Gateways on several machines, which have nothing in common but a secret key and a Valkey or Redis server, in front of one
pool that rotates refresh tokens."""

import base64
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from world.binary import run
from world.certificates import Authority
from world.gateway import Gateway
from world.processes import Processes
from world.redis import PASSWORD as REDIS_PASSWORD
from world.redis import Redis
from world.waiting import until

PARALLEL = 20
PAGE = {"accept": "text/html,*/*;q=0.8", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


class Machines(Processes):
    """Each gateway has a folder of its own."""

    def __init__(self, start, folder):
        super().__init__(start, folder)
        self.redis = Redis(folder / "redis")

    def machine(self, name, **own):
        data = str(self.folder / name / "data")
        return self.gateway(name, POOLGATE_DATA=data, **{"POOLGATE_REDIS_URL": self.redis.url, **own})

    def machines(self):
        """Two of them, with their server."""
        self.redis.start()
        return self.machine("one"), self.machine("two")

    def may_complain(self):
        for gateway in self.gateways:
            gateway.may_complain = True

    def end(self):
        super().end()
        self.redis.end()
        # It is never said where everybody reads.
        assert all(REDIS_PASSWORD not in gateway.output() for gateway in self.gateways)


@pytest.fixture
def world(start, tmp_path):
    world = Machines(start, tmp_path)
    yield world
    world.end()


def failures(server) -> int:
    """How often the server of sessions did not answer."""
    numbers = requests.get(server.gateway + "/metrics", timeout=10).text
    found = re.search(r"^poolgate_session_store_failures_total (\d+)$", numbers, re.MULTILINE)
    return int(found[1]) if found else 0


def test_a_session_counts_on_each_machine_and_ends_on_all_at_once(world):
    one, two = world.machines()
    assert one.page["Sessions"] == f"redis://127.0.0.1:{world.redis.port}/0"
    cookie, other = world.signed_in(lifetime=3600), world.signed_in(lifetime=3600)
    assert world.statuses(cookie) == [200, 200]
    world.sign_out(two, cookie)
    assert world.statuses(cookie) == [401, 401]
    assert world.statuses(other) == [200, 200], "nobody else is signed out"
    headers = {"origin": one.gateway}
    everywhere = requests.post(
        one.gateway + "/auth/logout", json={"everywhere": True}, headers=headers, cookies={"poolgate": other}, timeout=30
    )
    assert everywhere.status_code == 200, everywhere.text
    assert world.statuses(other) == [401, 401]
    assert world.redis.keys() == [], "nothing is left"


def test_f16_one_refresh_for_all_machines_and_no_lost_session(world):
    world.machines()
    everybody = [200] * 2 * PARALLEL
    # A refresh is due after three quarters of a lifetime of seconds.
    cookie, at = world.signed_in(lifetime=8), time.monotonic()
    assert world.statuses(cookie) == [200, 200]
    assert world.refreshes() == (0, 0)

    # Due, while the old token still counts. The refresh takes so long that all see it under way.
    world.between.lifetime, world.between.delay = 8, 0.5
    time.sleep(at + 6.5 - time.monotonic())
    at = time.monotonic()
    assert world.statuses(cookie, PARALLEL) == everybody
    assert time.monotonic() < at + 6, "so slow that the next refresh is due"
    assert world.refreshes() == (1, 1)

    # Expired: everybody needs the new one.
    world.between.lifetime = 3600
    time.sleep(at + 10 - time.monotonic())
    assert world.statuses(cookie, PARALLEL) == everybody
    assert world.refreshes() == (2, 2)
    assert world.statuses(cookie, PARALLEL) == everybody
    assert world.refreshes() == (2, 2)


def test_f10_while_the_server_is_gone_no_cookie_passes_and_all_else_does(world):
    # The gateways start before it, as they start before their pool.
    one = world.machine("one")
    two = world.machine("two")
    until(lambda: "sessions cannot be checked" in one.output())
    world.redis.start()
    cookie = world.signed_in(lifetime=3600)
    assert world.statuses(cookie) == [200, 200]
    email, tokens = Gateway(two.gateway, world.pool.pool).signed_in()

    world.redis.end()
    world.may_complain()
    assert world.statuses(cookie, PARALLEL) == [503] * 2 * PARALLEL
    answer = requests.get(one.gateway + "/me", cookies={"poolgate": cookie}, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (503, "not_ready")
    assert int(answer.headers["retry-after"]) >= 1
    page = requests.get(
        one.gateway + "/account", headers=PAGE, cookies={"poolgate": cookie}, timeout=10, allow_redirects=False
    )
    assert page.status_code == 503 and page.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in page.headers, "the browser keeps its session"
    for server in world.gateways:
        bearer = {"authorization": f"Bearer {tokens['access_token']}"}
        assert requests.get(server.gateway + "/me", headers=bearer, timeout=10).status_code == 200
        assert requests.get(server.gateway + "/me", timeout=10).status_code == 401
        assert requests.get(server.gateway + "/readyz", timeout=10).status_code == 200
        assert Gateway(server.gateway).login(email).status == 200
        assert failures(server) >= 1

    # It comes back empty: signed out, and nothing worse. Nobody has restarted a gateway.
    world.redis.start()
    assert world.statuses(cookie) == [401, 401]
    assert world.statuses(world.signed_in(lifetime=3600)) == [200, 200]
    assert one.starts == two.starts == 1


def test_f10_a_server_that_hangs_is_not_waited_for_and_sessions_live_on(world):
    world.machines()
    cookie = world.signed_in(lifetime=3600)
    world.redis.pause()
    world.may_complain()
    at = time.monotonic()
    assert world.statuses(cookie, PARALLEL) == [503] * 2 * PARALLEL
    assert time.monotonic() < at + 5
    world.redis.resume()
    until(lambda: world.statuses(cookie) == [200, 200], seconds=10)
    assert world.statuses(cookie, PARALLEL) == [200] * 2 * PARALLEL


def test_a_server_that_hangs_during_a_refresh_costs_no_rotated_token(world):
    """The pool has answered, and the old refresh token is worth nothing any more."""
    world.machines()
    world.may_complain()
    cookie, at = world.signed_in(lifetime=4), time.monotonic()
    world.between.lifetime, world.between.delay = 3600, 1.0
    time.sleep(at + 3.3 - time.monotonic())
    one = world.gateways[0]
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(requests.get, one.gateway + "/me", cookies={"poolgate": cookie}, timeout=30)
        until(lambda: world.between.refreshes == 1)
        world.redis.pause()
        time.sleep(2.5)
        world.redis.resume()
        assert asked.result(timeout=30).status_code == 200
    assert world.statuses(cookie, PARALLEL) == [200] * 2 * PARALLEL
    assert world.refreshes() == (1, 1)


def test_nothing_in_the_server_is_worth_stealing(world):
    one, two = world.machines()
    cookie = world.signed_in(lifetime=3600)
    headers = {"origin": one.gateway}

    def post(path):
        answer = requests.post(
            one.gateway + path, json={}, headers=headers, cookies={"poolgate": cookie}, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    tokens, ticket = post("/auth/refresh"), post("/auth/socket-ticket")["ticket"]
    me = requests.get(one.gateway + "/me", cookies={"poolgate": cookie}, timeout=10).json()
    everything = world.redis.everything()
    assert len(world.redis.keys()) == 3, "a session, a list of one user, and a ticket"
    assert b"sealed" in everything and b"version" in everything
    secrets = [tokens["access_token"], tokens["id_token"], cookie, ticket]
    # Tokens are told by their beginnings too; a cookie is an id and the half of a key.
    for secret in [cookie, ticket]:
        both = base64.urlsafe_b64decode(secret)
        for half in (both[:16], both[16:]):
            assert half not in everything
            secrets += [half.hex(), base64.b64encode(half).decode()]
    secrets += [part for token in secrets[:2] for part in token.split(".")]
    secrets += re.findall(r"[\w.+-]+@example\.com|[0-9a-f-]{36}", str(me))
    assert len(secrets) > 10
    for secret in secrets:
        assert secret.encode() not in everything, secret
    # All of it ends by itself.
    assert all(int(world.redis.says("PTTL", key)) > 0 for key in world.redis.keys())


def test_the_server_is_spoken_to_over_tls_and_must_be_who_it_says(world, tmp_path):
    authority, stranger = Authority(tmp_path), tmp_path / "stranger"
    stranger.mkdir()
    other = Authority(stranger)
    certificate, key = tmp_path / "redis.pem", tmp_path / "redis.key"
    authority.write(certificate, key)
    world.redis.tls = (certificate, key, authority.path)
    world.redis.start()
    trusting = world.machine("trusting", SSL_CERT_FILE=str(authority.path))
    valkeys = world.redis.url.replace("rediss://", "valkeys://")
    world.machine("valkey", SSL_CERT_FILE=str(authority.path), POOLGATE_REDIS_URL=valkeys)
    cookie = world.signed_in(lifetime=3600)
    assert world.statuses(cookie) == [200, 200]
    assert trusting.page["Sessions"].startswith("rediss://")
    doubting = world.machine("doubting", SSL_CERT_FILE=str(other.path))
    doubting.may_complain = True
    assert world.statuses(cookie) == [200, 200, 503]


def test_the_doctor_says_that_the_server_does_not_answer(world):
    one = world.machine("one")

    def findings():
        ran = run("doctor", "--json", folder=world.folder, env=one.env)
        assert REDIS_PASSWORD not in ran.stdout + ran.stderr
        return {finding["code"]: finding for finding in json.loads(ran.stdout)["findings"]}

    found = findings()["sessions_unreachable"]
    assert found["severity"] == "error"
    assert f"redis://127.0.0.1:{world.redis.port}/0 does not answer" in found["what"]
    assert "POOLGATE_REDIS_URL" in found["fix"]
    world.redis.start()
    assert "sessions_unreachable" not in findings()
