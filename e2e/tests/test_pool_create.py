"""S1's provisioning: `poolgate pool create`, then `serve` takes what it wrote into `.env`."""

import json

import pytest

from world import moto
from world.binary import run
from world.cognito import cognito
from world.gateway import Gateway, new_email

PASSWORD = "Test123!"
NAME = ("--name", "Legatera-UserPool", "--client-name", "legatera-app-client")


def create(folder, *flags, env=None):
    done = run("pool", "create", *NAME, "--json", *flags, folder=folder, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def created_twice(folder, *flags, env=None):
    """What the first run made, and the second found."""
    first = create(folder, *flags, env=env)
    text = (folder / ".env").read_text()
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    second = create(folder, *flags, env=env)
    for kind in ("pool", "client"):
        assert first[kind]["created"] is True
        assert second[kind] == {**first[kind], "created": False}
    assert (folder / ".env").read_text() == text
    return first, second


def sign_up(gateway, email):
    return gateway.post("/auth/signup", {"email": email, "password": PASSWORD, "name": "Test User"})


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("secret", [(), ("--with-secret",)], ids=["public", "confidential"])
def test_on_the_embedded_pool(start, folder, secret):
    (folder / ".env").write_text("# the site\nDEBUG=1\n")
    # The folder in which the server of these tests looks for its data.
    flags = ("--data", str(folder / "data"), *secret)
    made, second = created_twice(folder, *flags)
    assert second["differences"] == []
    assert (folder / ".env").read_text().startswith("# the site\nDEBUG=1\nPOOLGATE_EMBEDDED=true\n")
    server = start("own")
    assert (server.pool_id, server.client_id) == (made["pool"]["id"], made["client"]["id"])
    gateway = Gateway(server.gateway)
    email = new_email()
    assert sign_up(gateway, email).status == 201
    body = {"email": email, "code": gateway.code(email)}
    assert gateway.post("/auth/confirm", body).status == 200
    answer = gateway.login(email, PASSWORD)
    assert answer.status == 200, answer
    assert gateway.get("/me", token=answer["access_token"]).status == 200


def test_a_sign_up_is_confirmed_by_command_while_the_server_runs(start, folder):
    flags = ("--data", str(folder / "data"))
    create(folder, *flags)
    gateway = Gateway(start("own").gateway)
    email = new_email()
    assert sign_up(gateway, email).status == 201
    assert gateway.login(email, PASSWORD).status == 403
    done = run("user", "confirm", email, *flags, folder=folder)
    assert done.returncode == 0, done.stderr
    assert gateway.login(email, PASSWORD).status == 200
    done = run("user", "disable", email, *flags, folder=folder)
    assert done.returncode == 0, done.stderr
    assert gateway.login(email, PASSWORD).status != 200


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    with moto.started(tmp_path_factory.mktemp("moto")) as url:
        yield url


@pytest.mark.parametrize("secret", [(), ("--with-secret",)], ids=["public", "confidential"])
def test_on_a_server_that_is_not_ours(start, folder, endpoint, secret):
    region = "eu-west-1" if secret else "us-east-1"
    env = {
        "AWS_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    made, _ = created_twice(folder, "--groups", "admin", *secret, env=env)
    assert made["place"] == "endpoint"
    assert made["pool"]["id"].startswith(region)
    idp = cognito(endpoint, region)
    pool_id = made["pool"]["id"]
    described = idp.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert described["Name"] == "Legatera-UserPool"
    assert described["UsernameAttributes"] == ["email"]
    assert described["AutoVerifiedAttributes"] == ["email"]
    assert described["MfaConfiguration"] == "OFF"
    required = {a["Name"] for a in described["SchemaAttributes"] if a["Required"]}
    assert required - {"sub"} == {"email", "name"}
    groups = idp.list_groups(UserPoolId=pool_id)["Groups"]
    assert [group["GroupName"] for group in groups] == ["admin"]

    done = run(
        "user", "create", "ada@example.com", "--group", "admin", "--password-file", "-", "--json",
        folder=folder, env=env, stdin=PASSWORD + "\n",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "CONFIRMED"
    # What the pool needs is in `.env` now; credentials are not needed to sign in.
    server = start("own")
    gateway = Gateway(server.gateway)
    answer = gateway.login("ada@example.com", PASSWORD)
    assert answer.status == 200, answer
    done = run("user", "list", "--json", folder=folder, env=env)
    emails = [user["attributes"]["email"] for user in json.loads(done.stdout)["users"]]
    assert emails == ["ada@example.com"]


def test_the_policy_is_enough_for_what_it_names(folder):
    env = {"COGNITO_USER_POOL_ID": "us-east-1_AbCdEfGhI", "COGNITO_CLIENT_ID": "1client"}
    flags = ("--feature", "users,groups", "--account", "123456789012")
    done = run("pool", "policy", *flags, folder=folder, env=env)
    (statement,) = json.loads(done.stdout)["Statement"]
    assert statement["Resource"].endswith(":123456789012:userpool/us-east-1_AbCdEfGhI")
    assert "cognito-idp:AdminDisableUser" in statement["Action"]
    assert not [action for action in statement["Action"] if "*" in action]
