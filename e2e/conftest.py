"""Started programs that tests share, and a factory for tests that need their own."""

import re

import pytest

from world.app import new_name
from world.binary import BINARY, Server
from world.cognito import cognito, sign_in
from world.gateway import Gateway

POOL_ID = "eu-west-1_Pinned123"
CLIENT_ID = "1pinnedclient23456789abcde"
CLIENT_SECRET = "pinnedsecret0123456789abcdefghijklmnopqrstuvwxyz012"

PINNED = {
    "POOLGATE_EMBEDDED": "true",
    "COGNITO_USER_POOL_ID": POOL_ID,
    "COGNITO_CLIENT_ID": CLIENT_ID,
    "COGNITO_CLIENT_SECRET": CLIENT_SECRET,
}


def pytest_configure():
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is missing: run `cargo build --workspace`, or `./test`", 2)


def end(server: Server):
    """Stops a program, and looks at what it has said."""
    code = server.stop()
    output = server.output()
    assert code == 0, f"ended with {code}:\n{output}"
    bad = [line for line in output.splitlines() if re.search(r"panicked|\bERROR\b", line)]
    assert server.may_complain or not bad, bad
    assert "panicked" not in output


@pytest.fixture
def start(tmp_path):
    """Starts programs of a test's own, and ends them after it."""
    servers = []

    def started(name="own", until="/readyz", **options) -> Server:
        server = Server(tmp_path / name, **options)
        servers.append(server)
        return server.start(until)

    yield started
    for server in servers:
        if server.process.poll() is None:
            end(server)


@pytest.fixture(scope="session")
def public(tmp_path_factory):
    """The gateway with the embedded pool, as it starts without any setting."""
    server = Server(tmp_path_factory.mktemp("public") / "own").start()
    yield server
    end(server)


@pytest.fixture(scope="session")
def confidential(tmp_path_factory):
    """The same with pinned ids and a client secret."""
    folder = tmp_path_factory.mktemp("confidential") / "own"
    server = Server(folder, env=PINNED).start()
    yield server
    end(server)


@pytest.fixture(params=["public", "confidential"])
def gateway(request) -> Gateway:
    """The gateway in front of the embedded pool, once with each kind of app client."""
    return Gateway(request.getfixturevalue(request.param).gateway)


@pytest.fixture
def idp(public):
    """boto3 for the default pool."""
    return cognito(public.pool, public.region)


@pytest.fixture
def pool(idp):
    """A pool of the test's own, with plain user names and mail to confirm them."""
    created = idp.create_user_pool(PoolName=new_name(), AutoVerifiedAttributes=["email"])
    pool_id = created["UserPool"]["Id"]
    yield pool_id
    idp.delete_user_pool(UserPoolId=pool_id)


@pytest.fixture
def user(public):
    """A confirmed user of the default pool, by its address."""
    return Gateway(public.gateway).user()


@pytest.fixture
def tokens(public, idp, user):
    return sign_in(idp, public.client_id, user)["AuthenticationResult"]
