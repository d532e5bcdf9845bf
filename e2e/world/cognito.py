"""boto3 against the pool's port, with every answer held against the model that boto3 ships."""

import base64
import hashlib
import hmac
import json

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from world.gateway import PASSWORD

# Its limit holds for names that are sent: AWS too answers `phone_number_verified`, which is longer.
INPUT_ONLY = {"CustomAttributeNameType"}

KEY = ("AKIAPOOLGATETESTS123", "a-secret-that-only-tests-use")


def cognito(url: str, region="us-east-1", key=KEY, checked=True):
    """A client that retries nothing, so that each answer is seen. Unchecked, it sends anything."""
    session = boto3.Session(aws_access_key_id=key[0], aws_secret_access_key=key[1], region_name=region)
    client = session.client(
        "cognito-idp",
        endpoint_url=url,
        config=Config(
            retries={"total_max_attempts": 1},
            connect_timeout=5,
            read_timeout=30,
            parameter_validation=checked,
        ),
    )
    client.meta.events.register("after-call.cognito-idp.*", _check_answer)
    return client


def secret_hash(user: str, client_id: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), (user + client_id).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def sign_in(idp, client_id, user, password=PASSWORD, flow="USER_PASSWORD_AUTH", **more):
    return idp.initiate_auth(
        ClientId=client_id,
        AuthFlow=flow,
        AuthParameters={"USERNAME": user, "PASSWORD": password, **more},
    )


def refused(call, kind: str, message: str, **arguments):
    """The call must be refused with this exception, this text, in the form that AWS gives it."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    response = caught.value.response
    seen = response["Error"]["Code"], response["Error"]["Message"]
    assert seen == (kind, message)
    meta = response["ResponseMetadata"]
    assert meta["HTTPStatusCode"] == 400
    assert meta["HTTPHeaders"]["x-amzn-errortype"] == f"{kind}:"
    assert meta["RequestId"]


def _check_answer(http_response, model, **_):
    assert http_response.headers["content-type"] == "application/x-amz-json-1.1"
    assert http_response.headers["x-amzn-requestid"]
    if http_response.status_code != 200:
        body = json.loads(http_response.content)
        assert list(body) in (["__type", "message"], ["__type"]), body
        return
    if model.output_shape is None:
        assert http_response.content == b""
        return
    check_shape(json.loads(http_response.content), model.output_shape, model.name)


def check_shape(value, shape, path: str):
    """Nothing unknown, nothing missing, everything of the right type and within its limits."""
    # A document is JSON of any form.
    if getattr(shape, "is_document_type", False):
        return
    if shape.type_name == "structure":
        assert isinstance(value, dict), path
        unknown = set(value) - set(shape.members)
        assert not unknown, f"{path} has {unknown}"
        missing = set(shape.required_members) - set(value)
        assert not missing, f"{path} lacks {missing}"
        for name, inner in value.items():
            check_shape(inner, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        assert isinstance(value, list), path
        for inner in value:
            check_shape(inner, shape.member, f"{path}[]")
    elif shape.type_name == "map":
        assert isinstance(value, dict), path
        for inner in value.values():
            check_shape(inner, shape.value, f"{path}{{}}")
    else:
        _check_scalar(value, shape, path)


def _check_scalar(value, shape, path: str):
    kind = shape.type_name
    if kind in ("string", "blob"):
        assert isinstance(value, str), f"{path} is {value!r}"
        choices = getattr(shape, "enum", None)
        assert not choices or value in choices, f"{path} is {value!r}"
        size = len(value)
    elif kind == "boolean":
        assert isinstance(value, bool), f"{path} is {value!r}"
        return
    else:
        assert isinstance(value, int | float), f"{path} is {value!r}"
        assert not isinstance(value, bool), path
        assert kind == "timestamp" or isinstance(value, int), f"{path} is {value!r}"
        size = value
    if kind != "timestamp" and shape.name not in INPUT_ONLY:
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        assert low is None or size >= low, f"{path} is {value!r}"
        assert high is None or size <= high, f"{path} is {value!r}"
