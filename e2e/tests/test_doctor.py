"""`poolgate doctor` on pools that are wrong in each way: the embedded one, running and not, and moto."""

import json
import shutil
import subprocess
import sys

import pytest

from world import moto
from world.binary import environment, free_port, run
from world.cognito import cognito

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH"]
AWS = "https://cognito-idp.eu-west-1.amazonaws.com"
KEY = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def examine(folder, *flags, env=None):
    """The exit code, and the findings by their code."""
    done = run("doctor", "--json", *flags, folder=folder, env=env)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    findings = {finding["code"]: finding for finding in report["findings"]}
    assert all(finding["why"] and finding["fix"] for finding in findings.values())
    breaks = any(finding["severity"] == "error" for finding in findings.values())
    assert done.returncode == (1 if breaks else 0)
    return done.returncode, findings


@pytest.fixture(scope="module", params=["embedded", "moto"])
def place(request, tmp_path_factory):
    """boto3 for a pool elsewhere, its URL, and where its tokens say that they come from: the embedded pool's
    port, and moto, whose tokens name AWS."""
    folder = tmp_path_factory.mktemp("place")
    if request.param == "moto":
        with moto.started(folder) as url:
            yield cognito(url, region="eu-west-1", key=("test", "test")), url, AWS
    else:
        public = request.getfixturevalue("public")
        yield cognito(public.pool, region="eu-west-1"), public.pool, public.pool


# What is wrong: how the app client is made, what the settings say, the finding.
WRONG = [
    ("password_flow_not_allowed", 1, {"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}, {}),
    ("refresh_flow_not_allowed", 1, {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}, {}),
    ("secret_missing", 1, {"GenerateSecret": True}, {}),
    ("secret_not_wanted", 1, {}, {"COGNITO_CLIENT_SECRET": "secret"}),
    ("secret_wrong", 1, {"GenerateSecret": True}, {"COGNITO_CLIENT_SECRET": "secret"}),
    ("users_disclosed", 0, {"PreventUserExistenceErrors": "LEGACY"}, {}),
    ("rotation_off", 0, {}, {}),
    ("refresh_token_for_years", 0, {"RefreshTokenValidity": 3650}, {}),
    (
        "implicit_grant_on",
        0,
        {
            "AllowedOAuthFlows": ["implicit"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": ["https://app.example.com/x"],
            "SupportedIdentityProviders": ["COGNITO"],
        },
        {},
    ),
    ("role_attribute_writable", 0, {"WriteAttributes": ["email", "custom:role"]}, {}),
    ("mfa_off", 0, {}, {}),
]


def make(idp, client):
    """A pool and an app client; the ids as settings."""
    pool = idp.create_user_pool(
        PoolName="wrong",
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "role", "AttributeDataType": "String", "Mutable": True}],
    )["UserPool"]
    settings = {
        "ExplicitAuthFlows": FLOWS,
        "PreventUserExistenceErrors": "ENABLED",
        "WriteAttributes": ["email"],
        **client,
    }
    made = idp.create_user_pool_client(UserPoolId=pool["Id"], ClientName="app", **settings)
    return {
        "COGNITO_USER_POOL_ID": pool["Id"],
        "COGNITO_CLIENT_ID": made["UserPoolClient"]["ClientId"],
        "POOLGATE_EMBEDDED": "false",
    }


def elsewhere(place, client):
    """The settings for a new pool there."""
    idp, url, issuer = place
    env = {**KEY, **make(idp, client), "AWS_ENDPOINT_URL": url}
    return {**env, "COGNITO_ISSUER": f"{issuer}/{env['COGNITO_USER_POOL_ID']}"}


def test_an_issuer_that_differs_is_found(place, tmp_path):
    env = {**elsewhere(place, {}), "COGNITO_ISSUER": "https://other.example.com/pool"}
    code, findings = examine(tmp_path, env=env)
    assert code == 1 and "issuer_differs" in findings


@pytest.mark.parametrize("code, exit_code, client, settings", WRONG, ids=[case[0] for case in WRONG])
def test_each_wrong_setting_is_found(place, tmp_path, code, exit_code, client, settings):
    env = {**elsewhere(place, client), **settings}
    done, findings = examine(tmp_path, env=env)
    assert code in findings, findings.keys()
    assert done == exit_code, findings
    if exit_code == 0:
        assert not [f for f in findings.values() if f["severity"] == "error"]


def test_callback_urls_that_are_missing_are_found(place, tmp_path):
    idp, url, _ = place
    env = elsewhere(place, {})
    idp.create_identity_provider(
        UserPoolId=env["COGNITO_USER_POOL_ID"],
        ProviderName="Google",
        ProviderType="Google",
        ProviderDetails={"client_id": "x", "client_secret": "y", "authorize_scopes": "openid"},
    )
    made = idp.create_user_pool_client(
        UserPoolId=env["COGNITO_USER_POOL_ID"],
        ClientName="google",
        ExplicitAuthFlows=FLOWS,
        SupportedIdentityProviders=["COGNITO", "Google"],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid"],
        CallbackURLs=["https://app.example.com/other"],
    )
    env["COGNITO_CLIENT_ID"] = made["UserPoolClient"]["ClientId"]
    env["POOLGATE_PUBLIC_URL"] = "https://id.example.com"
    _, findings = examine(tmp_path, env=env)
    assert "https://id.example.com/auth/google/callback" in findings["callback_url_missing"]["what"]


def aws_cli(folder):
    """A folder with the AWS CLI of these tests, under its usual name."""
    program = folder / "bin" / "aws"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m awscli "$@"\n')
    program.chmod(0o755)
    return program.parent


def test_the_fix_of_an_app_client_fixes_it(place, tmp_path):
    if not shutil.which("jq"):
        pytest.skip("jq is not there")
    env = elsewhere(place, {"PreventUserExistenceErrors": "LEGACY"})
    _, findings = examine(tmp_path, env=env)
    fix = findings["users_disclosed"]["fix"]
    surroundings = environment(tmp_path, env)
    surroundings["PATH"] = f"{aws_cli(tmp_path)}:{surroundings['PATH']}"
    done = subprocess.run(
        ["bash", "-ec", fix], cwd=tmp_path, env=surroundings, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    _, findings = examine(tmp_path, env=env)
    assert "users_disclosed" not in findings
    assert "password_flow_not_allowed" not in findings, "what was set stays"


def test_the_embedded_pool_as_it_starts_breaks_nothing(start):
    server = start("own")
    # The folder in which the server of these tests looks for its data.
    flags = ("--data", str(server.data))
    running, findings = examine(server.folder, *flags)
    assert running == 0, findings
    assert server.stop() == 0
    at_rest, after = examine(server.folder, *flags)
    assert at_rest == 0, after
    # Notes on what a development pool leaves open, the same either way.
    assert findings.keys() == after.keys()


def test_nothing_that_answers_is_an_error(tmp_path):
    env = {
        **KEY,
        "COGNITO_USER_POOL_ID": "eu-west-1_Nobody123",
        "COGNITO_CLIENT_ID": "client",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}",
    }
    code, findings = examine(tmp_path, env=env)
    assert code == 1
    assert {"keys_unreachable", "pool_unreachable"} <= findings.keys()


def test_what_could_not_be_looked_at_is_said(start, tmp_path):
    """A server that knows its access keys, asked with others: unsigned calls say the rest."""
    own = {"POOLGATE_ACCESS_KEY_ID": "AKIAOWN0123456789AB", "POOLGATE_DEV": "false"}
    own["POOLGATE_SECRET_ACCESS_KEY"] = "a-secret-of-its-own"
    own["POOLGATE_SECRET_KEY"] = "0123456789abcdef0123456789abcdef"
    server = start("own", env=own, limits=True)
    env = {
        **KEY,
        "COGNITO_USER_POOL_ID": server.pool_id,
        "COGNITO_CLIENT_ID": server.client_id,
        "COGNITO_CLIENT_SECRET": "wrong",
        "POOLGATE_EMBEDDED": "false",
        "AWS_ENDPOINT_URL": server.pool,
    }
    code, findings = examine(tmp_path, env=env)
    assert "pool policy --feature doctor" in findings["cannot_look"]["fix"]
    assert code == 1 and "secret_wrong" in findings


def test_text_for_people(public, tmp_path):
    idp = cognito(public.pool, region="eu-west-1")
    env = {**KEY, **make(idp, {"GenerateSecret": True}), "AWS_ENDPOINT_URL": public.pool}
    done = run("doctor", folder=tmp_path, env=env)
    assert done.returncode == 1
    assert "error: the app client is confidential" in done.stdout
    assert "  fix  set COGNITO_CLIENT_SECRET" in done.stdout
