"""Tokens, verified by libraries that have nothing to do with us, and by our own command."""

import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt as jose
from joserfc.jwk import KeySet

from conftest import CLIENT_ID, POOL_ID
from world.binary import run
from world.curl import curl
from world.gateway import Gateway


@pytest.fixture(scope="module")
def signed_in(public):
    """A user and its tokens."""
    return Gateway(public.gateway).signed_in()


def keys_of(server):
    return curl(f"{server.issuer}/.well-known/jwks.json").json


def parts(token):
    """Header and claims, unverified."""

    def pad(text):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    return tuple(json.loads(pad(part)) for part in token.split(".")[:2])


def encode(part) -> str:
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def test_discovery_and_r59_the_key_set_has_no_private_part(public):
    document = curl(f"{public.issuer}/.well-known/openid-configuration").json
    assert document["issuer"] == public.issuer
    assert document["jwks_uri"] == f"{public.issuer}/.well-known/jwks.json"
    keys = keys_of(public)["keys"]
    assert len(keys) == 2
    for key in keys:
        assert set(key) == {"alg", "e", "kid", "kty", "n", "use"}
        assert (key["alg"], key["kty"], key["use"]) == ("RS256", "RSA", "sig")
        assert len(base64.urlsafe_b64decode(key["n"] + "==")) == 256


@pytest.mark.parametrize("use", ["access", "id"])
def test_two_independent_libraries_verify_the_tokens(public, signed_in, use):
    email, tokens = signed_in
    token = tokens[f"{use}_token"]
    jwks = jwt.PyJWKClient(f"{public.issuer}/.well-known/jwks.json")
    options = {"require": ["exp", "iat", "iss", "sub", "jti", "auth_time"]}
    audience = {"audience": public.client_id} if use == "id" else {}
    claims = jwt.decode(
        token,
        jwks.get_signing_key_from_jwt(token).key,
        algorithms=["RS256"],
        issuer=public.issuer,
        options=options,
        **audience,
    )
    same = jose.decode(token, KeySet.import_key_set(keys_of(public)), algorithms=["RS256"])
    assert same.claims == claims

    header, _ = parts(token)
    assert list(header) == ["kid", "alg"]
    assert claims["token_use"] == use
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 60
    assert claims["auth_time"] <= claims["iat"]
    assert claims["sub"] == tokens["user"]["sub"]
    if use == "access":
        assert claims["client_id"] == public.client_id
        assert claims["scope"] == "aws.cognito.signin.user.admin"
        assert claims["username"] == claims["sub"]
        assert "aud" not in claims and "email" not in claims
    else:
        assert claims["email"] == email
        assert claims["email_verified"] is True
        assert claims["cognito:username"] == claims["sub"]
        assert "client_id" not in claims


def test_access_and_id_token_of_one_sign_in_belong_together(signed_in):
    _, tokens = signed_in
    access, identity = parts(tokens["access_token"])[1], parts(tokens["id_token"])[1]
    for name in ("origin_jti", "event_id", "auth_time", "sub", "iss"):
        assert access[name] == identity[name]
    assert access["jti"] != identity["jti"]


def test_a_refresh_keeps_who_and_when(public, signed_in):
    _, tokens = signed_in
    answer = Gateway(public.gateway).post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    before, after = parts(tokens["access_token"])[1], parts(answer["access_token"])[1]
    for name in ("sub", "auth_time", "origin_jti", "client_id"):
        assert before[name] == after[name]
    assert before["jti"] != after["jti"]


def test_forged_tokens_are_refused(public, signed_in):
    """R1, R2, R3, R4, R6, R12 over a socket; `crates/verify` has all of their cases."""
    _, tokens = signed_in
    good = tokens["access_token"]
    header, claims = parts(good)
    head, payload, signature = good.split(".")
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(own.public_key()))
    n = keys_of(public)["keys"][0]["n"]

    def signed(extra, key=own, algorithm="RS256"):
        headers = {"kid": header["kid"], **extra}
        return jwt.encode(claims, key, algorithm=algorithm, headers=headers)

    forged = {
        "no algorithm": f"{encode({**header, 'alg': 'none'})}.{payload}.",
        "no signature": f"{head}.{payload}.",
        "the public key as a secret": signed({}, key=n, algorithm="HS256"),
        "another key": signed({}),
        "another hash": signed({}, algorithm="RS384"),
        "a key of its own": signed({"jwk": jwk}),
        "an address of its own": signed({"jku": "http://127.0.0.1:1/keys"}),
        "other claims": f"{head}.{encode({**claims, 'sub': 'somebody'})}.{signature}",
        "a changed bit": f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "two parts": f"{head}.{payload}",
        "four parts": f"{good}.{signature}",
        "padding": f"{head}.{payload}.{signature}=",
    }
    assert curl(public.gateway + "/me", token=good).status == 200
    for what, token in forged.items():
        answer = curl(public.gateway + "/me", token=token)
        assert (answer.status, answer["error"]) == (401, "invalid_token"), what
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_r10_r11_tokens_of_another_pool_or_client_are_refused(public, confidential):
    _, tokens = Gateway(confidential.gateway).signed_in()
    assert curl(public.gateway + "/me", token=tokens["access_token"]).status == 401


def test_token_decode_says_that_it_verified_nothing(signed_in, tmp_path):
    _, tokens = signed_in
    for argument, stdin in ((tokens["access_token"], None), ("-", tokens["access_token"])):
        done = run("token", "decode", argument, folder=tmp_path, stdin=stdin)
        assert done.returncode == 0
        document = json.loads(done.stdout)
        assert document["verified"] is False
        assert document["claims"]["sub"] == tokens["user"]["sub"]
        assert "NOT VERIFIED" in done.stderr


def test_token_verify_checks_as_the_gateway_does(public, signed_in, tmp_path):
    _, tokens = signed_in
    env = {"POOLGATE_POOL_LISTEN": public.pool.removeprefix("http://")}
    done = run("token", "verify", tokens["access_token"], folder=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sub"] == tokens["user"]["sub"]
    issuer = ("--issuer", public.issuer)
    token = tokens["access_token"]
    refused = {
        "token_use": ("--token-use", "id"),
        "client": ("--client-id", "somebodyelse"),
    }
    for word, flags in refused.items():
        done = run("token", "verify", token, *issuer, *flags, folder=tmp_path)
        assert done.returncode == 1, word
        assert word in done.stderr
        assert "expected" in done.stderr
        assert done.stdout == ""
    broken = token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB")
    done = run("token", "verify", broken, *issuer, folder=tmp_path)
    assert done.returncode == 1
    assert "NOT valid" in done.stderr


def test_token_verify_says_when_no_key_can_be_had(confidential, tmp_path):
    _, tokens = Gateway(confidential.gateway).signed_in()
    env = {
        "COGNITO_USER_POOL_ID": POOL_ID,
        "COGNITO_CLIENT_ID": CLIENT_ID,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "COGNITO_ISSUER": confidential.issuer,
        "COGNITO_JWKS_URI": "http://127.0.0.1:1/keys",
    }
    done = run("token", "verify", tokens["access_token"], folder=tmp_path, env=env)
    assert done.returncode == 1
    assert "cannot be checked" in done.stderr
