"""The examples, each started by its one command."""

import os
from pathlib import Path

from world.binary import BINARY, free_port
from world.guarded import EXAMPLES, Background


def bin_folder() -> Path:
    """Where the programs of the workspace are."""
    return BINARY.parent


class Example(Background):
    """A running example with ports and a folder of its own."""

    def __init__(self, name: str, folder: Path, **env):
        self.port, self.gateway_port, self.pool_port, self.application_port = (free_port() for _ in range(4))
        self.url = f"http://127.0.0.1:{self.port}"
        self.gateway = f"http://127.0.0.1:{self.gateway_port}"
        self.pool = f"http://127.0.0.1:{self.pool_port}"
        given = {
            "LISTEN": f"127.0.0.1:{self.port}",
            "GATEWAY_LISTEN": f"127.0.0.1:{self.gateway_port}",
            "POOL_LISTEN": f"127.0.0.1:{self.pool_port}",
            "APPLICATION_LISTEN": f"127.0.0.1:{self.application_port}",
            "DATA": str(folder / "data"),
            "BIN": str(bin_folder()),
            "POOLGATE_LIMITS": "off",
        }
        # npm and pip find their packages as they do for everybody here; settings come from the test alone.
        ours = ("COGNITO_", "POOLGATE_", "AWS_", "USER_POOL_ID", "CLIENT_", "FLASK_")
        usual = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        super().__init__([EXAMPLES / name / "run"], folder, {**usual, **given, **env})


def is_gone(example: Example) -> bool:
    """Whether nothing that it started is left."""
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which stands in brackets: state, parent, group, session.
            fields = process.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[3] == str(example.process.pid) and fields[0] != "Z":
            return False
    return True
