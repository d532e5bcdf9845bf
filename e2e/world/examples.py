"""The examples, each started by its one command."""

import subprocess
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
        super().__init__([EXAMPLES / name / "run"], folder, {**given, **env})


def is_gone(example: Example) -> bool:
    """Whether nothing that it started is left."""
    found = subprocess.run(
        ["pgrep", "--session", str(example.process.pid)], capture_output=True, text=True, check=False
    )
    return not found.stdout.strip()
