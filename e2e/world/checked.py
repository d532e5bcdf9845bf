"""Answers as boto3 has read them, each member held against the shape that boto3 gives for it."""

import datetime
import itertools

from botocore.exceptions import ClientError

from world.cognito import secret_hash
from world.gateway import Gateway

PASSWORD = "Test-123456"
FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_SRP_AUTH",
]
PYTHON = {
    "structure": dict,
    "list": list,
    "map": dict,
    "string": str,
    "blob": bytes,
    "boolean": bool,
    "integer": int,
    "long": int,
    "timestamp": datetime.datetime,
}

_numbers = itertools.count(1)


def new_name() -> str:
    """A name that no other user of these tests has."""
    return f"checked{next(_numbers)}"


def check_members(value, shape, path: str):
    """Every member is one that the shape names and of the type that boto3 makes of it."""
    kind = PYTHON[shape.type_name]
    assert type(value) is kind, f"{path} is {value!r}"
    if kind is datetime.datetime:
        assert value.tzinfo is not None, path
        assert value.year > 2000, f"{path} is {value!r}: not in seconds"
    elif shape.type_name == "structure":
        for name, inner in value.items():
            assert name in shape.members, f"{path}.{name} is unknown"
            check_members(inner, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for place, inner in enumerate(value):
            check_members(inner, shape.member, f"{path}[{place}]")
    elif shape.type_name == "map":
        for name, inner in value.items():
            check_members(inner, shape.value, f"{path}.{name}")


def check_answers(idp):
    """From now on every answer of this client is checked."""
    idp.meta.events.register("after-call.cognito-idp.*", _check)
    return idp


def _check(http_response, parsed, model, **_):
    answer = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
    if http_response.status_code != 200:
        modelled = {error.name for error in model.error_shapes}
        code = answer["Error"]["Code"]
        assert code in modelled, f"{model.name} does not list {code}"
    elif model.output_shape is None:
        assert answer == {}, model.name
    else:
        check_members(answer, model.output_shape, model.name)


def attributes_of(entry) -> dict[str, str]:
    """The attributes of a user, wherever the operation has them."""
    listed = entry["Attributes"] if "Attributes" in entry else entry["UserAttributes"]
    names = [attribute["Name"] for attribute in listed]
    assert len(names) == len(set(names)), names
    return {attribute["Name"]: attribute.get("Value") for attribute in listed}


def written(**attributes) -> list[dict]:
    """Attributes as a request has them; two underscores stand for the colon."""
    return [
        {"Name": name.replace("__", ":"), "Value": value} for name, value in attributes.items()
    ]


class Owned:
    """A pool of a test's own with an app client, and the mailbox of its users."""

    def __init__(self, idp, mailbox: str, pool=None, client=None):
        self.idp = check_answers(idp)
        self.mailbox = Gateway(mailbox)
        settings = {"PoolName": "checked", "AutoVerifiedAttributes": ["email"], **(pool or {})}
        self.pool_id = idp.create_user_pool(**settings)["UserPool"]["Id"]
        settings = {"ClientName": "app", "ExplicitAuthFlows": FLOWS, **(client or {})}
        made = idp.create_user_pool_client(UserPoolId=self.pool_id, **settings)["UserPoolClient"]
        self.client_id = made["ClientId"]
        self.secret = made.get("ClientSecret")
        self.here = {"UserPoolId": self.pool_id}

    def user(self, username=None, /, *, password=PASSWORD, **attributes) -> str:
        """A confirmed user with a verified address."""
        name = username or new_name()
        given = {"email": f"{name}@example.com", "email_verified": "true", **attributes}
        self.idp.admin_create_user(
            **self.here, Username=name, MessageAction="SUPPRESS", UserAttributes=written(**given)
        )
        if password is not None:
            self.idp.admin_set_user_password(
                **self.here, Username=name, Password=password, Permanent=True
            )
        return name

    def of(self, name: str) -> dict[str, str]:
        """The members that say which user of which pool."""
        return {**self.here, "Username": name}

    def code(self, address: str) -> str:
        return self.mailbox.code(address)

    def parameters(self, name: str, **more) -> dict[str, str]:
        if self.secret:
            more["SECRET_HASH"] = secret_hash(name, self.client_id, self.secret)
        return {"USERNAME": name, **more}

    def admin_sign_in(self, name: str, password=PASSWORD, flow="ADMIN_USER_PASSWORD_AUTH"):
        """The whole answer of an administrator's sign-in."""
        return self.idp.admin_initiate_auth(
            **self.here,
            ClientId=self.client_id,
            AuthFlow=flow,
            AuthParameters=self.parameters(name, PASSWORD=password),
        )

    def tokens(self, name: str, password=PASSWORD) -> dict:
        return self.admin_sign_in(name, password)["AuthenticationResult"]

    def fails(self, call, *arguments, **named) -> tuple[str, str]:
        """The exception and the text of a call that must be refused."""
        try:
            call(*arguments, **named)
        except ClientError as error:
            answer = error.response
            assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400, answer
            return answer["Error"]["Code"], answer["Error"]["Message"]
        raise AssertionError(f"{call} was not refused")
