"""The models that were made from others, however indirectly: what they rest on changed with these."""

from collections.abc import Sequence

from django.db import connection

from registry.licences.curations import Curations, Parent

# Names lead from parent to child, whether or not anybody bears them: a child names its parent before we meet it.
_MARK = """WITH RECURSIVE curated(child, parent) AS (
        SELECT * FROM unnest(%(children)s::text[], %(parents)s::text[])
    ), changed(name) AS (
        (SELECT lower(repo_id) FROM hub_model WHERE id = ANY(%(ids)s)
        UNION SELECT lower(repo_id) FROM former_name WHERE model_id = ANY(%(ids)s))
        UNION
        SELECT following.name FROM changed CROSS JOIN LATERAL (
            SELECT lower(hub_model.repo_id) AS name FROM lineage JOIN hub_model ON hub_model.id = child_id
                WHERE lower(parent_repo_id) = changed.name
            UNION ALL
            SELECT lower(former_name.repo_id) FROM lineage JOIN former_name ON former_name.model_id = child_id
                WHERE lower(parent_repo_id) = changed.name
            UNION ALL
            SELECT child FROM curated WHERE parent = changed.name
        ) AS following
    )
    UPDATE entry SET stale = true FROM (
        SELECT child_id AS id FROM changed JOIN lineage ON lower(parent_repo_id) = changed.name
        UNION
        SELECT hub_model.id FROM changed JOIN curated ON curated.parent = changed.name
            JOIN hub_model ON lower(hub_model.repo_id) = curated.child
    ) AS descendant
    WHERE entry.id = descendant.id AND NOT entry.stale"""


def mark_stale(model_ids: Sequence[int], curations: Curations) -> int:
    """Mark all that was made from these models, by any name they have or had; return how many that were.

    Whoever calls holds the turn of the entries. Cost: one statement, whose time grows with the descendants.
    """
    if not model_ids:
        return 0
    pairs = [
        (child.casefold(), one.parent.casefold())
        for one in curations.by_id.values()
        if isinstance(one, Parent)
        for child in one.repositories
    ]
    children, parents = [child for child, _ in pairs], [parent for _, parent in pairs]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"ids": list(model_ids), "children": children, "parents": parents})
        marked: int = cursor.rowcount
        return marked
