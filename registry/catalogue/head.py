"""The head: the most downloaded live models, over which a small text index answers most searches."""

from django.db import transaction

from registry.catalogue import entries
from registry.catalogue.reading import fetched
from registry.models.entry_words import HEAD

BATCH = 5_000  # rows marked in one transaction, so that nobody waits long to write entries

# The last of the head: from there on, in the default order, nothing belongs to it. Fewer models than that: all do.
_LAST = (
    "SELECT downloads, id FROM entry WHERE removed_at IS NULL ORDER BY downloads DESC, id DESC OFFSET %s LIMIT 1"
)
_BATCH = """WITH wrong AS (
        SELECT id FROM entry JOIN entry_words USING (id)
        WHERE id > %s AND head <> (removed_at IS NULL AND (downloads, id) >= (%s, %s)) ORDER BY id LIMIT %s
    )
    UPDATE entry_words SET head = NOT head FROM wrong WHERE entry_words.id = wrong.id RETURNING entry_words.id"""


def mark_head(size: int = HEAD) -> int:
    """Let the head be the ``size`` most downloaded live models; return how many came or went.

    Cost: one look along the index of downloads, one pass over both tables, and an update of those that changed.
    """
    last = fetched(_LAST, [size - 1])
    downloads, model_id = last[0] if last else (-(2**63), 0)
    changed, reached = 0, 0
    while True:
        with transaction.atomic():
            entries.take_turn()
            ids = [found for (found,) in fetched(_BATCH, [reached, downloads, model_id, BATCH])]
        changed += len(ids)
        if len(ids) < BATCH:
            return changed
        reached = max(ids)
