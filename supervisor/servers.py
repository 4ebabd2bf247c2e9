"""The embedded PostgreSQL and Valkey of a data folder, as children to keep."""

from functools import partial
from pathlib import Path
from signal import SIGTERM

from supervisor import postgres, processes, valkey
from supervisor.child import Child
from supervisor.folder import DataFolder
from supervisor.identity import MINIMAL, Identity

TIER = 0
# Together with the waits of the programs, which end first, less than ten seconds. The second step of the
# database loses nothing and has the next start recover.
_ENDING_DATABASE = ((postgres.STOP_FAST, 4.0), (postgres.STOP_AT_ONCE, 0.7))
_ENDING_BROKER = ((SIGTERM, 4.0),)


def cluster(folder: DataFolder, identity: Identity, packages: Path | None) -> postgres.Cluster:
    """Return the embedded PostgreSQL, with the binaries among the placed packages where there are such."""
    binaries = _among(packages, postgres.find_binaries(folder.postgres))
    return postgres.Cluster(binaries=binaries, data=folder.postgres, sockets=folder.sockets, identity=identity)


def store(folder: DataFolder, identity: Identity, packages: Path | None) -> valkey.Store:
    """Return the embedded Valkey, with the binary among the placed packages where there are such."""
    binary = _among(packages, valkey.find_binary())
    return valkey.Store(binary=binary, data=folder.valkey, sockets=folder.sockets, identity=identity)


def _among(packages: Path | None, path: Path) -> Path:
    if packages is None:
        return path
    ours = next(above for above in path.parents if above.name == "site-packages")
    return packages / path.relative_to(ours)


def addresses(folder: DataFolder, identity: Identity) -> dict[str, str]:
    """Return where the embedded servers of a data folder are reached while they run."""
    one = postgres.Cluster(binaries=Path(), data=folder.postgres, sockets=folder.sockets, identity=identity)
    other = valkey.Store(binary=Path(), data=folder.valkey, sockets=folder.sockets, identity=identity)
    return {"DATABASE_URL": one.url, "BROKER_URL": other.broker_url(), "CACHE_URL": other.cache_url()}


def database(one: postgres.Cluster, log: Path) -> Child:
    """Return the PostgreSQL server."""
    return Child(
        name="database",
        argv=tuple(postgres.command(one)),
        env=MINIMAL,
        identity=one.identity,
        log=log,
        ready=partial(postgres.answers, one),
        begins=partial(postgres.begins, one),
        ending=_ENDING_DATABASE,
        tier=TIER,
        before=partial(_clear_stale_lock, one.data),
    )


def broker(one: valkey.Store, log: Path) -> Child:
    """Return the Valkey server."""
    return Child(
        name="broker",
        argv=tuple(valkey.command(one)),
        env=MINIMAL,
        identity=one.identity,
        log=log,
        ready=partial(valkey.answers, one),
        begins=partial(valkey.begins, one),
        ending=_ENDING_BROKER,
        tier=TIER,
    )


def _clear_stale_lock(data: Path) -> None:
    """Remove the lock of a dead PostgreSQL when none of its processes is left.

    It refuses to start while the number in that lock belongs to any process, which after the restart of a
    container, where numbers begin anew, may well be one of ours.
    """
    if data.exists() and processes.working_in(data, "postgres") == []:
        (data / "postmaster.pid").unlink(missing_ok=True)
