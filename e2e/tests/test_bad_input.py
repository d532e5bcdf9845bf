"""Whatever is sent: a clear error of the right door, soon, and never a failure of ours."""

import json
import socket
import time

import pytest
import requests

from world.curl import curl
from world.gateway import PASSWORD, Gateway, new_email
from world.sockets import (
    TARGET,
    connect,
    half_a_request,
    head_of,
    raw,
    read_all,
    resident_bytes,
    send_chunks,
)

AWS_JSON = "application/x-amz-json-1.1"

BROKEN = {
    "cut off": '{"email": "ada@example.com"',
    "a trailing comma": '{"email": "ada@example.com",}',
    "no JSON at all": "email=ada",
    "nothing but white space": "   ",
    "not UTF-8": '{"email": "\udcff\udcfe"}',
    "a lone surrogate": '{"email": "\\ud800"}',
    "an array": "[]",
    "a text": '"email"',
    "a number": "1e999",
    "null": "null",
    "two values": "{} {}",
    "very deep": '{"email": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "very deep objects": '{"a":' * 20_000 + "1" + "}" * 20_000,
}

ROUTES = [
    "/auth/signup",
    "/auth/confirm",
    "/auth/confirm-signup",
    "/auth/resend-code",
    "/auth/login",
    "/auth/challenge",
    "/auth/refresh",
    "/auth/forgot-password",
    "/auth/reset-password",
]

PUBLIC_OPERATIONS = {
    "SignUp": ["ClientId", "Username", "Password", "UserAttributes"],
    "ConfirmSignUp": ["ClientId", "Username", "ConfirmationCode"],
    "ResendConfirmationCode": ["ClientId", "Username"],
    "InitiateAuth": ["ClientId", "AuthFlow", "AuthParameters"],
    "GetTokensFromRefreshToken": ["ClientId", "RefreshToken"],
    "RevokeToken": ["ClientId", "Token"],
    "GlobalSignOut": ["AccessToken"],
    "GetUser": ["AccessToken"],
    "ChangePassword": ["AccessToken", "PreviousPassword", "ProposedPassword"],
    "ForgotPassword": ["ClientId", "Username"],
    "ConfirmForgotPassword": ["ClientId", "Username", "ConfirmationCode", "Password"],
}

WRONG_TYPES = [1, 1.5, True, [], {}, [1], {"a": 1}, "", "x" * 5000, "\0", "\u202e", None]


def to_gateway(public, path, body):
    data = body.encode("utf-8", "surrogateescape")
    headers = {"Content-Type": "application/json"}
    return requests.post(public.gateway + path, data=data, headers=headers, timeout=30)


def to_pool(public, operation, body):
    data = body.encode("utf-8", "surrogateescape")
    headers = {"Content-Type": AWS_JSON, "X-Amz-Target": TARGET + operation}
    return requests.post(public.pool, data=data, headers=headers, timeout=30)


def check_gateway_error(answer, statuses=range(400, 500)):
    assert answer.status_code in statuses, answer.text
    body = answer.json()
    assert body["success"] is False
    assert body["error"] and body["message"]
    assert body["request_id"] == answer.headers["x-request-id"]


def check_pool_error(answer, kind=None):
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == AWS_JSON
    found = answer.json()["__type"]
    assert answer.headers["x-amzn-errortype"].startswith(found)
    assert kind is None or found == kind, answer.text


@pytest.fixture(autouse=True, scope="module")
def still_well(public):
    """After all of it the same process does its work."""
    process = public.process.pid
    yield
    assert public.process.poll() is None and public.process.pid == process
    assert Gateway(public.gateway).signed_in()


@pytest.mark.parametrize("what", BROKEN)
def test_broken_json(public, what):
    if BROKEN[what].strip():
        check_gateway_error(to_gateway(public, "/auth/login", BROKEN[what]), [400, 413])
        check_pool_error(to_pool(public, "SignUp", BROKEN[what]))
    else:
        check_gateway_error(to_gateway(public, "/auth/login", BROKEN[what]), [400])


@pytest.mark.parametrize("path", ROUTES)
def test_wrong_types_for_the_gateway(public, path):
    names = ["email", "password", "code", "new_password", "refresh_token", "session", "name"]
    check_gateway_error(to_gateway(public, path, "{}"))
    for value in WRONG_TYPES:
        body = json.dumps({name: value for name in names})
        check_gateway_error(to_gateway(public, path, body))


@pytest.mark.parametrize("operation", PUBLIC_OPERATIONS)
def test_wrong_types_for_the_pool(public, operation):
    names = PUBLIC_OPERATIONS[operation]
    check_pool_error(to_pool(public, operation, "{}"), "InvalidParameterException")
    for value in WRONG_TYPES:
        for name in names:
            body = json.dumps({**{other: public.client_id for other in names}, name: value})
            answer = to_pool(public, operation, body)
            if operation == "RevokeToken" and answer.status_code == 200:
                # Revoking what is no token is a success (RFC 7009, section 2.2).
                assert isinstance(value, str) and answer.json() == {}
            else:
                check_pool_error(answer)


def test_unknown_members_are_ignored(public):
    gateway = Gateway(public.gateway)
    email = new_email()
    body = {"email": email, "password": PASSWORD, "unknown": [1, {"deep": True}]}
    assert gateway.post("/auth/signup", body).status == 201
    body = {"ClientId": public.client_id, "Username": email, "Unknown": {"a": []}}
    assert to_pool(public, "ResendConfirmationCode", json.dumps(body)).status_code == 200


def test_another_kind_of_body(public):
    answer = curl(public.gateway + "/auth/login", "--data", "email=ada&password=x")
    assert (answer.status, answer["error"]) == (415, "unsupported_media_type")
    answer = curl(public.gateway + "/auth/login")
    assert (answer.status, answer["error"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"
    answer = curl(public.gateway + "/nothing")
    assert (answer.status, answer["error"]) == (404, "not_found")


def test_operations_that_are_none(public):
    for target in ("Nonsense.SignUp", TARGET + "Nonsense", TARGET + "signup", ""):
        headers = {"Content-Type": AWS_JSON, "X-Amz-Target": target}
        answer = requests.post(public.pool, data="{}", headers=headers, timeout=10)
        check_pool_error(answer, "UnknownOperationException")
        assert answer.text == '{"__type":"UnknownOperationException"}'
    answer = curl(public.pool + "/us-east-1_X/authorize")
    assert 400 <= answer.status < 500


def test_nothing_is_half_written(public, idp):
    """A sign-up that is refused leaves no user and no message."""
    gateway = Gateway(public.gateway)
    email = new_email()
    attributes = [
        {"Name": "given_name", "Value": "Ada"},
        {"Name": "birthdate", "Value": "yesterday"},
    ]
    body = {
        "ClientId": public.client_id,
        "Username": email,
        "Password": PASSWORD,
        "UserAttributes": attributes,
    }
    check_pool_error(to_pool(public, "SignUp", json.dumps(body)), "InvalidParameterException")
    assert gateway.messages(email) == []
    with pytest.raises(idp.exceptions.UserNotFoundException):
        idp.admin_get_user(UserPoolId=public.pool_id, Username=email)
    gateway.sign_up(email)


def test_f12_a_declared_giant_is_refused_before_it_is_sent(public):
    for url, limit in ((public.gateway + "/auth/login", 65_536), (public.pool, 262_144)):
        for length in (limit + 1, 1 << 30, 1 << 62):
            answer = half_a_request(url, f"Content-Length: {length}")
            assert answer.startswith("HTTP/1.1 413"), answer


def test_f12_a_chunked_giant_is_refused_early(public):
    for url in (public.gateway + "/auth/login", public.pool):
        before = resident_bytes(public)
        sent, answer = send_chunks(url, 1 << 30)
        assert sent < 16 << 20, f"{sent} bytes were taken"
        assert answer.startswith("HTTP/1.1 413"), answer[:200]
        assert resident_bytes(public) - before < 32 << 20


def test_a_giant_admin_call_without_a_signature_is_not_read(public):
    headers = f"X-Amz-Target: {TARGET}ListUserPools\r\nContent-Length: 4000000"
    answer = half_a_request(public.pool, headers)
    assert "MissingAuthenticationTokenException" in answer


def test_long_headers_and_tokens(public):
    for url in (public.gateway + "/me", public.pool + "/"):
        for size in (60_000, 1_000_000):
            answer = raw(url, f"Authorization: Bearer {'a' * size}")
            assert answer.split(" ")[1] in ("400", "401", "404", "405", "431"), answer[:200]


def test_nonsense_instead_of_http(public):
    for url in (public.gateway, public.pool):
        for nonsense in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET / HTTP/9.9\r\n\r\n",
            b"\0" * 1000,
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ):
            with connect(url) as connection:
                try:
                    connection.sendall(nonsense)
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    pass  # Closed already.
                answer = read_all(connection)
            assert not answer.startswith("HTTP/1.1 5"), answer[:200]
            assert not answer.startswith("HTTP/1.1 2"), answer[:200]


@pytest.mark.timeout(90)
def test_f11_slow_headers_and_slow_bodies_are_closed(public):
    """Headers may take 15 s and a body 20 s; all are tried at the same time."""
    start = time.monotonic()
    heads = [connect(public.gateway), connect(public.pool)]
    for connection in heads:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n")
    bodies = [connect(public.gateway), connect(public.pool)]
    for connection, path in zip(bodies, ("/auth/login", "/"), strict=True):
        connection.sendall(head_of(path, "Content-Length: 100") + b"{")
    for connection in heads + bodies:
        connection.settimeout(40)
    for connection in heads:
        answer = read_all(connection)
        assert not answer.startswith("HTTP/1.1 5"), answer[:200]
    assert 10 < time.monotonic() - start < 19
    for connection in bodies:
        answer = connection.recv(65_536).decode()
        assert answer.startswith("HTTP/1.1 408"), answer
    assert time.monotonic() - start < 30
    for connection in heads + bodies:
        connection.close()
