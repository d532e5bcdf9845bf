"""boto3 against the pool's port: every operation that is built, as an application calls it.

boto3 checks what is sent; `world.cognito` holds what comes back against the same model.
"""

import datetime
import itertools

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from world.binary import ROOT
from world.cognito import cognito, secret_hash
from world.gateway import PASSWORD, Gateway

NEW_PASSWORD = "Better-Secret-42"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]

_names = (f"name{number}" for number in itertools.count(1))


@pytest.fixture
def pool(idp):
    """A pool of the test's own, with plain user names and mail to confirm them."""
    created = idp.create_user_pool(PoolName=next(_names), AutoVerifiedAttributes=["email"])
    pool_id = created["UserPool"]["Id"]
    yield pool_id
    idp.delete_user_pool(UserPoolId=pool_id)


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


class App:
    """An application with a user at its screen."""

    def __init__(self, idp, pool_id, client, mailbox):
        self.idp = idp
        self.pool_id = pool_id
        self.client_id = client["ClientId"]
        self.secret = client.get("ClientSecret")
        self.mailbox = mailbox
        self.password = "Test-123456"

    def proof(self, user):
        """The arguments that every call about a user carries."""
        arguments = {"ClientId": self.client_id, "Username": user}
        if self.secret:
            arguments["SecretHash"] = secret_hash(user, self.client_id, self.secret)
        return arguments

    def sign_up(self, user=None):
        user = user or next(_names)
        answer = self.idp.sign_up(
            **self.proof(user),
            Password=self.password,
            UserAttributes=[{"Name": "email", "Value": f"{user}@example.com"}],
        )
        return user, answer

    def code(self, user):
        return self.mailbox.code(f"{user}@example.com")

    def user(self):
        user, _ = self.sign_up()
        self.idp.confirm_sign_up(**self.proof(user), ConfirmationCode=self.code(user))
        return user

    def sign_in(self, user, password=None):
        parameters = {"USERNAME": user, "PASSWORD": password or self.password}
        if self.secret:
            parameters["SECRET_HASH"] = secret_hash(user, self.client_id, self.secret)
        answer = self.idp.initiate_auth(
            ClientId=self.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
        assert answer["ChallengeParameters"] == {}
        return answer["AuthenticationResult"]

    def refresh(self, token):
        arguments = {"ClientSecret": self.secret} if self.secret else {}
        answer = self.idp.get_tokens_from_refresh_token(
            ClientId=self.client_id, RefreshToken=token, **arguments
        )
        return answer["AuthenticationResult"]


def is_signed_out(app, tokens):
    """Whether neither of the tokens works any more."""
    calls = (
        lambda: app.idp.get_user(AccessToken=tokens["AccessToken"]),
        lambda: app.refresh(tokens["RefreshToken"]),
    )
    for call in calls:
        with pytest.raises(ClientError) as caught:
            call()
        assert caught.value.response["Error"]["Code"] == "NotAuthorizedException"
    return True


# Pools


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


# App clients


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


# Users


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
    app.idp.change_password(
        AccessToken=token, PreviousPassword=app.password, ProposedPassword=NEW_PASSWORD
    )
    with pytest.raises(app.idp.exceptions.NotAuthorizedException):
        app.sign_in(user)
    assert app.sign_in(user, NEW_PASSWORD)


def test_forgot_and_confirm_forgot_password(app):
    user = app.user()
    answer = app.idp.forgot_password(**app.proof(user))
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    app.idp.confirm_forgot_password(
        **app.proof(user), ConfirmationCode=app.code(user), Password=NEW_PASSWORD
    )
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
        fresh = app.idp.initiate_auth(
            ClientId=app.client_id, AuthFlow=flow, AuthParameters=parameters
        )["AuthenticationResult"]
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
