"""What AWS Lambda is to a function: the runtime API that it asks for events, and the services in front of it."""

import base64
import json
import queue
import subprocess
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from world.binary import BINARY, environment

EVENTS = Path(__file__).resolve().parents[1] / "events"
NEXT = "/2018-06-01/runtime/invocation/next"
# How long an answer may take. The machine may be busy.
SECONDS = 30


def document(name: str) -> dict:
    """An event as AWS sends it."""
    return json.loads((EVENTS / f"{name}.json").read_text())


class RuntimeApi(ThreadingHTTPServer):
    """Hands out events, and takes the answers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events = queue.Queue()
        self.answers = queue.Queue()
        self.ended = False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        assert self.path == NEXT, self.path
        number, event = self.server.events.get()
        if event is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Lambda-Runtime-Aws-Request-Id", number)
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + SECONDS) * 1000)))
        arn = "arn:aws:lambda:eu-west-1:123456789012:function:poolgate"
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", arn)
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5e6722a7-cc56;Parent=1;Sampled=0")
        self._body(event)

    def do_POST(self):
        body = self._read()
        number, _, kind = self.path.removeprefix("/2018-06-01/runtime/invocation/").partition("/")
        self.server.answers.put((number, kind, json.loads(body)))
        self.send_response(202)
        self._body(b'{"status":"OK"}')

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _body(self, body: bytes):
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Function:
    """The binary as a function."""

    def __init__(self, folder: Path, env: dict[str, str]):
        folder.mkdir(parents=True, exist_ok=True)
        self.api = RuntimeApi()
        self._log = folder / "log.txt"
        self._count = 0
        settings = {
            "AWS_LAMBDA_RUNTIME_API": self.api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "poolgate",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_REGION": "eu-west-1",
            **env,
        }
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen(
                [BINARY],
                cwd=folder,
                env=environment(folder, settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def invoke(self, event) -> tuple[str, dict]:
        """Hands an event over: `response` or `error`, and what came."""
        self._count += 1
        number = f"8476a536-e9f4-11e8-9739-{self._count:012}"
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        self.api.events.put((number, body))
        answered, kind, answer = self.api.answers.get(timeout=SECONDS)
        assert answered == number
        return kind, answer

    def log(self) -> str:
        return self._log.read_text()

    def end(self):
        self.process.kill()
        self.process.wait()
        self.api.events.put(("", None))
        self.api.shutdown()
        self.api.server_close()


class Answer:
    """What the caller would see."""

    def __init__(self, event: dict):
        self.event = event
        self.status = event["statusCode"]
        body = event.get("body") or ""
        self.body = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        for headers in (self.event.get("headers") or {}, self.event.get("multiValueHeaders") or {}):
            for known, value in headers.items():
                if known.lower() == name.lower():
                    return value if isinstance(value, str) else value[0]
        return None


class Front:
    """A service of AWS in front of the function: it makes events of requests."""

    def __init__(self, function: Function, kind: str):
        self.function = function
        self.kind = kind

    def send(self, path, body=None, *, method=None, headers=None, cookies=(), encoded=False, address=None):
        event = document(self.kind)
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        if encoded:
            event["isBase64Encoded"] = True
            text = base64.b64encode(text.encode()).decode()
        event["body"] = text or None
        given = dict(headers or {})
        if body is not None:
            given.setdefault("content-type", "application/json")
        method = method or ("GET" if body is None else "POST")
        path, _, query = path.partition("?")
        getattr(self, f"_{self.kind}")(event, method, path, query, given, cookies, address)
        kind, answer = self.function.invoke(event)
        assert kind == "response", answer
        return Answer(answer)

    def _rest(self, event, method, path, query, headers, cookies, address):
        event["path"], event["httpMethod"] = path, method
        event["requestContext"].update(path="/prod" + path, httpMethod=method)
        if address:
            event["requestContext"]["identity"]["sourceIp"] = address
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        event["headers"].update(headers)
        event["multiValueHeaders"].update({name: [value] for name, value in headers.items()})
        if query:
            pairs = urllib.parse.parse_qsl(query)
            event["queryStringParameters"] = dict(pairs)
            event["multiValueQueryStringParameters"] = {name: [value] for name, value in pairs}

    def _http(self, event, method, path, query, headers, cookies, address, stage="/prod"):
        event["rawPath"], event["rawQueryString"] = stage + path, query
        event["requestContext"]["http"].update(method=method, path=stage + path)
        if address:
            event["requestContext"]["http"]["sourceIp"] = address
        event["headers"].update(headers)
        if cookies:
            event["cookies"] = list(cookies)

    def _function_url(self, *arguments):
        self._http(*arguments, stage="")

    def _alb(self, event, method, path, query, headers, cookies, address):
        event["path"], event["httpMethod"] = path, method
        if cookies:
            headers["cookie"] = "; ".join(cookies)
        if address:
            headers["x-forwarded-for"] = address
        event["headers"].update(headers)
        event["queryStringParameters"] = dict(urllib.parse.parse_qsl(query))

    def _alb_multi(self, event, method, path, query, headers, cookies, address):
        event["path"], event["httpMethod"] = path, method
        if cookies:
            headers["cookie"] = "; ".join(cookies)
        if address:
            headers["x-forwarded-for"] = address
        event["multiValueHeaders"].update({name: [value] for name, value in headers.items()})
        pairs = urllib.parse.parse_qsl(query)
        event["multiValueQueryStringParameters"] = {name: [value] for name, value in pairs}
