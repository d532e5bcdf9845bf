"""boto3 against the pool's port: users from sign-up to sign-out."""

import pytest
from botocore.exceptions import ClientError

from world.app import FLOWS, App, is_signed_out
from world.cognito import secret_hash
from world.gateway import PASSWORD, Gateway

NEW_PASSWORD = "Better-Secret-42"


@pytest.fixture(params=["public", "secret"])
def app(request, idp, pool, public):
    """An app client of that pool, with and without a secret."""
    created = idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="app",
        GenerateSecret=request.param == "secret",
        ExplicitAuthFlows=FLOWS,
        PreventUserExistenceErrors="ENABLED",
    )
    return App(idp, pool, created["UserPoolClient"], Gateway(public.gateway))


def test_sign_up_confirm_and_sign_in(app):
    user, answer = app.sign_up()
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "n***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    with pytest.raises(app.idp.exceptions.UserNotConfirmedException):
        app.sign_in(user)
    app.idp.confirm_sign_up(**app.proof(user), ConfirmationCode=app.code(user))
    tokens = app.sign_in(user)
    assert tokens["TokenType"] == "Bearer"
    assert tokens["ExpiresIn"] == 3600
    assert {"AccessToken", "IdToken", "RefreshToken"} <= set(tokens)


def test_resend_confirmation_code(app):
    user, _ = app.sign_up()
    answer = app.idp.resend_confirmation_code(**app.proof(user))
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    app.idp.confirm_sign_up(**app.proof(user), ConfirmationCode=app.code(user))


def test_get_user(app):
    user = app.user()
    answer = app.idp.get_user(AccessToken=app.sign_in(user)["AccessToken"])
    assert answer["Username"] == user
    attributes = {entry["Name"]: entry["Value"] for entry in answer["UserAttributes"]}
    assert attributes["email"] == f"{user}@example.com"
    assert attributes["email_verified"] == "true"
    assert attributes["sub"]


def test_admin_get_user_and_admin_confirm_sign_up(app):
    user, signed_up = app.sign_up()
    answer = app.idp.admin_get_user(UserPoolId=app.pool_id, Username=user)
    assert answer["UserStatus"] == "UNCONFIRMED"
    assert answer["Enabled"] is True
    assert "UserMFASettingList" not in answer
    attributes = {entry["Name"]: entry["Value"] for entry in answer["UserAttributes"]}
    assert attributes["sub"] == signed_up["UserSub"]
    app.idp.admin_confirm_sign_up(UserPoolId=app.pool_id, Username=user)
    answer = app.idp.admin_get_user(UserPoolId=app.pool_id, Username=signed_up["UserSub"])
    assert answer["UserStatus"] == "CONFIRMED"
    attributes = {entry["Name"]: entry["Value"] for entry in answer["UserAttributes"]}
    assert attributes.get("email_verified", "false") == "false"
    assert app.sign_in(user)


def test_change_password(app):
    user = app.user()
    token = app.sign_in(user)["AccessToken"]
    app.idp.change_password(AccessToken=token, PreviousPassword=app.password, ProposedPassword=NEW_PASSWORD)
    with pytest.raises(app.idp.exceptions.NotAuthorizedException):
        app.sign_in(user)
    assert app.sign_in(user, NEW_PASSWORD)


def test_forgot_and_confirm_forgot_password(app):
    user = app.user()
    answer = app.idp.forgot_password(**app.proof(user))
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    app.idp.confirm_forgot_password(**app.proof(user), ConfirmationCode=app.code(user), Password=NEW_PASSWORD)
    assert app.sign_in(user, NEW_PASSWORD)


def test_refresh_by_initiate_auth_and_by_its_own_operation(app):
    user = app.user()
    tokens = app.sign_in(user)
    fresh = app.refresh(tokens["RefreshToken"])
    assert fresh["AccessToken"] != tokens["AccessToken"]
    assert app.idp.get_user(AccessToken=fresh["AccessToken"])["Username"] == user
    parameters = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    if app.secret:
        parameters["SECRET_HASH"] = secret_hash(user, app.client_id, app.secret)
    for flow in ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"):
        fresh = app.idp.initiate_auth(ClientId=app.client_id, AuthFlow=flow, AuthParameters=parameters)[
            "AuthenticationResult"
        ]
        assert "RefreshToken" not in fresh
        assert app.idp.get_user(AccessToken=fresh["AccessToken"])["Username"] == user


def test_revoke_token_ends_one_session(app):
    user = app.user()
    first, second = app.sign_in(user), app.sign_in(user)
    arguments = {"ClientSecret": app.secret} if app.secret else {}
    app.idp.revoke_token(Token=first["RefreshToken"], ClientId=app.client_id, **arguments)
    assert is_signed_out(app, first)
    assert app.idp.get_user(AccessToken=second["AccessToken"])


def test_global_sign_out_ends_all_sessions(app):
    user = app.user()
    first, second = app.sign_in(user), app.sign_in(user)
    app.idp.global_sign_out(AccessToken=first["AccessToken"])
    assert is_signed_out(app, first)
    assert is_signed_out(app, second)
    assert app.sign_in(user)


def test_r17_a_disabled_and_a_deleted_user_are_out_at_once(app):
    user = app.user()
    tokens = app.sign_in(user)
    app.idp.admin_disable_user(UserPoolId=app.pool_id, Username=user)
    assert is_signed_out(app, tokens)
    with pytest.raises(app.idp.exceptions.NotAuthorizedException):
        app.sign_in(user)
    app.idp.admin_enable_user(UserPoolId=app.pool_id, Username=user)
    tokens = app.sign_in(user)
    app.idp.admin_delete_user(UserPoolId=app.pool_id, Username=user)
    for call in (
        lambda: app.idp.get_user(AccessToken=tokens["AccessToken"]),
        lambda: app.refresh(tokens["RefreshToken"]),
        lambda: app.sign_in(user),
    ):
        with pytest.raises(ClientError) as caught:
            call()
        kind = caught.value.response["Error"]["Code"]
        assert kind in ("NotAuthorizedException", "UserNotFoundException")


def test_the_gateways_users_are_the_pools(public, idp):
    gateway = Gateway(public.gateway)
    email, tokens = gateway.signed_in()
    answer = idp.admin_get_user(UserPoolId=public.pool_id, Username=email)
    assert answer["UserStatus"] == "CONFIRMED"
    assert idp.get_user(AccessToken=tokens["access_token"])["Username"] == answer["Username"]
    idp.admin_disable_user(UserPoolId=public.pool_id, Username=email)
    assert gateway.login(email, PASSWORD).status in (401, 403)
    assert gateway.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]}).status == 401
