"""Tokens and secrets that the pool refuses, as boto3 sees it."""

import pytest

from conftest import CLIENT_ID, CLIENT_SECRET
from world.cognito import cognito, refused, secret_hash, sign_in
from world.gateway import PASSWORD, Gateway


@pytest.fixture
def secret_idp(confidential):
    return cognito(confidential.pool, confidential.region)


def test_access_tokens_that_are_none(idp, tokens):
    text = "Invalid Access Token"
    for token in ("nonsense", tokens["IdToken"], tokens["RefreshToken"][:2000]):
        refused(idp.get_user, "NotAuthorizedException", text, AccessToken=token)
    head, payload, signature = tokens["AccessToken"].split(".")
    broken = f"{head}.{payload}.{'A' * len(signature)}"
    refused(
        idp.get_user,
        "NotAuthorizedException",
        "Could not verify signature for Access Token",
        AccessToken=broken,
    )


def test_refresh_tokens_that_are_none(idp, public, tokens):
    for call in (
        lambda token: idp.get_tokens_from_refresh_token(ClientId=public.client_id, RefreshToken=token),
        lambda token: idp.initiate_auth(
            ClientId=public.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
        ),
    ):
        kind = "NotAuthorizedException"
        refused(lambda call=call: call("nonsense"), kind, "Invalid Refresh Token")
    idp.revoke_token(Token=tokens["RefreshToken"], ClientId=public.client_id)
    refused(
        idp.get_tokens_from_refresh_token,
        kind,
        "Refresh Token has been revoked",
        ClientId=public.client_id,
        RefreshToken=tokens["RefreshToken"],
    )
    refused(
        idp.get_user,
        kind,
        "Access Token has been revoked",
        AccessToken=tokens["AccessToken"],
    )


def test_r35_every_call_of_a_confidential_client_needs_its_proof(confidential, secret_idp):
    email = Gateway(confidential.gateway).user()
    missing = f"Client {CLIENT_ID} is configured with secret but SECRET_HASH was not received"
    wrong = f"Unable to verify secret hash for client {CLIENT_ID}"
    hash_of_another = secret_hash("somebody else", CLIENT_ID, CLIENT_SECRET)
    kind = "NotAuthorizedException"
    who = {"ClientId": CLIENT_ID, "Username": email}
    calls = [
        (secret_idp.sign_up, {**who, "Password": PASSWORD}),
        (secret_idp.confirm_sign_up, {**who, "ConfirmationCode": "123456"}),
        (secret_idp.resend_confirmation_code, who),
        (secret_idp.forgot_password, who),
        (
            secret_idp.confirm_forgot_password,
            {**who, "ConfirmationCode": "123456", "Password": PASSWORD},
        ),
    ]
    for call, arguments in calls:
        refused(call, kind, missing, **arguments)
        refused(call, kind, wrong, **arguments, SecretHash=hash_of_another)
    refused(lambda: sign_in(secret_idp, CLIENT_ID, email), kind, missing)
    refused(lambda: sign_in(secret_idp, CLIENT_ID, email, SECRET_HASH=hash_of_another), kind, wrong)
    good = secret_hash(email, CLIENT_ID, CLIENT_SECRET)
    tokens = sign_in(secret_idp, CLIENT_ID, email, SECRET_HASH=good)["AuthenticationResult"]
    for secret in ({}, {"ClientSecret": "w" * 51}):
        with pytest.raises(secret_idp.exceptions.NotAuthorizedException):
            secret_idp.get_tokens_from_refresh_token(
                ClientId=CLIENT_ID, RefreshToken=tokens["RefreshToken"], **secret
            )
        with pytest.raises(secret_idp.exceptions.UnauthorizedException):
            secret_idp.revoke_token(ClientId=CLIENT_ID, Token=tokens["RefreshToken"], **secret)
    assert secret_idp.get_user(AccessToken=tokens["AccessToken"])
