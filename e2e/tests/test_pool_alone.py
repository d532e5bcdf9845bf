"""`poolgate pool serve`, and who may call its admin operations."""

import datetime
from unittest import mock

import pytest
import requests
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from world.cognito import KEY, cognito, refused
from world.curl import curl
from world.gateway import PASSWORD, Gateway

KEYS = {"POOLGATE_ACCESS_KEY_ID": KEY[0], "POOLGATE_SECRET_ACCESS_KEY": KEY[1]}
TARGET = "AWSCognitoIdentityProviderService."
NOT_KNOWN = "The security token included in the request is invalid."


def call(url, operation, body="{}", **headers):
    """A raw call, unsigned unless the headers say otherwise."""
    headers = {"X-Amz-Target": TARGET + operation, **headers}
    return curl(url, json=body, headers={"Content-Type": "application/x-amz-json-1.1", **headers})


@pytest.fixture
def guarded(start):
    """A pool with an access key."""
    return start(pool_alone=True, env=KEYS)


def test_the_pool_alone_has_one_port_and_the_mailbox(start):
    server = start(pool_alone=True)
    assert "Gateway" not in server.page
    mailbox = Gateway(server.pool, server.pool)
    idp = cognito(server.pool)
    who = {"ClientId": server.client_id, "Username": "ada@example.com"}
    idp.sign_up(**who, Password=PASSWORD)
    idp.confirm_sign_up(**who, ConfirmationCode=mailbox.code("ada@example.com"))
    tokens = idp.initiate_auth(
        ClientId=server.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada@example.com", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    assert idp.get_user(AccessToken=tokens["AccessToken"])
    assert curl(f"{server.pool}/healthz").status == 200
    assert curl(f"{server.pool}/auth/login").status in (400, 404)


def test_admin_calls_without_a_signature_are_refused(public):
    for operation in ("ListUserPools", "AdminGetUser", "CreateUserPool", "DeleteUserPool"):
        answer = call(public.pool, operation)
        assert answer.status == 400
        assert answer.text == (
            '{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}'
        )
        assert answer.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException:"
    bearer = call(public.pool, "ListUserPools", Authorization="Bearer abc")
    assert bearer["__type"] == "MissingAuthenticationTokenException"


def test_any_signature_is_for_callers_from_this_machine_alone(public):
    """A page in a browser, or a caller behind a proxy, has no admin rights."""
    scope = f"{KEY[0]}/20260101/us-east-1/cognito-idp/aws4_request"
    signature = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00"
    body = '{"MaxResults":1}'
    assert call(public.pool, "ListUserPools", body, Authorization=signature).status == 200
    for name, value in (
        ("Origin", "https://evil.example"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("Host", "pool.example.com"),
    ):
        more = {"Authorization": signature, name: value}
        answer = call(public.pool, "ListUserPools", body, **more)
        assert answer.status == 400, name
        assert answer["__type"] == "UnrecognizedClientException"


def test_r57_with_access_keys_the_right_one_works_and_others_do_not(guarded):
    assert cognito(guarded.pool).list_user_pools(MaxResults=10)["UserPools"]
    refused(
        cognito(guarded.pool, key=("AKIASOMEBODYELSE1234", KEY[1])).list_user_pools,
        "UnrecognizedClientException",
        NOT_KNOWN,
        MaxResults=10,
    )
    with pytest.raises(ClientError) as caught:
        cognito(guarded.pool, key=(KEY[0], "a-wrong-secret-of-some-length")).list_user_pools(MaxResults=10)
    assert caught.value.response["Error"]["Code"] == "InvalidSignatureException"


def test_r57_a_signature_is_good_for_its_body_and_its_minutes(guarded):
    request = signed(guarded.pool, '{"MaxResults":1}')
    good = requests.post(guarded.pool, data='{"MaxResults":1}', headers=request, timeout=10)
    assert good.status_code == 200
    other = requests.post(guarded.pool, data='{"MaxResults":2}', headers=request, timeout=10)
    assert other.json()["__type"] == "InvalidSignatureException"
    for minutes in (-6, 6):
        late = signed(guarded.pool, "{}", datetime.timedelta(minutes=minutes))
        answer = requests.post(guarded.pool, data="{}", headers=late, timeout=10)
        assert answer.status_code == 400
        assert answer.json()["__type"] == "InvalidSignatureException"


def signed(url, body, ahead=datetime.timedelta()):
    """Headers signed by botocore, with its clock moved."""
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None) + ahead
    request = AWSRequest(
        "POST",
        url + "/",
        data=body,
        headers={
            "X-Amz-Target": TARGET + "ListUserPools",
            "Content-Type": "application/x-amz-json-1.1",
        },
    )
    with mock.patch.object(auth, "get_current_datetime", return_value=now):
        auth.SigV4Auth(Credentials(*KEY), "cognito-idp", "us-east-1").add_auth(request)
    return dict(request.headers)


def test_public_operations_need_no_key(guarded):
    idp = cognito(guarded.pool, key=("AKIASOMEBODYELSE1234", "any-secret-at-all"))
    who = {"ClientId": guarded.client_id, "Username": "ada@example.com"}
    assert idp.sign_up(**who, Password=PASSWORD)["UserSub"]


def test_with_access_keys_the_pool_may_listen_everywhere(start):
    server = start(
        pool_alone=True, env={**KEYS, "POOLGATE_LIMITS": "on"}, flags=["--pool-listen", "0.0.0.0:0"]
    )
    url = server.pool.replace("0.0.0.0", "127.0.0.1")
    assert "Mailbox" not in server.page
    assert curl(f"{url}/dev/messages").status == 404
    assert cognito(url).list_user_pools(MaxResults=10)["UserPools"]
    refused(
        cognito(url, key=("AKIASOMEBODYELSE1234", KEY[1])).list_user_pools,
        "UnrecognizedClientException",
        NOT_KNOWN,
        MaxResults=10,
    )


def test_a_browser_may_call_the_public_operations(public):
    origin = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    answer = curl(public.pool, "--request", "OPTIONS", headers=origin)
    assert answer.status in (200, 204)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "x-amz-target" in answer.headers["access-control-allow-headers"].lower()
    assert answer.headers["access-control-max-age"] == "172800"
    answer = call(public.pool, "GetUser", '{"AccessToken":"x"}', Origin="https://app.example")
    assert answer["__type"] == "NotAuthorizedException"
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert "x-amzn-errortype" in exposed
    assert "access-control-allow-credentials" not in answer.headers
