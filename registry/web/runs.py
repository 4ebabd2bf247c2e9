"""The sync page as finished values. Pure; the clock comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from registry.sync.freshness import Freshness
from registry.sync.recent import UnreadRow
from registry.sync.seen import RunSeen
from registry.web import numbers
from registry.web.numbers import Figure, Moment
from registry.web.present import plain
from registry.web.words import RUN_KINDS, RUN_STATES, SYNC_STATES, Word, text_of, word_of

MOST_RUNS = 20
MOST_UNREADABLE = 50
_UNREADABLE_CAP = 10_000


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of the table; ``took`` is empty while it goes."""

    kind: str
    state: Word
    started: Moment
    took: str
    pages: str
    rows: str
    new: str
    changed: str
    removed: str
    unreadable: str
    message: str
    command: str  # what the message says to type, if anything


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """One row that could not be read."""

    name: str
    reason: str
    excerpt: str
    times: str
    seen: Moment


@dataclass(frozen=True, slots=True)
class Going:
    """The run under way: what it is, and how far it has come."""

    kind: str
    since: Moment
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SyncSheet:
    """The sync page; ``live`` is whether it may ask for itself again."""

    state: Word
    sentence: str
    trouble: str
    figures: tuple[tuple[str, Figure], ...]
    going: Going | None
    live: bool
    runs: tuple[RunLine, ...]
    unreadable: tuple[UnreadLine, ...]
    unreadable_in_all: str


def sync_sheet(
    fresh: Freshness, runs: Sequence[RunSeen], unreadable: Sequence[UnreadRow], now: datetime, *, live: bool
) -> SyncSheet:
    """Return the finished values of the page."""
    return SyncSheet(
        state=word_of(SYNC_STATES, fresh.state),
        sentence=fresh.sentence,
        trouble=plain(fresh.trouble),
        figures=_figures(fresh, now),
        going=_going(fresh.running, now) if fresh.running else None,
        live=live and fresh.running is not None,
        runs=tuple(_run(run, now) for run in runs),
        unreadable=tuple(_unread(row, now) for row in unreadable),
        unreadable_in_all=_capped(fresh.unreadable),
    )


def _figures(fresh: Freshness, now: datetime) -> tuple[tuple[str, Figure], ...]:
    about = "%s" if fresh.models_exact else gettext("about %s")
    models = numbers.count(fresh.models)
    return (
        (gettext("Models held"), Figure(about % models.text, about % models.exact)),
        (gettext("Behind the Hub by"), _lag(fresh)),
        (gettext("Last full walk"), _time(fresh.last_walk, now)),
        (gettext("Last look at what changed"), _time(fresh.last_delta, now)),
    )


def _lag(fresh: Freshness) -> Figure:
    if fresh.lag is None:
        return Figure("–", "")
    seconds = ngettext("%(number)s second", "%(number)s seconds", fresh.lag) % {"number": numbers.whole(fresh.lag)}
    return Figure(numbers.span(fresh.lag), seconds)


def _time(value: datetime | None, now: datetime) -> Figure:
    if value is None:
        return Figure(gettext("never"), "")
    return Figure(numbers.ago(value, now), numbers.exactly(value))


def _going(run: RunSeen, now: datetime) -> Going:
    progress = run.progress
    facts = [
        ngettext("%(number)s model read", "%(number)s models read", progress.rows)
        % {"number": numbers.whole(progress.rows)},
        ngettext("%(number)s page", "%(number)s pages", progress.pages)
        % {"number": numbers.whole(progress.pages)},
    ]
    if progress.quota_left is not None:
        facts.append(gettext("%s requests left in this window") % numbers.whole(progress.quota_left))
    return Going(text_of(RUN_KINDS, run.kind), numbers.moment(run.started_at, now), tuple(facts))


def _run(run: RunSeen, now: datetime) -> RunLine:
    progress = run.progress
    message, _, command = run.message.partition(": manage.py ")
    return RunLine(
        kind=text_of(RUN_KINDS, run.kind),
        state=word_of(RUN_STATES, run.state),
        started=numbers.moment(run.started_at, now),
        took=numbers.span((run.ended_at - run.started_at).total_seconds()) if run.ended_at else "",
        pages=numbers.whole(progress.pages),
        rows=numbers.whole(progress.rows),
        new=numbers.whole(progress.new),
        changed=numbers.whole(progress.changed),
        removed=numbers.whole(progress.removed),
        unreadable=numbers.whole(progress.unreadable),
        message=plain(message),
        command=plain(f"manage.py {command}") if command else "",
    )


def _unread(row: UnreadRow, now: datetime) -> UnreadLine:
    return UnreadLine(
        name=plain(row.repo_id or row.hub_id or ""),
        reason=plain(row.reason),
        excerpt=plain(row.excerpt),
        times=numbers.whole(row.times),
        seen=numbers.moment(row.last_seen_at, now),
    )


def _capped(number: int) -> str:
    return numbers.whole(number) if number <= _UNREADABLE_CAP else numbers.whole(_UNREADABLE_CAP) + "+"
