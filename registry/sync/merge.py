"""The facts of a page into the tables: publishers, models, former names, lineage, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
import orjson
from django.db import connection

from registry.assessment import descendants
from registry.catalogue.copy import array, fill
from registry.hub.records import HubRecord
from registry.licences import grounds
from registry.sync.recognise import Stored, Written

_FACTS = (
    "hub_id", "repo_id", "revision", "created_at", "last_modified", "private", "disabled", "gate", "pipeline_tag",
    "library", "tags", "languages", "licence_tags", "licence_declared", "licence_name", "licence_link",
    "gate_prompt", "datasets", "base_models", "architectures", "model_type", "quantisation", "safetensors_total",
    "safetensors_parameters", "gguf", "licence_files", "weight_formats", "problems", "facts_digest", "source",
    "as_of", "told_by",
)  # fmt: skip
_COLUMNS = ("id", *_FACTS, "publisher")

_TABLE = """CREATE TEMPORARY TABLE IF NOT EXISTS page_model ON COMMIT DELETE ROWS AS
    SELECT {columns}, ''::text AS publisher FROM hub_model WITH NO DATA;
    DELETE FROM page_model""".format(columns=", ".join(("id", *_FACTS)))  # noqa: S608 - names of `_FACTS` and `_SAID` alone
_STORED = """SELECT id, hub_id, repo_id, facts_digest, removed_at IS NOT NULL, created_at
    FROM hub_model WHERE hub_id = ANY(%s)
    UNION
    SELECT id, hub_id, repo_id, facts_digest, removed_at IS NOT NULL, created_at
    FROM hub_model WHERE repo_id = ANY(%s)
    ORDER BY id"""
_IDS = "SELECT ARRAY(SELECT nextval(pg_get_serial_sequence('hub_model', 'id')) FROM generate_series(1, %s))"

# What people ask about when it changes; a counter is none of it. What a starter's source says otherwise than the
# Hub is no change: two sources are compared, not two times.
_SAID = {
    "licence": """nullif(jsonb_strip_nulls(jsonb_build_object(
        'tags', nullif(to_jsonb({row}.licence_tags), '[]'), 'card', to_jsonb({row}.licence_declared),
        'name', {row}.licence_name, 'link', {row}.licence_link)), '{{}}')""",
    "gating": "to_jsonb({row}.gate)",
    "base_models": "to_jsonb({row}.base_models)",
    "name": "to_jsonb({row}.repo_id)",
    "removal": "to_jsonb({row}.removed_at)",
    "library": "to_jsonb({row}.library)",
    "pipeline": "to_jsonb({row}.pipeline_tag)",
    "parameters": "to_jsonb(coalesce({row}.safetensors_total, ({row}.gguf ->> 'total')::bigint))",
}
_HISTORY = """INSERT INTO history (model_id, field, old, new, revision, seen_at)
    SELECT given.id, said.field, said.old, said.new, given.revision, %s
    FROM page_model AS given JOIN hub_model AS before ON before.id = given.id AND before.source = given.source
    CROSS JOIN LATERAL (VALUES {values}) AS said(field, old, new)
    WHERE said.old IS DISTINCT FROM said.new""".format(  # noqa: S608 - names of `_FACTS` and `_SAID` alone
    values=", ".join(
        f"('{field}', {said.format(row='before')}, "
        + ("NULL::jsonb)" if field == "removal" else f"{said.format(row='given')})")
        for field, said in _SAID.items()
    )
)
_FORMER_NAMES = """INSERT INTO former_name (model_id, repo_id, until)
    SELECT before.id, before.repo_id, %s
    FROM page_model AS given JOIN hub_model AS before ON before.id = given.id
    WHERE before.repo_id <> given.repo_id
    ON CONFLICT ON CONSTRAINT former_name_is_kept_once DO UPDATE SET until = EXCLUDED.until"""
_PUBLISHERS = """INSERT INTO publisher (name) SELECT DISTINCT publisher FROM page_model
    WHERE publisher IS NOT NULL AND NOT EXISTS (SELECT FROM publisher AS known WHERE known.name = publisher)
    ON CONFLICT DO NOTHING"""
_MERGE = """MERGE INTO hub_model USING (
        SELECT page_model.*, publisher.id AS publisher_id
        FROM page_model LEFT JOIN publisher ON publisher.name = page_model.publisher
    ) AS given ON hub_model.id = given.id
    WHEN MATCHED THEN UPDATE SET {facts}, publisher_id = given.publisher_id, removed_at = NULL,
        changed_at = greatest(%s, hub_model.first_seen_at)
    WHEN NOT MATCHED THEN INSERT (id, {columns}, publisher_id, first_seen_at, changed_at)
        VALUES (given.id, {values}, given.publisher_id, %s, %s)""".format(  # noqa: S608 - names of `_FACTS` and `_SAID` alone
    facts=", ".join(f"{name} = given.{name}" for name in _FACTS),
    columns=", ".join(_FACTS),
    values=", ".join(f"given.{name}" for name in _FACTS),
)
# Whose name, presence or parents are not what they were, so that others may have come from it or not any more.
_MOVED = """SELECT given.id FROM page_model AS given JOIN hub_model AS before ON before.id = given.id
    WHERE before.repo_id <> given.repo_id OR before.removed_at IS NOT NULL
    OR before.base_models IS DISTINCT FROM given.base_models"""
_EDGES_GONE = """DELETE FROM lineage USING page_model
    WHERE child_id = page_model.id
    AND NOT (relation || ':' || parent_repo_id) = ANY(page_model.base_models)"""
_EDGES = """INSERT INTO lineage (child_id, parent_repo_id, relation)
    SELECT page_model.id, substr(edge, strpos(edge, ':') + 1), split_part(edge, ':', 1)
    FROM page_model, unnest(base_models) AS edge
    ON CONFLICT ON CONSTRAINT lineage_edge_is_kept_once DO NOTHING"""

_encode = msgspec.json.encode


def stored(records: Sequence[HubRecord]) -> tuple[Stored, ...]:
    """Return what is stored under the ids and the names of a page, by ascending id. Cost: one query."""
    hub_ids = [record.hub_id for record in records if record.hub_id is not None]
    names = [record.repo_id for record in records]
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [hub_ids, names])
        return tuple(
            Stored(model_id, hub_id, repo_id, bytes(digest), removed, created_at)
            for model_id, hub_id, repo_id, digest, removed, created_at in cursor.fetchall()
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """The models' ids in the order of what was written; of those known before, which are not where they were."""

    ids: tuple[int, ...]
    moved: frozenset[int]


def merge(
    written: Sequence[Written],
    unnamed: Sequence[Stored],
    as_of: datetime,
    told_by: Sequence[str],
    now: datetime,
) -> Merged:
    """Store new and changed facts.

    ``unnamed`` models give their names up before others take them. What changed goes to the history, a name that
    was given up to the former names. Cost: at most twelve statements, a COPY among them.
    """
    with connection.cursor() as cursor:
        ids = _ids(written)
        cursor.execute(_TABLE)
        pairs = zip(ids, written, strict=True)
        fill(cursor, "page_model", _COLUMNS, (_values(*pair, as_of, told_by) for pair in pairs))
        cursor.execute(_HISTORY, [now])
        cursor.execute(_FORMER_NAMES, [now])
        cursor.execute(_MOVED)
        moved = frozenset(model_id for (model_id,) in cursor.fetchall())
        _give_up([one.id for one in unnamed], set(ids), now)
        cursor.execute(_PUBLISHERS)
        cursor.execute(_MERGE, [now, now, now])
        cursor.execute(_EDGES_GONE)
        cursor.execute(_EDGES)
    return Merged(tuple(ids), moved)


def remove(model_ids: Sequence[int], now: datetime) -> None:
    """Say of models that they are gone, in both tables and in their history; what was made from them is stale.

    Cost: two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH gone AS (
                UPDATE hub_model SET removed_at = %(now)s, changed_at = greatest(%(now)s, first_seen_at)
                WHERE id = ANY(%(ids)s) AND removed_at IS NULL RETURNING id, revision
            ), unlisted AS (
                UPDATE entry SET removed_at = %(now)s FROM gone WHERE entry.id = gone.id
            )
            INSERT INTO history (model_id, field, old, new, revision, seen_at)
            SELECT id, 'removal', NULL, to_jsonb(%(now)s::timestamptz), revision, %(now)s FROM gone""",
            {"now": now, "ids": list(model_ids)},
        )
    descendants.mark_stale(model_ids, grounds.load().curations)


def _give_up(unnamed: Sequence[int], of_the_page: set[int], now: datetime) -> None:
    """Free names. A model that the page itself lists under another name is only between two names."""
    between = [one for one in unnamed if one in of_the_page]
    if between:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE hub_model SET removed_at = %s WHERE id = ANY(%s)", [now, between])
    gone = [one for one in unnamed if one not in of_the_page]
    if gone:
        remove(gone, now)


def _ids(written: Sequence[Written]) -> list[int]:
    fresh = sum(one.model is None for one in written)
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [fresh])
        given = iter(cursor.fetchone()[0])
    return [one.model.id if one.model else next(given) for one in written]


def _values(model_id: int, one: Written, as_of: datetime, told_by: Sequence[str]) -> list[object]:
    record = one.record
    return [
        model_id,
        record.hub_id,
        record.repo_id,
        record.revision,
        record.created_at,
        record.last_modified,
        record.private,
        record.disabled,
        record.gate.value,
        record.pipeline_tag,
        record.library,
        array(record.tags),
        array(record.languages),
        array(record.licence_tags),
        array(record.licence_declared),
        record.licence_name,
        record.licence_link,
        record.gate_prompt,
        array(record.datasets),
        array(sorted({f"{parent.relation.value}:{parent.repo_id}" for parent in record.parents})),
        array(record.architectures),
        record.model_type,
        record.quantisation,
        record.safetensors_total,
        orjson.dumps(dict(record.safetensors_parameters)).decode(),
        _encode(record.gguf).decode() if record.gguf else None,
        array(record.licence_files),
        array(record.weight_formats),
        _encode(record.problems).decode(),
        one.digest,
        "starter" if record.hub_id is None else "hub",
        as_of,
        array(told_by),
        record.publisher,
    ]
