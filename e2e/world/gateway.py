"""The gateway's API, spoken by curl."""

import itertools

from world.curl import Answer, curl

PASSWORD = "Test123456"

_numbers = itertools.count(1)


def new_email() -> str:
    """An address that no other test uses."""
    return f"user{next(_numbers)}@example.com"


class Gateway:
    """A gateway and the mailbox beside it."""

    def __init__(self, url: str, mailbox: str | None = None):
        self.url = url
        self.mailbox = mailbox or url

    def post(self, path: str, body=None, **options) -> Answer:
        return curl(self.url + path, json={} if body is None else body, **options)

    def get(self, path: str, **options) -> Answer:
        return curl(self.url + path, **options)

    def delete(self, path: str, body=None, **options) -> Answer:
        return curl(self.url + path, "--request", "DELETE", json={} if body is None else body, **options)

    def put(self, path: str, body, **options) -> Answer:
        return curl(self.url + path, "--request", "PUT", json=body, **options)

    def messages(self, to: str) -> list[dict]:
        """What was sent to an address, the newest first."""
        answer = curl(self.mailbox + "/dev/messages", "--get", "--data-urlencode", f"to={to}")
        assert answer.status == 200, answer
        return answer["messages"]

    def code(self, to: str) -> str:
        """The newest code."""
        return self.messages(to)[0]["code"]

    def sign_up(self, email: str, password: str = PASSWORD) -> Answer:
        answer = self.post("/auth/signup", {"email": email, "password": password})
        assert answer.status == 201, answer
        return answer

    def login(self, email: str, password: str = PASSWORD, **options) -> Answer:
        return self.post("/auth/login", {"email": email, "password": password}, **options)

    def user(self) -> str:
        """A new, confirmed user."""
        email = new_email()
        self.sign_up(email)
        answer = self.post("/auth/confirm", {"email": email, "code": self.code(email)})
        assert answer.status == 200, answer
        return email

    def signed_in(self) -> tuple[str, dict]:
        """A new user and its tokens."""
        email = self.user()
        answer = self.login(email)
        assert answer.status == 200, answer
        return email, answer.json
