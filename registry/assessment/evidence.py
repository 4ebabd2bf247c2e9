"""The evidence held about models: what a listing says is kept up to date, what was read stays for its revision.

A text read at one commit says nothing of another: with the next commit a file is "listed, not read" again, and the
text itself stays where texts are kept. What a person wrote down stays until the person takes it back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from registry.assessment.facts import ModelFacts
from registry.catalogue.copy import fill
from registry.licences import curations
from registry.licences.evidence import Component, Evidence, Match, Source, Statement, gather
from registry.licences.grounds import Grounds

_COLUMNS = (
    "model_id", "source", "component", "value", "licence", "match", "repo_id", "revision", "path", "sha256",
    "seen_at", "url", "unread",
)  # fmt: skip
_HELD = f"SELECT id, {', '.join(_COLUMNS)} FROM evidence WHERE model_id = ANY(%s) ORDER BY id"  # noqa: S608 - joins `_COLUMNS`

_Place = tuple[Source, Component, str | None, str]


def renew(
    models: Sequence[ModelFacts], grounds: Grounds, read: Mapping[int, Sequence[Evidence]] | None = None
) -> dict[int, tuple[Evidence, ...]]:
    """Make the stored evidence say what facts and curations say; return all that is held of each model, by its id.

    ``read``, by a model's id: all that was read in its repository just now, in place of what was read before.
    Evidence that says the same as before is left alone, with the day it was first seen. Cost: one query, and a
    DELETE and a COPY for what is another one now.
    """
    renewal = _renewal(models, grounds, read)
    _write(renewal.gone, renewal.fresh)
    return renewal.whole


def current(models: Sequence[ModelFacts], grounds: Grounds) -> dict[int, tuple[Evidence, ...]]:
    """Return what `renew` would leave held of each model, by its id, and write nothing. Cost: one query."""
    return _renewal(models, grounds, None).whole


@dataclass(frozen=True, slots=True)
class _Renewal:
    """What is held of each model anew: the rows that go, what comes, and all that there is then."""

    gone: list[int]
    fresh: list[tuple[int, Evidence]]
    whole: dict[int, tuple[Evidence, ...]]


def _renewal(
    models: Sequence[ModelFacts], grounds: Grounds, read: Mapping[int, Sequence[Evidence]] | None
) -> _Renewal:
    held = _held([one.id for one in models if one.known])
    gone: list[int] = []
    fresh: list[tuple[int, Evidence]] = []
    whole: dict[int, tuple[Evidence, ...]] = {}
    for one in models:
        before = held.get(one.id, {})
        found = None if read is None else read.get(one.id)
        told = _by_place((*_told(one, grounds), *(found or ())))
        kept = {
            place: row
            for place, row in before.items()
            if _is_kept(row[1], told.get(place), one.statement, read_again=found is not None)
        }
        new = [evidence for place, evidence in told.items() if place not in kept]
        gone += [row_id for place, (row_id, _) in before.items() if place not in kept]
        fresh += [(one.id, evidence) for evidence in new]
        whole[one.id] = (*(evidence for _, evidence in kept.values()), *new)
    return _Renewal(gone, fresh, whole)


def held_by(model_ids: Sequence[int]) -> Mapping[int, tuple[Evidence, ...]]:
    """Return all that is held about stored models, as it was first seen. Cost: one query."""
    held = _held(list(model_ids))
    return {model_id: tuple(one for _, one in found.values()) for model_id, found in held.items()}


def _told(one: ModelFacts, grounds: Grounds) -> tuple[Evidence, ...]:
    curated = grounds.curations.of(one.statement.repo_id, one.statement.revision, one.last_modified)
    return (
        *gather(one.statement, grounds.knowledge, one.seen_at),
        *curations.gather(one.statement.repo_id, curated, grounds.knowledge),
    )


def _by_place(evidence: Iterable[Evidence]) -> dict[_Place, Evidence]:
    """Evidence by what makes it one piece; the last of those that share it, so that a file that was read wins."""
    return {_place(one): one for one in evidence}


def _place(one: Evidence) -> _Place:
    return one.source, one.component, one.path, one.value


def _is_kept(before: Evidence, now: Evidence | None, statement: Statement, *, read_again: bool) -> bool:
    """Whether a piece stays: it was read at the very revision, or listing or curation still say it."""
    if _is_read(before):
        return not read_again and before.revision == statement.revision and _is_still_there(before, now)
    if now is None:
        return False
    same = ("licence", "match", "repo_id", "revision", "sha256", "url", "unread")
    return all(getattr(before, name) == getattr(now, name) for name in same)


def _is_read(one: Evidence) -> bool:
    """Whether it comes from reading the repository, or trying to, and not from a listing."""
    return one.is_read or one.unread is not None


def _is_still_there(before: Evidence, now: Evidence | None) -> bool:
    """Whether the listing still has the file or prompt that was read; the card's text is in no listing."""
    if before.source in (Source.CARD_TEXT, Source.GGUF_HEADER):
        return True
    if before.source is Source.GATE_PROMPT:
        return now is not None and now.sha256 == before.sha256
    return now is not None


def _held(model_ids: list[int]) -> Mapping[int, dict[_Place, tuple[int, Evidence]]]:
    found: dict[int, dict[_Place, tuple[int, Evidence]]] = {}
    if not model_ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [model_ids])
        for row_id, model_id, *values in cursor.fetchall():
            evidence = _evidence(*values)
            found.setdefault(model_id, {})[_place(evidence)] = row_id, evidence
    return found


def _evidence(
    source: str, component: str, value: str, licence: str | None, match: str | None, *place: Any
) -> Evidence:
    repo_id, revision, path, sha256, seen_at, url, unread = place
    return Evidence(
        source=Source(source),
        component=Component(component),
        value=value,
        licence=licence,
        match=Match(match) if match else None,
        repo_id=repo_id,
        revision=revision,
        path=path,
        sha256=sha256,
        seen_at=seen_at,
        url=url,
        unread=unread,
    )


def _write(gone: list[int], fresh: list[tuple[int, Evidence]]) -> None:
    with connection.cursor() as cursor:
        if gone:
            cursor.execute("DELETE FROM evidence WHERE id = ANY(%s)", [gone])
        if fresh:
            fill(cursor, "evidence", _COLUMNS, (_row(model_id, one) for model_id, one in fresh))


def _row(model_id: int, one: Evidence) -> tuple[object, ...]:
    match = one.match and one.match.value
    return (
        model_id, one.source.value, one.component.value, one.value, one.licence, match, one.repo_id, one.revision,
        one.path, one.sha256, one.seen_at, one.url, one.unread,
    )  # fmt: skip
