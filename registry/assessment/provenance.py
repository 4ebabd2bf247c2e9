"""Where the layers of one model's stack come from: which ancestor, how far away, on what evidence.

A stack itself is shared by many models and knows none of this.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from registry.assessment import ancestors, evidence, facts, owns
from registry.assessment.facts import ModelFacts
from registry.catalogue.model import MOST_EVIDENCE, Model
from registry.licences import curations
from registry.licences.binding import Bound, bind
from registry.licences.claims import POLICY
from registry.licences.evidence import Component, Evidence, Source
from registry.licences.grounds import Grounds
from registry.licences.lineage import Key
from registry.licences.reach import reach
from registry.licences.stack import Layer, LayerRelation, to_json


@dataclass(frozen=True, slots=True)
class TracedLayer:
    """A layer that binds; where it comes from and how many generations away, None where that is not known.

    ``evidence`` are places in that of the stack. ``held`` is false where the registry has no such model.
    """

    layer: Layer
    from_repo_id: str | None
    depth: int | None
    evidence: tuple[int, ...]
    held: bool


@dataclass(frozen=True, slots=True)
class TracedStack:
    """Every layer that binds a model, and the evidence: of both its own first, then what comes from ancestors."""

    layers: tuple[TracedLayer, ...]
    evidence: tuple[Evidence, ...]


def trace(model: Model, grounds: Grounds) -> TracedStack:
    """Return the stack of a model with where each layer comes from.

    The stored stack is what is judged, so no other layers are shown; but ancestors whose layers say no more than
    the own one are told with it. Cost: two queries; with ancestors two more, and one for each generation.
    """
    tracer = _Tracer(model, grounds)
    bound = tracer.bound()
    stored = {_name(layer): layer for layer in model.layers}
    repeated = {(layer.licences, layer.component) for layer in model.layers if layer.relation is LayerRelation.OWN}
    shown = [
        one
        for one in bound
        if _name(one.layer) in stored or (one.depth and (one.layer.licences, one.layer.component) in repeated)
    ]
    found = {_name(one.layer) for one in shown}
    lost = [layer for name, layer in stored.items() if name not in found]
    layers = (*map(tracer.traced, shown), *map(tracer.untraced, lost))
    own_first = sorted(layers, key=lambda one: one.layer.relation is not LayerRelation.OWN)
    return TracedStack(tuple(own_first), tuple(tracer.evidence))


class _Tracer:
    """What was read about one model and those that it was made from."""

    def __init__(self, model: Model, grounds: Grounds) -> None:
        self.model, self.grounds = model, grounds
        self.evidence: list[Evidence] = list(model.evidence)
        self.cited: dict[Key, dict[Component | LayerRelation, tuple[int, ...]]] = {}

    def bound(self) -> tuple[Bound, ...]:
        """Every layer as it binds today."""
        model_id = self.model.result.id
        mine = facts.load([model_id])
        held = evidence.held_by([model_id]).get(model_id, ())
        models = [(one, owns.own_of(one, held, self.grounds)) for one in mine]
        found = bind(model_id, ancestors.graph_of(models, self.grounds), reach(self.grounds.knowledge)).bound
        for one in mine:
            self._cite(model_id, one, held[:MOST_EVIDENCE])
        self._read_ancestors(one for one in found if one.depth)
        return found

    def _read_ancestors(self, bound: Iterable[Bound]) -> None:
        """Put what ancestors rest on behind the model's own evidence."""
        names = {one.origin: one.repo_id for one in bound}
        ids = [key for key in names if isinstance(key, int)]
        held: Mapping[int, Sequence[Evidence]] = evidence.held_by(ids)
        for one in facts.load(ids) if ids else ():
            self._cite(one.id, one, held.get(one.id, ()))
        for key, name in names.items():
            if isinstance(key, str):
                said = curations.gather(name, self.grounds.curations.of(name), self.grounds.knowledge)
                self._append(key, said, range(len(said)), set(range(len(said))))

    def _cite(self, key: Key, one: ModelFacts, held: Sequence[Evidence]) -> None:
        determination = owns.determination_of(one, held, self.grounds)
        beside = [place for place, said in enumerate(held) if said.source in (Source.CURATION, POLICY)]
        self._append(key, held, dict.fromkeys((*determination.rests_on, *beside)), set(determination.rests_on))

    def _append(self, key: Key, held: Sequence[Evidence], places: Iterable[int], rests_on: Set[int]) -> None:
        cited: dict[Component | LayerRelation, tuple[int, ...]] = {}
        for place in places:
            said = held[place]
            if said.source is Source.CURATION and said.licence is None and ":" in said.value:
                self._place(said)  # of lineage or modality: cited by the layers that follow from it
                continue
            if said.source is POLICY:
                cited[LayerRelation.USE_POLICY] = (*cited.get(LayerRelation.USE_POLICY, ()), self._place(said))
            if said.source is not POLICY or place in rests_on:
                cited[said.component] = (*cited.get(said.component, ()), self._place(said))
        self.cited[key] = cited

    def _place(self, said: Evidence) -> int:
        if said not in self.evidence:
            self.evidence.append(said)
        return self.evidence.index(said)

    def traced(self, one: Bound) -> TracedLayer:
        """Return a layer with its origin and the evidence for it."""
        policy = one.layer.relation is LayerRelation.USE_POLICY
        what = LayerRelation.USE_POLICY if policy else one.layer.component
        cited = self.cited.get(one.origin, {}).get(what, ())
        return TracedLayer(
            layer=one.layer,
            from_repo_id=one.repo_id,
            depth=one.depth,
            evidence=tuple(dict.fromkeys((*cited, *self._said_of_lineage(one)))),
            held=isinstance(one.origin, int),
        )

    def _said_of_lineage(self, one: Bound) -> Iterable[int]:
        """What people found out about the edges that lead to a layer's origin."""
        ending = f":{one.repo_id}".casefold()
        for place, said in enumerate(self.evidence):
            of_a_parent = said.source is Source.CURATION and said.value.startswith("parent:")
            if one.depth and of_a_parent and said.value.casefold().endswith(ending):
                yield place

    def untraced(self, layer: Layer) -> TracedLayer:
        """Return a layer of the stored stack that nothing held today accounts for."""
        own = layer.relation is LayerRelation.OWN
        said = enumerate(self.model.evidence)
        cited = (place for place, one in said if own and one.component is layer.component)
        repo_id = self.model.result.repo_id if own else None
        return TracedLayer(layer, repo_id, 0 if own else None, tuple(cited), held=own)


def _name(layer: Layer) -> str:
    """The same for layers that are stored as the same."""
    return str(to_json([layer]))
