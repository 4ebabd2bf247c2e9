"""Which stored model each row of a page speaks of, and which models lose their name to another one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from registry.hub.records import HubRecord, Unreadable, digest

NAME_TAKEN = "bears the name of another model of the same page"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of a model, as far as recognising it takes."""

    id: int
    hub_id: str | None  # None: starter facts
    repo_id: str
    digest: bytes
    removed: bool
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """A record with the model it speaks of, None for one not met before, and the digest of its facts."""

    record: HubRecord
    digest: bytes
    model: Stored | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a page comes to. ``unnamed``: live models whose name belongs to another one now."""

    new: tuple[Written, ...]
    changed: tuple[Written, ...]
    unchanged: tuple[Written, ...]
    unnamed: tuple[Stored, ...]
    unreadable: tuple[Unreadable, ...]


def recognise(records: Sequence[HubRecord], stored: Iterable[Stored]) -> Recognised:
    """Sort the records of a page by what is to be done; ``stored`` holds every model of their ids and names.

    The `_id` tells models apart, and of two rows that share one the later counts. A name that comes back under
    another `_id` is another model. Starter facts, which have no `_id`, are taken over by the first model of that
    name, unless it was created at another time; and they never speak of a model that the Hub has spoken of.
    """
    known = list(stored)
    by_hub_id = {one.hub_id: one for one in known if one.hub_id is not None}
    told, unreadable = _each_once(records)
    written: list[Written] = []
    for record in told:
        if record.hub_id is None:
            written += _starter(record, known)
        else:
            model = by_hub_id.get(record.hub_id) or _taken_over(record, known)
            written.append(Written(record, digest(record), model))
    named = {one.record.repo_id: one.model.id if one.model else None for one in written}
    return Recognised(
        new=tuple(one for one in written if one.model is None),
        changed=tuple(one for one in written if one.model is not None and not _is_same(one)),
        unchanged=tuple(one for one in written if _is_same(one)),
        unnamed=tuple(
            one for one in known if not one.removed and one.repo_id in named and named[one.repo_id] != one.id
        ),
        unreadable=unreadable,
    )


def _each_once(records: Sequence[HubRecord]) -> tuple[list[HubRecord], tuple[Unreadable, ...]]:
    """One record for each `_id` and one for each name, the later of two; who lost a name is told of."""
    last = {record.hub_id or record.repo_id: place for place, record in enumerate(records)}
    by_id = {key: records[place] for key, place in sorted(last.items(), key=itemgetter(1))}
    by_name = {record.repo_id: record for record in by_id.values()}
    kept = list(by_name.values())
    nameless = (record for record in by_id.values() if by_name[record.repo_id] is not record)
    return kept, tuple(
        Unreadable(NAME_TAKEN, record.hub_id, record.repo_id, f"{record.hub_id} {record.repo_id}")
        for record in nameless
    )


def _starter(record: HubRecord, known: Iterable[Stored]) -> list[Written]:
    bearers = [one for one in known if one.repo_id == record.repo_id]
    if any(one.hub_id is not None or one.removed for one in bearers):
        return []
    return [Written(record, digest(record), bearers[0] if bearers else None)]


def _taken_over(record: HubRecord, known: Iterable[Stored]) -> Stored | None:
    for one in known:
        if one.hub_id is None and not one.removed and one.repo_id == record.repo_id:
            return one if one.created_at in (None, record.created_at) or record.created_at is None else None
    return None


def _is_same(one: Written) -> bool:
    model = one.model
    return (
        model is not None
        and not model.removed
        and model.digest == one.digest
        and model.hub_id == one.record.hub_id
    )
