"""Pages in Chromium that use the browser client: scenarios of the scripts `e2e/js/client_*.mjs`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from world.gateway import PASSWORD

SCRIPTS = Path(__file__).resolve().parents[1] / "js"
NODE_MODULES = Path(os.environ.get("POOLGATE_NODE_MODULES", SCRIPTS / "node_modules"))


def chromium() -> str:
    """Where the browser is."""
    found = os.environ.get("POOLGATE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "install Chromium, or say in POOLGATE_CHROMIUM where it is"
    return found


def node(script: str, given: dict, seconds=110) -> dict:
    """Runs a script, and answers the one JSON object that it prints."""
    result = subprocess.run(
        ["node", NODE_MODULES.parent / script, json.dumps(given)],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def visit(script: str, given: dict) -> dict:
    """Takes the steps of a script that looks at pages; nothing must be wrong with them."""
    pictures = os.environ.get("POOLGATE_PICTURES")
    seen = node(script, {"chromium": chromium(), "pictures": pictures, **given}, seconds=300)
    assert seen["faults"] == []
    assert seen["complaints"] == []
    return seen


def play(script: str, scenario: str, server, email: str, **more) -> dict:
    """Plays a scenario, and answers what was seen."""
    given = {
        "chromium": chromium(),
        "gateway": server.gateway,
        "mailbox": server.gateway,
        "scenario": scenario,
        "email": email,
        "password": PASSWORD,
        **more,
    }
    return node(f"client_{script}.mjs", given)
