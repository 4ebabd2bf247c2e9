"""Plain reads: one statement, its rows."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def fetched(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return every row of one statement; its names are ours, its values are parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
