"""What models were made from, as a graph: a node for every model and every name that is reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from registry.licences.curations import Curation, Parent, RelicensedByOwner, matches
from registry.licences.determination import Determination
from registry.licences.stack import Layer, LayerRelation

DEEPEST = 16  # generations; longer lines than that are not made by people
Key = int | str  # a model that we hold, by its id; any other, by its name in one case


class Trait(StrEnum):
    """What a judge has to know of a layer besides its licences."""

    MULTIMODAL = "multimodal"  # what the licence came with takes or gives more than text
    TEXT_ONLY = "text_only"  # it does not; neither of the two: not known
    CYCLE = "lineage_cycle"  # the model, or one that it was made from, was made from itself
    TOO_DEEP = "too_deep"  # the line of its ancestors goes on beyond what is followed


@dataclass(frozen=True, slots=True)
class Own:
    """What a model's own evidence and facts come to, before anything is taken from others.

    ``beside`` are own layers other than that of the weights. ``silent``: nothing is declared, and no file that
    could declare something is left unread. ``multimodal`` is None where its architecture does not tell.
    ``curated`` are the ids of the curations that speak of it.
    """

    determination: Determination
    beside: tuple[Layer, ...] = ()
    silent: bool = False
    multimodal: bool | None = None
    curated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A model as the graph has it; ``own`` is None where nothing is held about it."""

    repo_id: str
    own: Own | None
    parents: tuple[tuple[Key, LayerRelation], ...] = ()


def edges(
    listed: Iterable[tuple[str, LayerRelation]], curations: Iterable[Curation]
) -> tuple[tuple[str, LayerRelation], ...]:
    """Return what a model was made from, name and relation, sorted: as listed, plus and minus what is curated."""
    found = set(listed)
    ended: list[str] = []
    for one in curations:
        if isinstance(one, Parent):
            found.add((one.parent, LayerRelation(one.relation)))
        elif isinstance(one, RelicensedByOwner):
            ended += one.parents
    return tuple(sorted(edge for edge in found if not any(matches(pattern, edge[0]) for pattern in ended)))
