"""What would be concluded of models now, from the facts and evidence that are held. Nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from registry.assessment import ancestors, evidence, facts, owns
from registry.assessment.facts import ModelFacts
from registry.licences.binding import Binding, bind, reach
from registry.licences.evidence import Evidence
from registry.licences.grounds import Grounds
from registry.licences.lineage import Key, Node, Own


def bindings(model_ids: Sequence[int], grounds: Grounds) -> Mapping[int, tuple[Binding, Own]]:
    """Return what binds models, and what their own evidence alone comes to, by their ids.

    Ancestors count with what their evidence says now, not with what was concluded from it. Cost: four queries,
    and one for each generation, however many models there are.
    """
    if not model_ids:
        return {}
    mine = owned(facts.load(model_ids), grounds)
    graph = _renewed(ancestors.graph_of(mine, grounds), {one.id for one, _ in mine}, grounds)
    reached = reach(grounds.knowledge)
    return {one.id: (bind(one.id, graph, reached), own) for one, own in mine}


def owned(
    models: Sequence[ModelFacts], grounds: Grounds, held: Mapping[int, Sequence[Evidence]] | None = None
) -> list[tuple[ModelFacts, Own]]:
    """Return models with what their own evidence comes to. Cost: one query, none if the evidence is given."""
    known = evidence.current(models, grounds) if held is None else held
    return [(one, owns.own_of(one, known.get(one.id, ()), grounds)) for one in models]


def _renewed(graph: Mapping[Key, Node], but: set[int], grounds: Grounds) -> Mapping[Key, Node]:
    ids = [key for key in graph if isinstance(key, int) and key not in but]
    if not ids:
        return graph
    own = {one.id: said for one, said in owned(facts.load(ids), grounds)}
    return {key: replace(node, own=own[key]) if key in own else node for key, node in graph.items()}
