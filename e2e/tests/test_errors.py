"""The exceptions of the pool, with the texts of AWS, as boto3 sees them."""

import pytest

from world.cognito import cognito, refused, sign_in
from world.gateway import PASSWORD, Gateway, new_email

WRONG = "Incorrect username or password."


def test_a_pool_that_does_not_exist(idp):
    missing = "us-east-1_Missing12"
    for call in (idp.describe_user_pool, idp.delete_user_pool):
        refused(
            call,
            "ResourceNotFoundException",
            f"User pool {missing} does not exist.",
            UserPoolId=missing,
        )


def test_a_client_that_does_not_exist(idp, public):
    text = "User pool client 1234567890missing does not exist."
    arguments = {"ClientId": "1234567890missing"}
    refused(
        idp.describe_user_pool_client,
        "ResourceNotFoundException",
        text,
        UserPoolId=public.pool_id,
        **arguments,
    )
    refused(
        idp.sign_up,
        "ResourceNotFoundException",
        text,
        Username=new_email(),
        Password=PASSWORD,
        **arguments,
    )


def test_a_taken_address(idp, public, user):
    for taken in (user, user.upper()):
        refused(
            idp.sign_up,
            "UsernameExistsException",
            "An account with the given email already exists.",
            ClientId=public.client_id,
            Username=taken,
            Password=PASSWORD,
        )


def test_a_user_name_that_is_no_address(idp, public):
    refused(
        idp.sign_up,
        "InvalidParameterException",
        "Username should be an email.",
        ClientId=public.client_id,
        Username="ada",
        Password=PASSWORD,
    )


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Abc1234", "Password not long enough"),
        ("abcdefgh1", "Password must have uppercase characters"),
        ("ABCDEFGH1", "Password must have lowercase characters"),
        ("Abcdefghi", "Password must have numeric characters"),
    ],
)
def test_a_password_that_breaks_the_policy(idp, public, password, fault, tokens):
    refused(
        idp.sign_up,
        "InvalidPasswordException",
        f"Password did not conform with policy: {fault}",
        ClientId=public.client_id,
        Username=new_email(),
        Password=password,
    )
    refused(
        idp.change_password,
        "InvalidPasswordException",
        f"Password does not conform to policy: {fault}",
        AccessToken=tokens["AccessToken"],
        PreviousPassword=PASSWORD,
        ProposedPassword=password,
    )


def test_r56_what_a_user_may_not_write(idp, public):
    for name in ("email_verified", "phone_number_verified"):
        refused(
            idp.sign_up,
            "NotAuthorizedException",
            "A client attempted to write unauthorized attribute",
            ClientId=public.client_id,
            Username=new_email(),
            Password=PASSWORD,
            UserAttributes=[{"Name": name, "Value": "true"}],
        )
    refused(
        idp.sign_up,
        "InvalidParameterException",
        "Attributes did not conform to the schema: "
        "Type for attribute {custom:unknown} could not be determined",
        ClientId=public.client_id,
        Username=new_email(),
        Password=PASSWORD,
        UserAttributes=[{"Name": "custom:unknown", "Value": "x"}],
    )


def test_a_wrong_password_and_an_unknown_user(idp, public, user):
    for name, password in ((user, "Wrong-1234"), (new_email(), PASSWORD)):
        refused(
            lambda name=name, password=password: sign_in(idp, public.client_id, name, password),
            "NotAuthorizedException",
            WRONG,
        )


def test_an_unknown_user_where_the_client_tells(idp):
    pool_id = idp.create_user_pool(PoolName="telling")["UserPool"]["Id"]
    client_id = idp.create_user_pool_client(
        UserPoolId=pool_id, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    kind = "UserNotFoundException"
    refused(lambda: sign_in(idp, client_id, "nobody"), kind, "User does not exist.")
    text = "Username/client id combination not found."
    nobody = {"ClientId": client_id, "Username": "nobody"}
    refused(idp.forgot_password, kind, text, **nobody)
    refused(idp.resend_confirmation_code, kind, text, **nobody)
    refused(idp.confirm_sign_up, kind, text, ConfirmationCode="123456", **nobody)
    refused(idp.admin_get_user, kind, "User does not exist.", UserPoolId=pool_id, Username="nobody")
    idp.delete_user_pool(UserPoolId=pool_id)


def test_flows_that_are_not_allowed(idp):
    pool_id = idp.create_user_pool(PoolName="closed")["UserPool"]["Id"]
    client_id = idp.create_user_pool_client(UserPoolId=pool_id, ClientName="app")["UserPoolClient"][
        "ClientId"
    ]
    refused(
        lambda: sign_in(idp, client_id, "ada"),
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
    )
    refused(
        lambda: sign_in(idp, client_id, "ada", flow="ADMIN_USER_PASSWORD_AUTH"),
        "InvalidParameterException",
        "Initiate Auth method not supported.",
    )
    idp.delete_user_pool(UserPoolId=pool_id)


@pytest.mark.parametrize("name", ["USERNAME", "PASSWORD"])
def test_a_missing_parameter(idp, public, name):
    parameters = {"USERNAME": "ada@example.com", "PASSWORD": PASSWORD}
    del parameters[name]
    refused(
        idp.initiate_auth,
        "InvalidParameterException",
        f"Missing required parameter {name}",
        ClientId=public.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )


def test_wrong_expired_and_used_codes(idp, public):
    email = new_email()
    gateway = Gateway(public.gateway)
    gateway.sign_up(email)
    code = gateway.code(email)
    arguments = {"ClientId": public.client_id, "Username": email}
    refused(
        idp.confirm_sign_up,
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
        ConfirmationCode="000000" if code != "000000" else "111111",
        **arguments,
    )
    idp.confirm_sign_up(ConfirmationCode=code, **arguments)
    refused(
        idp.confirm_sign_up,
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
        ConfirmationCode=code,
        **arguments,
    )
    refused(
        idp.confirm_forgot_password,
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
        ConfirmationCode=code,
        Password=PASSWORD,
        **arguments,
    )


def test_r45_a_code_is_good_for_its_purpose_and_its_user_alone(idp, public):
    gateway = Gateway(public.gateway)
    one, other = gateway.user(), gateway.user()
    for email in (one, other):
        gateway.post("/auth/forgot-password", {"email": email})
    code = gateway.code(one)
    if code != gateway.code(other):
        refused(
            idp.confirm_forgot_password,
            "CodeMismatchException",
            "Invalid verification code provided, please try again.",
            ClientId=public.client_id,
            Username=other,
            ConfirmationCode=code,
            Password=PASSWORD,
        )


def test_constraints_are_reported_in_awss_words(public):
    # Sent past boto3's own checks.
    unchecked = cognito(public.pool, checked=False)
    refused(
        unchecked.describe_user_pool,
        "InvalidParameterException",
        "1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy "
        r"constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+",
        UserPoolId="no pool",
    )
    refused(
        unchecked.list_user_pools,
        "InvalidParameterException",
        "1 validation error detected: Value '61' at 'maxResults' failed to satisfy "
        "constraint: Member must have value less than or equal to 60",
        MaxResults=61,
    )
    refused(
        unchecked.confirm_sign_up,
        "InvalidParameterException",
        "2 validation errors detected: Value '' at 'confirmationCode' failed to satisfy "
        r"constraint: Member must satisfy regular expression pattern: [\S]+; Value '' at "
        "'confirmationCode' failed to satisfy constraint: Member must have length greater "
        "than or equal to 1",
        ClientId=public.client_id,
        Username="ada@example.com",
        ConfirmationCode="",
    )
