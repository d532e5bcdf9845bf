"""The FastAPI voice assistant of the S2 document: the requests of its authentication API, as it prints them."""

import pytest

from world.curl import curl
from world.gateway import Gateway
from world.printed import printed

SIGN_UP = r"""curl -X POST "http://localhost:8000/auth/signup" \
  -H "Content-Type: application/json" \
  -d '{
    "email": "user@example.com",
    "password": "SecurePassword123!",
    "first_name": "John",
    "last_name": "Doe"
  }'
"""
CONFIRM = r"""curl -X POST "http://localhost:8000/auth/confirm-signup" \
  -H "Content-Type: application/json" \
  -d '{
    "email": "user@example.com",
    "confirmation_code": "123456"
  }'
"""
LOGIN = r"""curl -X POST "http://localhost:8000/auth/login" \
  -H "Content-Type: application/json" \
  -d '{
    "email": "user@example.com",
    "password": "SecurePassword123!"
  }'
"""
ME = r"""curl -X GET "http://localhost:8000/auth/me" \
  -H "Authorization: Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9..."
"""
REFRESH = r"""curl -X POST "http://localhost:8000/auth/refresh" \
  -H "Content-Type: application/json" \
  -d '{
    "refresh_token": "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9..."
  }'
"""
LOGOUT = r"""curl -X POST "http://localhost:8000/auth/logout" \
  -H "Authorization: Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9..."
"""
TOKEN = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9..."

# The variables as the document has them: an empty secret means a public client.
VARIABLES = {
    "POOLGATE_EMBEDDED": "true",
    "COGNITO_USER_POOL_ID": "eu-north-1_XXXXXXXXX",
    "COGNITO_CLIENT_ID": "1234567890abcdefghijk",
    "COGNITO_CLIENT_SECRET": "",
    "AWS_REGION": "eu-north-1",
}


@pytest.fixture
def server(start):
    return start("s2", env=VARIABLES)


def test_every_printed_request_gets_the_printed_answer(server):
    status, body = printed(server, SIGN_UP)
    assert status == 201
    assert body["success"] is True and body["confirmation_required"] is True
    assert len(body["user_sub"]) == 36 and body["message"]
    code = Gateway(server.gateway).code("user@example.com")
    status, body = printed(server, CONFIRM.replace("123456", code))
    assert (status, body["success"]) == (200, True)
    status, tokens = printed(server, LOGIN)
    assert status == 200
    assert tokens["success"] is True
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    user = tokens["user"]
    assert user["username"] == user["email"] == "user@example.com"
    assert user["email_verified"] is True and len(user["sub"]) == 36
    status, body = printed(server, ME.replace(TOKEN, tokens["access_token"]))
    assert status == 200
    user = body["user"]
    assert {"sub", "username", "email", "email_verified", "token_use", "scope", "auth_time", "iat", "exp"} <= user.keys()
    assert (user["username"], user["token_use"]) == ("user@example.com", "access")
    status, body = printed(server, REFRESH.replace(TOKEN, tokens["refresh_token"]))
    assert (status, body["success"]) == (200, True)
    # The class of the document keeps its refresh token: it is not rotated away.
    status, _ = printed(server, REFRESH.replace(TOKEN, tokens["refresh_token"]))
    assert status == 200
    status, body = printed(server, LOGOUT.replace(TOKEN, body["access_token"]))
    assert (status, body["success"]) == (200, True)
    status, body = printed(server, REFRESH.replace(TOKEN, tokens["refresh_token"]))
    assert (status, body["success"]) == (401, False)


def test_the_printed_errors_have_success_and_message(server):
    printed(server, SIGN_UP)
    status, body = printed(server, SIGN_UP)
    assert (status, body["success"], body["error"]) == (409, False, "user_exists")
    status, body = printed(server, CONFIRM.replace("123456", "000000"))
    assert (status, body["success"], body["error"]) == (400, False, "invalid_code")
    status, body = printed(server, LOGIN)
    assert (status, body["error"]) == (403, "user_not_confirmed")
    status, body = printed(server, LOGIN.replace("SecurePassword123!", "Wrong"))
    assert (status, body["error"]) == (401, "invalid_credentials")
    answer = curl(server.gateway + "/auth/me")
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    for answer in (body, answer.json):
        assert answer["success"] is False and answer["message"]
