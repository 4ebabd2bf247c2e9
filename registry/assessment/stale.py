"""Conclude anew what rests on facts or knowledge that changed, a batch at a time."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from registry.assessment import licences
from registry.assessment.assess import assess_stored
from registry.catalogue import entries
from registry.catalogue.reading import fetched
from registry.licences.grounds import Grounds

BATCH = 1_000


def renew(grounds: Grounds, now: Callable[[], datetime], until: datetime | None = None) -> int:
    """Conclude stale models anew until none is left or the time is up; return how many were.

    Each batch is a transaction of its own: killed at any moment, this goes on where it was. It needs no Hub.
    Whoever knows other things than the table of licences, a worker of an earlier release say, concludes nothing.
    """
    renewed = 0
    if not licences.bears(grounds):
        return renewed
    while until is None or now() < until:
        with transaction.atomic():
            entries.take_turn()
            ids = [found for (found,) in fetched("SELECT id FROM entry WHERE stale ORDER BY id LIMIT %s", [BATCH])]
            if not ids:
                return renewed
            assess_stored(ids, grounds, now())
        renewed += len(ids)
    return renewed
