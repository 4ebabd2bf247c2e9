"""What models conclude from their own evidence alone: made, and stored once however many models share it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

import msgspec
from django.db import connection

from registry.assessment.conclude import conclude
from registry.assessment.facts import ModelFacts
from registry.catalogue.reading import fetched
from registry.licences.curations import Concluded, Curation, Disputed
from registry.licences.determination import Determination, Status, Why, determine
from registry.licences.evidence import Component, Evidence, Source
from registry.licences.grounds import Grounds
from registry.licences.lineage import Own
from registry.licences.modality import multimodal
from registry.licences.policies import use_policies
from registry.licences.stack import Layer, LayerRelation

_NOTHING_SAID = frozenset({Why.NOTHING_READ, Why.NOTHING_DECLARED})
_KNOWN = "SELECT digest, id FROM own_licence WHERE digest = ANY(%s)"
_INSERT = """INSERT INTO own_licence (digest, own) SELECT * FROM unnest(%s::bytea[], %s::text[]::jsonb[])
    ON CONFLICT (digest) DO NOTHING"""


def determination_of(one: ModelFacts, held: Sequence[Evidence], grounds: Grounds) -> Determination:
    """Return what is concluded from a model's own evidence."""
    return conclude(one.statement, held, grounds.knowledge)


def own_of(one: ModelFacts, held: Sequence[Evidence], grounds: Grounds) -> Own:
    """Return all that a model's own evidence and facts come to."""
    said = one.statement
    determination = determination_of(one, held, grounds)
    curated = grounds.curations.of(said.repo_id, said.revision, one.last_modified)
    return Own(
        determination=replace(determination, rests_on=()),
        beside=_beside(held, determination, grounds),
        silent=determination.why in _NOTHING_SAID and said.licence_files == () and said.gate_prompt is None,
        multimodal=multimodal(one.architectures, curated),
        curated=tuple(curation.id for curation in curated),
    )


def own_of_absent(held: Sequence[Evidence], curated: Sequence[Curation], grounds: Grounds) -> Own | None:
    """Return what people found out about a model that is not held; None where it is nothing of licences."""
    if not any(isinstance(one, Concluded | Disputed) for one in curated):
        return None
    determination = determine(held, files_listed=False, readme_read=False, knowledge=grounds.knowledge)
    return Own(
        determination=replace(determination, rests_on=()),
        beside=_beside(held, determination, grounds),
        multimodal=multimodal((), curated),
        curated=tuple(one.id for one in curated),
    )


def intern(owns: Iterable[Own]) -> Mapping[Own, int]:
    """Return the id of every value; those not met before are stored. Cost: one query, three if new."""
    wanted = {_packed(own): own for own in owns}
    known = _known(wanted)
    if len(known) < len(wanted):
        fresh = [(digest, text) for digest, text in wanted if digest not in known]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [[digest for digest, _ in fresh], [text for _, text in fresh]])
        known = _known(wanted)
    return {own: known[digest] for (digest, _), own in wanted.items()}


def held_by(model_ids: Sequence[int]) -> Mapping[int, int | None]:
    """Return which value the search rows of models hold, of those that have a row. Cost: one query."""
    if not model_ids:
        return {}
    return dict(fetched("SELECT id, own_id FROM entry WHERE id = ANY(%s)", [list(model_ids)]))


@lru_cache(maxsize=16_384)  # millions of models share a few hundred
def unpacked(text: str) -> Own:
    """Read a value as it is stored."""
    return msgspec.json.decode(text, type=Own)


@lru_cache(maxsize=16_384)
def _packed(own: Own) -> tuple[bytes, str]:
    """The 16 bytes that name a value, and how it is stored."""
    text = msgspec.json.encode(own)
    return blake2b(text, digest_size=16).digest(), text.decode()


def _known(wanted: Iterable[tuple[bytes, str]]) -> dict[bytes, int]:
    return {bytes(digest): own_id for digest, own_id in fetched(_KNOWN, [[digest for digest, _ in wanted]])}


def _beside(held: Sequence[Evidence], determination: Determination, grounds: Grounds) -> tuple[Layer, ...]:
    """The layers of what is not the weights, those that people found out about, and of use policies besides."""
    said = {
        (one.component, one.licence)
        for one in held
        if one.source is Source.CURATION and one.component is not Component.WEIGHTS and one.licence is not None
    }
    parts = (
        Layer((licence,), Status.CONFIRMED, component, LayerRelation.OWN) for component, licence in sorted(said)
    )
    return (*parts, *use_policies(held, determination, grounds.knowledge))
