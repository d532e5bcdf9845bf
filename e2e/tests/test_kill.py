"""F8, small: killed again and again while eight writers work; nothing that was answered is lost."""

import random
import sqlite3
import threading
import time
from dataclasses import dataclass, field

import requests

from world.gateway import PASSWORD

KILLS = 10
WRITERS = 8


@dataclass
class Account:
    """What the writer knows of it, from answers alone."""

    name: str
    confirmed: bool = False
    live: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)


class Writer(threading.Thread):
    """Signs up, confirms, signs in and revokes as fast as it can, until it is stopped."""

    def __init__(self, number, server):
        super().__init__(daemon=True)
        self.prefix = f"w{number}"
        self.server = server
        self.http = requests.Session()
        self.accounts: list[Account] = []
        self.go = threading.Event()
        self.over = threading.Event()
        self.problems: list[str] = []

    def run(self):
        while not self.over.is_set():
            self.go.wait(timeout=0.2)
            if not self.go.is_set():
                continue
            try:
                self.work()
            except (requests.ConnectionError, requests.Timeout):
                # Killed in between: what was under way counts for nothing. Not on with the old
                # connections, and not before the next start.
                self.http.close()
                self.http = requests.Session()
                time.sleep(0.02)

    def work(self):
        account = Account(f"{self.prefix}-{len(self.accounts)}-{time.time_ns()}@example.com")
        self.call("SignUp", Username=account.name, Password=PASSWORD)
        self.accounts.append(account)
        self.call("ConfirmSignUp", Username=account.name, ConfirmationCode="424242")
        account.confirmed = True
        for turn in range(3):
            parameters = {"USERNAME": account.name, "PASSWORD": PASSWORD}
            answer = self.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
            token = answer["AuthenticationResult"]["RefreshToken"]
            account.live.append(token)
            if turn == 1:
                # From here on it is unknown whether it lives, until the answer is there.
                account.live.remove(token)
                self.call("RevokeToken", Token=token)
                account.revoked.append(token)

    def call(self, operation, **request):
        status, answer = call(self.http, self.server, operation, **request)
        if status != 200:
            self.problems.append(f"{operation}: {status} {answer}")
        return answer


def call(http, server, operation, **request):
    answer = http.post(
        server.pool,
        json={"ClientId": server.client_id, **request},
        headers={"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"},
        timeout=20,
    )
    return answer.status_code, answer.json()


def check(http, server, account: Account):
    """The account is as the writer was told."""
    if not account.confirmed:
        # It was at least signed up: the name is taken.
        status, answer = call(http, server, "SignUp", Username=account.name, Password=PASSWORD)
        assert answer["__type"] == "UsernameExistsException", account
        return
    for token in account.live:
        status, answer = call(http, server, "GetTokensFromRefreshToken", RefreshToken=token)
        assert status == 200, f"a sign-in was lost: {answer}"
    for token in account.revoked:
        status, answer = call(http, server, "GetTokensFromRefreshToken", RefreshToken=token)
        assert answer.get("message") == "Refresh Token has been revoked", "a revocation was lost"


def test_f8_what_was_answered_survives_ten_kills(start):
    chance = random.Random(8)
    server = start(pool_alone=True, env={"POOLGATE_DEV_CODE": "424242"})
    database = server.data / "poolgate.db"
    http = requests.Session()
    writers = [Writer(number, server) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(KILLS):
        for writer in writers:
            writer.go.set()
        time.sleep(chance.uniform(0.2, 1.5))
        server.kill()
        for writer in writers:
            writer.go.clear()
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        begun = time.monotonic()
        server.restart()
        assert time.monotonic() - begun < 10
        http.close()
    for writer in writers:
        writer.over.set()
        writer.join(timeout=30)
        assert not writer.is_alive()
        assert writer.problems == []
    accounts = [account for writer in writers for account in writer.accounts]
    revoked = sum(len(account.revoked) for account in accounts)
    print(f"{len(accounts)} accounts, {revoked} revocations")
    assert len(accounts) > 4 * WRITERS and revoked > 2 * WRITERS, "too little was done"
    for account in accounts:
        check(http, server, account)
    server.stop()
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (users,) = connection.execute("SELECT count(*) FROM users").fetchone()
    assert users >= len(accounts)
