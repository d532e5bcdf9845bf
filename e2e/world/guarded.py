"""An application that a proxy guards with the gateway: it answers what it has really received."""

import base64
import contextlib
import hashlib
import http.client
import http.server
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import requests

from world.binary import ROOT, free_port
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway

EXAMPLES = ROOT / "examples"

RULES = """
[[rule]]
path = "/open/**"
access = "public"

[[rule]]
path = "/hooks/*"
methods = ["POST"]
access = "public"

[[rule]]
path = "/admin/**"
groups = ["admins"]
"""

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
CALL = {"accept": "application/json"}
IDENTITY = ["user", "email", "groups", "preferred-username"]


class Application:
    """Listens on loopback, and keeps every request as it came."""

    def __init__(self):
        self.requests = []
        # What it answers, how long it takes, and how many it had to do with at once.
        self.status = lambda _: 200
        self.delay = 0
        self.most_at_once = 0
        self._busy = 0
        self._lock = threading.Lock()
        application = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_one(self):
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length).decode()
                # `path` has slashes taken away at its beginning; the line has not.
                method, target, _ = self.requestline.split(" ")
                seen = {
                    "method": method,
                    "target": target,
                    "headers": [[name.lower(), value] for name, value in self.headers.items()],
                    "body": body,
                }
                application.requests.append(seen)
                if self.headers.get("upgrade", "").lower() == "websocket":
                    return self.open_socket(seen)
                with application._lock:
                    application._busy += 1
                    application.most_at_once = max(application.most_at_once, application._busy)
                time.sleep(application.delay)
                with application._lock:
                    application._busy -= 1
                answer = json.dumps(seen).encode()
                self.send_response(application.status(seen))
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_one

            def open_socket(self, seen):
                key = self.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
                self.send_response(101)
                self.send_header("upgrade", "websocket")
                self.send_header("connection", "Upgrade")
                self.send_header("sec-websocket-accept", accept)
                self.end_headers()
                text = b"hello " + dict(seen["headers"]).get("x-auth-request-user", "").encode()
                # One text that is whole, and the end.
                self.wfile.write(b"\x81" + bytes([len(text)]) + text + b"\x88\x00")
                self.close_connection = True

        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True

        self._server = Listener(("127.0.0.1", 0), Handler)
        self.address = "127.0.0.1:%d" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


def program(name: str) -> str:
    """A program that Debian puts where only its administrator looks."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    assert found, f"install {name}: ./test does"
    return found


class Background:
    """A program beside the test."""

    def __init__(self, arguments, folder: Path, env: dict):
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "log.txt"
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments],
                cwd=folder,
                env={**kept, "HOME": str(folder), **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def until(self, url: str, seconds=60):
        """Waits until something answers there."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return requests.get(url, timeout=5, allow_redirects=False)
            except (requests.ConnectionError, requests.Timeout):
                assert self.process.poll() is None, self.output()
                assert time.monotonic() < deadline, self.output()
                time.sleep(0.05)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self):
        """Ends it with all that it has started."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(timeout=10)


def nginx(folder: Path, listen: str, gateway: str, application: str, change=None) -> Background:
    """nginx with the configuration of the examples."""
    folder.mkdir(parents=True)
    text = (EXAMPLES / "nginx" / "nginx.conf").read_text()
    values = {"PREFIX": folder, "LISTEN": listen, "GATEWAY": gateway, "APPLICATION": application}
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    config = folder / "nginx.conf"
    config.write_text(change(text) if change else text)
    # Started by root, its workers would be somebody else, who may not look into the folders of tests.
    same = ["-g", "user root;"] if os.geteuid() == 0 else []
    return Background([program("nginx"), "-p", folder, "-c", config, *same], folder, {})


def caddy(folder: Path, listen: str, gateway: str, application: str) -> Background:
    """Caddy with the Caddyfile of the examples."""
    env = {"LISTEN": f"http://{listen}", "GATEWAY": gateway, "APPLICATION": application}
    config = EXAMPLES / "caddy" / "Caddyfile"
    command = [program("caddy"), "run", "--config", config, "--adapter", "caddyfile"]
    return Background(command, folder, env)


class Answer:
    """An answer, with the header names in small letters."""

    def __init__(self, response: http.client.HTTPResponse):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.text = "" if response.status == 101 else response.read().decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.text)


class Client:
    """Sends what other clients would tidy up, and opens WebSockets."""

    def __init__(self, url: str):
        self.url = url

    def send(self, target: str, method="GET", headers=None, body=None) -> Answer:
        """Sends a target as it is, which clients would tidy up."""
        connection = self._connect()
        try:
            connection.putrequest(method, target, skip_host="host" in (headers or {}), skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body.encode() if body is not None else None)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def _connect(self):
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)

    def handshake(self, target: str, origin=None, **headers) -> tuple[int, str]:
        """Opens a WebSocket; the status, and what is said first."""
        connection = self._connect()
        try:
            response = self._open(connection, target, origin, headers)
            if response.status != 101:
                return response.status, response.read().decode(errors="replace")
            return 101, _hear(response)
        finally:
            connection.close()

    @contextlib.contextmanager
    def socket(self, target: str, origin=None, **headers):
        """An open WebSocket: says a text, and answers what comes back."""
        connection = self._connect()
        try:
            response = self._open(connection, target, origin, headers)
            assert response.status == 101, response.status

            def talk(text: str) -> str:
                # A mask of zeros leaves the text as it is.
                connection.sock.sendall(b"\x81" + bytes([0x80 | len(text)]) + bytes(4) + text.encode())
                return _hear(response)

            yield talk
        finally:
            connection.close()

    def _open(self, connection, target, origin, headers):
        given = {
            "upgrade": "websocket",
            "connection": "Upgrade",
            "sec-websocket-version": "13",
            "sec-websocket-key": base64.b64encode(os.urandom(16)).decode(),
            **({"origin": origin} if origin else {}),
            **headers,
        }
        connection.putrequest("GET", target, skip_host="host" in given, skip_accept_encoding=True)
        for name, value in given.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse()


def _hear(response) -> str:
    """A short text."""
    head = response.fp.read(2)
    length = head[1] if head[1] < 126 else int.from_bytes(response.fp.read(2))
    return response.fp.read(length).decode()


class Guarded(Client):
    """The gateway, an application, and a proxy in front of both."""

    def __init__(self, start, folder: Path, proxy, rules: str = RULES, **env):
        port = free_port()
        super().__init__(f"http://127.0.0.1:{port}")
        config = folder / "rules.toml"
        config.write_text(rules)
        env = {"POOLGATE_PUBLIC_URL": self.url, "POOLGATE_TRUSTED_PROXIES": "127.0.0.1", **env}
        self.server = start("gateway", env=env, flags=["--config", str(config)])
        self.application = Application()
        gateway = self.server.gateway.removeprefix("http://")
        self.proxy = proxy(folder / "proxy", f"127.0.0.1:{port}", gateway, self.application.address)
        self.proxy.until(self.url + "/healthz")
        self.application.requests.clear()

    def stop(self):
        self.proxy.stop()
        self.application.stop()

    def user(self, *groups) -> str:
        email = Gateway(self.server.gateway).user()
        idp = cognito(self.server.pool, self.server.region)
        for group in groups:
            pool = {"UserPoolId": self.server.pool_id, "GroupName": group}
            if not any(found["GroupName"] == group for found in idp.list_groups(UserPoolId=pool["UserPoolId"])["Groups"]):
                idp.create_group(**pool)
            idp.admin_add_user_to_group(**pool, Username=email)
        return email

    def token(self, email: str) -> dict:
        """The header of a user's access token."""
        access = Gateway(self.server.gateway).login(email).json["access_token"]
        return {"authorization": f"Bearer {access}"}

    def browser(self, *groups) -> requests.Session:
        """A browser that has signed in by way of the proxy."""
        browser = requests.Session()
        browser.email = self.user(*groups)
        body = {"email": browser.email, "password": PASSWORD, "mode": "session"}
        origin = {"origin": self.url}
        answer = browser.post(f"{self.url}/auth/login", json=body, headers=origin, timeout=30)
        assert answer.status_code == 200, answer.text
        return browser

    def sub(self, browser) -> str:
        return browser.get(f"{self.url}/auth/me", timeout=30).json()["user"]["sub"]


def cookie(browser) -> dict:
    """The header of a browser's cookies."""
    return {"cookie": "; ".join(f"{one.name}={one.value}" for one in browser.cookies)}


def received(answer: Answer) -> dict:
    """The headers that the application saw, each once or in a list."""
    seen = {}
    for name, value in answer.json["headers"]:
        seen.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in seen.items()}
