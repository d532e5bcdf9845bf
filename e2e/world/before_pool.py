"""What stands between gateways and their pool: it passes calls on, and decides how long tokens are said to live."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

REFRESH = "AWSCognitoIdentityProviderService.GetTokensFromRefreshToken"
# Of the connection, not of the message.
HOP = {"connection", "content-length", "host", "transfer-encoding", "content-encoding", "accept-encoding"}


class BeforePool(ThreadingHTTPServer):
    """The gateways take it for the pool. No pool gives tokens a lifetime of seconds; refreshes are due soon with it."""

    daemon_threads = True

    def __init__(self, pool: str):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pool = pool
        self.session = requests.Session()
        self.session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=100))
        # Seconds, from the next answer on.
        self.lifetime = 3600
        # The same for refreshed tokens, where it is another.
        self.refreshed_lifetime = None
        # How long a refresh takes.
        self.delay = 0.0
        # Set: a refresh is not passed on, and never answered.
        self.swallows = False
        self.refreshes = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._pass_on(None)

    def do_POST(self):
        self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _pass_on(self, body):
        server = self.server
        is_refresh = self.headers.get("X-Amz-Target") == REFRESH
        if is_refresh:
            with server.lock:
                server.refreshes += 1
            if server.swallows:
                self.rfile.read()
                self.close_connection = True
                return
            time.sleep(server.delay)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        answer = server.session.request(self.command, server.pool + self.path, data=body, headers=headers, timeout=30)
        content = answer.content
        if b'"ExpiresIn"' in content:
            changed = answer.json()
            lifetime = is_refresh and server.refreshed_lifetime or server.lifetime
            changed["AuthenticationResult"]["ExpiresIn"] = lifetime
            content = json.dumps(changed).encode()
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass
