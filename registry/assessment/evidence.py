"""The evidence held about models: what a listing says is kept up to date, what was read otherwise stays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from registry.assessment.facts import ModelFacts
from registry.catalogue.copy import fill
from registry.licences.evidence import Component, Evidence, Match, Source, gather
from registry.licences.knowledge import Knowledge

_COLUMNS = (
    "model_id", "source", "component", "value", "licence", "match", "repo_id", "revision", "path", "sha256",
    "seen_at", "url",
)  # fmt: skip
_HELD = f"SELECT id, {', '.join(_COLUMNS)} FROM evidence WHERE model_id = ANY(%s) ORDER BY id"  # noqa: S608 - the columns are ours

_OF_A_LISTING = frozenset(
    {Source.HUB_TAG, Source.CARD_LICENSE, Source.CARD_LICENSE_NAME, Source.CARD_LICENSE_LINK, Source.GATE_PROMPT}
)
_FILES = frozenset({Source.LICENCE_FILE, Source.USE_POLICY_FILE})

_Place = tuple[Source, Component, str | None, str]


def renew(models: Sequence[ModelFacts], knowledge: Knowledge) -> dict[int, tuple[Evidence, ...]]:
    """Make the stored evidence say what the facts say; return all that is held of each model, by its id.

    Evidence that says the same as before is left alone, with the day it was first seen. Cost: one query, and a
    DELETE and a COPY for what is another one now.
    """
    held = _held([one.id for one in models if one.known])
    gone: list[int] = []
    fresh: list[tuple[int, Evidence]] = []
    whole: dict[int, tuple[Evidence, ...]] = {}
    for one in models:
        before = held.get(one.id, {})
        told = _by_place(gather(one.statement, knowledge, one.seen_at))
        kept = {place: row for place, row in before.items() if _is_kept(row[1], told.get(place))}
        new = [evidence for place, evidence in told.items() if place not in kept]
        gone += [row_id for place, (row_id, _) in before.items() if place not in kept]
        fresh += [(one.id, evidence) for evidence in new]
        whole[one.id] = (*(evidence for _, evidence in kept.values()), *new)
    _write(gone, fresh)
    return whole


def _by_place(evidence: Iterable[Evidence]) -> dict[_Place, Evidence]:
    """Evidence by what makes it one piece; the last of those that share it."""
    return {_place(one): one for one in evidence}


def _place(one: Evidence) -> _Place:
    return one.source, one.component, one.path, one.value


def _is_kept(before: Evidence, now: Evidence | None) -> bool:
    """Whether a piece stays: it was not read off a listing, or the listing still says the very same."""
    if now is None:
        return not _is_of_a_listing(before)
    if not _is_of_a_listing(before):
        return True
    same = ("licence", "repo_id", "revision", "sha256", "url")
    return all(getattr(before, name) == getattr(now, name) for name in same)


def _is_of_a_listing(one: Evidence) -> bool:
    """Whether a listing alone says so; a file whose text was read has a match."""
    return one.source in _OF_A_LISTING or (one.source in _FILES and one.match is None)


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
    repo_id, revision, path, sha256, seen_at, url = place
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
        one.path, one.sha256, one.seen_at, one.url,
    )  # fmt: skip
