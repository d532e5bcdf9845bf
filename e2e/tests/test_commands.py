"""Commands that serve nothing."""

import json

from openapi_spec_validator import OpenAPIV31SpecValidator

from conftest import CLIENT_SECRET, PINNED
from world.binary import run


def test_openapi_prints_what_the_gateway_serves(gateway, tmp_path):
    done = run("openapi", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    OpenAPIV31SpecValidator(document).validate()
    assert document == gateway.get("/openapi.json").json


def test_config_check_passes_and_names_what_is_wrong(tmp_path):
    assert run("config", "check", folder=tmp_path).returncode == 0
    (tmp_path / "poolgate.toml").write_text('[server]\nlistn = "127.0.0.1:1"\n')
    done = run("config", "check", folder=tmp_path)
    assert done.returncode == 2
    assert "server.listn" in done.stderr
    assert "server.listen" in done.stderr
    assert "poolgate.toml" in done.stderr


def test_two_names_that_disagree_are_named_both(tmp_path):
    env = {"COGNITO_CLIENT_ID": "one", "CLIENT_ID": "another"}
    done = run("config", "check", folder=tmp_path, env=env)
    assert done.returncode == 2
    assert "COGNITO_CLIENT_ID" in done.stderr
    assert "CLIENT_ID" in done.stderr.replace("COGNITO_CLIENT_ID", "")


def test_config_show_says_where_values_come_from_and_hides_secrets(tmp_path):
    (tmp_path / ".env").write_text("POOLGATE_LEEWAY=7\n")
    (tmp_path / "poolgate.toml").write_text('[server]\ncors_origins = ["https://a.example"]\n')
    env = {**PINNED, "POOLGATE_LISTEN": "127.0.0.1:8001"}
    flags = ("--listen", "127.0.0.1:8002")
    done = run("config", "show", *flags, folder=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert CLIENT_SECRET not in done.stdout + done.stderr
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert "127.0.0.1:8002" in lines["server.listen"]
    assert "--listen" in lines["server.listen"]
    assert "(hidden)" in lines["cognito.client_secret"]
    assert "COGNITO_CLIENT_SECRET" in lines["cognito.client_secret"]
    assert ".env" in lines["cognito.leeway"]
    assert "poolgate.toml" in lines["server.cors_origins"]
    assert "default" in lines["server.pool_listen"]


def test_usage_errors_have_exit_code_2(tmp_path):
    for arguments in (["nonsense"], ["serve", "--nonsense"], ["serve", "--listen", "nowhere"]):
        done = run(*arguments, folder=tmp_path)
        assert done.returncode == 2, arguments
        assert done.stderr


def test_help_names_every_command(tmp_path):
    done = run("--help", folder=tmp_path)
    assert done.returncode == 0
    for command in ("serve", "pool", "user", "group", "token", "config", "openapi"):
        assert command in done.stdout
    assert run("--version", folder=tmp_path).stdout.startswith("poolgate 0.")
