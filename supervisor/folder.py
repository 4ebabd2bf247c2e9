"""The folder that holds everything a running Permis keeps: where it is, what lies in it, who may enter."""

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from supervisor.identity import MINIMAL, Identity
from supervisor.problem import Problem

_LONGEST_SOCKET = 103  # bytes; Linux takes 107, macOS 103
_SOCKET_NAME = ".s.PGSQL.5432"  # the longest that stands in the folder of sockets
_SYSTEM_DATA = Path("/var/lib/permis")


class FolderProblem(Problem):
    """The data folder cannot be used."""


class AlreadyRunning(FolderProblem):
    """Another process keeps the servers of this data folder."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The parts of the data folder."""

    root: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's log of writes."""
        return self.root / "valkey"

    @property
    def home(self) -> Path:
        """The home of the user who runs the children, when we are root: theirs may not exist."""
        return self.root / "home"

    @property
    def logs(self) -> Path:
        """What the children say."""
        return self.root / "logs"

    @property
    def placed(self) -> Path:
        """Copies of program and interpreter for a user who cannot enter the checkout."""
        return self.root / "placed"

    @property
    def running(self) -> Path:
        """Which children were started, for the next start to find them after a kill."""
        return self.root / "running.json"

    @property
    def sockets(self) -> Path:
        """Where the unix sockets stand: inside, or in the system's temporary folder where that is too deep."""
        inside = self.root / "run"
        if len(os.fsencode(inside / _SOCKET_NAME)) <= _LONGEST_SOCKET:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path("/tmp") / f"permis-{digest}"  # noqa: S108 - checked by `_private`; the same for every shell

    def prepare(self, identity: Identity) -> None:
        """Make the folders inside, each for those who need it alone.

        Raises:
            FolderProblem: it cannot be made, or ``identity`` cannot reach it.
        """
        try:
            self.logs.mkdir(exist_ok=True, mode=0o700)
            for theirs in (self.valkey, self.sockets):
                _private(theirs, identity)
            if identity.switch:
                self.placed.mkdir(exist_ok=True, mode=0o755)
                _private(self.home, identity)
        except OSError as error:
            raise FolderProblem(f"the data folder {self.root} cannot be used: {error}") from error
        _must_reach(self.root, identity)

    def secret_key(self) -> str:
        """Return the key that signs sessions; made once, readable by us alone."""
        path = self.root / "secret_key"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            kept = path.read_text(encoding="ascii").strip()
            if kept:
                return kept
            descriptor = os.open(path, os.O_WRONLY)  # a kill came between making and writing it
        key = secrets.token_urlsafe(50)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        return key

    def lock(self, identity: Identity) -> IO[str]:
        """Make this process the only keeper of the folder, made if need be, while the returned file is open.

        Raises:
            AlreadyRunning: another process is.
            FolderProblem: the folder cannot be written, or others can write in it.
        """
        try:
            self._make(identity)
            # Never through a link: root would write into whatever it leads to.
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            file = os.fdopen(os.open(self.root / "lock", flags, 0o644), "a+", encoding="ascii")
        except OSError as error:
            raise FolderProblem(f"the data folder {self.root} cannot be used: {error}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise AlreadyRunning(f"already running on {self.root} (process {holder})") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        return file

    def is_kept(self) -> bool:
        """Tell whether a process keeps the folder, which is to say that its servers run.

        Raises:
            FolderProblem: the folder may not be looked into.
        """
        try:
            with (self.root / "lock").open(encoding="ascii") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        except OSError as error:
            raise FolderProblem(f"the data folder {self.root} cannot be used: {error}") from error
        return False

    def _make(self, identity: Identity) -> None:
        """Make the folder. One that stands is left as it is, unless others could put things in our way in it."""
        try:
            self.root.parent.mkdir(parents=True, exist_ok=True)
            self.root.mkdir(mode=0o755 if identity.switch else 0o700)
        except FileExistsError:
            found = self.root.stat()
            foreign = identity.switch and found.st_uid != 0
            # What root reads there tells it whom to end; a user's group is often the user alone.
            others = stat.S_IWOTH | (stat.S_IWGRP if identity.switch else 0)
            if foreign or found.st_mode & others:
                raise FolderProblem(
                    f"others can write in the data folder {self.root}: set PERMIS_DATA to one that is ours alone"
                ) from None


def default_root(environment: Mapping[str, str]) -> Path:
    """Return PERMIS_DATA, or /var/lib/permis for root, or ``permis`` in the user's data folder.

    Raises:
        FolderProblem: PERMIS_DATA is not an absolute path.
    """
    given = environment.get("PERMIS_DATA", "")
    if given:
        path = Path(given).expanduser()
        if not path.is_absolute():
            raise FolderProblem(f"PERMIS_DATA is {given!r}: use an absolute path")
        return path.resolve()
    if os.geteuid() == 0:
        return _SYSTEM_DATA.resolve()
    shared = Path(environment.get("XDG_DATA_HOME", ""))
    return ((shared if shared.is_absolute() else Path("~/.local/share").expanduser()) / "permis").resolve()


def _private(path: Path, identity: Identity) -> None:
    """Make a folder that ``identity`` alone may enter, or see that the one that stands there is just that.

    It may lie where others can write: whatever they put there first is refused, a link above all.
    """
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        # Ours counts too: a kill may have come between making it and giving it away.
        owned = found.st_uid in (identity.uid, os.geteuid())
        if not stat.S_ISDIR(found.st_mode) or not owned or found.st_mode & 0o077:
            raise FolderProblem(
                f"{path} must be a folder that belongs to {identity.name} alone (mode 0700): remove it or mend it"
            ) from None
    identity.owns(path)


def _must_reach(root: Path, identity: Identity) -> None:
    if not identity.switch:
        return
    try:
        entered = identity.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(root)], env=MINIMAL)
    except OSError as error:  # a container may forbid root to become someone else
        raise FolderProblem(f"nothing can be run as the user {identity.name}: {error}") from error
    if entered.returncode:
        raise FolderProblem(
            f"the user {identity.name} cannot enter {root}: set PERMIS_DATA to a folder that it can reach, "
            "or PERMIS_USER to a user who can enter this one"
        )
