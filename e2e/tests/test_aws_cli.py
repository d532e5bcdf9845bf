"""The AWS CLI against the pool's port."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CLIENT_ID, CLIENT_SECRET
from world.cognito import KEY, secret_hash
from world.gateway import PASSWORD, Gateway, new_email

AWS = Path(sys.executable).with_name("aws")


@pytest.fixture
def aws(public, tmp_path):
    return Aws(public.pool, tmp_path)


class Aws:
    """`aws cognito-idp` at a terminal of its own."""

    def __init__(self, endpoint, home, keys=True):
        self.endpoint = endpoint
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "AWS_PAGER": ""}
        self.env["AWS_DEFAULT_REGION"] = "us-east-1"
        self.env["AWS_EC2_METADATA_DISABLED"] = "true"
        if keys:
            self.env["AWS_ACCESS_KEY_ID"], self.env["AWS_SECRET_ACCESS_KEY"] = KEY

    def run(self, operation, *arguments):
        return subprocess.run(
            [AWS, "cognito-idp", operation, "--endpoint-url", self.endpoint, *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def __call__(self, operation, *arguments):
        done = self.run(operation, *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None


def test_list_user_pools_and_their_clients(aws, public):
    listed = aws("list-user-pools", "--max-results", "60")
    assert public.pool_id in [entry["Id"] for entry in listed["UserPools"]]
    listed = aws("list-user-pool-clients", "--user-pool-id", public.pool_id)
    assert [entry["ClientId"] for entry in listed["UserPoolClients"]] == [public.client_id]


def test_a_pool_from_its_making_to_its_end(aws):
    created = aws("create-user-pool", "--pool-name", "From the terminal")["UserPool"]
    described = aws("describe-user-pool", "--user-pool-id", created["Id"])["UserPool"]
    assert described["Name"] == "From the terminal"
    client = aws(
        "create-user-pool-client",
        "--user-pool-id",
        created["Id"],
        "--client-name",
        "app",
        "--generate-secret",
    )["UserPoolClient"]
    described = aws(
        "describe-user-pool-client",
        "--user-pool-id",
        created["Id"],
        "--client-id",
        client["ClientId"],
    )
    assert described["UserPoolClient"]["ClientSecret"] == client["ClientSecret"]
    aws("delete-user-pool", "--user-pool-id", created["Id"])
    done = aws.run("describe-user-pool", "--user-pool-id", created["Id"])
    assert done.returncode != 0
    assert "(ResourceNotFoundException)" in done.stderr


def test_a_first_sign_in(aws, public):
    email = new_email()
    who = ("--client-id", public.client_id, "--username", email)
    aws("sign-up", *who, "--password", PASSWORD)
    code = Gateway(public.gateway).code(email)
    aws("confirm-sign-up", *who, "--confirmation-code", code)
    tokens = aws(
        "initiate-auth",
        "--client-id",
        public.client_id,
        "--auth-flow",
        "USER_PASSWORD_AUTH",
        "--auth-parameters",
        f"USERNAME={email},PASSWORD={PASSWORD}",
    )["AuthenticationResult"]
    user = aws("get-user", "--access-token", tokens["AccessToken"])
    assert {"Name": "email", "Value": email} in user["UserAttributes"]
    found = aws("admin-get-user", "--user-pool-id", public.pool_id, "--username", email)
    assert found["UserStatus"] == "CONFIRMED"


def test_with_a_secret(confidential, tmp_path):
    aws = Aws(confidential.pool, tmp_path)
    email = Gateway(confidential.gateway).user()
    proof = secret_hash(email, CLIENT_ID, CLIENT_SECRET)
    tokens = aws(
        "initiate-auth",
        "--client-id",
        CLIENT_ID,
        "--auth-flow",
        "USER_PASSWORD_AUTH",
        "--auth-parameters",
        f"USERNAME={email},PASSWORD={PASSWORD},SECRET_HASH={proof}",
    )
    assert tokens["AuthenticationResult"]["AccessToken"]


def test_without_credentials_an_admin_operation_is_not_even_sent(public, tmp_path):
    aws = Aws(public.pool, tmp_path, keys=False)
    assert aws.run("list-user-pools", "--max-results", "1").returncode != 0
    done = aws.run("list-user-pools", "--max-results", "1", "--no-sign-request")
    assert done.returncode != 0
    assert "(MissingAuthenticationTokenException)" in done.stderr
