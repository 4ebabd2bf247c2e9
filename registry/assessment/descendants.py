"""The models that were made from others, however indirectly: what they rest on changed with these."""

from collections.abc import Sequence

from django.db import connection

from registry.licences.curations import Curations, Parent

# Names lead from parent to child, whether or not anybody bears them: a child names its parent before we meet it.
# `OFFSET 0` and the array keep the planner, which cannot know how few these are, at the indexes.
_MARK = """WITH RECURSIVE curated(child, parent) AS (
        SELECT * FROM unnest(%(children)s::text[], %(parents)s::text[])
    ), changed(name, id) AS (
        (SELECT lower(repo_id), NULL::bigint FROM hub_model WHERE id = ANY(%(ids)s)
        UNION SELECT lower(repo_id), NULL FROM former_name WHERE model_id = ANY(%(ids)s))
        UNION
        SELECT following.name, following.id FROM changed CROSS JOIN LATERAL (
            SELECT lower(hub_model.repo_id) AS name, child_id AS id
                FROM lineage JOIN hub_model ON hub_model.id = child_id
                WHERE lower(parent_repo_id) = changed.name
            UNION ALL
            SELECT lower(former_name.repo_id), child_id
                FROM lineage JOIN former_name ON former_name.model_id = child_id
                WHERE lower(parent_repo_id) = changed.name
            UNION ALL
            SELECT child, hub_model.id
                FROM curated LEFT JOIN hub_model ON lower(hub_model.repo_id) = child
                WHERE parent = changed.name
            OFFSET 0
        ) AS following
    )
    UPDATE entry SET stale = true
    WHERE id = ANY(ARRAY(SELECT id FROM changed WHERE id IS NOT NULL)) AND NOT stale"""


# Most models that are stored have no descendants; to begin the recursion costs more than to find that out.
_PARENTS = """SELECT named.id FROM (
        SELECT id, lower(repo_id) AS name FROM hub_model WHERE id = ANY(%(ids)s)
        UNION ALL SELECT model_id, lower(repo_id) FROM former_name WHERE model_id = ANY(%(ids)s)
    ) AS named
    WHERE named.name = ANY(%(parents)s) OR EXISTS (SELECT FROM lineage WHERE lower(parent_repo_id) = named.name)"""


def mark_stale(model_ids: Sequence[int], curations: Curations) -> int:
    """Mark all that was made from these models, by any name they have or had; return how many that were.

    Whoever calls holds the turn of the entries. Cost: two statements; the time of the second grows
    with the descendants.
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
        cursor.execute(_PARENTS, {"ids": list(model_ids), "parents": parents})
        with_children = [model_id for (model_id,) in cursor.fetchall()]
        if not with_children:
            return 0
        cursor.execute(_MARK, {"ids": with_children, "children": children, "parents": parents})
        marked: int = cursor.rowcount
        return marked
