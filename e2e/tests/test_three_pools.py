"""The gateway's routes ahead of three pools: the embedded one, moto and cognito-local, each with a public and a
confidential app client. What a pool cannot do is in `CANNOT`, by name; a test that passes there all the
same fails, so that the list stays true."""

import base64
import hmac
import struct
import time

import pytest

from conftest import end
from world.binary import Server
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway, new_email
from world.peers import CODE, CognitoLocal, Moto

NEW_PASSWORD = "Better-Secret-42"

POOLS = ["embedded", "moto", "cognito-local"]
CLIENTS = ["public", "confidential"]

CANNOT = {
    # moto sends no codes and checks none.
    ("moto", "a_wrong_confirmation_code_is_refused"): "moto confirms with any code",
    ("moto", "a_code_is_sent_again"): "moto does not know ResendConfirmationCode",
    ("moto, confidential", "a_refresh_without_the_address"): "moto refreshes by InitiateAuth alone, which needs the user's name",
    ("moto", "a_logout_ends_the_refresh_token"): "moto does not know RevokeToken",
    ("moto", "an_account_is_deleted_with_its_password"): "moto does not know DeleteUser",
    ("moto", "an_authenticator_app_is_set_up_and_asked_for"): "moto's secret is no base32",
    # cognito-local.
    ("cognito-local", "a_weak_password_is_refused"): "cognito-local does not apply the password policy",
    ("cognito-local", "a_code_is_sent_again"): "cognito-local does not know ResendConfirmationCode",
    ("cognito-local, confidential", "a_refresh_without_the_address"): "cognito-local refreshes by InitiateAuth alone, which needs the user's name",
    ("cognito-local", "a_refresh_token_that_is_none_is_401"): "cognito-local fails with 500",
    ("cognito-local", "a_wrong_current_password_changes_nothing"): "cognito-local calls a wrong password an unsuitable one",
    ("cognito-local", "a_logout_ends_the_refresh_token"): "cognito-local fails with 500",
    ("cognito-local", "a_logout_everywhere_ends_every_session"): "cognito-local does not know GlobalSignOut",
}


def cannot(pool, client, test):
    """Why a pool cannot do what a test asks for."""
    return CANNOT.get((pool, test)) or CANNOT.get((f"{pool}, {client}", test))


class Ahead:
    """A gateway ahead of a pool."""

    def __init__(self, kind, url, idp=None, pool_id=None):
        self.kind = kind
        self.gateway = Gateway(url)
        self.idp = idp
        self.pool_id = pool_id

    def code(self, email):
        """The newest code for this address: read from our mailbox, and known beforehand for the others."""
        return self.gateway.code(email) if self.kind == "embedded" else CODE

    def post(self, path, body, **options):
        return self.gateway.post(path, body, **options)

    def user(self):
        email = new_email()
        answer = self.post("/auth/signup", {"email": email, "password": PASSWORD})
        assert answer.status == 201, answer
        answer = self.post("/auth/confirm", {"email": email, "code": self.code(email)})
        assert answer.status == 200, answer
        return email

    def signed_in(self):
        email = self.user()
        answer = self.gateway.login(email)
        assert answer.status == 200, answer
        return email, answer.json


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    peer = Moto(tmp_path_factory.mktemp("moto"))
    yield peer
    peer.stop()


@pytest.fixture(scope="module")
def cognito_local(tmp_path_factory):
    peer = CognitoLocal(tmp_path_factory.mktemp("cognito-local"))
    yield peer
    peer.stop()


@pytest.fixture(scope="module")
def started(request, tmp_path_factory):
    """Gateways by pool and client, each started once."""
    found = {}

    def gateway(kind, client):
        if (kind, client) in found:
            return found[kind, client][0]
        if kind == "embedded":
            server = request.getfixturevalue(client)
            idp = cognito(server.pool, server.region)
            ahead = Ahead(kind, server.gateway, idp, server.pool_id)
            found[kind, client] = ahead, None
            return ahead
        peer = request.getfixturevalue(kind.replace("-", "_"))
        env = peer.pool_and_client(client == "confidential")
        if client == "confidential":
            assert "COGNITO_CLIENT_SECRET" in env, f"{kind} has no confidential clients"
        folder = tmp_path_factory.mktemp(f"{kind}-{client}")
        server = Server(folder / "own", env=env).start()
        # What a peer cannot do is logged as what it is: a failure of the pool.
        server.may_complain = True
        ahead = Ahead(kind, server.gateway, peer.idp, env["COGNITO_USER_POOL_ID"])
        found[kind, client] = ahead, server
        return ahead

    yield gateway
    for _, server in found.values():
        if server:
            end(server)


@pytest.fixture(params=POOLS)
def kind(request):
    return request.param


@pytest.fixture(params=CLIENTS)
def client(request):
    return request.param


@pytest.fixture
def ahead(request, started, kind, client):
    test = request.node.originalname.removeprefix("test_")
    reason = cannot(kind, client, test)
    if reason:
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    return started(kind, client)


def test_sign_up_confirm_and_sign_in(ahead):
    email, tokens = ahead.signed_in()
    assert {"access_token", "id_token", "refresh_token", "expires_in"} <= tokens.keys()
    assert tokens["token_type"] == "Bearer"
    assert tokens["user"]["username"] == email
    assert tokens["user"]["email"] == email


def test_a_user_exists_once(ahead):
    email = ahead.user()
    answer = ahead.post("/auth/signup", {"email": email, "password": PASSWORD}, fails=True)
    assert (answer.status, answer["error"]) == (409, "user_exists")


def test_a_weak_password_is_refused(ahead):
    body = {"email": new_email(), "password": "alllowercase"}
    answer = ahead.post("/auth/signup", body, fails=True)
    assert (answer.status, answer["error"]) == (400, "invalid_password")
    assert "password" in answer["fields"]


def test_a_wrong_password_is_401(ahead):
    answer = ahead.gateway.login(ahead.user(), "Wrong-Secret-1", fails=True)
    assert (answer.status, answer["error"]) == (401, "invalid_credentials")


def test_an_unknown_user_reads_like_a_wrong_password(ahead):
    answer = ahead.gateway.login(new_email(), fails=True)
    assert (answer.status, answer["error"]) == (401, "invalid_credentials")


def test_an_unconfirmed_user_is_403(ahead):
    email = new_email()
    ahead.post("/auth/signup", {"email": email, "password": PASSWORD})
    answer = ahead.gateway.login(email, fails=True)
    assert (answer.status, answer["error"]) == (403, "user_not_confirmed")


def test_a_wrong_confirmation_code_is_refused(ahead):
    email = new_email()
    ahead.post("/auth/signup", {"email": email, "password": PASSWORD})
    answer = ahead.post("/auth/confirm", {"email": email, "code": "000000"}, fails=True)
    assert (answer.status, answer["error"]) == (400, "invalid_code")


def test_a_code_is_sent_again(ahead):
    email = new_email()
    ahead.post("/auth/signup", {"email": email, "password": PASSWORD})
    answer = ahead.post("/auth/resend-code", {"email": email})
    assert answer.status == 200, answer
    answer = ahead.post("/auth/confirm-signup", {"email": email, "confirmation_code": ahead.code(email)})
    assert answer.status == 200, answer


def test_the_token_is_verified_here(ahead):
    email, tokens = ahead.signed_in()
    claims = ahead.gateway.get("/me", token=tokens["access_token"])
    assert claims.status == 200
    assert claims["token_use"] == "access"
    answer = ahead.gateway.get("/me", token=tokens["id_token"], fails=True)
    assert answer.status == 401
    assert ahead.gateway.get("/auth/verify", token=tokens["access_token"]).status == 200


def test_who_am_i(ahead):
    email, tokens = ahead.signed_in()
    user = ahead.gateway.get("/auth/me", token=tokens["access_token"])["user"]
    assert user["email"] == email
    assert user["token_use"] == "access"


def test_the_profile_is_read_and_changed(ahead):
    email, tokens = ahead.signed_in()
    token = tokens["access_token"]
    body = {"name": "Ada Lovelace", "custom:role": "admin"}
    answer = ahead.post("/profile", body, token=token)
    assert answer.status == 200, answer
    assert answer["ignored"] == ["custom:role"]
    attributes = ahead.gateway.get("/profile", token=token)["attributes"]
    assert attributes["name"] == "Ada Lovelace"
    assert attributes["email"] == email
    assert "custom:role" not in attributes


def test_a_refresh_with_the_address(ahead):
    email, tokens = ahead.signed_in()
    body = {"email": email, "refresh_token": tokens["refresh_token"]}
    answer = ahead.post("/auth/refresh", body)
    assert answer.status == 200, answer
    assert ahead.gateway.get("/me", token=answer["access_token"]).status == 200


def test_a_refresh_without_the_address(ahead):
    _, tokens = ahead.signed_in()
    answer = ahead.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    assert answer.status == 200, answer
    assert ahead.gateway.get("/me", token=answer["access_token"]).status == 200


def test_a_refresh_token_that_is_none_is_401(ahead):
    answer = ahead.post("/auth/refresh", {"refresh_token": "nonsense", "email": ahead.user()}, fails=True)
    assert (answer.status, answer["error"]) == (401, "invalid_refresh_token")


def test_the_password_is_changed(ahead):
    email, tokens = ahead.signed_in()
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = ahead.post("/auth/change-password", body, token=tokens["access_token"])
    assert answer.status == 200, answer
    assert ahead.gateway.login(email, PASSWORD, fails=True).status == 401
    assert ahead.gateway.login(email, NEW_PASSWORD).status == 200


def test_a_wrong_current_password_changes_nothing(ahead):
    email, tokens = ahead.signed_in()
    body = {"current_password": "Wrong-Secret-1", "new_password": NEW_PASSWORD}
    answer = ahead.post("/auth/change-password", body, token=tokens["access_token"], fails=True)
    assert (answer.status, answer["error"]) == (400, "wrong_password")
    assert ahead.gateway.login(email).status == 200


def test_a_forgotten_password_is_reset(ahead):
    email = ahead.user()
    answer = ahead.post("/auth/forgot-password", {"email": email})
    assert answer.status == 200, answer
    body = {"email": email, "code": ahead.code(email), "new_password": NEW_PASSWORD}
    answer = ahead.post("/auth/reset-password", body)
    assert answer.status == 200, answer
    assert ahead.gateway.login(email, NEW_PASSWORD).status == 200


def test_a_new_password_is_a_challenge(ahead):
    email = new_email()
    ahead.idp.admin_create_user(
        UserPoolId=ahead.pool_id,
        Username=email,
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}],
    )
    answer = ahead.gateway.login(email)
    assert answer.status == 200, answer
    challenge = answer["challenge"]
    assert challenge["name"] == "NEW_PASSWORD_REQUIRED"
    body = {
        "session": challenge["session"],
        "name": challenge["name"],
        "responses": {"NEW_PASSWORD": NEW_PASSWORD},
    }
    answer = ahead.post("/auth/challenge", body)
    assert answer.status == 200, answer
    assert ahead.gateway.login(email, NEW_PASSWORD).status == 200


def test_a_logout_ends_the_refresh_token(ahead):
    email, tokens = ahead.signed_in()
    body = {"refresh_token": tokens["refresh_token"]}
    assert ahead.post("/auth/logout", body).status == 200
    answer = ahead.post("/auth/refresh", {**body, "email": email}, fails=True)
    assert answer.status == 401, answer


def test_a_logout_everywhere_ends_every_session(ahead):
    email, tokens = ahead.signed_in()
    other = ahead.gateway.login(email)
    answer = ahead.post("/auth/logout", {"everywhere": True}, token=tokens["access_token"])
    assert answer.status == 200, answer
    body = {"refresh_token": other["refresh_token"], "email": email}
    assert ahead.post("/auth/refresh", body, fails=True).status == 401


def test_an_account_is_deleted_with_its_password(ahead):
    email, tokens = ahead.signed_in()
    token = tokens["access_token"]
    answer = ahead.gateway.delete("/auth/account", {"password": "Wrong-Secret-1"}, token=token, fails=True)
    assert (answer.status, answer["error"]) == (400, "wrong_password")
    answer = ahead.gateway.delete("/auth/account", {"password": PASSWORD}, token=token)
    assert answer.status == 200, answer
    assert ahead.gateway.login(email, fails=True).status == 401


def totp(secret: str, later: int = 0) -> str:
    """The code of an authenticator app now, or some seconds later (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", (int(time.time()) + later) // 30), "sha1")
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


def test_an_authenticator_app_is_set_up_and_asked_for(ahead):
    ahead.idp.set_user_pool_mfa_config(
        UserPoolId=ahead.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    email, tokens = ahead.signed_in()
    token = tokens["access_token"]
    started = ahead.post("/auth/mfa/totp/start", {}, token=token)
    assert started.status == 200, started
    answer = ahead.post("/auth/mfa/totp/verify", {"code": totp(started["secret"])}, token=token)
    assert answer.status == 200, answer
    factors = ahead.gateway.get("/auth/mfa", token=token)
    assert (factors["totp"], factors["preferred"]) == (True, "totp")
    answer = ahead.gateway.login(email)
    assert answer["challenge"]["name"] == "SOFTWARE_TOKEN_MFA", answer
    body = {
        "session": answer["challenge"]["session"],
        "name": "SOFTWARE_TOKEN_MFA",
        # The code that proved the app is used up; the next one is good already.
        "responses": {"SOFTWARE_TOKEN_MFA_CODE": totp(started["secret"], 30)},
    }
    answer = ahead.post("/auth/challenge", body)
    assert answer.status == 200, answer
