"""The children's logs: one file each, the last few starts kept, none growing without bound."""

import os
import shutil
from pathlib import Path

_KEPT = 3
_LARGEST = 20 * 1024 * 1024


def rotate(path: Path) -> None:
    """Begin a new log; the last three stay beside it as ``.1`` (the newest) to ``.3``."""
    for number in range(_KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    if path.exists():
        path.replace(path.with_name(f"{path.name}.1"))
    path.touch(mode=0o644)


def trim(path: Path) -> None:
    """Put a log that grew past 20 MB aside and let the child, which keeps its file open, write on from the top.

    Lines written between the copy and the cut are lost; the children append, so nothing is torn.
    """
    if path.exists() and path.stat().st_size > _LARGEST:
        shutil.copyfile(path, path.with_name(f"{path.name}.1"))
        os.truncate(path, 0)


def last_line(path: Path) -> str:
    """Return the last line that says something, at most 300 characters of it."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")
