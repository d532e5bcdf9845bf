"""The AWS CLI: users and groups at a terminal."""

import pytest
from test_aws_cli import Aws

from world.checked import PASSWORD, new_name


@pytest.fixture
def aws(public, tmp_path):
    return Aws(public.pool, tmp_path)


@pytest.fixture
def pool(aws):
    """The arguments that name a pool of the test's own."""
    settings = ("--pool-name", "terminal", "--auto-verified-attributes", "email")
    pool = aws("create-user-pool", *settings)["UserPool"]
    here = ("--user-pool-id", pool["Id"])
    yield here
    aws("delete-user-pool", *here)


def create(aws, pool, name, *more):
    address = f"Name=email,Value={name}@example.com"
    verified = "Name=email_verified,Value=true"
    return aws(
        "admin-create-user",
        *pool,
        "--username",
        name,
        "--user-attributes",
        address,
        verified,
        "--message-action",
        "SUPPRESS",
        *more,
    )["User"]


def test_users_are_made_and_found(aws, pool):
    first, second = new_name(), new_name()
    made = create(aws, pool, first)
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    create(aws, pool, second)
    listed = aws("list-users", *pool, "--filter", f'email = "{first}@example.com"')["Users"]
    assert listed == [made]
    names = aws("list-users", *pool, "--page-size", "1", "--query", "Users[].Username")
    assert sorted(names) == sorted([first, second])
    asked = aws("list-users", *pool, "--attributes-to-get", "email", "--limit", "1")["Users"]
    assert [attribute["Name"] for attribute in asked[0]["Attributes"]] == ["email"]
    done = aws.run("list-users", *pool, "--filter", "email = nobody")
    assert done.returncode != 0
    assert "(InvalidParameterException)" in done.stderr
    assert "Error while parsing filter" in done.stderr
    done = aws.run("admin-create-user", *pool, "--username", first)
    assert "(UsernameExistsException)" in done.stderr
    assert "User account already exists" in done.stderr


def test_groups_and_their_members(aws, pool):
    name = new_name()
    create(aws, pool, name)
    role = "arn:aws:iam::123456789012:role/admins"
    group = ("--group-name", "admins")
    made = aws("create-group", *pool, *group, "--precedence", "1", "--role-arn", role)["Group"]
    assert (made["Precedence"], made["RoleArn"]) == (1, role)
    assert aws("admin-add-user-to-group", *pool, *group, "--username", name) is None
    members = aws("list-users-in-group", *pool, *group)["Users"]
    assert [member["Username"] for member in members] == [name]
    listed = aws("admin-list-groups-for-user", *pool, "--username", name)["Groups"]
    assert listed == [made]
    assert aws("delete-group", *pool, *group) is None
    done = aws.run("get-group", *pool, *group)
    assert "(ResourceNotFoundException)" in done.stderr
    assert "Group not found." in done.stderr


def test_a_password_and_a_sign_in(aws, pool):
    name = new_name()
    create(aws, pool, name)
    who = (*pool, "--username", name)
    assert aws("admin-set-user-password", *who, "--password", PASSWORD, "--permanent") is None
    flow = "ALLOW_ADMIN_USER_PASSWORD_AUTH"
    settings = ("--client-name", "app", "--explicit-auth-flows", flow)
    client = aws("create-user-pool-client", *pool, *settings)["UserPoolClient"]["ClientId"]
    tokens = aws(
        "admin-initiate-auth",
        *pool,
        "--client-id",
        client,
        "--auth-flow",
        "ADMIN_USER_PASSWORD_AUTH",
        "--auth-parameters",
        f"USERNAME={name},PASSWORD={PASSWORD}",
    )["AuthenticationResult"]
    attribute = ("--user-attributes", "Name=name,Value=Ada Lovelace")
    aws("update-user-attributes", "--access-token", tokens["AccessToken"], *attribute)
    found = aws("admin-get-user", *who)
    assert {"Name": "name", "Value": "Ada Lovelace"} in found["UserAttributes"]
    aws("admin-delete-user", *who)
    done = aws.run("admin-get-user", *who)
    assert "(UserNotFoundException)" in done.stderr
