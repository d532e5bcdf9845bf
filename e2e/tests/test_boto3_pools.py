"""boto3 against the pool's port: pools and app clients.

boto3 checks what is sent; `world.cognito` holds what comes back against the same model.
"""

import datetime

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from world.app import FLOWS, App
from world.binary import ROOT
from world.cognito import cognito
from world.gateway import Gateway


def test_create_and_describe_user_pool(idp, public):
    created = idp.create_user_pool(
        PoolName="Customers",
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": False}},
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "role", "AttributeDataType": "String", "Mutable": True}],
        UserPoolTags={"team": "one"},
    )["UserPool"]
    described = idp.describe_user_pool(UserPoolId=created["Id"])["UserPool"]
    assert described == {**created, "EstimatedNumberOfUsers": 0}
    assert described["Name"] == "Customers"
    assert described["Id"].startswith("us-east-1_")
    assert described["Arn"] == f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{created['Id']}"
    assert described["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert described["UserPoolTags"] == {"team": "one"}
    assert "custom:role" in [attribute["Name"] for attribute in described["SchemaAttributes"]]
    age = datetime.datetime.now(datetime.UTC) - described["CreationDate"]
    assert abs(age.total_seconds()) < 60
    idp.delete_user_pool(UserPoolId=created["Id"])


def test_a_new_pool_has_the_defaults_of_aws(idp, pool):
    described = idp.describe_user_pool(UserPoolId=pool)["UserPool"]
    assert described["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 8,
        "RequireUppercase": True,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "TemporaryPasswordValidityDays": 7,
    }
    assert described["MfaConfiguration"] == "OFF"
    assert described["DeletionProtection"] == "INACTIVE"
    assert described["UserPoolTier"] == "ESSENTIALS"


def test_list_user_pools_goes_page_by_page(idp):
    made = {idp.create_user_pool(PoolName=f"page{n}")["UserPool"]["Id"] for n in range(5)}
    pages = idp.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2})
    sizes, seen = [], []
    for page in pages:
        sizes.append(len(page["UserPools"]))
        seen += [entry["Id"] for entry in page["UserPools"]]
    assert max(sizes) <= 2
    assert len(seen) == len(set(seen))
    assert made <= set(seen)
    for pool_id in made:
        idp.delete_user_pool(UserPoolId=pool_id)


def test_the_region_comes_from_the_signature(public):
    idp = cognito(public.pool, "ap-southeast-2")
    created = idp.create_user_pool(PoolName="Elsewhere")["UserPool"]
    assert created["Id"].startswith("ap-southeast-2_")
    assert ":ap-southeast-2:" in created["Arn"]
    idp.delete_user_pool(UserPoolId=created["Id"])


def test_delete_user_pool(idp):
    pool_id = idp.create_user_pool(PoolName="Short-lived")["UserPool"]["Id"]
    idp.delete_user_pool(UserPoolId=pool_id)
    with pytest.raises(idp.exceptions.ResourceNotFoundException):
        idp.describe_user_pool(UserPoolId=pool_id)


def test_create_describe_and_list_user_pool_clients(idp, pool):
    made = {}
    for number in range(3):
        created = idp.create_user_pool_client(
            UserPoolId=pool,
            ClientName=f"client {number}",
            GenerateSecret=number == 0,
            ExplicitAuthFlows=FLOWS,
            AccessTokenValidity=15,
            IdTokenValidity=20,
            RefreshTokenValidity=3,
            TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes"},
        )["UserPoolClient"]
        made[created["ClientId"]] = created
        described = idp.describe_user_pool_client(UserPoolId=pool, ClientId=created["ClientId"])
        assert described["UserPoolClient"] == created
        assert ("ClientSecret" in created) == (number == 0)
    pages = idp.get_paginator("list_user_pool_clients").paginate(
        UserPoolId=pool, PaginationConfig={"PageSize": 2}
    )
    listed = [entry for page in pages for entry in page["UserPoolClients"]]
    assert {entry["ClientId"] for entry in listed} == set(made)
    assert all(set(entry) == {"ClientId", "UserPoolId", "ClientName"} for entry in listed)


def test_token_lifetimes_are_the_clients(idp, pool, public):
    client = idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="short",
        ExplicitAuthFlows=FLOWS,
        AccessTokenValidity=5,
        TokenValidityUnits={"AccessToken": "minutes"},
    )["UserPoolClient"]
    app = App(idp, pool, client, Gateway(public.gateway))
    assert app.sign_in(app.user())["ExpiresIn"] == 300


def test_an_operation_that_is_not_built_says_so_by_name(idp, pool):
    table = (ROOT / "docs" / "compatibility.md").read_text()
    # Those that need no more than a pool's id.
    candidates = ["GetCSVHeader", "DescribeRiskConfiguration", "GetUICustomization", "ListGroups"]
    name = next((name for name in candidates if f"| {name} | yes |" not in table), None)
    if name is None:
        pytest.skip("all of them are built")
    with pytest.raises(ClientError) as caught:
        getattr(idp, xform_name(name))(UserPoolId=pool)
    assert name in caught.value.response["Error"]["Message"]
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
