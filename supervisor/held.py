"""Processes that wait, once started, for a word before they become what they are to be.

A supervisor that is killed between starting one and writing its number down leaves nobody whom its next start does
not know: the word never comes, and whoever waits for it ends.
"""

import subprocess
from collections.abc import Sequence
from contextlib import suppress

# Number and birth of the process stay what they are when the program takes the shell's place.
_GATE = 'read -r word && unset PWD word && exec "$@" </dev/null'


def held(argv: Sequence[str]) -> tuple[str, ...]:
    """Return the command that becomes ``argv`` at the word; it must be started with a pipe for its input."""
    return ("/bin/sh", "-c", _GATE, "sh", *argv)


def release(process: subprocess.Popen[bytes]) -> None:
    """Give the word."""
    if process.stdin is None:
        return
    with suppress(BrokenPipeError):  # it was ended meanwhile
        process.stdin.write(b"go\n")
        process.stdin.close()
