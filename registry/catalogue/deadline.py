"""A bound on how long one statement may run, set for one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled


class DeadlinePassed(Exception):
    """PostgreSQL ended the statement because it ran for too long."""


@contextmanager
def deadline(milliseconds: int, settings: Sequence[tuple[str, str]] = ()) -> Iterator[None]:
    """Run the block in a transaction whose statements end after the given time. Cost: three short round trips.

    ``settings`` are further ones of PostgreSQL's, by name and value, for this transaction.
    Raises DeadlinePassed in place of the database's error.
    """
    chosen = [("statement_timeout", str(milliseconds)), *settings]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                setting = ", ".join(["set_config(%s, %s, true)"] * len(chosen))
                cursor.execute(f"SELECT {setting}", [word for pair in chosen for word in pair])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise DeadlinePassed from error
        raise
