"""boto3: a signed-in user with its attributes and the codes that verify them."""

import pytest

from world.checked import PASSWORD, Owned, attributes_of, new_name, written

UNAUTHORIZED = (
    "NotAuthorizedException",
    "A client attempted to write unauthorized attribute",
)
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
READ = ["name", "email", "email_verified", "custom:role"]
SCHEMA = [
    {"Name": "role", "AttributeDataType": "String", "Mutable": True},
    {"Name": "secret", "AttributeDataType": "String", "Mutable": True},
]


@pytest.fixture
def owned(idp, public):
    client = {"ReadAttributes": READ, "WriteAttributes": ["name", "email", "custom:secret"]}
    owned = Owned(idp, public.gateway, {"Schema": SCHEMA}, client)
    yield owned
    idp.delete_user_pool(**owned.here)


@pytest.fixture
def token(owned):
    """The access token of a user."""
    name = owned.user(custom__role="guest", custom__secret="hidden")
    return {"AccessToken": owned.tokens(name)["AccessToken"]}


def test_a_user_reads_what_the_client_may(owned, token):
    seen = attributes_of(owned.idp.get_user(**token))
    assert set(seen) == {"sub", "email", "email_verified", "custom:role"}


def test_a_user_writes_what_the_client_may(owned, token):
    idp = owned.idp
    answer = idp.update_user_attributes(
        **token, UserAttributes=written(name="Ada", custom__secret="new")
    )
    assert not answer.get("CodeDeliveryDetailsList")
    seen = idp.get_user(**token)
    assert attributes_of(seen)["name"] == "Ada"
    everything = attributes_of(idp.admin_get_user(**owned.of(seen["Username"])))
    assert everything["custom:secret"] == "new"
    idp.delete_user_attributes(**token, UserAttributeNames=["name", "custom:secret"])
    everything = attributes_of(idp.admin_get_user(**owned.of(seen["Username"])))
    assert not {"name", "custom:secret"} & set(everything)


@pytest.mark.parametrize("name", ["custom:role", "email_verified", "sub", "cognito:groups"])
def test_a_user_writes_nothing_else(owned, token, name):
    idp, before = owned.idp, owned.idp.get_user(**token)["UserAttributes"]
    attribute = [{"Name": name, "Value": "true"}]
    assert owned.fails(idp.update_user_attributes, **token, UserAttributes=attribute) == UNAUTHORIZED
    assert (
        owned.fails(idp.delete_user_attributes, **token, UserAttributeNames=[name]) == UNAUTHORIZED
    )
    assert idp.get_user(**token)["UserAttributes"] == before


def test_a_new_address_is_verified_by_its_code(owned, token):
    idp, address = owned.idp, f"{new_name()}@example.org"
    answer = idp.update_user_attributes(**token, UserAttributes=written(email=address))
    delivery = {"Destination": "c***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    assert answer["CodeDeliveryDetailsList"] == [delivery]
    assert attributes_of(idp.get_user(**token))["email_verified"] == "false"
    first = owned.code(address)
    answer = idp.get_user_attribute_verification_code(**token, AttributeName="email")
    assert answer["CodeDeliveryDetails"] == delivery
    second = owned.code(address)
    verify = {**token, "AttributeName": "email"}
    for wrong in {first, "000000"} - {second}:
        assert owned.fails(idp.verify_user_attribute, **verify, Code=wrong) == MISMATCH
    idp.verify_user_attribute(**verify, Code=second)
    assert attributes_of(idp.get_user(**token))["email_verified"] == "true"
    assert owned.fails(idp.verify_user_attribute, **verify, Code=second) == EXPIRED


def test_there_is_no_code_for_what_a_user_does_not_have(owned, token):
    ask = owned.idp.get_user_attribute_verification_code
    assert owned.fails(ask, **token, AttributeName="phone_number")[0] == "InvalidParameterException"
    verify = owned.idp.verify_user_attribute
    assert owned.fails(verify, **token, AttributeName="email", Code="123456") == EXPIRED


def test_an_address_that_must_be_verified_first_stays_until_then(idp, public):
    settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    owned = Owned(idp, public.gateway, {"UserAttributeUpdateSettings": settings})
    name = owned.user()
    token = {"AccessToken": owned.tokens(name)["AccessToken"]}
    address = f"{new_name()}@example.org"
    idp.update_user_attributes(**token, UserAttributes=written(email=address))
    seen = attributes_of(idp.get_user(**token))
    assert (seen["email"], seen["email_verified"]) == (f"{name}@example.com", "true")
    idp.verify_user_attribute(**token, AttributeName="email", Code=owned.code(address))
    seen = attributes_of(idp.get_user(**token))
    assert (seen["email"], seen["email_verified"]) == (address, "true")
    idp.delete_user_pool(**owned.here)


def test_a_user_goes_by_its_own_will(owned, token):
    idp = owned.idp
    name = idp.get_user(**token)["Username"]
    idp.delete_user(**token)
    gone = ("UserNotFoundException", "User does not exist.")
    assert owned.fails(idp.admin_get_user, **owned.of(name)) == gone
    assert owned.fails(owned.admin_sign_in, name) == gone
    assert owned.user(name, password=PASSWORD)


def test_tokens_that_are_none(owned, token):
    idp, name = owned.idp, owned.user()
    identity = owned.tokens(name)["IdToken"]
    head, body, signature = token["AccessToken"].split(".")
    forged = ".".join([head, body, signature[:10] + signature[10:20][::-1] + signature[20:]])
    for text, message in (
        ("garbage", "Invalid Access Token"),
        (identity, "Invalid Access Token"),
        (forged, "Could not verify signature for Access Token"),
    ):
        for call, more in (
            (idp.get_user, {}),
            (idp.delete_user, {}),
            (idp.update_user_attributes, {"UserAttributes": written(name="x")}),
            (idp.delete_user_attributes, {"UserAttributeNames": ["name"]}),
            (idp.get_user_attribute_verification_code, {"AttributeName": "email"}),
            (idp.verify_user_attribute, {"AttributeName": "email", "Code": "123456"}),
            (idp.global_sign_out, {}),
        ):
            refused = owned.fails(call, AccessToken=text, **more)
            assert refused == ("NotAuthorizedException", message)
