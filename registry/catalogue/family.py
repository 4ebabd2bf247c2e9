"""The lineage of a model as far as the registry knows it: what it was made from, and what was made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from registry.catalogue import rows
from registry.catalogue.reading import fetched
from registry.catalogue.results import Count, Result

MOST_PARENTS = 50
FIRST_CHILDREN = 6
COUNT_CAP = 10_000


@dataclass(frozen=True, slots=True)
class Kin:
    """A parent or a child; ``result`` is None where the registry has no live model of that name."""

    repo_id: str
    relation: str  # finetune | adapter | merge | quantized | distilled | unstated
    result: Result | None


@dataclass(frozen=True, slots=True)
class Family:
    """Parents as the model names them, and its live children: how many by relation, the most downloaded first."""

    parents: tuple[Kin, ...]
    children: Count
    children_by_relation: tuple[tuple[str, int], ...]
    first_children: tuple[Kin, ...]


def family_of(model_id: int, repo_id: str) -> Family:
    """Return the nearest relatives. Cost: two queries, the second over at most 10,001 edges."""
    parents = fetched(
        f"""SELECT {rows.COLUMNS}, lineage.parent_repo_id, lineage.relation FROM lineage
        LEFT JOIN hub_model ON hub_model.repo_id = lineage.parent_repo_id AND hub_model.removed_at IS NULL
        LEFT JOIN entry ON entry.id = hub_model.id LEFT JOIN entry_words ON entry_words.id = entry.id
        WHERE lineage.child_id = %s ORDER BY lineage.id LIMIT %s""",  # noqa: S608 - fields of `Result`; values are parameters
        (model_id, MOST_PARENTS),
    )
    children = fetched(
        f"""WITH child AS (
            SELECT child_id, relation FROM lineage
            WHERE lower(parent_repo_id) = lower(%s) AND child_id <> %s LIMIT {COUNT_CAP + 1}
        ), live AS MATERIALIZED (
            SELECT child_id, relation, downloads
            FROM child JOIN entry ON entry.id = child_id AND entry.removed_at IS NULL
        ), first AS (
            SELECT * FROM live ORDER BY downloads DESC, child_id DESC, relation LIMIT {FIRST_CHILDREN}
        ), counted AS (
            SELECT jsonb_object_agg(relation, number)::text AS numbers
            FROM (SELECT relation, count(*) AS number FROM live GROUP BY relation) AS by_relation
        )
        SELECT {rows.COLUMNS}, entry.repo_id, first.relation, counted.numbers
        FROM counted, first JOIN entry ON entry.id = child_id JOIN entry_words ON entry_words.id = child_id
        ORDER BY entry.downloads DESC, entry.id DESC, first.relation""",  # noqa: S608 - fields of `Result`; values are parameters
        (repo_id, model_id),
    )
    numbers: dict[str, int] = orjson.loads(children[0][-1]) if children else {}
    return Family(
        parents=tuple(map(_kin, parents)),
        children=_capped(sum(numbers.values())),
        children_by_relation=tuple(sorted(numbers.items())),
        first_children=tuple(map(_kin, children)),
    )


def _capped(number: int) -> Count:
    return Count(min(number, COUNT_CAP), exact=number <= COUNT_CAP)


def _kin(row: Sequence[Any]) -> Kin:
    known = row[0] is not None
    repo_id, relation = row[len(rows.FIELDS) : len(rows.FIELDS) + 2]
    return Kin(repo_id, relation, rows.result(row) if known else None)
