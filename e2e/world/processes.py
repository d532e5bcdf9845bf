"""Several processes of the gateway that share sessions, in front of a pool that rotates refresh tokens and takes a rotated one
that comes back for stolen."""

import itertools
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import requests

from world.before_pool import BeforePool
from world.cognito import cognito
from world.gateway import PASSWORD, Gateway

ROTATING = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
}
SECRET_KEY = "of-all-processes-0123456789-0123456789"


class Processes:
    """Gateways that share a database and a secret key, and what they take for the pool."""

    def __init__(self, start, folder):
        self.start, self.folder = start, folder
        self.pool = start("pool", pool_alone=True)
        idp = cognito(self.pool.pool, self.pool.region)
        idp.update_user_pool_client(UserPoolId=self.pool.pool_id, ClientId=self.pool.client_id, **ROTATING)
        self.between = BeforePool(self.pool.pool)
        self.gateways = []

    def end(self):
        self.between.shutdown()
        self.between.server_close()

    def gateway(self, name, **own):
        """One more, with settings of its own."""
        env = {
            "COGNITO_USER_POOL_ID": self.pool.pool_id,
            "COGNITO_CLIENT_ID": self.pool.client_id,
            "COGNITO_ISSUER": self.pool.issuer,
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": self.between.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "POOLGATE_SECRET_KEY": SECRET_KEY,
            "POOLGATE_DATA": str(self.folder / "shared"),
            **own,
        }
        server = self.start(name, env=env)
        self.gateways.append(server)
        return server

    def signed_in(self, lifetime) -> str:
        """The cookie of a new user, whose tokens live so long."""
        self.between.lifetime = lifetime
        server = self.gateways[0]
        email = Gateway(server.gateway, self.pool.pool).user()
        body = {"email": email, "password": PASSWORD, "mode": "session"}
        answer = requests.post(f"{server.gateway}/auth/login", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.cookies["poolgate"]

    def statuses(self, cookie, parallel=1):
        """What each gateway says to so many requests at once."""
        barrier = threading.Barrier(parallel * len(self.gateways))

        def ask(server, path):
            barrier.wait(timeout=30)
            return requests.get(server.gateway + path, cookies={"poolgate": cookie}, timeout=30).status_code

        paths = itertools.cycle(["/me", "/auth/me", "/auth/verify"])
        calls = [(server, next(paths)) for server in self.gateways for _ in range(parallel)]
        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(lambda call: ask(*call), calls))

    def refreshes(self) -> tuple[int, int]:
        """As they came by, and as the pool counts them."""
        numbers = requests.get(f"{self.pool.pool}/metrics", timeout=10).text
        lines = re.findall(r"^poolgate_pool_requests_total\{(.*)\} (\d+)$", numbers, re.MULTILINE)
        counted = sum(int(count) for labels, count in lines if '"GetTokensFromRefreshToken"' in labels)
        return self.between.refreshes, counted

    def sign_out(self, server, cookie):
        headers = {"origin": server.gateway}
        answer = requests.post(
            f"{server.gateway}/auth/logout", json={}, headers=headers, cookies={"poolgate": cookie}, timeout=30
        )
        assert answer.status_code == 200, answer.text
