"""boto3: what of pools and app clients changes after they were made."""

import pytest

from world.checked import FLOWS, Owned, written

INVALID = "InvalidParameterException"
NO_POOL = ("ResourceNotFoundException", "User pool us-east-1_Missing01 does not exist.")
NO_CLIENT = ("ResourceNotFoundException", "User pool client missing does not exist.")


@pytest.fixture
def owned(idp, public):
    owned = Owned(idp, public.gateway, client={"GenerateSecret": True})
    yield owned
    idp.delete_user_pool(**owned.here)


def described(owned) -> dict:
    return owned.idp.describe_user_pool(**owned.here)["UserPool"]


def test_an_update_of_a_pool_puts_back_what_it_leaves_out(owned):
    before = described(owned)
    assert before["AutoVerifiedAttributes"] == ["email"]
    policy = {"MinimumLength": 14, "RequireSymbols": False}
    owned.idp.update_user_pool(**owned.here, Policies={"PasswordPolicy": policy})
    after = described(owned)
    assert "AutoVerifiedAttributes" not in after
    assert after["Policies"]["PasswordPolicy"]["MinimumLength"] == 14
    assert after["LastModifiedDate"] >= before["LastModifiedDate"]
    owned.idp.update_user_pool(**owned.here, AutoVerifiedAttributes=["email"])
    again = described(owned)
    changing = {"LastModifiedDate"}
    assert {name: again[name] for name in set(again) - changing} == {
        name: before[name] for name in set(before) - changing
    }


def test_a_protected_pool_stays(owned):
    owned.idp.update_user_pool(**owned.here, DeletionProtection="ACTIVE")
    assert owned.fails(owned.idp.delete_user_pool, **owned.here) == (
        INVALID,
        "The user pool cannot be deleted because deletion protection is activated. "
        "Deletion protection must be inactivated first.",
    )
    owned.idp.update_user_pool(**owned.here, DeletionProtection="INACTIVE")


def test_custom_attributes_are_added_for_good(owned):
    idp = owned.idp
    idp.add_custom_attributes(
        **owned.here,
        CustomAttributes=[
            {
                "Name": "tier",
                "AttributeDataType": "String",
                "Mutable": True,
                "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "8"},
            },
            {
                "Name": "level",
                "AttributeDataType": "Number",
                "Mutable": True,
                "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"},
            },
            {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": True},
        ],
    )
    schema = {entry["Name"]: entry for entry in described(owned)["SchemaAttributes"]}
    assert len(schema) == 23
    assert schema["custom:tier"]["StringAttributeConstraints"] == {
        "MinLength": "2",
        "MaxLength": "8",
    }
    assert schema["custom:level"]["AttributeDataType"] == "Number"
    assert schema["dev:custom:note"]["DeveloperOnlyAttribute"] is True
    assert owned.user(custom__tier="gold", custom__level="9", dev__custom__note="x")
    user = owned.user()
    for name, value in (("custom__tier", "x"), ("custom__tier", "x" * 9), ("custom__level", "10")):
        kind, text = owned.fails(
            idp.admin_update_user_attributes,
            **owned.of(user),
            UserAttributes=written(**{name: value}),
        )
        assert kind == INVALID
        assert text.startswith("Attributes did not conform to the schema: custom:")
    assert owned.fails(idp.add_custom_attributes, **owned.here, CustomAttributes=[own("tier")]) == (
        INVALID,
        "custom:tier: Existing attribute already has name custom:tier.",
    )


def own(name, kind="String", **more) -> dict:
    return {"Name": name, "AttributeDataType": kind, **more}


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        (own("x", Required=True), "Required custom attributes are not supported currently."),
        (
            {"Name": "x"},
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ),
        (
            own("x", StringAttributeConstraints={"MaxLength": "many"}),
            "Invalid StringMaxLength for schema attribute custom:x",
        ),
        (
            own("x", StringAttributeConstraints={"MaxLength": "2049"}),
            "user.custom:x: String attributes cannot have a length of more than 2048",
        ),
        (
            own("x", StringAttributeConstraints={"MinLength": "5", "MaxLength": "4"}),
            "user.custom:x: Max length cannot be less than min length.",
        ),
        (
            own("x", "Number", NumberAttributeConstraints={"MinValue": "5", "MaxValue": "4"}),
            "user.custom:x: Max value cannot be less than min value.",
        ),
    ],
)
def test_attributes_that_cannot_be(owned, attribute, text):
    idp = owned.idp
    add = owned.fails(idp.add_custom_attributes, **owned.here, CustomAttributes=[attribute])
    create = owned.fails(idp.create_user_pool, PoolName="refused", Schema=[attribute])
    assert add == create == (INVALID, text)


def test_an_update_of_a_client_puts_back_what_it_leaves_out(owned):
    idp, which = owned.idp, {**owned.here, "ClientId": owned.client_id}
    before = idp.describe_user_pool_client(**which)["UserPoolClient"]
    assert before["ExplicitAuthFlows"] == FLOWS
    updated = idp.update_user_pool_client(
        **which,
        ClientName="renamed",
        AccessTokenValidity=10,
        TokenValidityUnits={"AccessToken": "minutes"},
        PreventUserExistenceErrors="ENABLED",
    )["UserPoolClient"]
    assert idp.describe_user_pool_client(**which)["UserPoolClient"] == updated
    assert "ExplicitAuthFlows" not in updated
    assert (updated["ClientName"], updated["AccessTokenValidity"]) == ("renamed", 10)
    assert updated["ClientSecret"] == before["ClientSecret"]
    assert updated["CreationDate"] == before["CreationDate"]
    updated = idp.update_user_pool_client(**which, ExplicitAuthFlows=FLOWS)["UserPoolClient"]
    assert updated["PreventUserExistenceErrors"] == "LEGACY"
    assert "AccessTokenValidity" not in updated


@pytest.mark.parametrize(
    ("settings", "kind", "text"),
    [
        ({"AccessTokenValidity": 25}, INVALID, "Invalid range for token validity."),
        ({"RefreshTokenValidity": 3651}, INVALID, "Invalid range for token validity."),
        (
            {"TokenValidityUnits": {"IdToken": "minutes"}},
            INVALID,
            "Invalid range for token validity.",
        ),
        (
            {"AllowedOAuthFlowsUserPoolClient": True},
            "InvalidOAuthFlowException",
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use "
            "OAuth flows.",
        ),
        (
            {"AllowedOAuthFlows": ["code", "client_credentials"], "AllowedOAuthScopes": ["openid"]},
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
    ],
)
def test_settings_of_clients_that_cannot_be(owned, settings, kind, text):
    idp, which = owned.idp, {**owned.here, "ClientId": owned.client_id}
    create = owned.fails(idp.create_user_pool_client, **owned.here, ClientName="x", **settings)
    update = owned.fails(idp.update_user_pool_client, **which, **settings)
    assert create == update == (kind, text)


def test_a_deleted_client_is_gone(owned):
    idp, which = owned.idp, {**owned.here, "ClientId": owned.client_id}
    token = owned.tokens(owned.user())["AccessToken"]
    idp.delete_user_pool_client(**which)
    gone = ("ResourceNotFoundException", f"User pool client {owned.client_id} does not exist.")
    assert owned.fails(idp.describe_user_pool_client, **which) == gone
    assert owned.fails(idp.delete_user_pool_client, **which) == gone
    assert owned.fails(idp.get_user, AccessToken=token)[0] == "NotAuthorizedException"
    assert idp.list_user_pool_clients(**owned.here)["UserPoolClients"] == []


def test_two_secrets_of_a_client_live_at_once(owned):
    idp, which = owned.idp, {**owned.here, "ClientId": owned.client_id}
    first, user = owned.secret, owned.user()
    added = idp.add_user_pool_client_secret(**which)["ClientSecretDescriptor"]
    assert added["ClientSecretValue"] != first
    listed = idp.list_user_pool_client_secrets(**which)["ClientSecrets"]
    assert len(listed) == 2
    assert all("ClientSecretValue" not in entry for entry in listed)
    assert owned.fails(idp.add_user_pool_client_secret, **which)[0] == "LimitExceededException"
    for owned.secret in (first, added["ClientSecretValue"]):
        assert owned.tokens(user)
    old = next(e for e in listed if e["ClientSecretId"] != added["ClientSecretId"])
    idp.delete_user_pool_client_secret(**which, ClientSecretId=old["ClientSecretId"])
    assert len(idp.list_user_pool_client_secrets(**which)["ClientSecrets"]) == 1
    owned.secret = first
    refused = f"Unable to verify secret hash for client {owned.client_id}"
    assert owned.fails(owned.admin_sign_in, user) == ("NotAuthorizedException", refused)
    owned.secret = added["ClientSecretValue"]
    assert owned.tokens(user)
    kind, _ = owned.fails(idp.delete_user_pool_client_secret, **which, ClientSecretId="missing")
    assert kind == "ResourceNotFoundException"


def test_pools_and_clients_that_are_not_there(owned):
    idp = owned.idp
    missing, client = {"UserPoolId": "us-east-1_Missing01"}, {"ClientId": "missing"}
    attributes = {"CustomAttributes": [own("x")]}
    for call, more in (
        (idp.describe_user_pool, {}),
        (idp.update_user_pool, {}),
        (idp.delete_user_pool, {}),
        (idp.list_users, {}),
        (idp.list_user_pool_clients, {}),
        (idp.add_custom_attributes, attributes),
        (idp.create_user_pool_client, {"ClientName": "x"}),
        (idp.describe_user_pool_client, client),
    ):
        assert owned.fails(call, **missing, **more) == NO_POOL
    for call, more in (
        (idp.describe_user_pool_client, {}),
        (idp.update_user_pool_client, {}),
        (idp.delete_user_pool_client, {}),
        (idp.add_user_pool_client_secret, {}),
        (idp.list_user_pool_client_secrets, {}),
        (idp.delete_user_pool_client_secret, {"ClientSecretId": "x"}),
    ):
        assert owned.fails(call, **owned.here, **client, **more) == NO_CLIENT


def test_a_pool_has_tags_and_columns_of_imports(owned):
    idp, arn = owned.idp, described(owned)["Arn"]
    idp.tag_resource(ResourceArn=arn, Tags={"team": "red", "stage": "test"})
    idp.untag_resource(ResourceArn=arn, TagKeys=["stage"])
    assert idp.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "red"}
    header = idp.get_csv_header(**owned.here)["CSVHeader"]
    assert "email" in header and header[-1] == "cognito:username"


def test_codes_by_text_message_are_turned_on_the_older_way(owned):
    idp = owned.idp
    idp.set_user_pool_mfa_config(
        **owned.here,
        MfaConfiguration="OPTIONAL",
        SmsMfaConfiguration={
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
        },
    )
    client = idp.create_user_pool_client(
        **owned.here, ClientName="open", ExplicitAuthFlows=FLOWS
    )["UserPoolClient"]["ClientId"]
    telephone = [
        {"Name": "phone_number", "Value": "+491701234567"},
        {"Name": "phone_number_verified", "Value": "true"},
    ]
    which = {**owned.here, "Username": "tel"}
    idp.admin_create_user(**which, UserAttributes=telephone, MessageAction="SUPPRESS")
    idp.admin_set_user_password(**which, Password="Test-123456", Permanent=True)
    signed_in = idp.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "tel", "PASSWORD": "Test-123456"},
    )
    token = signed_in["AuthenticationResult"]["AccessToken"]
    options = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
    idp.set_user_settings(AccessToken=token, MFAOptions=options)
    assert idp.admin_get_user(**which)["UserMFASettingList"] == ["SMS_MFA"]
    idp.admin_set_user_settings(**which, MFAOptions=[])
    assert not idp.admin_get_user(**which).get("UserMFASettingList")
