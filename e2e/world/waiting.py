"""Waiting for what happens soon."""

import time


def until(happens, seconds=20):
    """Asks until the answer is yes, and answers it."""
    deadline = time.monotonic() + seconds
    while not (answer := happens()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return answer
