"""An application of a pool's own, and a user at its screen."""

import itertools

import pytest
from botocore.exceptions import ClientError

from world.cognito import secret_hash

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]

_names = (f"name{number}" for number in itertools.count(1))


def new_name() -> str:
    """A name that no other test uses."""
    return next(_names)


class App:
    """An application with a user at its screen."""

    def __init__(self, idp, pool_id, client, mailbox):
        self.idp = idp
        self.pool_id = pool_id
        self.client_id = client["ClientId"]
        self.secret = client.get("ClientSecret")
        self.mailbox = mailbox
        self.password = "Test-123456"

    def proof(self, user):
        """The arguments that every call about a user carries."""
        arguments = {"ClientId": self.client_id, "Username": user}
        if self.secret:
            arguments["SecretHash"] = secret_hash(user, self.client_id, self.secret)
        return arguments

    def sign_up(self, user=None):
        user = user or new_name()
        answer = self.idp.sign_up(
            **self.proof(user),
            Password=self.password,
            UserAttributes=[{"Name": "email", "Value": f"{user}@example.com"}],
        )
        return user, answer

    def code(self, user):
        return self.mailbox.code(f"{user}@example.com")

    def user(self):
        user, _ = self.sign_up()
        self.idp.confirm_sign_up(**self.proof(user), ConfirmationCode=self.code(user))
        return user

    def sign_in(self, user, password=None):
        parameters = {"USERNAME": user, "PASSWORD": password or self.password}
        if self.secret:
            parameters["SECRET_HASH"] = secret_hash(user, self.client_id, self.secret)
        answer = self.idp.initiate_auth(
            ClientId=self.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
        assert answer["ChallengeParameters"] == {}
        return answer["AuthenticationResult"]

    def refresh(self, token):
        arguments = {"ClientSecret": self.secret} if self.secret else {}
        answer = self.idp.get_tokens_from_refresh_token(
            ClientId=self.client_id, RefreshToken=token, **arguments
        )
        return answer["AuthenticationResult"]


def is_signed_out(app, tokens):
    """Whether neither of the tokens works any more."""
    calls = (
        lambda: app.idp.get_user(AccessToken=tokens["AccessToken"]),
        lambda: app.refresh(tokens["RefreshToken"]),
    )
    for call in calls:
        with pytest.raises(ClientError) as caught:
            call()
        assert caught.value.response["Error"]["Code"] == "NotAuthorizedException"
    return True
