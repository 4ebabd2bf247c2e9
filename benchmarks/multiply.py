"""Many models from some: every stored model again and again under other names, without waiting for a walk."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

_STEP = 10_000_000  # between the ids of one copy and the next
_TABLES = ("publisher", "hub_model", "entry", "entry_words", "evidence", "lineage")
_DOWNLOADS = "floor(exp(random() ^ 3 * 16))::bigint"  # few are downloaded often, most hardly ever

# What is another value in a copy; every other column is taken over. `k` numbers the copies.
_OTHERWISE = {
    "publisher": {"id": "id + %(k)s * %(step)s", "name": "name || '-' || %(k)s"},
    "hub_model": {
        "id": "id + %(k)s * %(step)s",
        "hub_id": "lpad(to_hex(%(k)s + 4096), 8, '0') || substr(hub_id, 9)",
        "repo_id": "replace(repo_id, '/', '-' || %(k)s || '/')",
        "publisher_id": "publisher_id + %(k)s * %(step)s",
    },
    "entry": {
        "id": "id + %(k)s * %(step)s",
        "repo_id": "replace(repo_id, '/', '-' || %(k)s || '/')",
        "publisher": "publisher || '-' || %(k)s",
        "downloads": _DOWNLOADS,
    },
    "entry_words": {
        "id": "id + %(k)s * %(step)s",
        "name": "replace(name, '/', '-' || %(k)s || '/')",
        "head": "false",
    },
    "evidence": {"model_id": "model_id + %(k)s * %(step)s"},
    "lineage": {"child_id": "child_id + %(k)s * %(step)s"},
}
_COLUMNS = """SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
_INDEXES = """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"""


def multiply(rows: int) -> dict[str, float]:
    """Copy the models that are there until there are about ``rows``; return the seconds of each step.

    The indexes are taken away first and built anew, as for any first load.
    """
    took: dict[str, float] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hub_model")
        copies = max(0, round(rows / cursor.fetchone()[0]) - 1)
        with _without_indexes(cursor, took), _timed(took, "copying"):
            for number in range(1, copies + 1):
                for table in _TABLES:
                    _copy(cursor, table, number)
        with _timed(took, "vacuum"):
            for table in ("publisher", "hub_model"):
                latest = f"SELECT max(id) FROM {table}"  # noqa: S608 - `table` is one of the two literals in the line of the loop
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ({latest}))")
            for table in _TABLES:
                cursor.execute(f"VACUUM (ANALYZE) {table}")
    return took


def _copy(cursor: CursorWrapper, table: str, number: int) -> None:
    otherwise = _OTHERWISE[table]
    cursor.execute(_COLUMNS, [table])
    columns = [name for (name,) in cursor.fetchall() if name in otherwise or name != "id"]
    values = ", ".join(otherwise.get(name, f'"{name}"') for name in columns) % {"k": number, "step": _STEP}
    first = "model_id" if table == "evidence" else "child_id" if table == "lineage" else "id"
    # Tables and values are named in `_OTHERWISE`, columns by the database; nothing comes from outside.
    originals = f"SELECT {values} FROM {table} WHERE {first} < {_STEP}"  # noqa: S608 - tables and values of `_OTHERWISE`, columns as pg_attribute names them
    cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) {originals}")


@contextmanager
def _without_indexes(cursor: CursorWrapper, took: dict[str, float]) -> Iterator[None]:
    found = []
    for table in _TABLES:
        cursor.execute(_INDEXES, [table])
        found += cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        with _timed(took, "indexes"):
            cursor.execute("SET maintenance_work_mem = '1GB'")
            for _, definition in found:
                cursor.execute(definition)


@contextmanager
def _timed(took: dict[str, float], step: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took[step] = time.perf_counter() - began
