"""Use policies that stand in a repository beside its licence: which of them bind besides."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from registry.licences.determination import Determination, Status
from registry.licences.documents import DocumentKind
from registry.licences.evidence import Component, Evidence, Match, Source
from registry.licences.knowledge import Knowledge, Licence
from registry.licences.stack import Layer, LayerRelation


def use_policies(
    evidence: Iterable[Evidence], determination: Determination, knowledge: Knowledge
) -> tuple[Layer, ...]:
    """Return a layer for each use policy that the model's own licence does not include already.

    A policy not read is the licence's own, where that has one; else nobody has looked. One of other words is not
    resolved, whatever licence it stands beside: it may forbid anything. A layer names the licence whose policy it
    is, or is like; of that licence only the terms of its policy are meant.
    """
    found = (
        layer
        for one in evidence
        if one.source is Source.USE_POLICY_FILE and one.component is Component.WEIGHTS
        for layer in _layer(one, determination, knowledge)
    )
    return tuple(sorted(dict.fromkeys(found), key=lambda layer: (layer.licences, layer.status)))


def _layer(one: Evidence, determination: Determination, knowledge: Knowledge) -> Iterator[Layer]:
    own = {policy for key in determination.keys if (policy := _policies(knowledge).get(key)) is not None}
    if one.licence is not None and one.licence not in knowledge.licences:  # it was, when the text was read
        yield _bound((), Status.UNRESOLVED)
        return
    match one.match:
        case None:
            if not own:
                yield _bound((), Status.NOT_EXAMINED)
        case Match.EXACT | Match.SAME if one.licence is not None:
            if _policies(knowledge).get(one.licence) not in own:
                yield _bound((one.licence,), Status.CONFIRMED)
        case Match.EXACT | Match.SAME:  # the policy of several licences, which have it in common
            if own.isdisjoint(_in_common(knowledge)):
                yield _bound((), Status.UNRESOLVED)
        case _:
            yield _bound((one.licence,) if one.licence else (), Status.UNRESOLVED)


def _bound(licences: tuple[str, ...], status: Status) -> Layer:
    return Layer(licences, status, Component.WEIGHTS, LayerRelation.USE_POLICY)


@lru_cache(maxsize=4)
def _policies(knowledge: Knowledge) -> dict[str, str]:
    """Where the use policy of each licence is, of those that have one."""
    return {key: url for key, one in knowledge.licences.items() if (url := _policy(one)) is not None}


@lru_cache(maxsize=4)
def _in_common(knowledge: Knowledge) -> frozenset[str]:
    """The use policies that several licences have in common."""
    return frozenset(url for url, licences in Counter(_policies(knowledge).values()).items() if licences > 1)


def _policy(one: Licence) -> str | None:
    return next((document.url for document in one.documents if document.kind is DocumentKind.USE_POLICY), None)
