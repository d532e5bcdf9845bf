"""A trace of a sign-in reaches a collector."""

import http.server
import json
import threading

import requests

from world.gateway import Gateway


class Collector:
    """Takes traces, as OpenTelemetry's own collector does over HTTP."""

    def __init__(self):
        self.received = []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.received.append((self.path, self.headers["Content-Type"], body))
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()


def test_a_collector_receives_the_trace_of_a_sign_in(start):
    collector = Collector()
    server = start(env={"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url})
    gateway = Gateway(server.gateway)
    email = gateway.user()
    body = {"email": email, "password": "Wrong-password-1"}
    headers = {"X-Request-Id": "a-request-to-find-again"}
    requests.post(server.gateway + "/auth/login", json=body, headers=headers, timeout=5)
    assert server.stop() == 0, "what is left is sent at the end"
    collector.stop()
    assert {path for path, _, _ in collector.received} == {"/v1/traces"}
    assert {kind for _, kind, _ in collector.received} == {"application/x-protobuf"}
    sent = b"".join(body for _, _, body in collector.received)
    for text in (b"service.name", b"poolgate", b"/auth/login", b"a-request-to-find-again", b"InitiateAuth"):
        assert text in sent, text
    for secret in (b"Wrong-password-1", email.encode()):
        assert secret not in sent


def test_without_a_collector_nothing_is_sent_and_json_logs_say_the_same(start):
    server = start(env={"POOLGATE_LOG_FORMAT": "json"})
    requests.get(server.gateway + "/auth/me?token=secret-in-the-query", timeout=5)
    server.stop()
    log = (server.folder / "log-1.txt").read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    line = next(line for line in lines if "/auth/me" in line["message"])
    assert (line["http.status"], line["error.code"]) == (401, "token_missing")
    assert line["span"]["http.route"] == "/auth/me"
    assert line["span"]["request.id"]
    assert "secret-in-the-query" not in log
