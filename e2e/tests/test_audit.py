"""Security events of the started program."""

import json

import pytest
from botocore.exceptions import ClientError

from world.cognito import cognito


def test_signed_operations_on_the_pools_own_port_are_events(start, tmp_path):
    file = tmp_path / "audit.log"
    server = start(env={"POOLGATE_AUDIT_FILE": str(file)})
    idp = cognito(server.pool, server.region)
    pool = server.pool_id
    idp.admin_create_user(UserPoolId=pool, Username="ada@example.com", MessageAction="SUPPRESS")
    idp.list_users(UserPoolId=pool)
    with pytest.raises(ClientError):
        idp.admin_disable_user(UserPoolId=pool, Username="nobody@example.com")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    events = [(line["event"], line["operation"], line["outcome"]) for line in lines]
    assert events == [
        ("pool_operation", "AdminCreateUser", "success"),
        ("pool_operation", "AdminDisableUser", "failure"),
    ]
    assert all(line["client_address"] == "127.0.0.1" and line["request_id"] for line in lines)
    assert "ada@example.com" not in file.read_text()
