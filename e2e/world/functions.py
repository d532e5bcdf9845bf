"""Functions behind triggers: a local Lambda runtime, a webhook that checks signatures, and a command."""

import base64
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_" + base64.b64encode(b"a secret that only hooks know").decode()
ACCESS_KEY = ("AKIDFUNCTIONS", "another-secret-of-these-tests")


def arn(name: str) -> str:
    return f"arn:aws:lambda:eu-west-1:123456789012:function:{name}"


class Refused(Exception):
    """What a function throws."""


class Functions(ThreadingHTTPServer):
    """Python functions by name, served by the Invoke API of AWS Lambda and as webhooks."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.functions = {}
        self.events = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def function(self, call):
        """Adds a function under its own name."""
        self.functions[call.__name__] = call
        return call

    def lambdas(self, *names) -> str:
        """The sections for functions that are run by the Invoke API."""
        key = f'access_key_id = "{ACCESS_KEY[0]}"\nsecret_access_key = "{ACCESS_KEY[1]}"\n'
        return "".join(f'[[trigger]]\narn = "{arn(name)}"\nlambda = "{self.url}"\n{key}' for name in names)

    def webhook(self, name) -> str:
        return f'[[trigger]]\narn = "{arn(name)}"\nwebhook = "{self.url}/hooks/{name}"\nsecret = "{SECRET}"\n'

    def run(self, name, body: bytes):
        event = json.loads(body)
        self.events.append(event)
        self.functions[name](event)
        return event

    def end(self):
        self.shutdown()
        self.server_close()


def is_signed(headers, body: bytes) -> bool:
    """What receivers do who use the library of Standard Webhooks."""
    try:
        Webhook(SECRET).verify(body, dict(headers))
    except WebhookVerificationError:
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = urllib.parse.urlsplit(self.path).path.split("/")
        if parts[1] == "hooks":
            if not is_signed(self.headers, body):
                return self._answer(401, {})
            return self._run(parts[2], body, failed=422)
        signature = self.headers["Authorization"]
        if not signature.startswith(f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY[0]}/"):
            return self._answer(403, {})
        name = urllib.parse.unquote(parts[3]).rsplit(":", 1)[1]
        return self._run(name, body, failed=200)

    def _run(self, name, body, failed):
        try:
            answer = self.server.run(name, body)
        except Refused as refused:
            error = {"errorMessage": str(refused), "errorType": "Refused"}
            return self._answer(failed, error, {"X-Amz-Function-Error": "Unhandled"})
        return self._answer(200, answer)

    def _answer(self, status, body, headers=None):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass
