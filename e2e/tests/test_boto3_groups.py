"""boto3: groups, their members, and what tokens say of them."""

import base64
import json

import pytest

from world.checked import Owned

ROLE = "arn:aws:iam::123456789012:role/"
NO_GROUP = ("ResourceNotFoundException", "Group not found.")
NO_USER = ("UserNotFoundException", "User does not exist.")
NO_POOL = ("ResourceNotFoundException", "User pool us-east-1_Missing01 does not exist.")


@pytest.fixture
def owned(idp, public):
    owned = Owned(idp, public.gateway)
    yield owned
    idp.delete_user_pool(**owned.here)


def claims(token: str) -> dict:
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def group(owned, name, **more):
    return owned.idp.create_group(**owned.here, GroupName=name, **more)["Group"]


def names(answer) -> list[str]:
    return [entry["GroupName"] for entry in answer["Groups"]]


def test_a_group_from_its_making_to_its_end(owned):
    idp = owned.idp
    made = group(owned, "admins", Description="All", Precedence=0, RoleArn=ROLE + "one")
    assert set(made) == {
        "GroupName",
        "UserPoolId",
        "Description",
        "Precedence",
        "RoleArn",
        "CreationDate",
        "LastModifiedDate",
    }
    which = {**owned.here, "GroupName": "admins"}
    assert idp.get_group(**which)["Group"] == made
    changed = idp.update_group(**which, Description="Some", Precedence=3)["Group"]
    assert (changed["Description"], changed["Precedence"]) == ("Some", 3)
    assert changed["CreationDate"] == made["CreationDate"]
    assert changed["LastModifiedDate"] >= made["LastModifiedDate"]
    assert idp.get_group(**which)["Group"] == changed
    idp.delete_group(**which)
    assert owned.fails(idp.get_group, **which) == NO_GROUP
    assert names(idp.list_groups(**owned.here)) == []


def test_a_group_without_settings_has_none(owned):
    made = group(owned, "plain")
    assert not {"Description", "Precedence", "RoleArn"} & set(made)


def test_groups_that_are_not_there_and_those_that_are(owned):
    idp = owned.idp
    group(owned, "here")
    refused = owned.fails(idp.create_group, **owned.here, GroupName="here")
    assert refused == ("GroupExistsException", "A group with the name already exists.")
    user = owned.user()
    for call, more in (
        (idp.get_group, {}),
        (idp.update_group, {}),
        (idp.delete_group, {}),
        (idp.list_users_in_group, {}),
        (idp.admin_add_user_to_group, {"Username": user}),
        (idp.admin_remove_user_from_group, {"Username": user}),
    ):
        assert owned.fails(call, **owned.here, GroupName="gone", **more) == NO_GROUP
    for call in (idp.admin_add_user_to_group, idp.admin_remove_user_from_group):
        assert owned.fails(call, **owned.of("nobody"), GroupName="here") == NO_USER
    assert owned.fails(idp.admin_list_groups_for_user, **owned.of("nobody")) == NO_USER
    elsewhere = {"UserPoolId": "us-east-1_Missing01"}
    for call, more in (
        (idp.create_group, {"GroupName": "here"}),
        (idp.list_groups, {}),
        (idp.list_users_in_group, {"GroupName": "here"}),
        (idp.admin_add_user_to_group, {"GroupName": "here", "Username": user}),
        (idp.admin_list_groups_for_user, {"Username": user}),
    ):
        assert owned.fails(call, **elsewhere, **more) == NO_POOL


def test_members_come_and_go_and_twice_is_as_once(owned):
    idp = owned.idp
    group(owned, "one")
    group(owned, "two")
    user = owned.user()
    for _ in range(2):
        idp.admin_add_user_to_group(**owned.of(user), GroupName="one")
    idp.admin_add_user_to_group(**owned.of(user), GroupName="two")
    assert sorted(names(idp.admin_list_groups_for_user(**owned.of(user)))) == ["one", "two"]
    members = idp.list_users_in_group(**owned.here, GroupName="one")["Users"]
    assert [member["Username"] for member in members] == [user]
    for _ in range(2):
        idp.admin_remove_user_from_group(**owned.of(user), GroupName="one")
    assert names(idp.admin_list_groups_for_user(**owned.of(user))) == ["two"]
    assert idp.list_users_in_group(**owned.here, GroupName="one")["Users"] == []
    # A group goes with its members in it, and a member goes with the user.
    idp.delete_group(**owned.here, GroupName="two")
    assert names(idp.admin_list_groups_for_user(**owned.of(user))) == []
    idp.admin_add_user_to_group(**owned.of(user), GroupName="one")
    idp.admin_delete_user(**owned.of(user))
    assert idp.list_users_in_group(**owned.here, GroupName="one")["Users"] == []


def test_the_lists_go_page_by_page(owned):
    idp = owned.idp
    user = owned.user()
    made = {f"group{number}" for number in range(5)}
    for name in made:
        group(owned, name)
        idp.admin_add_user_to_group(**owned.of(user), GroupName=name)
    users = {user, *(owned.user(password=None) for _ in range(4))}
    for name in users:
        idp.admin_add_user_to_group(**owned.of(name), GroupName="group0")
    for operation, arguments, member, key, expected in (
        ("list_groups", owned.here, "Groups", "GroupName", made),
        ("admin_list_groups_for_user", owned.of(user), "Groups", "GroupName", made),
        (
            "list_users_in_group",
            {**owned.here, "GroupName": "group0"},
            "Users",
            "Username",
            users,
        ),
    ):
        paginator = idp.get_paginator(operation)
        pages = list(paginator.paginate(**arguments, PaginationConfig={"PageSize": 2}))
        assert [len(page[member]) for page in pages][:2] == [2, 2], operation
        seen = [entry[key] for page in pages for entry in page[member]]
        assert len(seen) == len(expected), operation
        assert set(seen) == expected, operation
        assert "NextToken" not in pages[-1]
        call = getattr(idp, operation)
        kind, _ = owned.fails(call, **arguments, NextToken="not-a-token-of-ours")
        assert kind == "InvalidParameterException"


def test_tokens_name_groups_by_precedence_and_the_best_role(owned):
    idp = owned.idp
    group(owned, "late", Precedence=9, RoleArn=ROLE + "late")
    group(owned, "early", Precedence=1, RoleArn=ROLE + "early")
    group(owned, "never", RoleArn=ROLE + "never")
    user = owned.user()
    without = owned.tokens(user)
    assert not [name for name in claims(without["IdToken"]) if "group" in name or "role" in name]
    for name in ("never", "late", "early"):
        idp.admin_add_user_to_group(**owned.of(user), GroupName=name)
    tokens = owned.tokens(user)
    access, identity = claims(tokens["AccessToken"]), claims(tokens["IdToken"])
    assert access["cognito:groups"] == identity["cognito:groups"] == ["early", "late", "never"]
    assert set(identity["cognito:roles"]) == {ROLE + name for name in ("early", "late", "never")}
    assert identity["cognito:preferred_role"] == ROLE + "early"
    assert "cognito:roles" not in access
    # Two of the best with different roles: no preferred one.
    idp.update_group(**owned.here, GroupName="late", Precedence=1)
    assert "cognito:preferred_role" not in claims(owned.tokens(user)["IdToken"])
    idp.update_group(**owned.here, GroupName="late", RoleArn=ROLE + "early")
    assert claims(owned.tokens(user)["IdToken"])["cognito:preferred_role"] == ROLE + "early"
