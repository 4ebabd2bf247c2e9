"""From facts to the search row: evidence, what is concluded from it, the stack that binds, the counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.assessment import evidence, facts, stacks
from registry.assessment.conclude import conclude
from registry.assessment.facts import ModelFacts
from registry.catalogue import entries
from registry.catalogue.entries import EntryRow
from registry.hardware import parameters
from registry.licences.determination import Determination, Status
from registry.licences.evidence import Component, Evidence
from registry.licences.knowledge import Knowledge
from registry.licences.stack import Layer, LayerRelation

LONGEST_TAG_WORDS = 20_000  # characters; a text index takes a megabyte, people search the first few


@dataclass(frozen=True, slots=True)
class _Conclusion:
    facts: ModelFacts
    determination: Determination
    layers: tuple[Layer, ...]


def assess(
    models: Sequence[ModelFacts],
    knowledge: Knowledge,
    now: datetime,
    read: Mapping[int, Sequence[Evidence]] | None = None,
) -> None:
    """Conclude anew about these models and write their search rows.

    ``read``, by a model's id: what was read in its repository just now. Whoever calls holds the turn of the
    entries (`entries.take_turn`) since before the facts were read.
    Cost: at most ten statements however many models there are.
    """
    held = evidence.renew(models, knowledge, read)
    concluded = [_conclude(one, held[one.id], knowledge) for one in models]
    stack_ids = stacks.intern(((one.layers, one.determination) for one in concluded), now)
    entries.write([_row(one, stack_ids, knowledge, now) for one in concluded])


def assess_stored(model_ids: Sequence[int], knowledge: Knowledge, now: datetime) -> int:
    """Conclude anew about stored models from the facts that are held; return how many there are."""
    entries.take_turn()
    models = facts.load(model_ids)
    assess(models, knowledge, now)
    return len(models)


def _conclude(one: ModelFacts, held: Sequence[Evidence], knowledge: Knowledge) -> _Conclusion:
    determination = conclude(one.statement, held, knowledge)
    return _Conclusion(one, determination, tuple(_layers(one, determination)))


def _layers(one: ModelFacts, determination: Determination) -> Iterable[Layer]:
    """The own licence, and a layer not examined for every way in which the model comes from others."""
    yield Layer(determination.keys, determination.status, Component.WEIGHTS, LayerRelation.OWN)
    for relation in one.relations:
        yield Layer((), Status.NOT_EXAMINED, Component.WEIGHTS, LayerRelation(relation))


def _row(concluded: _Conclusion, stack_ids: Mapping[bytes, int], knowledge: Knowledge, now: datetime) -> EntryRow:
    one, determination = concluded.facts, concluded.determination
    counted = parameters.count(
        name=one.statement.repo_id,
        safetensors_total=one.safetensors_total,
        safetensors_parameters=one.safetensors_parameters,
        gguf_total=one.gguf_total,
        quantisation=one.quantisation,
        tags=one.tags,
        adapter=one.adapter,
    )
    return EntryRow(
        id=one.id,
        repo_id=one.statement.repo_id,
        publisher=one.publisher,
        revision=one.statement.revision,
        pipeline_tag=one.pipeline_tag,
        library=one.library,
        tags=one.tags,
        languages=one.languages,
        gate=one.gate,
        removed_at=one.removed_at,
        created_at=one.created_at,
        last_modified=one.last_modified,
        source=one.source,
        licence_declared=_declared(one),
        licence_concluded=determination.concluded,
        licence_keys=determination.keys,
        licence_status=determination.status.value,
        licence_class=determination.licence_class.value,
        stack_id=stack_ids[stacks.name(concluded.layers)],
        params_total=counted.total,
        params_active=counted.active,
        params_stored=counted.stored,
        params_source=counted.source.value,
        params_flags=tuple(flag.value for flag in counted.flags),
        weights_bytes=None,
        weights_source=None,
        knowledge_version=knowledge.version,
        assessed_at=now,
        tag_words=" ".join(one.tags)[:LONGEST_TAG_WORDS],
        listing=one.listing,
    )


def _declared(one: ModelFacts) -> tuple[str, ...] | None:
    """What card and tags declare, each once; None where neither does."""
    said = one.statement
    declared = dict.fromkeys((*(said.licence_declared or ()), *said.licence_tags))
    return tuple(declared) or said.licence_declared
