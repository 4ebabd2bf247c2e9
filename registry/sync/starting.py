"""Stock a registry that has not met the Hub yet with the starter catalogue."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction

from registry.assessment.stale import renew
from registry.hub.records import HubRecord, Unreadable
from registry.licences import grounds
from registry.models import SyncRun
from registry.sync import run, starter, starter_needs
from registry.sync.outcome import PageStep
from registry.sync.store import save_page

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Stocked:
    """What loading came to, and the days of its oldest and its newest facts."""

    models: int
    since: datetime
    until: datetime

    @property
    def sentence(self) -> str:
        """Say it on a terminal."""
        return f"{self.models:,} models, facts of {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}"


def stock(now: datetime) -> Stocked | None:
    """Load the starter catalogue, all of it or nothing; None where it is loaded, or the Hub has been walked.

    A complete walk knows better which models there are. Cost: one query where nothing is to be done, else a few
    seconds.
    """
    known = SyncRun.objects.filter(kind="starter", state="done", endpoint=_name())
    walked = SyncRun.objects.filter(kind="walk", state__in=("done", "held"), limit=None)
    if known.union(walked, all=True).exists():
        return None
    shipped = starter.read()
    try:
        with transaction.atomic():
            models = _load(shipped, now)
            renew(grounds.load(), lambda: now)  # what was read before what it was made from
            starter_needs.keep(now)
            return Stocked(models, shipped.since, shipped.until)
    except IntegrityError:
        if run.running() is None:
            raise
        return None  # a run is under way, and meets the models themselves


def _name() -> str:
    return f"starter:{starter.digest()}:{starter_needs.digest()}"


def _load(shipped: starter.Starter, now: datetime) -> int:
    lease = secrets.token_hex(16)
    row = SyncRun.objects.create(
        kind="starter",
        endpoint=_name(),
        lease=lease,
        lease_until=now + run.LEASE,
        started_at=now,
        advanced_at=now,
        facts_from=shipped.since,
    )
    models = 0
    for facts in shipped.facts:
        step = PageStep(
            next_link=None,
            lease_until=now + run.LEASE,
            watermark=facts.as_of,
            as_of=facts.as_of,
            told_by=facts.told_by,
        )
        rows = iter(facts.records)
        while page := tuple(islice(rows, PAGE)):
            records = [one for one in page if isinstance(one, HubRecord)]
            unreadable = [one for one in page if isinstance(one, Unreadable)]
            models += save_page(row.pk, lease, records, unreadable, step, now).new
    run.end(row.pk, lease, state="done", now=now, message="")
    return models
