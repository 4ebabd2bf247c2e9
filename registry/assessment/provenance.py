"""Where the layers of one model's stack come from: which ancestor, how far away, on what evidence.

A stack itself is shared by many models and knows none of this.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from registry.assessment import afresh, ancestors, evidence, facts, owns
from registry.assessment.facts import ModelFacts
from registry.catalogue.judgeable import Judgeable
from registry.catalogue.model import MOST_EVIDENCE, Model
from registry.licences import curations
from registry.licences.binding import Bound, bind, reach
from registry.licences.evidence import Component, Evidence, Source
from registry.licences.grounds import Grounds
from registry.licences.lineage import Key
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


@dataclass(frozen=True, slots=True)
class _Subject:
    """A model whose layers are traced; ``evidence`` is its own as it is shown, in its order."""

    id: int
    repo_id: str
    layers: tuple[Layer, ...]
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read about models and those that they were made from, by their ids.

    ``weighing``: the places of what decides in the evidence of each, as far as it was asked for: many models share
    their ancestors.
    """

    bound: Mapping[int, Sequence[Bound]]
    facts: Mapping[int, ModelFacts]
    held: Mapping[int, Sequence[Evidence]]
    weighing: dict[int, tuple[int, ...]] = field(default_factory=dict)


def trace(model: Model, grounds: Grounds) -> TracedStack:
    """Return the stack of a model with where each layer comes from.

    The stored stack is what is judged, so no other layers are shown; but ancestors whose layers say no more than
    the own one are told with it. Cost: two queries; with ancestors two more, and one for each generation.
    """
    subject = _Subject(model.result.id, model.result.repo_id, model.layers, model.evidence)
    return _Tracer(subject, _read([subject.id], grounds, evidence.held_by), grounds).stack()


def trace_judged(models: Sequence[Judgeable], grounds: Grounds) -> Mapping[int, TracedStack]:
    """Return the stacks of models as they are judged, with where each layer comes from, by their ids.

    Cost: as `trace`, however many models there are; those that were judged afresh are read for themselves.
    """
    traced: dict[int, TracedStack] = {}
    for evidence_of, is_afresh in ((evidence.held_by, False), (partial(_current, grounds), True)):
        held = {one.id: one for one in models if one.id is not None and one.afresh is is_afresh}
        if not held:
            continue
        read = _read(list(held), grounds, evidence_of)
        for model_id, one in held.items():
            own = read.held.get(model_id, ())[:MOST_EVIDENCE]
            subject = _Subject(model_id, one.repo_id or "", one.layers, own)
            traced[model_id] = _Tracer(subject, read, grounds).stack()
    return traced


def _current(grounds: Grounds, model_ids: Sequence[int]) -> Mapping[int, Sequence[Evidence]]:
    return evidence.current(facts.load(model_ids), grounds)


def _read(
    model_ids: Sequence[int],
    grounds: Grounds,
    evidence_of: Callable[[Sequence[int]], Mapping[int, Sequence[Evidence]]],
) -> _Read:
    """Every layer as it binds today, and what it rests on."""
    mine, held = facts.load(model_ids), evidence_of(model_ids)
    graph = ancestors.graph_of(afresh.owned(mine, grounds, held), grounds)
    reached = reach(grounds.knowledge)
    bound = {one.id: bind(one.id, graph, reached).bound for one in mine}
    further = {one.origin for found in bound.values() for one in found if isinstance(one.origin, int)}
    ids = sorted(further.difference(model_ids))
    beneath = facts.load(ids) if ids else ()
    more = evidence_of(ids) if ids else {}
    return _Read(bound, {one.id: one for one in (*mine, *beneath)}, {**held, **more})


class _Tracer:
    """Puts together where the layers of one model come from."""

    def __init__(self, subject: _Subject, read: _Read, grounds: Grounds) -> None:
        self.subject, self.read, self.grounds = subject, read, grounds
        self.evidence: list[Evidence] = list(subject.evidence)
        self.cited: dict[Key, dict[Component, tuple[int, ...]]] = {}

    def stack(self) -> TracedStack:
        """Return the layers of the stack that is judged, each with its origins."""
        bound = self._bound()
        judged = self.subject.layers
        stored = {_name(layer): layer for layer in judged}
        repeated = {(layer.licences, layer.component) for layer in judged if layer.relation is LayerRelation.OWN}
        shown = [
            one
            for one in bound
            if _name(one.layer) in stored or (one.depth and (one.layer.licences, one.layer.component) in repeated)
        ]
        found = {_name(one.layer) for one in shown}
        lost = [layer for name, layer in stored.items() if name not in found]
        layers = (*map(self._traced, shown), *map(self._untraced, lost))
        own_first = sorted(layers, key=lambda one: one.layer.relation is not LayerRelation.OWN)
        return TracedStack(tuple(own_first), tuple(self.evidence))

    def _bound(self) -> Sequence[Bound]:
        model_id = self.subject.id
        found = self.read.bound.get(model_id, ())
        self._cite(model_id)
        self._cite_ancestors(one for one in found if one.depth)
        return found

    def _cite_ancestors(self, bound: Iterable[Bound]) -> None:
        """Put what ancestors rest on behind the model's own evidence."""
        names = {one.origin: one.repo_id for one in bound}
        for model_id in sorted(key for key in names if isinstance(key, int)):
            self._cite(model_id)
        for key, name in names.items():
            if isinstance(key, str):
                said = curations.gather(name, self.grounds.curations.of(name), self.grounds.knowledge)
                self._append(key, said, range(len(said)))

    def _cite(self, model_id: int) -> None:
        if (one := self.read.facts.get(model_id)) is None:
            return
        held, weighing = self.read.held.get(model_id, ())[:MOST_EVIDENCE], self.read.weighing
        if model_id not in weighing:
            determination = owns.determination_of(one, held, self.grounds)
            curated = [place for place, said in enumerate(held) if said.source is Source.CURATION]
            weighing[model_id] = tuple(dict.fromkeys((*determination.rests_on, *curated)))
        self._append(model_id, held, weighing[model_id])

    def _append(self, key: Key, held: Sequence[Evidence], places: Iterable[int]) -> None:
        cited: dict[Component, tuple[int, ...]] = {}
        for place in places:
            said = held[place]
            if said.source is Source.CURATION and said.licence is None and ":" in said.value:
                self._place(said)  # of lineage or modality: cited by the layers that follow from it
            else:
                cited[said.component] = (*cited.get(said.component, ()), self._place(said))
        self.cited[key] = cited

    def _place(self, said: Evidence) -> int:
        if said not in self.evidence:
            self.evidence.append(said)
        return self.evidence.index(said)

    def _traced(self, one: Bound) -> TracedLayer:
        """Return a layer with its origin and the evidence for it."""
        cited = self.cited.get(one.origin, {}).get(one.layer.component, ())
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

    def _untraced(self, layer: Layer) -> TracedLayer:
        """Return a layer of the stored stack that nothing held today accounts for."""
        own = layer.relation is LayerRelation.OWN
        said = enumerate(self.subject.evidence)
        cited = (place for place, one in said if own and one.component is layer.component)
        repo_id = self.subject.repo_id if own else None
        return TracedLayer(layer, repo_id, 0 if own else None, tuple(cited), held=own)


@lru_cache(maxsize=16_384)  # millions of models share a few thousand
def _name(layer: Layer) -> str:
    """The same for layers that are stored as the same."""
    return str(to_json([layer]))
