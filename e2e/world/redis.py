"""A Valkey or Redis server of a test's own, which keeps nothing on the disk."""

import shutil
import signal
import subprocess
from pathlib import Path

from world.binary import free_port
from world.waiting import until

PASSWORD = "s3cret-of-the-cache"


def _program(end: str) -> str:
    found = shutil.which(f"valkey-{end}") or shutil.which(f"redis-{end}")
    assert found, f"valkey-{end} or redis-{end} is missing: start ./test"
    return found


class Redis:
    """A server on one port, which can go away and come back."""

    def __init__(self, folder: Path, tls: tuple[Path, Path, Path] | None = None):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.tls = folder, tls
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        scheme = "rediss" if self.tls else "redis"
        return f"{scheme}://:{PASSWORD}@127.0.0.1:{self.port}"

    def start(self):
        """Starts it empty, and waits until it answers."""
        if self.tls:
            certificate, key, authority = self.tls
            ports = ["--port", "0", "--tls-port", self.port, "--tls-cert-file", certificate, "--tls-key-file", key]
            ports += ["--tls-ca-cert-file", authority, "--tls-auth-clients", "no"]
        else:
            ports = ["--port", self.port]
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--requirepass", PASSWORD]
        command = [_program("server"), *ports, *options, "--dir", self.folder]
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log)
        until(lambda: self.says("PING") == b"PONG")
        return self

    def end(self):
        """It is gone, as a machine that fails is."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait(timeout=10)
            self.process = None

    def pause(self):
        """It stays connected, and says nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def says(self, *command: str) -> bytes:
        """What it answers."""
        secure = ["--tls", "--cacert", str(self.tls[2])] if self.tls else []
        call = [_program("cli"), "-h", "127.0.0.1", "-p", str(self.port), "--raw", *secure, *command]
        ran = subprocess.run(call, env={"REDISCLI_AUTH": PASSWORD}, capture_output=True, timeout=10)
        return ran.stdout.removesuffix(b"\n")

    def keys(self) -> list[str]:
        return self.says("--scan").decode().split()

    def everything(self) -> bytes:
        """All that it has: as it is, and as it is written."""
        kinds = {b"hash": ["HGETALL"], b"zset": ["ZRANGE", "0", "-1", "WITHSCORES"], b"string": ["GET"]}
        parts = []
        for key in self.keys():
            read, *rest = kinds[self.says("TYPE", key)]
            parts += [key.encode(), self.says(read, key, *rest), self.says("DUMP", key)]
        return b"\n".join(parts)
