"""The whole way of a page, from the emulated Hub's socket into every table, in models a second."""

import gc
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from django.db import connection
from django.utils import timezone

from benchmarks.rows import Row
from registry.sync import run
from registry.sync.advance import advance
from registry.sync.connection import FOREGROUND, connect

_ROOT = Path(__file__).resolve().parent.parent
_PLAIN = ("hub_model", "entry")


@dataclass(frozen=True, slots=True)
class Speed:
    """Models a second of one walk, and of COPY of the same rows into tables without indexes, in the same run."""

    models: int
    walk: float
    copy: float
    new: int
    changed: int

    @property
    def ratio(self) -> float:
        """How many times faster the plain COPY is."""
        return self.copy / self.walk


def measure(rows: Sequence[Row], folder: Path) -> Speed:
    """Walk through ``rows`` and time it from the first request to the last commit; no removal is concluded."""
    gc.collect()
    gc.freeze()  # no walk has the rows in its own memory for the collector to go through
    with _hub(rows, folder) as endpoint:
        run_id = run.begin("walk", endpoint=endpoint, now=timezone.now(), limit=len(rows))
        lease = run.claim(run_id, timezone.now())
        if lease is None:
            raise RuntimeError("somebody else is at the run")
        began = time.perf_counter()
        standing = advance(run_id, lease, client=connect(FOREGROUND, Event()))
        took = time.perf_counter() - began
    if standing.state != "done":
        raise RuntimeError(standing.sentence)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows, new, changed FROM sync_run WHERE id = %s", [run_id])
        models, new, changed = cursor.fetchone()
    return Speed(models, models / took, len(rows) / _plain_copy(rows), new, changed)


def _plain_copy(rows: Sequence[Row]) -> float:
    """Seconds that COPY takes for what the walk stored of these rows, from and into PostgreSQL's own format."""
    took = 0.0
    ids = [row["_id"] for row in rows]
    with connection.cursor() as cursor:
        for table in _PLAIN:
            cursor.execute(f"CREATE TEMPORARY TABLE plain (LIKE {table})")
            ours = "id IN (SELECT id FROM hub_model WHERE hub_id = ANY(%s))"
            chosen = f"SELECT * FROM {table} WHERE {ours}"  # noqa: S608 - `table` is one of the two in `_PLAIN`; the ids are parameters
            with cursor.copy(f"COPY ({chosen}) TO STDOUT (FORMAT binary)", [ids]) as copy:
                content = b"".join(copy)
            began = time.perf_counter()
            with cursor.copy("COPY plain FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)
            took += time.perf_counter() - began
            cursor.execute("DROP TABLE plain")
    return took


@contextmanager
def _hub(rows: Sequence[Row], folder: Path) -> Iterator[str]:
    """Serve the rows from a process of its own, as the Hub would: another core encodes and compresses."""
    file = folder / "rows.jsonl.gz"
    with gzip.open(file, "wt", compresslevel=1) as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    argv = [sys.executable, "-m", "tests.hub", "--data", str(file), "--quota", "10000000"]
    server = subprocess.Popen(argv, cwd=_ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - sys.executable on tests.hub with a file written above; no shell
    try:
        said = server.stdout
        if said is None or not said.readline():
            raise RuntimeError("the emulated Hub does not start")
        yield said.readline().split("=", 1)[1].split()[0]
    finally:
        server.terminate()
        server.wait()
        file.unlink()
