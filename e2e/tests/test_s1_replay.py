"""The Flask site of the S1 document: the requests that it prints, the same as forms, and its variables. (Its provisioning is in
`test_pool_create.py`; its pages are tested with the browser.)"""

import pytest

from world.curl import curl
from world.gateway import Gateway
from world.printed import printed

REGISTER = r"""curl -X POST http://localhost:5000/register \
-H "Content-Type: application/json" \
-d '{"email":"test@example.com","password":"Test123!","name":"Test User"}'
"""
LOGIN = r"""curl -X POST http://localhost:5000/login \
-H "Content-Type: application/json" \
-d '{"email":"test@example.com","password":"Test123!"}'
"""
VARIABLES = {
    "POOLGATE_EMBEDDED": "true",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "your-access-key-id",
    "AWS_SECRET_ACCESS_KEY": "your-secret-access-key",
    "COGNITO_USER_POOL_ID": "us-east-1_YourPool",
    "COGNITO_APP_CLIENT_ID": "yourappclientid",
}


@pytest.fixture
def server(start):
    return start("s1", env=VARIABLES)


def test_the_printed_requests_get_their_answers(server):
    status, body = printed(server, REGISTER)
    assert (status, body["message"]) == (200, "Registration successful")
    status, body = printed(server, REGISTER)
    assert status == 400 and body["error"]
    gateway = Gateway(server.gateway)
    code = gateway.code("test@example.com")
    assert gateway.post("/auth/confirm", {"email": "test@example.com", "code": code}).status == 200
    status, body = printed(server, LOGIN)
    assert status == 200
    claims = gateway.get("/me", token=body["token"])
    assert (claims.status, claims["client_id"]) == (200, "yourappclientid")
    status, body = printed(server, LOGIN.replace("Test123!", "Wrong123!"))
    assert status == 401 and body["error"]


def test_forms_are_as_good_as_json(server):
    form = ["--data-urlencode", "email=form@example.com", "--data-urlencode", "password=Test123!"]
    answer = curl(server.gateway + "/register", *form, "--data-urlencode", "name=Form User")
    assert (answer.status, answer["message"]) == (200, "Registration successful")
    gateway = Gateway(server.gateway)
    code = gateway.code("form@example.com")
    gateway.post("/auth/confirm", {"email": "form@example.com", "code": code})
    answer = curl(server.gateway + "/login", *form)
    assert answer.status == 200
    assert gateway.get("/profile", token=answer["token"])["attributes"]["name"] == "Form User"
