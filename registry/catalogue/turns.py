"""Turns: what one process of all may do at a time. A turn is waited for, and ends with the transaction."""

from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """What is done in turns; the numbers are any, and the same for every process and release."""

    ENTRIES = 4_177_390_214_553  # writing search rows, or reading facts to write them
    FACETS = 5_270_811
    ADMINISTRATOR = 4_771_023


def take(turn: Turn) -> None:
    """Wait until nobody else has the turn; call it inside a transaction. Cost: one query, and the wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (turn.value,))
