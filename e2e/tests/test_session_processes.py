"""One session of a browser, and several processes of the gateway on one database, in front of a pool that rotates
refresh tokens and takes a rotated one that comes back for stolen."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from world.processes import SECRET_KEY, Processes
from world.waiting import until

PROCESSES = 4
# At each process at once.
PARALLEL = 20


@pytest.fixture
def world(start, tmp_path):
    world = Processes(start, tmp_path)
    yield world
    world.end()


def test_f16_one_refresh_for_all_processes_and_no_lost_session(world):
    for number in range(PROCESSES):
        world.gateway(f"gateway-{number}")
    everybody = [200] * PROCESSES * PARALLEL
    # A refresh is due after three quarters of a lifetime of seconds.
    cookie, at = world.signed_in(lifetime=8), time.monotonic()
    assert world.statuses(cookie) == [200] * PROCESSES
    assert world.refreshes() == (0, 0)

    # Due, while the old token still counts. The refresh takes so long that all see it under way.
    world.between.lifetime, world.between.delay = 16, 1.0
    time.sleep(at + 6.5 - time.monotonic())
    at = time.monotonic()
    assert world.statuses(cookie, PARALLEL) == everybody
    assert time.monotonic() < at + 12, "so slow that the next refresh is due"
    assert world.refreshes() == (1, 1)

    # Expired: everybody needs the new one.
    world.between.lifetime = 3600
    time.sleep(at + 18.5 - time.monotonic())
    assert world.statuses(cookie, PARALLEL) == everybody
    assert world.refreshes() == (2, 2)
    assert world.statuses(cookie, PARALLEL) == everybody
    assert world.refreshes() == (2, 2)

    world.sign_out(world.gateways[2], cookie)
    assert world.statuses(cookie) == [401] * PROCESSES


def test_a_process_that_dies_in_a_refresh_takes_no_session_along(world):
    """The refresh has not come to the pool. Others wait until the dead one's half minute is over."""
    dying = world.gateway("dying")
    world.gateway("living")
    cookie, at = world.signed_in(lifetime=2), time.monotonic()
    world.between.swallows = True
    time.sleep(at + 2.5 - time.monotonic())
    with ThreadPoolExecutor(1) as threads:
        lost = threads.submit(
            requests.get, dying.gateway + "/me", cookies={"poolgate": cookie}, timeout=30
        )
        until(lambda: world.between.refreshes == 1)
        dying.kill()
        assert isinstance(lost.exception(timeout=30), requests.ConnectionError)
    world.between.swallows, world.between.lifetime = False, 3600
    world.gateways.remove(dying)
    # A request may take half a minute itself.
    time.sleep(5)
    assert world.statuses(cookie, PARALLEL) == [200] * PARALLEL
    assert world.refreshes() == (2, 1)


def test_a_process_that_follows_another_goes_on_with_its_sessions(world):
    first = world.gateway("first")
    cookie, at = world.signed_in(lifetime=4), time.monotonic()
    world.between.lifetime = 3600
    assert first.stop() == 0
    world.gateways.clear()
    world.gateway("second")
    time.sleep(max(0, at + 4.5 - time.monotonic()))
    assert world.statuses(cookie, PARALLEL) == [200] * PARALLEL
    assert world.refreshes() == (1, 1)


def test_without_the_secret_key_the_database_opens_no_session(world):
    world.gateway("with")
    cookie = world.signed_in(lifetime=3600)
    world.gateways[0].env["POOLGATE_SECRET_KEY"] = SECRET_KEY[::-1]
    assert world.statuses(cookie) == [200]
    assert world.gateways[0].stop() == 0
    world.gateways[0].start()
    assert world.statuses(cookie) == [401]
