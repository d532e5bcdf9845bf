"""The real binary: started on free ports with a folder of its own, and what it says."""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("POOLGATE_BINARY", ROOT / "target" / "debug" / "poolgate"))

# How long a start may take. The machine may be busy.
START_SECONDS = 30

ANY_PORT = "127.0.0.1:0"


def environment(home: Path, extra: dict[str, str] | None = None) -> dict[str, str]:
    """An environment with nothing of ours in it: settings come from the test alone."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(home), **(extra or {})}


def run(*arguments, folder: Path, env=None, stdin: str | None = None) -> subprocess.CompletedProcess:
    """Runs a command to its end."""
    return subprocess.run(
        [BINARY, *arguments],
        cwd=folder,
        env=environment(folder, env),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        timeout=60,
    )


def free_port() -> int:
    """A port that was free a moment ago, for tests that must know it before the start."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A running program: `serve`, or `pool serve`."""

    def __init__(self, folder: Path, *, pool_alone=False, command=None, env=None, flags=(), limits=False, authority=None):
        self.folder = folder
        self.data = folder / "data"
        self.pool_alone = pool_alone
        self.command = command if command is not None else ["pool", "serve"] if pool_alone else ["serve"]
        self.env = dict(env or {})
        if not limits:
            self.env.setdefault("POOLGATE_LIMITS", "off")
        self.flags = list(flags)
        self.process: subprocess.Popen | None = None
        self.page: dict[str, str] = {}
        self.starts = 0
        # Set by tests that cause errors on purpose: the log may then have them.
        self.may_complain = False
        # Whose certificates the tests trust; the system's by default.
        self.authority: Path | None = authority

    # Starting and stopping

    def start(self, until="/readyz"):
        """Starts it and waits until it is ready, or until another path answers."""
        self.launch()
        deadline = time.monotonic() + START_SECONDS
        while not self._answers(until):
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.output()}")
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"not ready after {START_SECONDS} s:\n{self.output()}")
            time.sleep(0.02)
        return self

    def launch(self):
        """Starts it and does not wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.starts += 1
        self.page = {}
        with open(self._out, "wb") as out, open(self._log, "wb") as log:
            self.process = subprocess.Popen(
                [BINARY, *self.command, *self._listeners(), *self.flags],
                cwd=self.folder,
                env=environment(self.folder, {"POOLGATE_DATA": str(self.data), **self.env}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
            )

    def stop(self) -> int:
        """Asks it to end, and answers its exit code."""
        return self._end(signal.SIGTERM)

    def signal(self, which):
        """Tells it something."""
        self.process.send_signal(which)

    def kill(self) -> int:
        """Ends it without asking."""
        return self._end(signal.SIGKILL)

    def _end(self, how) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=20)

    def _listeners(self):
        given = " ".join(self.flags)
        flags = []
        if "--listen" not in given and not self.pool_alone:
            flags += ["--listen", ANY_PORT]
        if "--pool-listen" not in given:
            flags += ["--pool-listen", ANY_PORT]
        return flags

    def _answers(self, path: str) -> bool:
        text = self._out.read_text()
        # The page may be half written: its last line is the command to try, and an empty one.
        if "\n  Try: " not in text or not text.endswith("\n\n"):
            return False
        self.page = read_page(text)
        url = self.page["User pool" if self.pool_alone else "Gateway"]
        try:
            return requests.get(
                url.replace("0.0.0.0", "127.0.0.1") + path,
                timeout=5,
                verify=str(self.authority) if self.authority else True,
            ).ok
        except (requests.ConnectionError, requests.Timeout):
            return False

    # What it says

    @property
    def _out(self) -> Path:
        return self.folder / f"out-{self.starts}.txt"

    @property
    def _log(self) -> Path:
        return self.folder / f"log-{self.starts}.txt"

    def output(self) -> str:
        """Everything that it has written, over all starts."""
        files = sorted(self.folder.glob("out-*.txt")) + sorted(self.folder.glob("log-*.txt"))
        return "\n".join(file.read_text(errors="replace") for file in files)

    @property
    def gateway(self) -> str:
        return self.page["Gateway"]

    @property
    def pool(self) -> str:
        return self.page["User pool"]

    @property
    def pool_id(self) -> str:
        return self.page["Pool id"]

    @property
    def client_id(self) -> str:
        return self.page["Client id"]

    @property
    def issuer(self) -> str:
        return self.page["Issuer"]

    @property
    def region(self) -> str:
        return self.pool_id.split("_")[0]

    def ports(self) -> list[str]:
        """Flags that start it again where it was: its issuer names its address."""
        flags = ["--pool-listen", self.pool.removeprefix("http://")] if "User pool" in self.page else []
        if not self.pool_alone:
            flags += ["--listen", self.gateway.removeprefix("http://")]
        return flags

    def restart(self):
        """Starts it again at the same addresses."""
        self.flags = self.ports() + [
            flag for flag in self.flags if not flag.startswith(("--listen", "--pool-listen", "127."))
        ]
        return self.start()


def read_page(text: str) -> dict[str, str]:
    """The lines of the start page."""
    return dict(re.findall(r"^  (\w[\w ]*?) {2,}(\S.*)$", text, re.MULTILINE))
