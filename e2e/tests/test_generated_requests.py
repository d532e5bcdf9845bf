"""Requests made up from the OpenAPI document, by schemathesis: nothing fails, and every answer is in the document."""

import re
import subprocess
import sys

import pytest

from world.binary import environment
from world.gateway import Gateway

CHECKS = ",".join(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
SEED = "20261120"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", ["nobody", "a signed-in user"])
def test_made_up_requests_are_answered_as_documented(start, tmp_path, who):
    server = start("generated")
    command = [sys.executable, "-m", "schemathesis.cli", "--no-color", "run"]
    command += [f"{server.gateway}/openapi.json", "--checks", CHECKS, "--seed", SEED]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", "30", "--generation-database", "none"]
    if who != "nobody":
        _, tokens = Gateway(server.gateway).signed_in()
        command += ["--header", f"Authorization: Bearer {tokens['access_token']}"]
        # It would end the session that the other requests need.
        command += ["--exclude-path", "/auth/logout"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    tested = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert int(tested[1]) > 500 and tested[1] == tested[2], done.stdout[-3000:]
