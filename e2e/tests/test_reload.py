"""Settings that are read again while the program runs."""

import json
import signal

import requests

from world.waiting import until

ORIGIN = "https://app.example.com"


def allowed(server) -> bool:
    answer = requests.get(server.gateway + "/healthz", headers={"Origin": ORIGIN}, timeout=5)
    return answer.headers.get("Access-Control-Allow-Origin") == ORIGIN


def test_sighup_reads_the_settings_again_and_names_what_needs_a_start(start, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    file = folder / "poolgate.toml"
    file.write_text("[log]\nlevel = 'warn'\n")
    server = start()
    assert not allowed(server)
    assert "healthz" not in server.output()
    file.write_text(
        f"[server]\ncors_origins = ['{ORIGIN}']\n[log]\nlevel = 'info'\n[cognito]\nleeway = 7\n"
    )
    server.signal(signal.SIGHUP)
    until(lambda: "the settings were read again" in server.output())
    assert allowed(server)
    assert "GET /healthz 200" in server.output()
    line = next(line for line in server.output().splitlines() if "from the next start" in line)
    assert line.endswith("cognito.leeway")


def test_sighup_with_settings_that_are_wrong_changes_nothing(start, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    file = folder / "poolgate.toml"
    file.write_text(f"[server]\ncors_origins = ['{ORIGIN}']\n")
    server = start()
    server.may_complain = True
    file.write_text("[server]\ncors_orgins = []\n")
    server.signal(signal.SIGHUP)
    until(lambda: "the settings stay as they are" in server.output())
    assert "server.cors_origins" in server.output()
    assert allowed(server)


def test_r42_limits_are_not_turned_off_for_a_listener_that_is_not_there_yet(start, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    server = start(limits=True)
    server.may_complain = True
    (folder / "poolgate.toml").write_text("[server]\nlimits = 'off'\n[development]\nenabled = true\n")
    server.signal(signal.SIGHUP)
    until(lambda: "server.limits is off" in server.output())
    body = {"email": "nobody@example.com", "password": "Wrong-password-1"}
    login = lambda: requests.post(server.gateway + "/auth/login", json=body, timeout=5).status_code
    assert 429 in [login() for _ in range(61)]


def test_a_variable_of_dotenv_counts_anew_after_sighup(start, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / ".env").write_text("POOLGATE_CORS_ORIGINS=https://old.example.com\n")
    server = start()
    (folder / ".env").write_text(f"POOLGATE_CORS_ORIGINS={ORIGIN}\n")
    server.signal(signal.SIGHUP)
    until(lambda: allowed(server))


def test_the_pool_alone_takes_sighup_too(start):
    server = start(pool_alone=True)
    server.signal(signal.SIGHUP)
    until(lambda: "the settings were read again" in server.output())
    assert requests.get(server.pool + "/healthz", timeout=5).ok


def test_the_audit_log_is_rotated(start, tmp_path):
    file = tmp_path / "audit.log"
    server = start(env={"POOLGATE_AUDIT_FILE": str(file)})

    def login(email):
        body = {"email": email, "password": "Wrong-password-1"}
        return requests.post(server.gateway + "/auth/login", json=body, timeout=5)

    answer = login("nobody@example.com")
    moved = tmp_path / "audit.log.1"
    file.rename(moved)
    server.signal(signal.SIGHUP)
    until(file.exists)
    login("nobody@example.com")
    lines = [json.loads(path.read_text()) for path in (moved, file)]
    for line in lines:
        assert (line["event"], line["outcome"]) == ("login", "failure")
        assert line["reason"] == "invalid_credentials"
        assert line["client_address"] == "127.0.0.1"
    assert lines[0]["request_id"] == answer.headers["x-request-id"]
    assert lines[0]["account"] == lines[1]["account"]
    everything = moved.read_text() + file.read_text() + server.output()
    assert "nobody@example.com" not in everything
    assert "Wrong-password-1" not in everything
    assert 'event="login"' not in server.output()
    assert file.stat().st_mode & 0o777 == 0o600
