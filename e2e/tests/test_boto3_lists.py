"""boto3: ListUsers with its filters, the attributes that are asked for, and its pages."""

import pytest

from world.checked import Owned, attributes_of
from world.cognito import cognito

PARSING = ("InvalidParameterException", "Error while parsing filter")


@pytest.fixture(scope="module")
def owned(public):
    """Five users that no test changes."""
    idp = cognito(public.pool, public.region)
    owned = Owned(idp, public.gateway)
    owned.user("ada", name='Ada "A" Lovelace', given_name="Ada", family_name="Lovelace")
    owned.user("Adam", name="Adam", phone_number="+15555550100", preferred_username="first")
    owned.user("bob", password=None, name="Bob")
    owned.user("back\\slash", name="C:\\users")
    owned.user("zoe", name="Zo\u00eb")
    idp.admin_disable_user(**owned.of("zoe"))
    yield owned
    idp.delete_user_pool(**owned.here)


EVERYBODY = {"ada", "Adam", "bob", "back\\slash", "zoe"}


def found(owned, text, **more) -> set[str]:
    answer = owned.idp.list_users(**owned.here, Filter=text, **more)
    return {user["Username"] for user in answer["Users"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", EVERYBODY),
        ('username = "ada"', {"ada"}),
        ('username="ada"', {"ada"}),
        ('username ^= "ad"', {"ada"}),
        ('username ^= "Ad"', {"Adam"}),
        ('username = "ADA"', set()),
        ('username ^= ""', EVERYBODY),
        ('email = "bob@example.com"', {"bob"}),
        ('email ^= "ad"', {"ada", "Adam"}),
        ('phone_number = "+15555550100"', {"Adam"}),
        ('phone_number ^= "+1555"', {"Adam"}),
        ('name = "Ada \\"A\\" Lovelace"', {"ada"}),
        ('name ^= "Ada"', {"ada", "Adam"}),
        ('name = "Zo\u00eb"', {"zoe"}),
        ('given_name = "Ada"', {"ada"}),
        ('family_name ^= "Love"', {"ada"}),
        ('preferred_username = "first"', {"Adam"}),
        ('cognito:user_status = "FORCE_CHANGE_PASSWORD"', {"bob"}),
        ('cognito:user_status = "force_change_password"', {"bob"}),
        ('status = "Disabled"', {"zoe"}),
        ('status = "Enabled"', EVERYBODY - {"zoe"}),
        ('status = "disabled"', set()),
        ('name = "nobody"', set()),
    ],
)
def test_filters_find(owned, text, expected):
    assert found(owned, text) == expected


def test_a_user_is_found_by_its_sub(owned):
    sub = attributes_of(owned.idp.admin_get_user(**owned.of("ada")))["sub"]
    assert found(owned, f'sub = "{sub}"') == {"ada"}
    assert "ada" in found(owned, f'sub ^= "{sub[:8]}"')


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("username", PARSING),
        ("username = ada", PARSING),
        ("username = 'ada'", PARSING),
        ('username != "ada"', PARSING),
        ('username = "ada', PARSING),
        ('username = "ada" and name = "Ada"', PARSING),
        ('custom:role = "x"', ("InvalidParameterException", "Invalid search attribute: custom:role")),
        ('locale = "x"', ("InvalidParameterException", "Invalid search attribute: locale")),
    ],
)
def test_filters_that_are_none(owned, text, refusal):
    assert owned.fails(found, owned, text) == refusal


def test_a_filter_has_256_characters_at_most(owned):
    idp = cognito(owned.idp.meta.endpoint_url, checked=False)
    kind, text = owned.fails(idp.list_users, **owned.here, Filter=f'name = "{"x" * 300}"')
    assert kind == "InvalidParameterException"
    assert "Member must have length less than or equal to 256" in text


def test_a_listed_user_has_what_it_is(owned):
    for user in owned.idp.list_users(**owned.here)["Users"]:
        assert set(user) == {
            "Username",
            "Attributes",
            "UserCreateDate",
            "UserLastModifiedDate",
            "Enabled",
            "UserStatus",
        }
        single = owned.idp.admin_get_user(**owned.of(user["Username"]))
        assert attributes_of(user) == attributes_of(single)
        for member in ("UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus"):
            assert user[member] == single[member]


def test_the_attributes_that_are_asked_for(owned):
    users = owned.idp.list_users(**owned.here, AttributesToGet=["email", "name"])["Users"]
    assert [set(attributes_of(user)) for user in users] == [{"email", "name"}] * 5
    asked = {"AttributesToGet": ["given_name"], "Filter": 'username = "bob"'}
    kind, _ = owned.fails(owned.idp.list_users, **owned.here, **asked)
    assert kind == "InvalidParameterException"


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 60])
@pytest.mark.parametrize("text", ["", 'email ^= ""', 'status = "Enabled"'])
def test_pages_have_everybody_once(owned, size, text):
    paginator = owned.idp.get_paginator("list_users")
    pages = list(paginator.paginate(**owned.here, Filter=text, PaginationConfig={"PageSize": size}))
    seen = [user["Username"] for page in pages for user in page["Users"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == found(owned, text)
    assert all(len(page["Users"]) <= size for page in pages)
    assert "PaginationToken" not in pages[-1]


def test_a_token_is_for_the_list_that_gave_it(owned):
    idp = owned.idp
    token = idp.list_users(**owned.here, Limit=2)["PaginationToken"]
    again = {"Limit": 2, "PaginationToken": token}
    kinds = {
        owned.fails(idp.list_users, **owned.here, **again, Filter='username ^= "a"')[0],
        owned.fails(idp.list_users, **owned.here, Limit=2, PaginationToken="garbage")[0],
    }
    assert kinds == {"InvalidParameterException"}
    assert idp.list_users(**owned.here, **again)["Users"]
