"""From which models the layers of a verdict come, and on what evidence: attached after judging, never before."""

from dataclasses import dataclass
from functools import lru_cache

from registry.assessment.provenance import TracedStack
from registry.licences.stack import Layer, to_json
from registry.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a layer comes from: the nearest model that brings it, and places in the evidence of its stack.

    ``repo_id`` is None where nothing that is held today accounts for the layer.
    """

    repo_id: str | None
    evidence: tuple[int, ...]


def origins(verdict: Verdict, stack: TracedStack) -> tuple[Origin, ...]:
    """Return the origin of each layer of a verdict, by the place that reasons and obligations name. Pure."""
    traced: dict[str, list[tuple[int, str | None, tuple[int, ...]]]] = {}
    for one in stack.layers:
        depth = len(stack.layers) if one.depth is None else one.depth
        traced.setdefault(_name(one.layer), []).append((depth, one.from_repo_id, one.evidence))
    return tuple(_origin(traced.get(_name(layer), [])) for layer in verdict.layers)


def _origin(found: list[tuple[int, str | None, tuple[int, ...]]]) -> Origin:
    nearest = sorted(found, key=lambda one: one[0])
    cited = dict.fromkeys(place for _, _, evidence in nearest for place in evidence)
    return Origin(nearest[0][1] if nearest else None, tuple(cited))


@lru_cache(maxsize=16_384)  # millions of models share a few thousand
def _name(layer: Layer) -> str:
    """The same for layers that are stored as the same."""
    return str(to_json([layer]))
