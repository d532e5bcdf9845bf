"""boto3: sign-in by administrators, challenges, refresh with rotation, and sign-out."""

import json
import time

import pytest

from world.checked import PASSWORD, Owned, new_name, written
from world.cognito import secret_hash

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
REVOKED = ("NotAuthorizedException", "Refresh Token has been revoked")
INVALID = "InvalidParameterException"
TEMPORARY = "Temporary-1"
SCHEMA = [{"Name": "name", "Required": True}]


@pytest.fixture(params=["public", "secret"])
def owned(request, idp, public):
    client = {"GenerateSecret": request.param == "secret"}
    owned = Owned(idp, public.gateway, {"Schema": SCHEMA}, client)
    yield owned
    idp.delete_user_pool(**owned.here)


@pytest.fixture
def invited(owned):
    """A user with a temporary password and no name yet."""
    user = owned.user(password=None)
    owned.idp.admin_set_user_password(**owned.of(user), Password=TEMPORARY, Permanent=False)
    return user


def complete(owned, user, session, password=PASSWORD, admin=False, **more):
    """Answers NEW_PASSWORD_REQUIRED."""
    call = owned.idp.respond_to_auth_challenge
    arguments = {"ClientId": owned.client_id}
    if admin:
        call = owned.idp.admin_respond_to_auth_challenge
        arguments.update(owned.here)
    more = {name.replace("__", "."): value for name, value in more.items()}
    return call(
        **arguments,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses=owned.parameters(user, NEW_PASSWORD=password, **more),
    )


def test_an_administrator_signs_a_user_in(owned):
    user = owned.user(name="Ada")
    for flow in ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"):
        answer = owned.admin_sign_in(user, flow=flow)
        assert answer["ChallengeParameters"] == {}
        result = answer["AuthenticationResult"]
        assert set(result) == {
            "AccessToken",
            "IdToken",
            "RefreshToken",
            "TokenType",
            "ExpiresIn",
        }
        assert (result["TokenType"], result["ExpiresIn"]) == ("Bearer", 3600)
        assert owned.idp.get_user(AccessToken=result["AccessToken"])["Username"] == user
    refreshed = owned.idp.admin_initiate_auth(
        **owned.here,
        ClientId=owned.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters=owned.parameters(user, REFRESH_TOKEN=result["RefreshToken"]),
    )["AuthenticationResult"]
    assert set(refreshed) == set(result) - {"RefreshToken"}


def test_sign_ins_that_an_administrator_cannot_do(owned):
    idp, user = owned.idp, owned.user(name="Ada")
    assert owned.fails(owned.admin_sign_in, user, "Wrong-12345") == INCORRECT
    nobody = ("UserNotFoundException", "User does not exist.")
    assert owned.fails(owned.admin_sign_in, new_name()) == nobody
    client = {**owned.here, "ClientId": owned.client_id}
    flow = {**client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}
    missing = (INVALID, "Missing required parameter PASSWORD")
    parameters = owned.parameters(user)
    assert owned.fails(idp.admin_initiate_auth, **flow, AuthParameters=parameters) == missing
    other = {**client, "AuthFlow": "USER_PASSWORD_AUTH"}
    parameters = owned.parameters(user, PASSWORD=PASSWORD)
    unsupported = (INVALID, "Initiate Auth method not supported.")
    assert owned.fails(idp.admin_initiate_auth, **other, AuthParameters=parameters) == unsupported
    elsewhere = {**flow, "ClientId": "unknown"}
    absent = ("ResourceNotFoundException", "User pool client unknown does not exist.")
    assert owned.fails(idp.admin_initiate_auth, **elsewhere, AuthParameters=parameters) == absent
    bare = idp.create_user_pool_client(**owned.here, ClientName="bare")["UserPoolClient"]
    closed = {**flow, "ClientId": bare["ClientId"]}
    parameters = {"USERNAME": user, "PASSWORD": PASSWORD}
    disabled = (INVALID, "Auth flow not enabled for this client")
    assert owned.fails(idp.admin_initiate_auth, **closed, AuthParameters=parameters) == disabled


def test_r35_every_sign_in_of_a_confidential_client_proves_its_secret(owned):
    user, client = owned.user(name="Ada"), owned.client_id
    call = {
        **owned.here,
        "ClientId": client,
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
    }
    plain = {"USERNAME": user, "PASSWORD": PASSWORD}
    wrong = {**plain, "SECRET_HASH": secret_hash(user, client, "another-secret")}
    refused = ("NotAuthorizedException", f"Unable to verify secret hash for client {client}")
    assert owned.fails(owned.idp.admin_initiate_auth, **call, AuthParameters=wrong) == refused
    if owned.secret:
        refused = (
            "NotAuthorizedException",
            f"Client {client} is configured with secret but SECRET_HASH was not received",
        )
        assert owned.fails(owned.idp.admin_initiate_auth, **call, AuthParameters=plain) == refused
        # Whatever the refresh token is: without the hash nothing is said of it.
        call["AuthFlow"] = "REFRESH_TOKEN_AUTH"
        for token in ("garbage", owned.tokens(user)["RefreshToken"]):
            plain = {"REFRESH_TOKEN": token}
            seen = owned.fails(owned.idp.admin_initiate_auth, **call, AuthParameters=plain)
            assert seen == refused


@pytest.mark.parametrize("admin", [False, True])
def test_a_new_password_ends_the_temporary_one(owned, invited, admin):
    challenge = owned.admin_sign_in(invited, TEMPORARY)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert "AuthenticationResult" not in challenge
    parameters = challenge["ChallengeParameters"]
    assert json.loads(parameters["requiredAttributes"]) == ["userAttributes.name"]
    assert json.loads(parameters["userAttributes"])["email"] == f"{invited}@example.com"
    session = challenge["Session"]
    answer = complete(owned, invited, session, admin=admin, userAttributes__name="Ada")
    assert answer["AuthenticationResult"]["AccessToken"]
    shown = owned.idp.admin_get_user(**owned.of(invited))
    assert shown["UserStatus"] == "CONFIRMED"
    assert {"Name": "name", "Value": "Ada"} in shown["UserAttributes"]
    assert owned.fails(owned.admin_sign_in, invited, TEMPORARY) == INCORRECT
    assert owned.tokens(invited)


@pytest.mark.parametrize("admin", [False, True])
def test_r49_new_passwords_and_sessions_that_do_not_count(owned, invited, admin):
    session = owned.admin_sign_in(invited, TEMPORARY)["Session"]
    named = {"admin": admin, "userAttributes__name": "Ada"}
    for more, refusal in (
        (
            {**named, "password": "short"},
            (
                "InvalidPasswordException",
                "Password did not conform with password policy: Password not long enough",
            ),
        ),
        ({"admin": admin}, (INVALID, "Invalid attributes given, name is missing")),
        (
            {**named, "userAttributes__email": "other@example.com"},
            ("NotAuthorizedException", "Cannot modify an already provided email"),
        ),
    ):
        assert owned.fails(complete, owned, invited, session, **more) == refusal
    bad = ("NotAuthorizedException", "Invalid session for the user.")
    assert owned.fails(complete, owned, invited, "x" * 40, **named) == bad
    assert complete(owned, invited, session, **named)["AuthenticationResult"]
    spent = (
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
    )
    assert owned.fails(complete, owned, invited, session, **named) == spent


def test_signing_a_user_out_everywhere(owned):
    idp, user = owned.idp, owned.user(name="Ada")
    first, second = owned.tokens(user), owned.tokens(user)
    idp.admin_user_global_sign_out(**owned.of(user))
    secret = {"ClientSecret": owned.secret} if owned.secret else {}
    for tokens in (first, second):
        revoked = ("NotAuthorizedException", "Access Token has been revoked")
        assert owned.fails(idp.get_user, AccessToken=tokens["AccessToken"]) == revoked
        assert owned.fails(idp.global_sign_out, AccessToken=tokens["AccessToken"]) == revoked
        refresh = {"ClientId": owned.client_id, "RefreshToken": tokens["RefreshToken"], **secret}
        assert owned.fails(idp.get_tokens_from_refresh_token, **refresh) == REVOKED
    assert owned.tokens(user)


@pytest.mark.parametrize("confidential", [False, True])
def test_r33_a_rotated_token_is_good_for_its_grace_and_then_ends_the_family(
    idp, public, confidential
):
    client = {
        "GenerateSecret": confidential,
        "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 2},
    }
    owned = Owned(idp, public.gateway, client=client)
    user = owned.user()
    first = owned.tokens(user)
    secret = {"ClientSecret": owned.secret} if confidential else {}

    def rotate(token):
        refresh = {"ClientId": owned.client_id, "RefreshToken": token, **secret}
        return idp.get_tokens_from_refresh_token(**refresh)["AuthenticationResult"]

    closed = (INVALID, "REFRESH_TOKEN_AUTH is not enabled for the client.")
    assert closed == owned.fails(
        idp.initiate_auth,
        ClientId=owned.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters=owned.parameters(user, REFRESH_TOKEN=first["RefreshToken"]),
    )
    garbage = ("NotAuthorizedException", "Invalid Refresh Token")
    assert owned.fails(rotate, "garbage") == garbage
    second = rotate(first["RefreshToken"])
    assert set(second) == set(first)
    assert second["RefreshToken"] != first["RefreshToken"]
    assert rotate(first["RefreshToken"])["RefreshToken"] == second["RefreshToken"]
    third = rotate(second["RefreshToken"])
    # The program's own clock: there is no other way to see the grace period end.
    time.sleep(2.1)
    assert owned.fails(rotate, first["RefreshToken"])[0] == "RefreshTokenReuseException"
    assert owned.fails(rotate, third["RefreshToken"]) == REVOKED
    revoked = ("NotAuthorizedException", "Access Token has been revoked")
    assert owned.fails(idp.get_user, AccessToken=third["AccessToken"]) == revoked
    idp.delete_user_pool(**owned.here)


def test_where_users_are_hidden_nobody_is_as_anybody(idp, public):
    owned = Owned(idp, public.gateway, client={"PreventUserExistenceErrors": "ENABLED"})
    about = {"ClientId": owned.client_id, "Username": "nobody@example.net"}
    assert owned.fails(owned.admin_sign_in, "nobody@example.net") == INCORRECT
    for call in (idp.forgot_password, idp.resend_confirmation_code):
        delivery = call(**about)["CodeDeliveryDetails"]
        assert delivery["Destination"] == "n***@e***"
        assert delivery["DeliveryMedium"] == "EMAIL"
    expired = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
    code = {**about, "ConfirmationCode": "123456"}
    assert owned.fails(idp.confirm_sign_up, **code) == expired
    kind, _ = owned.fails(idp.confirm_forgot_password, **code, Password=PASSWORD)
    assert kind in ("CodeMismatchException", "ExpiredCodeException")
    taken = owned.user()
    sign_up = {"ClientId": owned.client_id, "Username": taken, "Password": PASSWORD}
    exists = ("UsernameExistsException", "User already exists")
    attributes = written(email=f"{taken}@example.com")
    assert owned.fails(idp.sign_up, **sign_up, UserAttributes=attributes) == exists
    owned.idp.delete_user_pool(**owned.here)
