"""boto3: users as administrators make and change them."""

import pytest

from world.checked import PASSWORD, Owned, attributes_of, new_name, written

NO_USER = ("UserNotFoundException", "User does not exist.")
INVALID = "InvalidParameterException"
SCHEMA = [
    {"Name": "role", "AttributeDataType": "String", "Mutable": True},
    {"Name": "number", "AttributeDataType": "String", "Mutable": False},
]


@pytest.fixture
def owned(idp, public):
    owned = Owned(idp, public.gateway, {"Schema": SCHEMA})
    yield owned
    idp.delete_user_pool(**owned.here)


def status(owned, name) -> str:
    return owned.idp.admin_get_user(**owned.of(name))["UserStatus"]


def test_an_invited_user_gets_a_temporary_password(owned):
    idp, name = owned.idp, new_name()
    address = f"{name}@example.com"
    made = idp.admin_create_user(
        **owned.of(name),
        UserAttributes=written(email=address, email_verified="true", custom__role="guest"),
        DesiredDeliveryMediums=["EMAIL"],
    )["User"]
    assert set(made) == {
        "Username",
        "Attributes",
        "UserCreateDate",
        "UserLastModifiedDate",
        "Enabled",
        "UserStatus",
    }
    assert (made["Username"], made["Enabled"]) == (name, True)
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    attributes = attributes_of(made)
    assert attributes.pop("sub")
    assert attributes == {"email": address, "email_verified": "true", "custom:role": "guest"}
    first = owned.code(address)
    assert owned.admin_sign_in(name, first)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    idp.admin_create_user(
        **owned.of(name), MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"]
    )
    second = owned.code(address)
    assert second != first
    assert owned.admin_sign_in(name, second)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_suppressed_invitation_sends_nothing(owned):
    name = owned.user(password=None)
    assert owned.mailbox.messages(f"{name}@example.com") == []


def test_users_that_cannot_be_made(owned):
    create, name = owned.idp.admin_create_user, owned.user()
    assert owned.fails(create, **owned.of(name)) == (
        "UsernameExistsException",
        "User account already exists",
    )
    assert owned.fails(create, **owned.of(name), MessageAction="RESEND") == (
        "UnsupportedUserStateException",
        f"Resend not possible. {name} status is not FORCE_CHANGE_PASSWORD",
    )
    assert owned.fails(create, **owned.of("nobody"), MessageAction="RESEND") == NO_USER
    assert owned.fails(create, **owned.of(new_name()), TemporaryPassword="short") == (
        "InvalidPasswordException",
        "Password did not conform with password policy: Password not long enough",
    )
    assert owned.fails(
        create, **owned.of(new_name()), UserAttributes=written(custom__unknown="x")
    ) == (
        INVALID,
        "Attributes did not conform to the schema: "
        "Type for attribute {custom:unknown} could not be determined",
    )


def test_nobody_is_not_found_by_any_operation(owned):
    idp, nobody = owned.idp, owned.of("nobody")
    for call, more in (
        (idp.admin_get_user, {}),
        (idp.admin_delete_user, {}),
        (idp.admin_disable_user, {}),
        (idp.admin_enable_user, {}),
        (idp.admin_confirm_sign_up, {}),
        (idp.admin_reset_user_password, {}),
        (idp.admin_user_global_sign_out, {}),
        (idp.admin_set_user_password, {"Password": PASSWORD}),
        (idp.admin_update_user_attributes, {"UserAttributes": written(name="x")}),
        (idp.admin_delete_user_attributes, {"UserAttributeNames": ["name"]}),
    ):
        assert owned.fails(call, **nobody, **more) == NO_USER
        elsewhere = {"UserPoolId": "us-east-1_Missing01", "Username": "nobody"}
        assert owned.fails(call, **elsewhere, **more) == (
            "ResourceNotFoundException",
            "User pool us-east-1_Missing01 does not exist.",
        )


def test_passwords_that_administrators_set(owned):
    name = owned.user()
    assert status(owned, name) == "CONFIRMED"
    owned.idp.admin_set_user_password(**owned.of(name), Password="Other-12345", Permanent=False)
    assert status(owned, name) == "FORCE_CHANGE_PASSWORD"
    answer = owned.admin_sign_in(name, "Other-12345")
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    set_password = owned.idp.admin_set_user_password
    assert owned.fails(set_password, **owned.of(name), Password="no-upper-1") == (
        "InvalidPasswordException",
        "Password does not conform to policy: Password must have uppercase characters",
    )


def test_a_password_that_an_administrator_takes_away(owned):
    idp, name = owned.idp, owned.user()
    idp.admin_reset_user_password(**owned.of(name))
    assert status(owned, name) == "RESET_REQUIRED"
    assert owned.fails(owned.admin_sign_in, name) == (
        "PasswordResetRequiredException",
        "Password reset required for the user",
    )
    about = {"ClientId": owned.client_id, "Username": name}
    assert owned.fails(
        idp.confirm_forgot_password, **about, ConfirmationCode="000000", Password=PASSWORD
    ) == (
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
    )
    code = owned.code(f"{name}@example.com")
    idp.confirm_forgot_password(**about, ConfirmationCode=code, Password="Other-12345")
    assert status(owned, name) == "CONFIRMED"
    assert owned.tokens(name, "Other-12345")


def test_passwords_that_cannot_be_taken_away(owned):
    reset, invited = owned.idp.admin_reset_user_password, owned.user(password=None)
    assert owned.fails(reset, **owned.of(invited)) == (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    )
    unreachable = owned.user(email_verified="false")
    assert owned.fails(reset, **owned.of(unreachable)) == (
        INVALID,
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    )


def test_a_disabled_user_stays_out_until_enabled(owned):
    idp, name = owned.idp, owned.user()
    token = owned.tokens(name)["AccessToken"]
    idp.admin_disable_user(**owned.of(name))
    assert idp.admin_get_user(**owned.of(name))["Enabled"] is False
    out = ("NotAuthorizedException", "User is disabled.")
    assert owned.fails(owned.admin_sign_in, name) == out
    assert owned.fails(idp.get_user, AccessToken=token)[0] == "NotAuthorizedException"
    idp.admin_enable_user(**owned.of(name))
    assert owned.tokens(name)


def test_a_confirmed_user_is_not_confirmed_again(owned):
    name = owned.user()
    assert owned.fails(owned.idp.admin_confirm_sign_up, **owned.of(name)) == (
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
    )


def test_a_deleted_user_leaves_the_name_free(owned):
    name = owned.user()
    owned.idp.admin_delete_user(**owned.of(name))
    assert owned.fails(owned.idp.admin_get_user, **owned.of(name)) == NO_USER
    assert owned.user(name) == name


def test_attributes_that_administrators_write_and_delete(owned):
    idp, name = owned.idp, owned.user(custom__role="guest", custom__number="7")
    before = idp.admin_get_user(**owned.of(name))
    idp.admin_update_user_attributes(
        **owned.of(name),
        UserAttributes=written(
            custom__role="owner", phone_number="+15555550100", phone_number_verified="true"
        ),
    )
    after = idp.admin_get_user(**owned.of(name))
    assert after["UserLastModifiedDate"] >= before["UserLastModifiedDate"]
    assert attributes_of(after) == {
        **attributes_of(before),
        "custom:role": "owner",
        "phone_number": "+15555550100",
        "phone_number_verified": "true",
    }
    # A new address is verified only where the administrator says so.
    idp.admin_update_user_attributes(
        **owned.of(name), UserAttributes=written(email="new@example.com")
    )
    assert attributes_of(idp.admin_get_user(**owned.of(name)))["email_verified"] == "false"
    idp.admin_delete_user_attributes(
        **owned.of(name), UserAttributeNames=["custom:role", "phone_number"]
    )
    left = attributes_of(idp.admin_get_user(**owned.of(name)))
    assert not {"custom:role", "phone_number"} & set(left)
    assert left["custom:number"] == "7"


def test_attributes_that_administrators_cannot_write_either(owned):
    idp, name = owned.idp, owned.user(custom__number="7")
    for attributes, text in (
        ({"custom__number": "8"}, "user.custom:number: Attribute cannot be updated.\n"),
        ({"email": "nowhere"}, "Invalid email address format."),
        ({"phone_number": "555"}, "Invalid phone number format."),
    ):
        refused = owned.fails(
            idp.admin_update_user_attributes,
            **owned.of(name),
            UserAttributes=written(**attributes),
        )
        assert refused == (INVALID, text)
    assert owned.fails(
        idp.admin_delete_user_attributes, **owned.of(name), UserAttributeNames=["custom:foo"]
    ) == (
        INVALID,
        "Invalid user attributes: user.custom:foo: Attribute does not exist in the schema.\n",
    )
