"""From facts to the search row: evidence, what is concluded from it, the stack that binds, the counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.assessment import ancestors, descendants, evidence, facts, measurements, owns, stacks
from registry.assessment.facts import ModelFacts
from registry.assessment.measurements import Measurement
from registry.catalogue import entries, needs
from registry.catalogue.entries import EntryRow
from registry.hub.siblings import pickle_only
from registry.licences.binding import Binding, bind, reach
from registry.licences.determination import Determination
from registry.licences.evidence import Evidence
from registry.licences.grounds import Grounds
from registry.licences.lineage import Own
from registry.licences.stack import Layer

LONGEST_TAG_WORDS = 20_000  # characters; a text index takes a megabyte, people search the first few

# Programs that bear the name of a line of models: whoever looks for that line does not mean all that they can run.
_TOOLS = frozenset({"llama.cpp", "llama-cpp", "ik_llama.cpp", "llama-factory", "llamafactory", "llamafile"})


@dataclass(frozen=True, slots=True)
class _Conclusion:
    facts: ModelFacts
    own: Own
    determination: Determination
    layers: tuple[Layer, ...]


def assess(
    models: Sequence[ModelFacts],
    grounds: Grounds,
    now: datetime,
    read: Mapping[int, Sequence[Evidence]] | None = None,
    measured: Mapping[int, Measurement] | None = None,
) -> None:
    """Conclude anew about these models and write their search rows.

    What was made from them becomes stale where what they conclude from their own evidence, their names or their
    parents changed. ``read`` and ``measured``, by a model's id: what was read in its repository just now. Whoever
    calls holds the turn of the entries (`entries.take_turn`) since before the facts were read. Cost: at most
    nineteen statements, and one for each generation of ancestors, however many models there are.
    """
    held = evidence.renew(models, grounds, read)
    own = {one.id: owns.own_of(one, held[one.id], grounds) for one in models}
    own_ids = owns.intern(own.values())
    before = owns.held_by([one.id for one in models if one.known])
    moved = [one.id for one in models if one.moved or before.get(one.id) != own_ids[own[one.id]]]
    descendants.mark_stale(moved, grounds.curations)
    concluded = _conclude([(one, own[one.id]) for one in models], grounds)
    stack_ids = stacks.intern(((one.layers, one.determination) for one in concluded), now)
    sized = measurements.renew(models, measured)
    version = grounds.version
    entries.write([_row(one, stack_ids, own_ids, version, now, sized.get(one.facts.id)) for one in concluded])
    rows = (needs.need_row(model_id, measurements.needs_of(one)) for model_id, one in sized.items())
    needs.write([row for row in rows if row is not None], [one.id for one in models if one.known])


def assess_stored(model_ids: Sequence[int], grounds: Grounds, now: datetime) -> int:
    """Conclude anew about stored models from the facts that are held; return how many there are."""
    entries.take_turn()
    models = facts.load(model_ids)
    assess(models, grounds, now)
    return len(models)


def _conclude(models: Sequence[tuple[ModelFacts, Own]], grounds: Grounds) -> list[_Conclusion]:
    """What binds these models. Those that say the same and were made from the same are bound by the same."""
    graph = ancestors.graph_of(models, grounds)
    reached = reach(grounds.knowledge)
    parents = {parent for node in graph.values() for parent, _ in node.parents}
    alike: dict[tuple[object, ...], Binding] = {}
    concluded = []
    for one, own in models:
        # A model that others were made from may be among its own ancestors: its lines end where it is met again.
        place = (own, graph[one.id].parents, one.id if one.id in parents else None)
        if (binding := alike.get(place)) is None:
            binding = alike[place] = bind(one.id, graph, reached)
        concluded.append(_Conclusion(one, own, binding.determination, binding.layers))
    return concluded


def _row(
    concluded: _Conclusion,
    stack_ids: Mapping[bytes, int],
    own_ids: Mapping[Own, int],
    version: str,
    now: datetime,
    held: Measurement | None,
) -> EntryRow:
    one, determination = concluded.facts, concluded.determination
    sizes = measurements.sizes(one, held)
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
        own_id=own_ids[concluded.own],
        params_total=sizes.total,
        params_active=sizes.active,
        params_stored=sizes.stored,
        params_source=sizes.source,
        params_flags=sizes.flags,
        weights_bytes=sizes.weights_bytes,
        weights_source=sizes.weights_source,
        pickle_only=pickle_only(one.weight_formats),
        knowledge_version=version,
        assessed_at=now,
        tag_words=" ".join(tag for tag in one.tags if tag not in _TOOLS)[:LONGEST_TAG_WORDS],
        listing=one.listing,
    )


def _declared(one: ModelFacts) -> tuple[str, ...] | None:
    """What card and tags declare, each once; None where neither does."""
    said = one.statement
    declared = dict.fromkeys((*(said.licence_declared or ()), *said.licence_tags))
    return tuple(declared) or said.licence_declared
