"""The table of licences: written from the knowledge files, which are where licences are described."""

from dataclasses import dataclass

from django.db import connection, transaction

from registry.catalogue import entries
from registry.licences.grounds import Grounds
from registry.models import Entry, Licence

BATCH = 10_000  # entries marked in one statement, so that nobody waits long for them
_COLUMNS = ("name", "licence_class", "hub_ids", "aliases", "url", "knowledge", "knowledge_version")


@dataclass(frozen=True, slots=True)
class Written:
    """What writing came to; ``stale``: entries that were concluded with other knowledge, and wait to be redone."""

    licences: int
    gone: int
    stale: int


def write(grounds: Grounds) -> Written:
    """Make the table say what the knowledge says; entries that rest on other grounds become stale.

    Idempotent: one query where the table says it already. The table is written last, so that a process that is
    killed in between is not taken for one that finished; what others concluded with earlier knowledge until then
    becomes stale with it, and from then on is stale as it is written. Cost: a pass over the entries in batches,
    and one more while nobody else writes them.
    """
    knowledge, version = grounds.knowledge, grounds.version
    told = dict(Licence.objects.values_list("key", "knowledge_version"))
    if told == dict.fromkeys(knowledge.licences, version):
        return Written(licences=len(told), gone=0, stale=0)
    stale = _mark_stale_in_batches(version)
    rows = [
        Licence(
            key=one.key,
            name=one.name,
            licence_class=one.licence_class.value,
            hub_ids=list(one.hub_ids),
            aliases=list(one.names),
            url=one.url,
            knowledge=one.as_data(),
            knowledge_version=version,
        )
        for one in knowledge.licences.values()
    ]
    with transaction.atomic():
        entries.take_turn()
        stale += _mark_stale(version)
        gone, _ = Licence.objects.exclude(key__in=knowledge.licences.keys()).delete()
        Licence.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=_COLUMNS)
    return Written(licences=len(rows), gone=gone, stale=stale)


def bears(grounds: Grounds) -> bool:
    """Whether the table says what ``grounds`` say, not what another release does. Cost: one query."""
    versions = Licence.objects.values_list("knowledge_version", flat=True).order_by().distinct()
    return set(versions) == {grounds.version}


def _mark_stale_in_batches(version: str) -> int:
    marked, last = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            entries.take_turn()
            cursor.execute(
                """WITH page AS (SELECT id FROM entry WHERE id > %s ORDER BY id LIMIT %s),
                marked AS (
                    UPDATE entry SET stale = true FROM page
                    WHERE entry.id = page.id AND entry.knowledge_version <> %s AND NOT entry.stale
                    RETURNING entry.id
                )
                SELECT (SELECT max(id) FROM page), (SELECT count(*) FROM marked)""",
                [last, BATCH, version],
            )
            reached, count = cursor.fetchone()
        if reached is None:
            return marked
        last, marked = reached, marked + count


def _mark_stale(version: str) -> int:
    return Entry.objects.exclude(knowledge_version=version).filter(stale=False).update(stale=True)
