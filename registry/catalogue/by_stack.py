"""Lists of verdicts that few models have: the stacks that are meant are looked up, instead of walking past models.

Each stack's models lie in the default order in an index of their own, so that a page takes the first of each.
"""

from collections.abc import Sequence
from typing import Any

from registry.catalogue import cube, orders, rows
from registry.catalogue.judged_cells import judged_cells
from registry.catalogue.plan import Plan, all_of, ordered, parameters_of, within_time
from registry.catalogue.verdict_filter import Asked

LOOKING_UP = 5  # looking a stack up takes as long as walking past so many models
MOST_SORTED = 20_000  # models of such stacks that are sorted into another order than the default one


def few(plan: Plan, limit: int) -> Sequence[Sequence[Any]] | None:
    """Return a page of raw rows as `search` lists them, or None where walking down the order is the shorter way.

    The cube tells which that is; what it does not know yet is found all the same.
    """
    asked, query = plan.asked, plan.query
    if asked is None or asked.raised or query.value("removed") or not _is_shorter(asked, plan, limit):
        return None
    column = query.ordering.column
    where, parameters = all_of(plan.page), parameters_of(plan.page)
    picked = f"SELECT entry.id, entry.{column} FROM {rows.TABLES} WHERE {where}"  # noqa: S608 - names of ours
    branches = [
        f"""SELECT picked.* FROM unnest(%s::bigint[]) AS meant(stack_id) CROSS JOIN LATERAL (
            {picked} AND entry.stack_id = meant.stack_id {ordered(query)} LIMIT %s) AS picked"""  # noqa: S608 - names of ours
    ]
    values: list[Any] = [list(asked.stacks), *parameters, limit]
    if asked.stale:
        stale = f"{picked} AND entry.stale {ordered(query)} LIMIT %s"
        branches.append(f"(SELECT picked.* FROM ({stale}) AS picked)")  # noqa: S608 - names of ours
        values += [*parameters, limit]
    sql = f"""WITH fitting AS ({" UNION ".join(branches)}),
        first AS (SELECT entry.id FROM fitting AS entry {ordered(query)} LIMIT %s)
        SELECT {rows.COLUMNS}, entry.{column} FROM first JOIN entry ON entry.id = first.id
        JOIN entry_words ON entry_words.id = first.id {ordered(query)}"""  # noqa: S608 - names of ours; values are parameters
    return within_time(sql, [*values, limit])


def _is_shorter(asked: Asked, plan: Plan, limit: int) -> bool:
    """Compare about how many models are looked at in either way."""
    held, query = cube.cube(), plan.query
    if not held.everything or query.within is None or plan.judged is None:
        return False
    judged = judged_cells(plan.judged, query.within.context, held)
    meant = judged.with_outcomes(query.outcomes)
    meant &= judged.with_reasons(query.reasons) if query.reasons else held.everything
    facts = held.cells(query.facts)
    fitting = held.everything if facts is None else facts
    found, of_stacks = max(held.number(meant & fitting), 1), held.number(meant)
    walked = limit * held.number(fitting) // found
    looked_up = LOOKING_UP * len(asked.stacks)
    if query.order == orders.DEFAULT:
        return looked_up + min(of_stacks, limit * of_stacks // found) < walked
    return of_stacks <= MOST_SORTED and looked_up + of_stacks < walked
