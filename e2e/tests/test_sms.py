"""Text messages that leave: by a webhook, checked with the library of Standard Webhooks, and by SNS."""

import http.server
import threading
import time

import pytest
import requests
from standardwebhooks.webhooks import Webhook

from world import moto
from world.checked import Owned
from world.cognito import cognito

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PASSWORD = "Test-123456"
NUMBER = "+491701234567"


class Receiver:
    """Keeps what is posted to it; while it is told to, it is out of order."""

    def __init__(self):
        self.posts, self.status = [], 204
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.posts.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/sms"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.end()


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end, "in vain"
        time.sleep(0.05)
    return result


def sign_up(server):
    """A user whose telephone number gets the code."""
    idp = cognito(server.pool, server.region)
    owned = Owned(idp, server.gateway, pool={"AutoVerifiedAttributes": ["phone_number"]})
    idp.sign_up(
        ClientId=owned.client_id,
        Username="ada",
        Password=PASSWORD,
        UserAttributes=[{"Name": "phone_number", "Value": NUMBER}],
    )
    return idp, owned


def test_a_signed_webhook_carries_the_code(start, receiver):
    env = {"POOLGATE_SMS_WEBHOOK_URL": receiver.url, "POOLGATE_SMS_WEBHOOK_SECRET": SECRET}
    receiver.status = 503
    server = start(env=env)
    server.may_complain = True
    idp, owned = sign_up(server)
    until(lambda: receiver.posts)
    receiver.status = 204
    headers, body = until(lambda: receiver.posts[1:] and receiver.posts[-1])
    message = Webhook(SECRET).verify(body, {name.lower(): value for name, value in headers.items()})
    assert message["to"] == NUMBER and message["code"] in message["text"]
    first, last = receiver.posts[0][0], receiver.posts[-1][0]
    assert first["webhook-id"] == last["webhook-id"], "who gets it twice can tell"
    idp.confirm_sign_up(
        ClientId=owned.client_id, Username="ada", ConfirmationCode=message["code"]
    )
    with pytest.raises(Exception):
        Webhook(SECRET).verify(body.replace(b"ada", b"eve") + b" ", headers)


def test_sns_takes_the_message(start, tmp_path):
    with moto.started(tmp_path) as sns:
        server = start(
            env={
                "POOLGATE_SNS_REGION": "us-east-1",
                "POOLGATE_SNS_ENDPOINT_URL": sns,
                "POOLGATE_SNS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "POOLGATE_SNS_SECRET_ACCESS_KEY": "secret",
            }
        )
        sign_up(server)
        counted = 'template="sign_up",outcome="delivered"'
        metrics = lambda: requests.get(server.gateway + "/metrics", timeout=10).text
        until(lambda: counted in metrics())
