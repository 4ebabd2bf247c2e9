"""How many models a search finds: counted where that is quick, told by the cube where the catalogue is large."""

from collections.abc import Sequence

from registry.catalogue import cube, orders, rows
from registry.catalogue.deadline import DeadlinePassed
from registry.catalogue.filters import Condition
from registry.catalogue.judged_cells import judged_cells
from registry.catalogue.plan import Plan, all_of, parameters_of, within_time
from registry.catalogue.results import Count
from registry.catalogue.verdict_filter import is_told_by_cube

COUNT_CAP = 10_000  # a list that is longer says "10,000+"
COUNT_MILLISECONDS = 15  # for a count; then fewer are counted, then it is said that there are more
COUNTED_AT_LEAST = 1_000  # so many are counted where all up to the cap take too long
COUNTED_ONE_BY_ONE = 1_000  # of a catalogue larger than the cap; how many more there are, the cube tells
HEAD = Condition("head")


def count(plan: Plan, shown: int, *, ended: bool, in_head: bool) -> Count:
    """Count the models that match, or tell how many there were when the cube was counted.

    What the cube cannot tell is counted up to the cap; where that takes too long fewer, and at last what is shown.
    ``ended``: no page follows; ``in_head``: whether the index over the most downloaded may answer.
    """
    query = plan.query
    if query.after is None and ended and query.order != orders.RELEVANCE:
        return Count(shown, exact=True)
    told = _told(plan)
    if told is not None:
        few = told.value <= COUNTED_ONE_BY_ONE
        return (_counted(plan.where, COUNT_CAP) if few else None) or told
    if not in_head:
        return _counted(plan.where, COUNT_CAP) or _at_least(plan.where, shown)
    # A word that many of the most downloaded bear is borne by too many of all to be counted in time.
    head = _counted([*plan.where, HEAD], COUNT_CAP) or Count(shown, exact=False)
    whole = None if head.value >= COUNTED_AT_LEAST else _counted(plan.where, COUNT_CAP)
    return whole or Count(max(head.value, shown), exact=False)


def _told(plan: Plan) -> Count | None:
    """What the cube says; None where it cannot tell, or where the catalogue is so small that all is counted."""
    held, query = cube.cube(), plan.query
    if held.number(held.everything) <= COUNT_CAP or query.ordering.stated_only or not is_told_by_cube(query):
        return None
    cells = held.cells(query.facts)
    if cells is None:
        return None
    if query.within is not None and plan.judged is not None:
        judged = judged_cells(plan.judged, query.within.context, held)
        cells &= judged.with_outcomes(query.outcomes)
        cells &= judged.with_reasons(query.reasons) if query.reasons else held.everything
    return Count(held.number(cells), exact=False, counted_at=held.counted_at)


def _at_least(where: Sequence[Condition], shown: int) -> Count:
    counted = _counted(where, COUNTED_AT_LEAST)
    return counted or Count(shown, exact=False)


def _counted(where: Sequence[Condition], cap: int) -> Count | None:
    """Count up to a cap; None where it takes too long."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {rows.TABLES} WHERE {all_of(where)} LIMIT %s) AS capped"  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    try:
        value = within_time(sql, [*parameters_of(where), cap + 1], COUNT_MILLISECONDS)[0][0]
    except DeadlinePassed:
        return None
    return Count(min(value, cap), exact=value <= cap)
