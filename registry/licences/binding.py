"""What binds a model: its own licences and those of the models that it was made from, through edges that bind.

A name that leads to no model we hold, a model in a circle and a line that goes on too far are told as layers and
traits, never passed over.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from registry.licences.determination import Determination, Status, Why
from registry.licences.evidence import Component
from registry.licences.knowledge import Knowledge
from registry.licences.lineage import DEEPEST, Key, Node, Own, Trait
from registry.licences.stack import Layer, LayerRelation
from registry.licences.terms import LicenceClass

MOST_ANCESTORS = 400  # of one model; a merge of merges has some dozens

# From the closest copy to the loosest tie: a way through several edges is as loose as its loosest.
_LOOSENESS = {
    relation: place
    for place, relation in enumerate(
        (
            LayerRelation.QUANTIZED,
            LayerRelation.ADAPTER,
            LayerRelation.FINETUNE,
            LayerRelation.MERGE,
            LayerRelation.UNSTATED,
            LayerRelation.DISTILLED,
        )
    )
}
_CERTAIN = frozenset({Status.CONFIRMED, Status.STATED})
_NAMED = _CERTAIN | {Status.INFERRED}
_RELATIONS = tuple(_LOOSENESS)  # by looseness
_NOT_HELD = Determination(Status.NOT_EXAMINED, None, (), (), LicenceClass.UNKNOWN, Why.NOTHING_READ)
_NOT_REACHING = frozenset({LicenceClass.PUBLIC_DOMAIN, LicenceClass.PERMISSIVE})
_OPEN = _NOT_REACHING | {LicenceClass.WEAK_COPYLEFT, LicenceClass.COPYLEFT}
_SURENESS = {Status.STATED: _CERTAIN, Status.CONFIRMED: frozenset({Status.CONFIRMED})}


@dataclass(frozen=True, slots=True)
class Bound:
    """A layer and where it comes from: 0 generations away is the model itself."""

    layer: Layer
    origin: Key
    repo_id: str
    depth: int


@dataclass(frozen=True, slots=True)
class Binding:
    """What is concluded of a model's weights in the light of its ancestors, and every layer that binds."""

    determination: Determination
    bound: tuple[Bound, ...]
    layers: tuple[Layer, ...]  # the distinct ones, which make the stack


@dataclass(frozen=True, slots=True)
class Reach:
    """How far licences reach: which turn on modality, and which are known to leave models made from others free.

    A model under the very licence of what it was made from is bound by nothing more, where that licence is known
    to let models be made from others.
    """

    turning_on_modality: frozenset[str]
    free_of_distilled: frozenset[str]
    free_to_derive: frozenset[str]


@lru_cache(maxsize=4)
def reach(knowledge: Knowledge) -> Reach:
    """Return how far the licences reach, as far as is known: of those not listed the worse is taken.

    Public domain and permissive texts say nothing of models that learn from outputs, and open ones let others be
    made. The agreements of the Llama
    line from 3.2 on except multimodal models from what they grant in the European Union (read in their use
    policies, 2026-11).
    """
    turning = {key for key in knowledge.licences if key.startswith("LicenseRef-scancode-llama-3.2")}
    turning |= {key for key in knowledge.licences if key.startswith("LicenseRef-scancode-llama-3.3")}
    turning |= {key for key in knowledge.licences if key.startswith("LicenseRef-scancode-llama-4")}
    free = {key for key, one in knowledge.licences.items() if one.licence_class in _NOT_REACHING}
    open_ones = {key for key, one in knowledge.licences.items() if one.licence_class in _OPEN}
    return Reach(frozenset(turning), frozenset(free), frozenset(open_ones))


def bind(start: Key, graph: Mapping[Key, Node], reach: Reach) -> Binding:
    """Return what binds a model. Neither the order of edges nor a repetition matters; circles end.

    ``graph`` holds the start and what is reached within `DEEPEST` generations. Every ancestor counts with its own
    layers, through the loosest edge of the way to it; one that is reached in several ways counts in each. Cost:
    grows with the edges of the ancestors, of which at most `MOST_ANCESTORS` are followed.
    """
    ways, beyond = _ways(start, graph)
    bound = [
        Bound(layer, way.key, _repo_id(way.key, graph), way.depth)
        for way in ways
        for layer in _layers(way, graph, reach)
    ]
    bound += [
        Bound(_nothing(way.relation, Trait.TOO_DEEP), way.key, _repo_id(way.key, graph), way.depth)
        for way in beyond
    ]
    if _goes_in_a_circle({way.key for way in ways}, graph):
        bound = [_marked(one) if one.layer.relation is LayerRelation.OWN else one for one in bound]
    return Binding(_resolved(start, DEEPEST, graph), tuple(bound), _distinct(bound, reach))


def _distinct(bound: Iterable[Bound], reach: Reach) -> tuple[Layer, ...]:
    """Each layer once, and none that says only what the model's own layer says."""
    layers = dict.fromkeys(one.layer for one in bound)
    own = [layer for layer in layers if layer.relation is LayerRelation.OWN]
    return tuple(
        layer
        for layer in layers
        if layer in own or not any(_says_it_all(one, layer) for one in own) or not _lets_derive(layer, reach)
    )


def _says_it_all(own: Layer, layer: Layer) -> bool:
    return _same(own, layer) and layer.status in _SURENESS.get(own.status, ())


def _same(one: Layer, other: Layer) -> bool:
    """Whether two layers name the same licences in the same way for the same part."""
    return all(
        getattr(one, member) == getattr(other, member)
        for member in ("licences", "choices", "candidates", "component")
    )


def _lets_derive(layer: Layer, reach: Reach) -> bool:
    return not layer.traits and bool(layer.licences) and reach.free_to_derive.issuperset(layer.licences)


@dataclass(frozen=True, slots=True, order=True)
class _Way:
    """A way to an ancestor: how many generations, through the loosest of which edges."""

    depth: int
    looseness: int
    name: str  # only for an order that does not depend on which keys are numbers
    key: Key
    relation: LayerRelation


def _ways(start: Key, graph: Mapping[Key, Node]) -> tuple[list[_Way], list[_Way]]:
    """Every ancestor with every looseness it is reached by, the nearest first; and what is not followed."""
    found = generation = [_Way(0, -1, "", start, LayerRelation.OWN)]
    seen: set[tuple[Key, int]] = set()
    depth = 0
    while generation:
        depth += 1
        reached: dict[tuple[Key, int], _Way] = {}
        for way in generation:
            for parent, relation in _parents(way.key, graph):
                looseness = max(way.looseness, _LOOSENESS[relation])
                place = parent, looseness
                if parent != start and place not in seen:
                    reached[place] = _Way(depth, looseness, str(parent), parent, _RELATIONS[looseness])
        following = sorted(reached.values())
        if depth > DEEPEST or len(found) + len(following) > MOST_ANCESTORS:
            return found, following
        seen |= reached.keys()
        found = found + following
        generation = following
    return found, []


def _layers(way: _Way, graph: Mapping[Key, Node], reach: Reach) -> Iterator[Layer]:
    """The own layers of an ancestor as they bind whoever is reached that way; its weights' come first."""
    node = graph.get(way.key)
    if node is None or node.own is None:
        yield _nothing(way.relation)
        return
    room = DEEPEST - way.depth
    determination = _resolved(way.key, room, graph)
    for own in (_of_weights(determination), *node.own.beside):
        relation = way.relation if own.relation is LayerRelation.OWN else own.relation
        layer = replace(own, relation=relation, traits=_traits(own, way.key, room, graph, reach))
        if not (relation is LayerRelation.DISTILLED and _lets_go(layer, reach)):
            yield layer


def _of_weights(determination: Determination) -> Layer:
    return Layer(
        determination.keys,
        determination.status,
        Component.WEIGHTS,
        LayerRelation.OWN,
        choices=determination.choices,
        candidates=determination.candidates if len(determination.candidates) > 1 else (),
    )


def _lets_go(layer: Layer, reach: Reach) -> bool:
    """Whether it is known that licences do not reach models that only learnt from outputs."""
    return layer.status in _CERTAIN and bool(layer.licences) and reach.free_of_distilled.issuperset(layer.licences)


def _traits(layer: Layer, key: Key, room: int, graph: Mapping[Key, Node], reach: Reach) -> tuple[str, ...]:
    if reach.turning_on_modality.isdisjoint(layer.licences):
        return layer.traits
    match _multimodal(key, room, graph):
        case True:
            return (*layer.traits, Trait.MULTIMODAL)
        case False:
            return (*layer.traits, Trait.TEXT_ONLY)
        case None:
            return layer.traits


def _multimodal(key: Key, room: int, graph: Mapping[Key, Node]) -> bool | None:
    """Whether a model is multimodal; where its architecture does not tell, whether what it was made from is."""
    seen, generation, known = {key}, {key}, True
    while generation:
        asked: set[Key] = set()
        for one in generation:
            node = graph.get(one)
            own = None if node is None or node.own is None else node.own.multimodal
            if own:
                return True
            if own is None:
                above = {parent for parent, tie in _parents(one, graph) if tie is not LayerRelation.DISTILLED}
                known = known and bool(above) and room > 0
                asked |= above
        generation = asked - seen if room > 0 else set()
        seen |= generation
        room -= 1
    return False if known else None


def _resolved(key: Key, room: int, graph: Mapping[Key, Node]) -> Determination:
    """What is concluded of a model's weights: a copy of one model that says nothing has what that one has."""
    first = _own(key, graph)
    if first is None:
        return _NOT_HELD
    here, own = key, first
    while own.silent and len(above := _parents(here, graph)) == 1 and room > 0:
        [(parent, relation)] = above
        found = _own(parent, graph)
        if relation is not LayerRelation.QUANTIZED or found is None:
            return first.determination
        here, own, room = parent, found, room - 1
    source = own.determination
    if here == key or source.status not in _NAMED or not source.keys:
        return first.determination
    return replace(source, status=Status.INFERRED, why=Why.FROM_PARENT, rests_on=())


def _goes_in_a_circle(keys: Set[Key], graph: Mapping[Key, Node]) -> bool:
    """Whether any of these models was made from itself, however indirectly."""
    above = {key: {parent for parent, _ in _parents(key, graph)} & keys for key in keys}
    while above:
        roots = {key for key, parents in above.items() if not parents}
        if not roots:
            return True
        above = {key: parents - roots for key, parents in above.items() if parents}
    return False


def _marked(one: Bound) -> Bound:
    return replace(one, layer=replace(one.layer, traits=(*one.layer.traits, Trait.CYCLE)))


def _nothing(relation: LayerRelation, *traits: Trait) -> Layer:
    return Layer((), Status.NOT_EXAMINED, Component.WEIGHTS, relation, traits)


def _parents(key: Key, graph: Mapping[Key, Node]) -> tuple[tuple[Key, LayerRelation], ...]:
    node = graph.get(key)
    return () if node is None else node.parents


def _own(key: Key, graph: Mapping[Key, Node]) -> Own | None:
    node = graph.get(key)
    return None if node is None else node.own


def _repo_id(key: Key, graph: Mapping[Key, Node]) -> str:
    node = graph.get(key)
    return str(key) if node is None else node.repo_id
