"""boto3: what a user can sign in with, and where it is signed in, for users and administrators."""

import pytest

from test_three_pools import totp
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway


@pytest.fixture
def server(start):
    return start("factors")


@pytest.fixture
def idp(server):
    return cognito(server.pool, server.region)


@pytest.fixture
def user(server):
    return Gateway(server.gateway).user()


def sign_in(idp, server, user):
    return idp.initiate_auth(
        ClientId=server.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": PASSWORD},
    )


def test_an_administrator_looks_after_second_factors(server, idp, user):
    pool = {"UserPoolId": server.pool_id}
    assert idp.get_user_pool_mfa_config(**pool)["MfaConfiguration"] == "OFF"
    idp.set_user_pool_mfa_config(
        **pool,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
        EmailMfaConfiguration={"Message": "Sign in with {####}.", "Subject": "Your code"},
    )
    assert idp.get_user_pool_mfa_config(**pool)["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    token = sign_in(idp, server, user)["AuthenticationResult"]["AccessToken"]
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    idp.verify_software_token(AccessToken=token, UserCode=totp(secret))
    on = {"Enabled": True, "PreferredMfa": True}
    idp.admin_set_user_mfa_preference(**pool, Username=user, SoftwareTokenMfaSettings=on)
    told = idp.admin_get_user_auth_factors(**pool, Username=user)
    assert told["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]
    own = idp.get_user_auth_factors(AccessToken=token)
    assert own["ConfiguredUserAuthFactors"] == told["ConfiguredUserAuthFactors"] == ["PASSWORD"]
    assert sign_in(idp, server, user)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    idp.admin_delete_software_token(**pool, Username=user)
    idp.admin_set_user_mfa_preference(**pool, Username=user, EmailMfaSettings=on)
    asked = sign_in(idp, server, user)
    assert asked["ChallengeName"] == "EMAIL_OTP"
    code = Gateway(server.gateway).code(user)
    done = idp.respond_to_auth_challenge(
        ClientId=server.client_id,
        ChallengeName="EMAIL_OTP",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": user, "EMAIL_OTP_CODE": code},
    )
    assert done["AuthenticationResult"]["AccessToken"]


def test_sessions_are_listed_and_ended(server, idp, user):
    pool = {"UserPoolId": server.pool_id, "Username": user}
    here, there = (sign_in(idp, server, user)["AuthenticationResult"] for _ in range(2))
    listed = idp.list_user_sessions(AccessToken=here["AccessToken"])["Sessions"]
    assert len(listed) == 2
    other = next(session["SessionId"] for session in listed if not session["IsCurrentSession"])
    idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=other)
    with pytest.raises(idp.exceptions.NotAuthorizedException, match="revoked"):
        idp.get_user(AccessToken=there["AccessToken"])
    (left,) = idp.admin_list_user_sessions(**pool)["Sessions"]
    idp.admin_revoke_user_session(**pool, SessionId=left["SessionId"])
    with pytest.raises(idp.exceptions.NotAuthorizedException, match="revoked"):
        idp.get_user(AccessToken=here["AccessToken"])
    assert idp.admin_list_user_sessions(**pool)["Sessions"] == []


def test_an_administrator_sees_what_happened_and_says_whose_doing_it_was(server, idp):
    created = idp.create_user_pool(
        PoolName="audited", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}
    )
    pool = {"UserPoolId": created["UserPool"]["Id"]}
    idp.admin_create_user(**pool, Username="ada", MessageAction="SUPPRESS")
    client = idp.create_user_pool_client(
        **pool, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]
    secret = "Test-123456"
    idp.admin_set_user_password(**pool, Username="ada", Password=secret, Permanent=True)
    parameters = {"USERNAME": "ada", "PASSWORD": secret}
    idp.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    events = idp.admin_list_user_auth_events(**pool, Username="ada")["AuthEvents"]
    assert [event["EventType"] for event in events] == ["SignIn"]
    assert events[0]["EventContextData"]["IpAddress"] == "127.0.0.1"
    which = {**pool, "Username": "ada", "EventId": events[0]["EventId"]}
    idp.admin_update_auth_event_feedback(**which, FeedbackValue="Valid")
    events = idp.admin_list_user_auth_events(**pool, Username="ada")["AuthEvents"]
    assert events[0]["EventFeedback"]["FeedbackValue"] == "Valid"
