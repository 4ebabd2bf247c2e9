"""What was measured of models, held for its revision: with the next commit it is void, as texts are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connection

from registry.assessment.facts import ModelFacts
from registry.catalogue.copy import fill
from registry.hardware import parameters
from registry.hardware.counts import Counts
from registry.hardware.fit import Needs
from registry.hardware.measured import Measured, from_listing
from registry.hardware.parameters import ParameterFlag, Parameters
from registry.hardware.weights import Precision, Variant, Weights

# With any of these the elements of a listing are not the weights that would be loaded.
_DOUBTS = frozenset(
    {ParameterFlag.PACKED, ParameterFlag.BELOW_NAME, ParameterFlag.IMPLAUSIBLE, ParameterFlag.ADAPTER}
)
_COLUMNS = ("model_id", "revision", "told_by", "seen_at", "content")


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured of a model, at which revision, when; ``told_by``: who recorded it, None: it was read."""

    measured: Measured
    revision: str | None
    told_by: str | None
    seen_at: datetime


def renew(
    models: Sequence[ModelFacts], read: Mapping[int, Measurement] | None = None
) -> Mapping[int, Measurement]:
    """Make what is held of models that of their revisions; return it by their ids.

    ``read``, by a model's id: what was measured just now. Cost: one query, and a DELETE and a COPY for what is
    another one now.
    """
    revisions = {one.id: one.statement.revision for one in models}
    held = held_of([one.id for one in models if one.known])
    fresh = {} if read is None else dict(read)
    kept = {
        model_id: one
        for model_id, one in held.items()
        if model_id not in fresh and one.revision == revisions[model_id]
    }
    gone = held.keys() - kept.keys()
    with connection.cursor() as cursor:
        if gone:
            cursor.execute("DELETE FROM measurement WHERE model_id = ANY(%s)", [sorted(gone)])
        if fresh:
            fill(cursor, "measurement", _COLUMNS, (_row(model_id, one) for model_id, one in fresh.items()))
    return kept | fresh


def held_of(model_ids: Iterable[int]) -> Mapping[int, Measurement]:
    """Return what is held of stored models, by their ids. Cost: one query.

    What another release wrote in another form is as good as none: it is measured anew with the next examination.
    """
    wanted = list(model_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT model_id, revision, told_by, seen_at, content FROM measurement WHERE model_id = ANY(%s)""",
            [wanted],
        )
        rows = cursor.fetchall()
    found = {}
    for model_id, revision, told_by, seen_at, content in rows:
        try:
            measured = msgspec.json.decode(content, type=Measured)
        except msgspec.ValidationError:
            continue
        found[model_id] = Measurement(measured, revision, told_by, seen_at)
    return found


def listed(one: ModelFacts) -> Parameters:
    """Return how many parameters a listing lets us claim."""
    return parameters.count(
        name=one.statement.repo_id,
        safetensors_total=one.safetensors_total,
        safetensors_parameters=one.safetensors_parameters,
        gguf_total=one.gguf_total,
        quantisation=one.quantisation,
        tags=one.tags,
        adapter=one.adapter,
    )


def needs_by_listing(one: ModelFacts) -> Needs:
    """Return what is known of a model that nobody measured: sizes at best, never what its layers keep."""
    counted = listed(one)
    published = _listed_weights(one, counted)
    if counted.total is None and published is None:
        return Needs(None, None)
    return Needs(Weights((published,) if published else (), counted.total), None)


def _listed_weights(one: ModelFacts, counted: Parameters) -> Variant | None:
    return None if _DOUBTS.intersection(counted.flags) else from_listing(one.safetensors_parameters)


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the search row says of a model's size: as measured, or as listed where nobody measured it."""

    total: int | None
    active: int | None
    stored: int | None
    source: str
    flags: tuple[str, ...]
    weights_bytes: int | None
    weights_source: str | None


def sizes(one: ModelFacts, held: Measurement | None) -> Sizes:
    """Return what is to stand in the search row."""
    counted: Parameters | Counts
    if held is None:
        counted = listed(one)
        published = _listed_weights(one, counted)
    else:
        counted = held.measured.counts
        published = held.measured.weights.pick(Precision.AS_PUBLISHED)
    return Sizes(
        total=counted.total,
        active=counted.active,
        stored=counted.stored,
        source=counted.source.value,
        flags=tuple(flag.value for flag in counted.flags),
        weights_bytes=published.high if published else None,
        weights_source=published.source.value if published else None,
    )


def needs_of(held: Measurement | None) -> Needs:
    """Return what is known of a model's needs by what was measured of it."""
    return Needs(None, None) if held is None else held.measured.needs


def _row(model_id: int, one: Measurement) -> tuple[object, ...]:
    return model_id, one.revision, one.told_by, one.seen_at, msgspec.json.encode(one.measured).decode()
