"""As whom the servers run: PostgreSQL refuses root, and nothing that faces the network should be root."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from supervisor.problem import Problem

_ANYBODY = "nobody"
_PREFERRED = ("permis", _ANYBODY)


class NoIdentity(Problem):
    """Nobody fit to run the servers was found."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A user of this machine. ``switch`` says that we are root and become this user for every child."""

    name: str
    uid: int
    gid: int
    switch: bool

    @property
    def shared(self) -> bool:
        """Whether others may run as this user too, who can then read the secrets of our programs."""
        return self.switch and self.name == _ANYBODY

    def owns(self, path: Path) -> None:
        """Give ``path`` to this user; nothing to do where we are that user already."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def spawn(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path = Path("/"),
        output: IO[bytes] | int,
        errors: IO[bytes] | int = subprocess.STDOUT,
        given: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own, so that a Ctrl-C in the terminal reaches us alone."""
        return subprocess.Popen(
            argv,
            env=dict(env),
            cwd=cwd,
            stdin=given,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=() if self.switch else None,
        )

    def run(
        self, argv: Sequence[str], *, env: Mapping[str, str], given: str = "", timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a short command to its end, in ``/``; both outputs come back joined in ``stdout``.

        Raises:
            OSError: it cannot be executed by this user.
            subprocess.TimeoutExpired: it took more than ``timeout`` seconds.
        """
        return subprocess.run(
            argv,
            env=dict(env),
            cwd="/",
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            start_new_session=True,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=() if self.switch else None,
        )

    def can_execute(self, path: Path) -> bool:
        """Whether this user may enter the folders above ``path`` and run it: asked of the system, not guessed."""
        try:
            return self.run([str(path), "--version"], env=MINIMAL, timeout=30).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False


MINIMAL: Mapping[str, str] = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""What a server needs of our environment; no token or password of ours is among it."""


def unprivileged(wanted: str = "") -> Identity:
    """Return who runs the children: ourselves, or, when we are root, ``wanted``, ``permis`` or ``nobody``.

    Raises:
        NoIdentity: the wanted user does not exist or is root, or none of the usual ones exists.
    """
    if os.geteuid() != 0:
        uid = os.geteuid()
        return Identity(name=_name_of(uid), uid=uid, gid=os.getegid(), switch=False)
    for name in (wanted,) if wanted else _PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid == 0:
            raise NoIdentity(f"PERMIS_USER is {name}, which is root: name an unprivileged user")
        return Identity(name=name, uid=entry.pw_uid, gid=entry.pw_gid, switch=True)
    raise NoIdentity(f"no user named {wanted or ' or '.join(_PREFERRED)} to run the servers: set PERMIS_USER")


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container may run under a number that has no name
        return str(uid)
