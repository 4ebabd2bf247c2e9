"""How many models each outcome and each reason has in a context: the cells of the cube that have them.

About, as the cube was counted: what became stale since then, and house rules on facts that are not in the cube, it
does not know.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from registry.catalogue.cube import Cube
from registry.catalogue.verdicts import Judged, Key
from registry.policy.context import Context
from registry.policy.model_facts import Fact, fact_conditions
from registry.policy.verdict import Outcome, ReasonCode

MOST_KEPT = 16  # contexts; half a megabyte each in a large catalogue


@dataclass(frozen=True, slots=True)
class JudgedCells:
    """The cells of a cube by outcome and by reason; a cell that has several reasons is in each."""

    outcomes: Mapping[Outcome, int]
    reasons: Mapping[ReasonCode, int]

    def with_outcomes(self, outcomes: Iterable[Outcome]) -> int:
        """Return the cells that have one of these outcomes."""
        return _union(self.outcomes[one] for one in outcomes)

    def with_reasons(self, reasons: Iterable[ReasonCode]) -> int:
        """Return the cells that have one of these reasons."""
        return _union(self.reasons.get(one, 0) for one in reasons)


def judged_cells(judged: Judged, context: Context, cube: Cube) -> JudgedCells:
    """Return the cells of a cube, judged. Cost: some 50 ms the first time at a hundred thousand cells."""
    return _kept.of(judged, context, cube)


def forget() -> None:
    """Work it out anew when it is asked for next."""
    _kept.forget()


def _made(judged: Judged, context: Context, cube: Cube) -> JudgedCells:
    of_stacks = {one: cube.of_stacks(judged.stacks_as_bad([one])) for one in Outcome}
    gated = cube.having.get(("gated", "true"), 0)
    by_gate = [one for one in fact_conditions(context) if one.fact is Fact.GATED]
    least = max((one.outcome.badness for one in by_gate), default=0)
    outcomes = {one: of_stacks[one] & ~gated if one.badness < least else of_stacks[one] for one in Outcome}
    [lifted] = [one for one in Outcome if one.badness == least]
    outcomes[lifted] |= gated & _union(of_stacks[one] for one in Outcome if one.badness < least)
    known = {code for held in judged.combinations for code in held}
    reasons = {code: cube.of_stacks(judged.stacks_with(frozenset({code}))) for code in known}
    for one in by_gate:
        reasons[one.code] = reasons.get(one.code, 0) | gated
    return JudgedCells(outcomes, reasons)


def _union(cells: Iterable[int]) -> int:
    found = 0
    for one in cells:
        found |= one
    return found


class _Kept:
    """What was worked out for the last contexts, of one counting of the cube."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[Key, datetime | None], JudgedCells] = OrderedDict()
        self._lock = Lock()

    def of(self, judged: Judged, context: Context, cube: Cube) -> JudgedCells:
        key = (judged.key, cube.counted_at)
        found = self._held.get(key) or _made(judged, context, cube)
        with self._lock:
            self._held.pop(key, None)
            self._held[key] = found
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
        return found

    def forget(self) -> None:
        with self._lock:
            self._held.clear()


_kept = _Kept()
