"""Commands as a document prints them."""

import json
import subprocess


def printed(server, command: str, **words: str):
    """Runs a printed command; the host, and the words that the document stands in for, are those of the test. The status
    and the JSON body."""
    for host in ("localhost:8000", "localhost:8001", "localhost:5000", "127.0.0.1:5000"):
        command = command.replace(host, server.gateway.removeprefix("http://"))
    for word, value in words.items():
        assert word in command or word.replace("_", " ") in command, word
        command = command.replace(word, value)
    marked = command.replace("curl ", "curl --silent --show-error --write-out '\\n%{http_code}' ", 1)
    done = subprocess.run(["sh", "-c", marked], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    body, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(body)
