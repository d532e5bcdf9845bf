"""Passkeys with boto3 at the user pool, and with the gateway's routes in front of it."""

import json

import pytest
from botocore.exceptions import ClientError

from conftest import PINNED
from world.authenticator import Authenticator
from world.cognito import cognito, refused, sign_in
from world.gateway import Gateway

ORIGIN = "http://localhost:3000"


def with_passkeys(server):
    """The default pool of a server, whose users may have passkeys then."""
    idp = cognito(server.pool, server.region)
    policies = idp.describe_user_pool(UserPoolId=server.pool_id)["UserPool"]["Policies"]
    policies["SignInPolicy"] = {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}
    idp.update_user_pool(UserPoolId=server.pool_id, AutoVerifiedAttributes=["email"], Policies=policies)
    idp.set_user_pool_mfa_config(
        UserPoolId=server.pool_id,
        WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "required"},
    )
    return server


@pytest.fixture
def server(start):
    return with_passkeys(start("passkeys"))


@pytest.fixture(params=["public", "confidential"])
def ahead(request, start) -> Gateway:
    """A gateway ahead of such a pool, with each kind of app client."""
    env = PINNED if request.param == "confidential" else None
    return Gateway(with_passkeys(start("passkeys", env=env)).gateway)


@pytest.fixture
def idp(server):
    return cognito(server.pool, server.region)


@pytest.fixture
def user(server):
    return Gateway(server.gateway).user()


def register(idp, token, authenticator) -> str:
    options = idp.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]
    credential = authenticator.create(options)
    idp.complete_web_authn_registration(AccessToken=token, Credential=credential)
    return credential["id"]


def ask(idp, server, user):
    return idp.initiate_auth(
        ClientId=server.client_id,
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": user, "PREFERRED_CHALLENGE": "WEB_AUTHN"},
    )


def answer(idp, server, user, asked, credential):
    return idp.respond_to_auth_challenge(
        ClientId=server.client_id,
        ChallengeName="WEB_AUTHN",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": user, "CREDENTIAL": json.dumps(credential)},
    )


def request_options(asked) -> dict:
    return json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])


def test_boto3_registers_a_passkey_signs_in_with_it_and_removes_it(server, idp, user):
    token = sign_in(idp, server.client_id, user)["AuthenticationResult"]["AccessToken"]
    authenticator = Authenticator(ORIGIN)
    passkey = register(idp, token, authenticator)
    (listed,) = idp.list_web_authn_credentials(AccessToken=token)["Credentials"]
    assert listed["CredentialId"] == passkey and listed["RelyingPartyId"] == "localhost"
    factors = idp.get_user_auth_factors(AccessToken=token)["ConfiguredUserAuthFactors"]
    assert factors == ["PASSWORD", "WEB_AUTHN"]
    asked = ask(idp, server, user)
    assert asked["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"]
    assert request_options(asked)["userVerification"] == "required"
    credential = authenticator.get(request_options(asked))
    tokens = answer(idp, server, user, asked, credential)["AuthenticationResult"]
    assert idp.get_user(AccessToken=tokens["AccessToken"])["Username"]
    with pytest.raises(ClientError, match="session can only be used once"):
        answer(idp, server, user, asked, credential)
    idp.delete_web_authn_credential(AccessToken=token, CredentialId=passkey)
    assert ask(idp, server, user)["ChallengeName"] == "SELECT_CHALLENGE"
    refused(
        idp.delete_web_authn_credential,
        "ResourceNotFoundException",
        "Credential does not exist.",
        AccessToken=token,
        CredentialId=passkey,
    )


def test_a_page_of_another_site_gets_nowhere(server, idp, user):
    token = sign_in(idp, server.client_id, user)["AuthenticationResult"]["AccessToken"]
    with pytest.raises(idp.exceptions.WebAuthnOriginNotAllowedException):
        register(idp, token, Authenticator("https://localhost.example.net"))
    authenticator = Authenticator(ORIGIN)
    register(idp, token, authenticator)
    asked = ask(idp, server, user)
    authenticator.origin = "https://localhost.example.net"
    with pytest.raises(idp.exceptions.NotAuthorizedException):
        answer(idp, server, user, asked, authenticator.get(request_options(asked)))


def test_the_gateway_registers_a_passkey_and_signs_in_with_it(ahead):
    gateway, user = ahead, ahead.user()
    token = gateway.login(user)["access_token"]
    authenticator = Authenticator(ORIGIN)
    started = gateway.post("/auth/passkeys/start", token=token)
    assert started.status == 200, started
    body = {"credential": authenticator.create(started["options"])}
    added = gateway.post("/auth/passkeys/complete", body, token=token)
    assert added.status == 200, added
    again = gateway.post("/auth/passkeys/complete", body, token=token, fails=True)
    assert (again.status, again["error"]) == (400, "code_expired"), again
    (listed,) = gateway.get("/auth/passkeys", token=token)["passkeys"]
    assert listed["relying_party_id"] == "localhost" and listed["attachment"] == "platform"

    def challenged() -> dict:
        answer = gateway.post("/auth/passwordless/start", {"email": user, "method": "passkey"})
        assert answer.status == 200, answer
        return answer["challenge"]

    def respond(challenge: dict, **options):
        request = challenge["parameters"]["CREDENTIAL_REQUEST_OPTIONS"]
        options_for_browser = json.loads(request) if isinstance(request, str) else request
        responses = {"CREDENTIAL": authenticator.get(options_for_browser)}
        body = {"session": challenge["session"], "name": challenge["name"], "responses": responses}
        return gateway.post("/auth/challenge", body, **options)

    challenge = challenged()
    assert challenge["name"] == "WEB_AUTHN"
    done = respond(challenge)
    assert done.status == 200 and done["access_token"], done
    assert gateway.get("/me", token=done["access_token"]).status == 200
    authenticator.origin = "https://example.net"
    wrong = respond(challenged(), fails=True)
    assert (wrong.status, wrong["error"]) == (401, "invalid_credentials"), wrong
    removed = gateway.delete(f"/auth/passkeys/{listed['id']}", token=token)
    assert removed.status == 200, removed
    assert challenged()["name"] == "SELECT_CHALLENGE"
    gone = gateway.delete(f"/auth/passkeys/{listed['id']}", token=token, fails=True)
    assert gone.status == 404, gone


def test_the_gateway_says_that_a_pool_takes_no_passkeys(public):
    gateway = Gateway(public.gateway)
    token = gateway.login(gateway.user())["access_token"]
    refused = gateway.post("/auth/passkeys/start", token=token, fails=True)
    assert (refused.status, refused["error"]) == (400, "not_supported"), refused
