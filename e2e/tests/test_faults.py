"""Floods, slow callers, oversized heads, and the end of the program, at the started binary. Small in every run; with
`POOLGATE_FAULTS=full`, as `cargo xtask faults` sets it, as large as the requirements say."""

import os
import resource
import socket
import subprocess
import threading
import time

import pytest
import requests

from world.gateway import PASSWORD, Gateway
from world.sockets import connect, raw, resident_bytes

FULL = "POOLGATE_FAULTS" in os.environ
MIB = 1024 * 1024


def note(fault, what, limit, found, holds):
    """A line for the documents, where they are written."""
    if path := os.environ.get("POOLGATE_FAULTS_OUT"):
        with open(path, "a") as file:
            file.write(f"{fault}\t{what}\t{limit}\t{found}\t{'yes' if holds else 'no'}\n")


def times(url, seconds, over=None):
    """How long requests take that are made one after the other, until the time or `over` has come."""
    taken = []
    end = time.monotonic() + seconds
    with requests.Session() as http:
        while time.monotonic() < end and not (over and over.is_set()):
            start = time.perf_counter()
            assert http.get(url, timeout=10).status_code == 200
            taken.append(time.perf_counter() - start)
    return taken


def p99(taken):
    return sorted(taken)[(len(taken) - 1) * 99 // 100]


def is_closed(connection) -> bool:
    """Whether the other side has ended it; what it said before does not matter."""
    connection.setblocking(False)
    try:
        while connection.recv(65_536):
            pass
        return True
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


@pytest.fixture
def many_files():
    """Room for many connections, here and in what is started from here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.timeout(120)
def test_f11_half_open_connections_cost_little_and_are_closed(start, many_files):
    count = 2000 if FULL else 200
    server = start("own")
    url = server.gateway + "/healthz"
    idle = p99(times(url, 3 if FULL else 1))
    before = resident_bytes(server)
    # Nothing at all, a part of a head, and a part of what HTTP/2 begins with.
    beginnings = [b"", b"POST /auth/login HTTP/1.1\r\nHost: x\r\nX-A: ", b"PRI * HTTP/2.0\r\n"]
    opened = time.monotonic()
    connections = []
    for number in range(count):
        connection = connect(server.gateway)
        connection.sendall(beginnings[number % len(beginnings)])
        connections.append(connection)
    busy = p99(times(url, 3 if FULL else 1))
    growth = resident_bytes(server) - before
    while not all(is_closed(connection) for connection in connections):
        assert time.monotonic() - opened < 30, "they stay open"
        time.sleep(0.2)
    closed = time.monotonic() - opened
    for connection in connections:
        connection.close()
    what = f"{count} half-open connections"
    note("F11", what, "p99 of others at most 3 times", f"{idle * 1000:.1f} ms before, {busy * 1000:.1f} ms meanwhile", busy <= 3 * idle)
    note("F11", what, "all closed within 20 s", f"{closed:.1f} s", closed <= 20)
    note("F11", what, "memory grows by at most 64 MiB", f"{growth / MIB:.1f} MiB", growth <= 64 * MIB)
    assert growth <= 64 * MIB
    # The machine may be busy with other things: a few milliseconds say nothing.
    assert busy <= max(3 * idle, 0.05)
    assert closed <= 20 + (5 if FULL else 2)


def cpu_seconds(server) -> float:
    with open(f"/proc/{server.process.pid}/stat") as file:
        user, system = file.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_f11_without_file_descriptors_it_waits_and_does_not_spin(start):
    server = start("own")
    pid = server.process.pid
    used = len(os.listdir(f"/proc/{pid}/fd"))
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + 10, hard))
    connections = [connect(server.gateway) for _ in range(60)]
    time.sleep(0.5)
    before, start_at = cpu_seconds(server), time.monotonic()
    time.sleep(2)
    share = (cpu_seconds(server) - before) / (time.monotonic() - start_at)
    for connection in connections:
        connection.close()
    assert requests.get(server.gateway + "/healthz", timeout=10).status_code == 200
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
    note("F11", "no file descriptor left", "CPU below 20 %", f"{share * 100:.0f} %", share < 0.2)
    assert share < 0.2


@pytest.mark.parametrize("door", ["gateway", "pool"])
def test_f12_a_head_of_60_kb_is_refused(public, door):
    url = getattr(public, door) + "/me"
    answer = raw(url, f"Authorization: Bearer {'x' * 60_000}")
    assert answer.split(" ", 2)[1] in ("401", "431"), answer[:100]
    answer = raw(url, "\r\n".join(f"X-{number}: y" for number in range(300)))
    assert answer.split(" ", 2)[1] == "431", answer[:100]


def test_f12_a_number_of_a_million_digits_is_refused_at_once(public):
    body = {
        "AuthFlow": "USER_SRP_AUTH",
        "ClientId": public.client_id,
        "AuthParameters": {"USERNAME": "x", "SRP_A": "a" * 50_000},
    }
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
    }
    for digits, status in ((50_000, 400), (1_000_000, 413)):
        body["AuthParameters"]["SRP_A"] = "a" * digits
        taken = []
        for _ in range(5):
            begin = time.perf_counter()
            try:
                answer = requests.post(public.pool, json=body, headers=headers, timeout=10)
            except requests.ConnectionError:
                # Refused and closed while the body was still on its way: the answer may be lost with it.
                assert status == 413
                continue
            taken.append(time.perf_counter() - begin)
            assert answer.status_code == status, answer.text
        assert taken, "one answer of five at least arrives"
        found = f"{status} in {min(taken) * 1000:.1f} ms"
        note("F12", f"SRP_A of {digits} digits", "refused within 5 ms", found, min(taken) <= 0.005)
        assert min(taken) < 0.5


@pytest.mark.timeout(150)
def test_f13_a_flood_of_sign_ins_leaves_the_rest_alone(start, tmp_path):
    count = 500 if FULL else 300
    server = start("own")
    # What is over at the pool is its word, and one for the log.
    server.may_complain = True
    gateway = Gateway(server.gateway)
    email = gateway.user()
    before = resident_bytes(server)
    requests_file = tmp_path / "requests"
    requests_file.write_text(f'url = "{server.gateway}/auth/login"\n' * count)
    command = ["curl", "--silent", "--parallel", "--parallel-immediate", "--parallel-max", "300"]
    command += ["--json", f'{{"email": "{email}", "password": "{PASSWORD}"}}', "--max-time", "60"]
    command += ["--write-out", "\n=%{http_code} %{time_total}\n", "--config", str(requests_file)]
    over = threading.Event()
    taken = []
    watch = threading.Thread(target=lambda: taken.extend(times(server.gateway + "/healthz", 60, over)))
    watch.start()
    flood = subprocess.run(command, capture_output=True, text=True, timeout=120)
    over.set()
    watch.join()
    seen = [line[1:].split() for line in flood.stdout.splitlines() if line.startswith("=")]
    statuses = [status for status, _ in seen]
    assert len(seen) == count
    assert set(statuses) <= {"200", "503", "429"}, set(statuses)
    assert statuses.count("200") > 0
    refused = [float(seconds) for status, seconds in seen if status != "200"]
    what = f"{count} sign-ins at once"
    growth = (resident_bytes(server) - before) / MIB
    slowest = max(refused, default=0)
    note("F13", what, "/healthz: p99 of at most 100 ms", f"{p99(taken) * 1000:.0f} ms", p99(taken) <= 0.1)
    found = f"{len(refused)} of {count}, the last after {slowest:.2f} s"
    note("F13", what, "what is too much gets 503 within 1 s", found, slowest <= 1)
    note("F13", what, "memory grows by at most 64 MiB", f"{growth:.0f} MiB", growth <= 64)
    # The callers run on the same cores as the server.
    assert p99(taken) <= 0.5
    assert growth <= 128


def test_f19_what_was_asked_before_the_end_is_answered(start):
    count = 100 if FULL else 20
    server = start("own")
    gateway = Gateway(server.gateway)
    email = gateway.user()
    body = f'{{"email": "{email}", "password": "{PASSWORD}"}}'
    request = (
        "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
    connections = [connect(server.gateway) for _ in range(count)]
    for connection in connections:
        connection.sendall(request)
    # One that has been accepted was answered at least once.
    first = connections[0].recv(65_536).decode()
    assert first.startswith("HTTP/1.1 200")
    begin = time.monotonic()
    assert server.stop() == 0
    ended = time.monotonic() - begin
    lost = 0
    for connection in connections[1:]:
        connection.settimeout(5)
        try:
            lost += not connection.recv(65_536).startswith(b"HTTP/1.1 200")
        except OSError:
            lost += 1
        connection.close()
    note("F19", f"SIGTERM among {count} sign-ins", "no request lost, ended within 10 s", f"{lost} lost, {ended:.1f} s", not lost)
    assert lost == 0
    assert ended < 12
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", int(server.gateway.rsplit(":", 1)[1])), timeout=1)


class LoadBalancer(threading.Thread):
    """Asks each gateway now and then whether it is ready, as load balancers do."""

    def __init__(self, gateways):
        super().__init__(daemon=True)
        self.gateways = gateways
        self.ready = list(gateways)
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.1):
            self.ready = [url for url in self.gateways if self.is_ready(url)]

    @staticmethod
    def is_ready(url):
        try:
            return requests.get(url + "/readyz", timeout=2).ok
        except requests.RequestException:
            return False


def test_f19_a_rolling_restart_loses_nothing(start):
    seconds, callers = (20, 16) if FULL else (4, 4)
    pool = start("pool", pool_alone=True)
    env = {
        "COGNITO_USER_POOL_ID": pool.pool_id,
        "COGNITO_CLIENT_ID": pool.client_id,
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": pool.pool,
        "POOLGATE_STOP_DELAY": "1",
    }
    servers = [start(name, env=env) for name in ("one", "two")]
    _, tokens = Gateway(servers[0].gateway, pool.pool).signed_in()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    balancer = LoadBalancer([server.gateway for server in servers])
    balancer.start()
    end = time.monotonic() + seconds
    made, failed = [], []

    def call(number):
        turn = number
        while time.monotonic() < end:
            ready = balancer.ready
            turn += 1
            try:
                answer = requests.get(ready[turn % len(ready)] + "/me", headers=headers, timeout=10)
                (made if answer.ok else failed).append(answer.status_code)
            except (requests.RequestException, ZeroDivisionError) as error:
                failed.append(repr(error))

    threads = [threading.Thread(target=call, args=(number,)) for number in range(callers)]
    for thread in threads:
        thread.start()
    for server in servers:
        assert server.stop() == 0
        server.restart()
        time.sleep(0.5)
    for thread in threads:
        thread.join()
    balancer.over.set()
    rate = len(made) / seconds
    note(
        "F19",
        f"a rolling restart of two gateways under {rate:.0f} requests a second",
        "no request fails",
        f"{len(failed)} of {len(made)} failed",
        not failed,
    )
    assert not failed, failed[:5]
    assert len(made) > 100
