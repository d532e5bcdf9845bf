"""moto: a second server that speaks Cognito's protocol, and shares nothing with ours."""

import subprocess
import sys
import time
from contextlib import contextmanager

import requests

from world.binary import free_port


@contextmanager
def started(folder):
    """A running server, by its URL."""
    url = f"http://127.0.0.1:{free_port()}"
    port = url.rsplit(":", 1)[1]
    with open(folder / "log.txt", "wb") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", port]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                requests.get(url + "/moto-api/", timeout=5)
                break
            except requests.ConnectionError:
                assert time.monotonic() < deadline, "moto does not start"
                time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()
