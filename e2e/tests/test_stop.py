"""The end: not ready, running requests answered, listeners closed; and at once for who insists."""

import json
import signal
import socket
import time

import requests

from world.sockets import address_of
from world.waiting import until

BODY = json.dumps({"email": "nobody@example.com", "password": "Wrong-password-1"}).encode()


class SlowRequest:
    """A sign-in whose body comes in two halves."""

    def __init__(self, server):
        self._socket = socket.create_connection(address_of(server.gateway), timeout=15)
        head = (
            "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(BODY)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + BODY[:10])

    def end(self) -> str:
        self._socket.sendall(BODY[10:])
        return self._socket.recv(65536).decode()


def test_f19_running_requests_end_and_new_ones_find_nobody(start):
    server = start()
    slow = SlowRequest(server)
    time.sleep(0.2)
    server.signal(signal.SIGTERM)
    until(lambda: refused(server))
    assert server.process.poll() is None, "it waits for the request"
    assert slow.end().startswith("HTTP/1.1 401")
    assert server.process.wait(timeout=10) == 0


def refused(server) -> bool:
    try:
        requests.get(server.gateway + "/healthz", timeout=5)
    except requests.ConnectionError:
        return True
    return False


def test_f19_with_a_delay_it_is_not_ready_and_works_until_the_load_balancer_knows(start):
    server = start(env={"POOLGATE_STOP_DELAY": "2"})
    server.signal(signal.SIGTERM)
    ready = lambda url: requests.get(url + "/readyz", timeout=5).status_code
    until(lambda: ready(server.gateway) == 503, seconds=1.5)
    assert ready(server.pool) == 503
    assert requests.get(server.gateway + "/healthz", timeout=5).ok
    answer = requests.post(server.gateway + "/auth/login", json=json.loads(BODY), timeout=5)
    assert answer.status_code == 401
    assert server.process.wait(timeout=10) == 0


def test_a_second_signal_ends_at_once(start):
    server = start()
    slow = SlowRequest(server)
    time.sleep(0.2)
    server.signal(signal.SIGTERM)
    until(lambda: refused(server))
    server.signal(signal.SIGTERM)
    assert server.process.wait(timeout=3) == 0
    assert "a second signal" in server.output()
    del slow
