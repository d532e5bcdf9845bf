"""The browser client in Chromium: sessions, tokens, second factors, passkeys, several tabs, and what goes wrong."""

import re

import pytest

from world.binary import ROOT, free_port
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway, new_email
from world.pages import play

LIVING = "living@example.com"
NEW_PASSWORD = "Better-Secret-42"
ROTATING = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
}


def localhost(server) -> str:
    return server.gateway.replace("127.0.0.1", "localhost")


def idp_of(server):
    return cognito(server.pool, server.region)


def first_factors(server, *factors):
    """Users of the default pool may sign in by these."""
    idp = idp_of(server)
    policies = idp.describe_user_pool(UserPoolId=server.pool_id)["UserPool"]["Policies"]
    policies["SignInPolicy"] = {"AllowedFirstAuthFactors": list(factors)}
    idp.update_user_pool(UserPoolId=server.pool_id, AutoVerifiedAttributes=["email"], Policies=policies)
    return idp


@pytest.fixture
def rotating(start):
    """A pool that rotates refresh tokens, and takes a rotated one for stolen at once."""
    server = start("rotating")
    idp_of(server).update_user_pool_client(UserPoolId=server.pool_id, ClientId=server.client_id, **ROTATING)
    return server


# Sessions


@pytest.fixture(scope="module")
def life(public):
    """What a new user does, from the sign-up to the end of all sessions."""
    return play("session", "life", public, LIVING)


def test_a_life_without_a_token_in_the_page(life):
    seen, email = life, LIVING
    assert (seen["nobody"], seen["atFirst"]) == (None, [])
    assert seen["signedUp"]["confirmation_required"] is True
    assert seen["signedUp"]["delivery"]["medium"] == "EMAIL"
    assert seen["signedIn"]["status"] == "signed_in"
    assert seen["signedIn"]["user"]["email"] == seen["user"]["email"] == email
    assert (seen["user"]["given_name"], seen["user"]["family_name"]) == ("Ada", "Lovelace")
    assert seen["statuses"] == [200] * 5
    assert seen["reachable"] == {"cookies": "", "stored": 0, "client": "{}"}
    assert seen["tokens"] == [9, 0], "no answer has a token in it"
    assert seen["afterReload"] == seen["afterChange"] == email
    assert (seen["after"], seen["cookies"], seen["late"]) == (None, [], [401])
    assert seen["events"] == [{"type": "signedout", "remote": False}]
    assert seen["remembered"] == ["signed_in", True]
    assert seen["everywhere"] == [["signedin", "signedout"], None]


def test_google_signs_in_and_the_hosted_pages_sign_out_too(public):
    seen = play("session", "google", public, "ada@example.com")
    assert seen == {"email": "ada@example.com", "onward": "logout", "after": None, "landed": "/login"}


def test_what_is_refused_says_what_is_wrong(life):
    expected = {
        "weak": ("invalid_password", 400, ["password"]),
        "taken": ("user_exists", 409, []),
        "early": ("user_not_confirmed", 403, []),
        "wrongCode": ("invalid_code", 400, []),
        "wrong": ("invalid_credentials", 401, []),
        "wrongPassword": ("wrong_password", 400, ["current_password"]),
    }
    for name, (code, status, fields) in expected.items():
        error = life[name]
        assert error["isOurs"] and error["name"] == "PoolgateError", error
        assert (error["code"], error["status"], list(error["fields"])) == (code, status, fields)
        assert len(error["message"]) > 3 and error["requestId"]


def test_tabs_of_a_session_hear_of_each_other(public):
    email = Gateway(public.gateway).user()
    seen = play("session", "tabs", public, email)
    assert seen["user"] == email
    for tab, remote in (("here", False), ("there", True)):
        assert seen[tab] == [
            {"type": "signedin", "remote": remote, "email": email},
            {"type": "signedout", "remote": remote},
        ]
    assert (seen["statuses"], seen["unsubscribed"]) == ([401], [])


def test_a_401_ends_the_session_only_where_the_gateway_says_so(public):
    seen = play("session", "ended", public, Gateway(public.gateway).user())
    assert (seen["api"], seen["afterApi"]) == ([401] * 3, [])
    assert seen["statuses"] == seen["again"] == [401] * 5
    assert (seen["events"], seen["silent"]) == ([{"type": "signedout", "remote": False}], [])
    assert seen["asked"] == 1, "one question for all of them, and none once it is known"
    assert (seen["user"], seen["told"]) == ([None, None], ["signedin", "signedout"])


def test_without_a_network_nobody_is_signed_out(public):
    email = Gateway(public.gateway).user()
    seen = play("session", "offline", public, email)
    for call in ("user", "signOut"):
        assert (seen[call]["code"], seen[call]["status"], seen[call]["isOurs"]) == ("network", 0, True)
    assert (seen["events"], seen["back"]) == ([], email)


def test_a_page_of_a_listed_origin_has_a_session(start):
    port = free_port()
    server = start(env={"POOLGATE_CORS_ORIGINS": f"http://127.0.0.1:{port}"})
    email = Gateway(server.gateway).user()
    seen = play("session", "otherOrigin", server, email, port=port)
    assert (seen["signedIn"], seen["user"], seen["statuses"]) == ("signed_in", email, [200, 200])
    assert (seen["plain"], seen["after"]) == (401, None)


def test_an_identity_provider_is_gone_to_with_the_way_back(public):
    seen = play("session", "provider", public, new_email())
    assert seen["asked"] == [
        "/auth/google/start?mode=session&return_to=%2Fapp%3Fpage%3D2",
        "/auth/My%20Provider/start?mode=session&return_to=%2Fhome%3Fa%3Db%26c",
    ]
    assert seen["tokens"] == "TypeError"


# Tokens


def test_tokens_lie_where_they_were_told_to(public):
    email = Gateway(public.gateway).user()
    seen = play("tokens", "storages", public, email)
    assert seen.pop("cookies") == []
    for storage, areas, again, other in (
        ("memory", [0, 0], None, None),
        ("sessionStorage", [0, 1], email, None),
        ("localStorage", [1, 0], email, email),
    ):
        # The answer of a sign-in has the user, and no token.
        found = {"status": "signed_in", "answer": ["user"], "areas": areas, "again": again, "otherTab": other}
        assert seen[storage] == found, storage


def test_any_number_of_requests_causes_one_refresh(public):
    seen = play("tokens", "parallel", public, Gateway(public.gateway).user())
    assert seen["refused"] == [200] * 20
    assert (seen["refreshes"], seen["asked"]) == (1, 40)
    assert seen["kept"], "the refresh token stays where the pool does not rotate it"
    assert seen["ahead"] == [200] * 20
    assert (seen["aheadRefreshes"], seen["aheadRefused"]) == (2, 0)
    assert [event["type"] for event in seen["events"]] == ["signedin", "refreshed", "refreshed"]


def test_so_it_is_for_tokens_of_one_tab(public):
    seen = play("tokens", "memory", public, Gateway(public.gateway).user())
    assert seen == {"statuses": [200] * 20, "refreshes": 1, "asked": 20}


def test_tokens_and_a_session_in_one_browser_are_two_things(public):
    email, other = (Gateway(public.gateway).user() for _ in range(2))
    seen = play("tokens", "beside", public, email, other=other)
    assert seen["before"] is None, "who has no tokens is nobody, whatever cookie there is"
    assert seen["users"] == [email, other, None, other]
    assert seen["events"] == ["signedin"]


@pytest.mark.parametrize("lag", [0, 300])
def test_two_tabs_share_each_rotated_token(rotating, lag):
    """Even where a tab reads tokens that another has replaced already."""
    rounds = 8
    seen = play("tokens", "rotation", rotating, Gateway(rotating.gateway).user(), rounds=rounds, lag=lag)
    assert seen["rounds"] == [[[200], number + 1] for number in range(rounds)]
    assert seen["refreshTokens"] == rounds
    assert seen["signedOut"] == []
    assert seen["after"] == [None, [401]]


def test_what_one_user_asked_for_is_not_done_by_the_next(public):
    email, other = (Gateway(public.gateway).user() for _ in range(2))
    seen = play("tokens", "otherUser", public, email, other=other)
    assert seen == {"order": 401, "sent": ["Bearer x.y.0"], "user": other}


def test_only_a_refusal_ends_the_sign_in(public):
    seen = play("tokens", "faults", public, Gateway(public.gateway).user())
    assert seen["faults"] == [
        ["network", 0, None, True],
        ["pool_unavailable", 503, 2, True],
        ["rate_limited", 429, None, True],
        ["unexpected_answer", 403, None, True],
        ["unexpected_answer", 200, None, True],
    ]
    assert (seen["recovered"], seen["stillCounts"]) == ([200], [200])
    assert seen["quiet"] == ["signedin", "refreshed"]
    assert (seen["refusal"], seen["left"], seen["nobody"]) == ([401] * 3, None, None)
    assert seen["user"] == "pool_unavailable"
    assert seen["events"] == [{"type": "signedout", "remote": False}]


def test_a_body_is_sent_again_where_it_can_be(start):
    server = start()
    seen = play("tokens", "bodies", server, Gateway(server.gateway).user())
    assert (seen["text"], seen["request"]) == ([200, "Text"], [200, "Request"])
    assert (seen["form"], seen["sent"]) == ([200, "yes"], [True, True])
    assert (seen["stream"], seen["attempts"]) == ([401, "no"], 1)
    assert seen["refreshed"], "so that the next request works"


def test_no_foreign_origin_gets_the_token(public):
    seen = play("tokens", "foreign", public, Gateway(public.gateway).user())
    own = "Bearer of-the-application"
    assert seen["statuses"] == [200] * 6
    assert seen["foreign"] == [
        ["/foreign", None],
        ["/?the gateway", None],
        ["/own", own],
        ["/after-away", None],
    ]
    assert seen["listed"] == [["/listed", "THE TOKEN"], ["/away", "THE TOKEN"], ["/own", own]]


def test_a_sign_out_is_of_one_tab_or_of_all_there_are(public):
    seen = play("tokens", "everywhere", public, Gateway(public.gateway).user())
    assert seen["alone"] == [200]
    assert [event["type"] for event in seen["other"]] == ["signedin"], "a tab with tokens of its own"
    assert (seen["statuses"], seen["one"]) == ([401], ["signedout"])
    assert seen["two"] == ["signedin", "signedout", "signedin", "signedout"]


def test_a_sign_out_during_a_refresh_leaves_nothing(rotating):
    seen = play("tokens", "orphan", rotating, Gateway(rotating.gateway).user())
    assert (seen["statuses"], seen["left"]) == ([401] * 3, None)
    assert (seen["logouts"], seen["orphan"]) == (2, 401)


# Challenges


@pytest.mark.parametrize("mode", ["session", "tokens"])
def test_an_authenticator_app_is_asked_for(start, mode):
    server = start("factors")
    idp_of(server).set_user_pool_mfa_config(
        UserPoolId=server.pool_id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    email = Gateway(server.gateway).user()
    seen = play("factors", "app", server, email, mode=mode)
    assert (seen["verified"], seen["preferred"]["status"]) == (200, 200), seen["preferred"]
    assert seen["asked"] == {"status": "challenge", "name": "SOFTWARE_TOKEN_MFA", "available": []}
    assert (seen["wrong"]["code"], seen["wrong"]["status"], seen["wrong"]["isOurs"]) == ("invalid_code", 400, True)
    assert seen["answered"] == {"status": "signed_in", "email": email}
    assert seen["user"] == email
    assert seen["events"] == [{"type": "signedin", "remote": False, "email": email}]


def invited(server) -> str:
    """A new user who must choose a password."""
    email = new_email()
    idp_of(server).admin_create_user(
        UserPoolId=server.pool_id,
        Username=email,
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
    )
    return email


def test_the_page_of_the_documentation_works(public):
    text = (ROOT / "docs" / "browser-client.md").read_text()
    (html,) = re.findall(r"^```html\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    email = invited(public)
    seen = play("session", "example", public, email, html=html, newPassword=NEW_PASSWORD)
    assert (seen["complaints"], seen["cookies"]) == ([], [])
    assert seen["refused"]
    assert email in seen["shown"] and "all customers" in seen["shown"]


def test_a_temporary_password_is_replaced(public):
    email = invited(public)
    seen = play("factors", "newPassword", public, email, newPassword=NEW_PASSWORD)
    assert seen["asked"]["name"] == "NEW_PASSWORD_REQUIRED"
    assert seen["weak"]["isOurs"] and seen["weak"]["code"] == "invalid_password"
    assert list(seen["weak"]["fields"]) == ["responses.NEW_PASSWORD"]
    assert seen["answered"] == seen["all"] == {"status": "signed_in", "email": email}


def test_a_code_takes_the_place_of_the_password(start):
    server = start("codes")
    first_factors(server, "PASSWORD", "EMAIL_OTP")
    email = Gateway(server.gateway).user()
    seen = play("factors", "codes", server, email)
    expected = {"email": "nobody@example.com", "method": "sms_otp", "remember": True, "mode": "session"}
    assert seen["bySms"] == expected
    assert seen["asked"]["name"] == "EMAIL_OTP"
    assert (seen["wrong"]["code"], seen["wrong"]["isOurs"]) == ("invalid_code", True)
    assert seen["noPasskey"]["name"] == "SELECT_CHALLENGE"
    assert "EMAIL_OTP" in seen["noPasskey"]["available"]
    assert seen["chosen"]["name"] == "EMAIL_OTP"
    assert seen["answered"] == seen["second"] == {"status": "signed_in", "email": email}


@pytest.mark.parametrize("mode", ["session", "tokens"])
def test_a_passkey_is_added_and_signs_in(start, mode):
    server = start("passkeys")
    first_factors(server, "PASSWORD", "WEB_AUTHN").set_user_pool_mfa_config(
        UserPoolId=server.pool_id,
        WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "required"},
    )
    email = Gateway(server.gateway).user()
    seen = play("factors", "passkey", server, email, mode=mode, gateway=localhost(server))
    assert (seen["nobody"]["code"], seen["nobody"]["status"]) == ("token_missing", 401)
    assert seen["listed"] == 1
    assert seen["signedIn"] == {"status": "signed_in", "email": email}
    assert (seen["user"], seen["types"]) == (email, ["signedin"])
    # What the browser says itself.
    assert (seen["twice"]["name"], seen["unverified"]["name"]) == ("InvalidStateError", "NotAllowedError")
