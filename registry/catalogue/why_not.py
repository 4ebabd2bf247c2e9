"""How many models each outcome has in a context, and why: what a list leaves out, counted by the cube."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.catalogue import cube, verdicts
from registry.catalogue.judged_cells import judged_cells
from registry.catalogue.query import SearchQuery
from registry.catalogue.verdict_filter import is_told_by_cube
from registry.licences import grounds
from registry.policy.verdict import Outcome, ReasonCode


@dataclass(frozen=True, slots=True)
class WhyNot:
    """About how many models of a search have each outcome, and of those of an outcome each reason.

    Models may have several reasons. ``counted_at``: as of when.
    """

    outcomes: Mapping[Outcome, int]
    reasons: Mapping[Outcome, Mapping[ReasonCode, int]]
    counted_at: datetime


def why_not(query: SearchQuery) -> WhyNot | None:
    """Return the numbers, whatever verdict a search asks for; None where the cube cannot tell them.

    Cost: some hundred operations on numbers as long as the cube.
    """
    held = cube.cube()
    if query.within is None or held.counted_at is None or not is_told_by_cube(query) or query.value("removed"):
        return None
    cells = held.cells(query.facts)
    if cells is None:
        return None
    context = query.within.context
    judged = judged_cells(verdicts.judged(context, grounds.load()), context, held)
    of_outcome = {one: judged.with_outcomes([one]) & cells for one in Outcome}
    reasons = {
        outcome: _numbered({code: held.number(having & some) for code, having in judged.reasons.items()})
        for outcome, some in of_outcome.items()
        if some
    }
    return WhyNot({one: held.number(some) for one, some in of_outcome.items()}, reasons, held.counted_at)


def _numbered(numbers: Mapping[ReasonCode, int]) -> Mapping[ReasonCode, int]:
    """Those that any model has, the most common first."""
    some = ((code, number) for code, number in numbers.items() if number)
    return dict(sorted(some, key=lambda pair: (-pair[1], pair[0])))
