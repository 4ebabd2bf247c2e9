"""Waiting for what will be true."""

import time
from collections.abc import Callable

PATIENCE = 120.0  # seconds; a machine that does other things meanwhile is slow


def until(met: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Ask again and again until `met` says yes; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"not so after {seconds:.0f} s: {what}"
        time.sleep(0.05)
