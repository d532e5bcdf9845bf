"""The binary inside AWS Lambda: events of API Gateway, function URLs and load balancers."""

import json

import pytest

from world.aws_lambda import Front, Function
from world.gateway import PASSWORD, Gateway, new_email

KINDS = ["rest", "http", "function_url", "alb", "alb_multi"]
SECRET_KEY = "a-secret-key-of-these-tests-of-32-bytes"


def settings(pool, **more):
    return {
        "COGNITO_USER_POOL_ID": pool.pool_id,
        "COGNITO_CLIENT_ID": pool.client_id,
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": pool.pool,
        "POOLGATE_SECRET_KEY": SECRET_KEY,
        **more,
    }


@pytest.fixture
def function(tmp_path):
    """Starts functions, and ends them."""
    functions = []

    def started(**env):
        functions.append(Function(tmp_path / f"function-{len(functions)}", env))
        return functions[-1]

    yield started
    for one in functions:
        one.end()


@pytest.fixture
def ahead(public, function):
    """A function ahead of the pool of another process."""
    return function(**settings(public))


@pytest.mark.parametrize("kind", KINDS)
def test_sign_up_and_sign_in(public, ahead, kind):
    front = Front(ahead, kind)
    mailbox = Gateway(public.gateway)
    email = new_email()
    body = {"email": email, "password": PASSWORD}
    answer = front.send("/auth/signup", body)
    assert answer.status == 201, answer.body
    assert front.send("/auth/login", body).status == 403
    code = {"email": email, "code": mailbox.code(email)}
    assert front.send("/auth/confirm", code, encoded=True).status == 200
    answer = front.send("/auth/login", body, encoded=True)
    assert answer.status == 200, answer.body
    assert answer.header("content-type") == "application/json"
    assert answer.header("cache-control") == "no-store"
    tokens = answer.json
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    answer = front.send("/auth/me", headers=bearer)
    assert answer.json["user"]["email"] == email
    answer = front.send("/auth/login", {"email": email, "password": "Wrong-Password-1"})
    assert (answer.status, answer.json["error"]) == (401, "invalid_credentials")
    assert answer.json["request_id"]


@pytest.mark.parametrize("kind", KINDS)
def test_refusals_are_those_of_the_gateway(ahead, kind):
    front = Front(ahead, kind)
    answer = front.send("/auth/signup", {"email": "no address"})
    assert (answer.status, answer.json["error"]) == (400, "validation_failed")
    assert front.send("/me").status == 401
    assert front.send("/nosuch").status == 404
    answer = front.send("/auth/login", {}, headers={"origin": "https://elsewhere.example"})
    assert answer.status == 403
    answer = front.send("/auth/signup", "{", headers={"accept": "application/problem+json"})
    assert answer.status == 400
    assert answer.header("content-type") == "application/problem+json"
    assert answer.json["status"] == 400


@pytest.mark.parametrize("kind", KINDS)
def test_pages_and_documents_come_whole(ahead, kind):
    front = Front(ahead, kind)
    document = front.send("/openapi.json").json
    assert document["openapi"].startswith("3.1")
    answer = front.send("/apidocs/favicon-32x32.png")
    assert answer.body.startswith(b"\x89PNG")
    assert front.send("/healthz").status == 200


@pytest.mark.parametrize("kind", KINDS)
def test_r60_limits_count_by_the_address_that_aws_has_seen(ahead, kind):
    front = Front(ahead, kind)
    email = new_email()

    def attempt(address):
        # What the caller writes into the header by itself does not count.
        headers = {} if kind.startswith("alb") else {"x-forwarded-for": f"192.0.2.{attempt.count}"}
        attempt.count += 1
        seen = f"192.0.2.{attempt.count}, {address}" if kind.startswith("alb") else address
        body = {"email": f"{attempt.count}{email}", "password": PASSWORD}
        return front.send("/auth/login", body, headers=headers, address=seen)

    attempt.count = 0
    statuses = [attempt("203.0.113.5").status for _ in range(150)]
    assert 429 in statuses
    assert attempt("203.0.113.6").status == 401


def test_nothing_of_development_works_there(public, ahead):
    front = Front(ahead, "function_url")
    assert front.send("/dev/messages").status == 404


def test_an_event_that_is_no_request_is_an_error_and_the_next_one_is_served(ahead):
    kind, answer = ahead.invoke({"hello": "world"})
    assert kind == "error"
    assert answer["errorType"]
    assert Front(ahead, "http").send("/healthz").status == 200


def test_logs_are_json_and_hold_no_secret(public, ahead):
    front = Front(ahead, "http")
    front.send("/auth/login", {"email": new_email(), "password": PASSWORD})
    lines = [json.loads(line) for line in ahead.log().splitlines()]
    (line,) = [line for line in lines if line["target"] == "poolgate_gateway::layers::request"]
    assert line["http.status"] == 401
    assert line["span"]["http.route"] == "/auth/login"
    assert line["span"]["client.address"] == "198.51.100.7"
    assert PASSWORD not in ahead.log()
    assert SECRET_KEY not in ahead.log()


def ends_with(function, **env):
    one = function(**env)
    code = one.process.wait(timeout=30)
    return code, one.log()


def test_what_is_missing_is_said_before_the_first_event(public, function):
    code, log = ends_with(function)
    assert code == 2
    assert "COGNITO_USER_POOL_ID" in log
    env = settings(public)
    del env["POOLGATE_SECRET_KEY"]
    code, log = ends_with(function, **env)
    assert code == 2
    assert "POOLGATE_SECRET_KEY" in log
    code, log = ends_with(function, **settings(public, POOLGATE_SECRET_KEY="short"))
    assert code == 2
    code, log = ends_with(function, **settings(public, POOLGATE_LAMBDA="nonsense"))
    assert code == 2
    assert "custom-message" in log


def test_the_embedded_pool_runs_there_only_when_told_and_with_a_warning(tmp_path, function):
    env = {
        "POOLGATE_EMBEDDED": "true",
        "POOLGATE_DATA": str(tmp_path / "data"),
        "POOLGATE_SECRET_KEY": SECRET_KEY,
    }
    one = function(**env)
    front = Front(one, "function_url")
    body = {"email": new_email(), "password": PASSWORD}
    assert front.send("/auth/signup", body).status == 201
    assert "forgets them when it ends" in one.log()
    assert front.send("/dev/messages").status == 404
