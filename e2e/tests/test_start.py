"""Starting: ids that stay, ids that are pinned, and starts that are refused."""

import re
import sqlite3
import stat

import requests

from conftest import CLIENT_ID, CLIENT_SECRET, PINNED, POOL_ID
from world.binary import run
from world.cognito import cognito
from world.gateway import Gateway


def test_the_first_start_prints_ids_that_stay(start):
    server = start()
    first = server.page
    assert re.fullmatch(r"us-east-1_[0-9A-Za-z]{9}", first["Pool id"])
    assert re.fullmatch(r"[0-9a-z]{26}", first["Client id"])
    assert first["Issuer"] == f"{server.pool}/{server.pool_id}"
    assert server.stop() == 0
    server.restart()
    assert server.page == first


def test_two_first_starts_make_two_pools(start):
    assert start("one").pool_id != start("two").pool_id


def test_without_a_command_the_gateway_is_served(start):
    server = start(command=[])
    assert requests.get(server.gateway + "/healthz", timeout=5).ok


def test_the_start_page_is_short_aligned_and_plain(start):
    server = start()
    page = (server.folder / "out-1.txt").read_text()
    lines = page.strip().splitlines()
    assert len(lines) <= 12
    assert "\x1b" not in page
    values = [re.match(r"  \w[\w ]*? {2,}", line) for line in lines]
    assert len({match.end() for match in values if match}) == 1
    for name in ("Gateway", "User pool", "Pool id", "Client id", "Mailbox", "Data"):
        assert name in server.page


def test_the_bare_address_leads_to_the_pages(public):
    answer = requests.get(public.gateway, headers={"accept": "text/html"}, timeout=10)
    assert answer.status_code == 200 and answer.url == f"{public.gateway}/login?return_to=%2Faccount"


def test_ids_and_secret_are_pinned_by_the_environment(confidential):
    assert confidential.pool_id == POOL_ID
    assert confidential.client_id == CLIENT_ID
    idp = cognito(confidential.pool, "eu-west-1")
    client = idp.describe_user_pool_client(UserPoolId=POOL_ID, ClientId=CLIENT_ID)
    assert client["UserPoolClient"]["ClientSecret"] == CLIENT_SECRET
    assert CLIENT_SECRET not in confidential.output()


def test_pinned_ids_survive_a_restart_with_their_users(start):
    server = start(env=PINNED)
    email = Gateway(server.gateway).user()
    assert server.stop() == 0
    server.restart()
    assert server.pool_id == POOL_ID
    assert Gateway(server.gateway).login(email).status == 200


def test_settings_come_from_a_dotenv_file(start, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    lines = [f"{name}={value}" for name, value in PINNED.items()]
    (folder / ".env").write_text("\n".join(lines))
    assert start().pool_id == POOL_ID


def test_a_secret_comes_from_a_file(start, tmp_path):
    (tmp_path / "secret").write_text(CLIENT_SECRET + "\n")
    env = {name: value for name, value in PINNED.items() if name != "COGNITO_CLIENT_SECRET"}
    server = start(env={**env, "COGNITO_CLIENT_SECRET_FILE": str(tmp_path / "secret")})
    client = cognito(server.pool, "eu-west-1").describe_user_pool_client(
        UserPoolId=POOL_ID, ClientId=CLIENT_ID
    )
    assert client["UserPoolClient"]["ClientSecret"] == CLIENT_SECRET


def test_every_code_is_the_one_that_is_set(start):
    server = start(env={"POOLGATE_DEV_CODE": "424242"})
    gateway = Gateway(server.gateway)
    gateway.sign_up("ada@example.com")
    answer = gateway.post("/auth/confirm", {"email": "ada@example.com", "code": "424242"})
    assert answer.status == 200


def test_a_second_program_on_the_same_data_is_refused(start):
    server = start()
    done = run("serve", *_any_ports(), "--data", server.data, folder=server.folder)
    assert done.returncode == 1
    assert "open in another process" in done.stderr
    assert "--data" in done.stderr


def test_a_taken_port_is_refused_with_the_flag_that_helps(start, tmp_path):
    server = start()
    done = run("serve", "--listen", server.gateway.removeprefix("http://"), folder=tmp_path)
    assert done.returncode == 1
    assert "--listen" in done.stderr


def test_a_database_newer_than_the_program_is_refused(start):
    server = start()
    server.stop()
    database = server.data / "poolgate.db"
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO migrations VALUES ('pool', 9999, 'of the future', 'abc', 0)")
    done = run("serve", *_any_ports(), "--data", server.data, folder=server.folder)
    assert done.returncode == 1
    assert "newer version" in done.stderr
    assert str(database) in done.stderr
    assert "panicked" not in done.stderr
    assert done.stdout == ""


def test_another_master_key_is_refused(start):
    server = start()
    server.stop()
    key = server.data / "master.key"
    key.unlink()
    done = run("serve", *_any_ports(), "--data", server.data, folder=server.folder)
    assert done.returncode == 1
    assert "master key" in done.stderr


def test_an_open_pool_listener_without_access_keys_is_refused(tmp_path):
    for command in (["serve", "--listen", "127.0.0.1:0"], ["pool", "serve"]):
        done = run(*command, "--pool-listen", "0.0.0.0:0", folder=tmp_path)
        assert done.returncode == 2, done
        assert "POOLGATE_ACCESS_KEY_ID" in done.stderr
    assert not (tmp_path / "poolgate-data").exists()


def test_r59_keys_are_their_owners_alone_and_different_everywhere(start):
    keys = set()
    for name in ("one", "two"):
        server = start(name)
        for file in ("master.key", "gateway.key"):
            path = server.data / file
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, file
            keys.add(path.read_text())
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
        for path in server.data.glob("poolgate.db*"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600 or path.stat().st_size == 0, path
    assert len(keys) == 4


def test_r59_there_is_no_user_before_somebody_signs_up(start):
    server = start()
    with sqlite3.connect(server.data / "poolgate.db") as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)


def _any_ports():
    return ["--listen", "127.0.0.1:0", "--pool-listen", "127.0.0.1:0"]
