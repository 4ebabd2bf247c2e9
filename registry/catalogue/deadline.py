"""A bound on how long one statement may run, set for one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled


class DeadlinePassed(Exception):
    """PostgreSQL ended the statement because it ran for too long."""


@contextmanager
def deadline(milliseconds: int) -> Iterator[None]:
    """Run the block in a transaction whose statements end after the given time. Cost: three short round trips.

    Inside another transaction the bound ends with the block, at a fourth one. Raises DeadlinePassed in place of
    the database's error.
    """
    inside_another = connection.in_atomic_block
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
            yield
            if inside_another:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise DeadlinePassed from error
        raise
