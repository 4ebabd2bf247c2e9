"""One model as its page and its address show it, found by any of its names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from registry.catalogue import rows
from registry.catalogue.family import Family, family_of
from registry.catalogue.names import BadName, ModelName, parse_name
from registry.catalogue.reading import fetched
from registry.catalogue.results import Result
from registry.catalogue.texts import CardSeen, TextSeen, card_seen
from registry.catalogue.witnesses import WITNESSES, Topic, Witness, speaks_of
from registry.catalogue.wording import Text
from registry.licences.evidence import Component, Evidence, Match, Source
from registry.licences.stack import Layer, from_json

MOST_EVIDENCE = 200
MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name the model had, and when it was last listed under it."""

    repo_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Model:
    """One model with everything that is held about it. What no source says is None or empty."""

    result: Result
    hub_id: str | None
    private: bool
    disabled: bool
    licence_name: str | None
    licence_link: str | None
    gate_prompt: str | None
    datasets: tuple[str, ...]
    architectures: tuple[str, ...]
    model_type: str | None
    quantisation: str | None
    safetensors_parameters: tuple[tuple[str, int], ...]  # (dtype, elements)
    licence_files: tuple[str, ...] | None
    weight_formats: tuple[str, ...] | None
    problems: tuple[tuple[str, str], ...]  # (field, reason) of what could not be read
    as_of: datetime
    told_by: tuple[str, ...]  # of starter facts: the names of their witnesses
    first_seen_at: datetime
    changed_at: datetime
    knowledge_version: str
    assessed_at: datetime
    layers: tuple[Layer, ...]
    evidence: tuple[Evidence, ...]
    texts: tuple[TextSeen, ...]
    card: CardSeen | None
    family: Family
    former_names: tuple[FormerName, ...]

    def was_asked(self, topic: Topic) -> bool:
        """Tell whether whoever told these facts speaks of such ones, so that their absence says something."""
        return speaks_of(topic, self.result.source, self.told_by)

    @property
    def configuration_read(self) -> bool:
        """Whether anything of the model's configuration is known, so that what it lacks says something."""
        return bool(self.architectures or self.model_type or self.quantisation)

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """Return who recorded the facts, where they do not come from the Hub itself."""
        return tuple(WITNESSES[name] for name in self.told_by if name in WITNESSES)


@dataclass(frozen=True, slots=True)
class Moved:
    """The name is a former one, or another spelling; ``to`` is the current one, with the revision as given."""

    to: str


@dataclass(frozen=True, slots=True)
class OtherRevision:
    """The registry holds the model, but not at the revision that was asked for."""

    repo_id: str
    held: str | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No model of that name; ``detail`` says why where the text cannot be a name at all."""

    name: str
    detail: Text | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A model by its current name, before anything else of it is read."""

    id: int
    repo_id: str


def find_model(name: str) -> Model | Moved | OtherRevision | Unknown:
    """Return the model that a `repo_id`, `repo_id@revision` or purl names. Cost: six queries, or one if none."""
    asked = parse_name(name)
    if isinstance(asked, BadName):
        return Unknown(name, asked.detail)
    found = resolve(asked)
    if not isinstance(found, Found):
        return found
    model = _model(found)
    held = model.result.revision or ""
    if asked.revision and not held.startswith(asked.revision):
        return OtherRevision(found.repo_id, model.result.revision)
    return model


def resolve(asked: ModelName) -> Found | Moved | Unknown:
    """Return which model a name means. Cost: one query.

    A live model beats a removed one, its own name beats a former one, the exact spelling beats another.
    """
    found = fetched(
        """SELECT named.id, entry.repo_id FROM (
            SELECT id, repo_id AS name, false AS former, NULL::timestamptz AS until FROM hub_model
                WHERE lower(repo_id) = lower(%s)
            UNION ALL
            SELECT model_id, repo_id, true, until FROM former_name WHERE lower(repo_id) = lower(%s)
        ) AS named JOIN entry ON entry.id = named.id
        ORDER BY entry.removed_at IS NULL DESC, former, name = %s DESC, until DESC NULLS LAST,
            entry.removed_at DESC NULLS LAST, named.id DESC
        LIMIT 1""",
        (asked.repo_id, asked.repo_id, asked.repo_id),
    )
    if not found:
        return Unknown(asked.repo_id)
    model_id, repo_id = found[0]
    if repo_id == asked.repo_id:
        return Found(model_id, repo_id)
    return Moved(repo_id if asked.revision is None else f"{repo_id}@{asked.revision}")


_FACTS = (
    "hub_id", "private", "disabled", "licence_name", "licence_link", "gate_prompt", "datasets", "architectures",
    "model_type", "quantisation", "safetensors_parameters", "licence_files", "weight_formats", "problems", "as_of",
    "told_by", "first_seen_at", "changed_at",
)  # fmt: skip


def _model(found: Found) -> Model:
    columns = ", ".join(f"hub_model.{name}" for name in _FACTS)
    [row] = fetched(
        f"""SELECT {rows.COLUMNS}, {columns}, entry.knowledge_version, model_card.revision, model_card.sha256,
            model_card.size, model_card.read_at, model_card.content, entry.assessed_at, licence_stack.layers
        FROM {rows.TABLES} JOIN hub_model ON hub_model.id = entry.id
        JOIN licence_stack ON licence_stack.id = entry.stack_id
        LEFT JOIN model_card ON model_card.model_id = entry.id
        WHERE entry.id = %s""",  # noqa: S608 - fields of `Result` and `_FACTS`
        (found.id,),
    )
    facts = dict(zip(_FACTS, row[len(rows.FIELDS) :], strict=False))
    knowledge_version, *card, assessed_at, layers = row[-8:]
    evidence, texts = _evidence(found.id)
    return Model(
        result=rows.result(row),
        **_facts(facts),
        knowledge_version=knowledge_version,
        assessed_at=assessed_at,
        layers=from_json(orjson.loads(layers)),
        evidence=evidence,
        texts=texts,
        card=card_seen(*card),
        family=family_of(found.id, found.repo_id),
        former_names=_former_names(found.id),
    )


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the columns as the values of a `Model`: lists as tuples, JSON read."""
    parameters = orjson.loads(facts["safetensors_parameters"])
    problems = orjson.loads(facts["problems"])
    return {
        **{key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()},
        "safetensors_parameters": tuple(sorted(parameters.items())),
        "problems": tuple((problem["field"], problem["reason"]) for problem in problems),
    }


def _evidence(model_id: int) -> tuple[tuple[Evidence, ...], tuple[TextSeen, ...]]:
    """All evidence, and the texts among it that were read, each once."""
    found = fetched(
        """SELECT source, component, value, licence, evidence.match, repo_id, revision, path, evidence.sha256,
            seen_at, url, unread, size, added, added_words, missing_words, first_seen_at
        FROM evidence LEFT JOIN licence_text
            ON licence_text.sha256 = evidence.sha256 AND evidence.match IS NOT NULL
        WHERE model_id = %s ORDER BY id LIMIT %s""",
        (model_id, MOST_EVIDENCE),
    )
    evidence = tuple(
        Evidence(Source(source), Component(component), value, licence, Match(match) if match else None, *place)
        for source, component, value, licence, match, *place in (row[:12] for row in found)
    )
    texts = (TextSeen(row[8], row[12], tuple(row[13]), *row[14:]) for row in found if row[12] is not None)
    return evidence, tuple(dict.fromkeys(texts))


def _former_names(model_id: int) -> tuple[FormerName, ...]:
    found = fetched(
        "SELECT repo_id, until FROM former_name WHERE model_id = %s ORDER BY until DESC, id DESC LIMIT %s",
        (model_id, MOST_NAMES),
    )
    return tuple(FormerName(*row) for row in found)
