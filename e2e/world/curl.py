"""curl, as a person at a terminal uses it."""

import json as codec
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self):
        return codec.loads(self.text)

    def __getitem__(self, member):
        return self.json[member]


def curl(url: str, *arguments, json=None, token=None, headers=(), fails=False) -> Answer:
    """Runs curl. An answer of 500 and more is a failure of the test that did not expect it."""
    command = ["curl", "--silent", "--show-error", "--max-time", "60", *arguments]
    if json is not None:
        command += ["--json", json if isinstance(json, str) else codec.dumps(json)]
    if token is not None:
        command += ["--header", f"Authorization: Bearer {token}"]
    for name, value in dict(headers).items():
        command += ["--header", f"{name}: {value}"]
    with tempfile.TemporaryDirectory() as folder:
        head, body = Path(folder, "head"), Path(folder, "body")
        body.touch()
        done = subprocess.run(
            [*command, "--dump-header", head, "--output", body, "--write-out", "%{http_code}", url],
            capture_output=True,
            text=True,
            timeout=90,
        )
        status = int(done.stdout or 0)
        # A server that refuses a large body early closes while curl still sends: 55 and 56.
        assert done.returncode == 0 or (status and done.returncode in (55, 56)), done.stderr
        answer = Answer(status, _headers(head.read_text()), body.read_text(errors="replace"))
    assert fails or answer.status < 500, f"{url}: {answer}"
    return answer


def _headers(text: str) -> dict[str, str]:
    """The headers of the last answer in the dump: an interim one may stand before it."""
    last = text.strip().split("\r\n\r\n")[-1]
    pairs = (line.split(":", 1) for line in last.splitlines()[1:] if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}
