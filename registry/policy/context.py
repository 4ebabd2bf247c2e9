"""A context: who uses a model, for what, where, how. Everything may be left out, and nothing has a default."""

import json
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from registry.licences.uses import FieldOfUse, Organisation, Purpose
from registry.policy.house import NO_RULES, House

LICENSED_MODEL = "licensed_model"
"""As the base of a trained model: the very model that is judged, or one made from it."""
FROM_SCRATCH = "none"
"""As the base of a trained model: it was made from no other model."""


class Deployment(StrEnum):
    """How people get at the model; ``on_device`` implies ``redistribution``."""

    INTERNAL = "internal"
    HOSTED_SERVICE = "hosted_service"
    ON_DEVICE = "on_device"
    REDISTRIBUTION = "redistribution"


class Derivation(StrEnum):
    """What is made from the model, or with what it says."""

    FINETUNE = "finetune"
    QUANTIZE = "quantize"
    MERGE = "merge"
    DISTILL = "distill"
    TRAIN_ON_OUTPUTS = "train_on_outputs"


class TrainedModelKind(StrEnum):
    """What kind of model is trained with the model or its outputs."""

    LLM = "llm"
    GENERATIVE = "generative"
    OTHER = "other"


class MinimumStatus(StrEnum):
    """How sure a licence has to be."""

    STATED = "stated"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """The model that is trained with outputs. ``foundational``: one that others build on.

    ``base``: what it is made from: `LICENSED_MODEL`, `FROM_SCRATCH`, or the key of the licence that its base is
    under. ``competes``: whether it competes with the models of the licensor.
    """

    kind: TrainedModelKind | None = None
    foundational: bool | None = None
    base: str | None = None
    competes: bool | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A team's facts. None is "not said"; an empty tuple says "none of them". Tuples are sorted, each once.

    Users are people in a month, revenues US dollars in a year, whole numbers. A group is the licensee and every
    entity under more than half common control. ``seat``: principal place of business, an individual's domicile;
    ``places_of_use``: where the model runs or staff uses it; ``markets``: where the product or its outputs are
    offered. Countries are ISO 3166-1 alpha-2; ``EU`` and ``EEA`` stand for all of their members, as a seat for one
    of them. ``answers``: the global id of a term, and whether its question is answered with yes.
    """

    organisation: Organisation | None = None
    purpose: Purpose | None = None
    production: bool | None = None
    deployment: tuple[Deployment, ...] | None = None
    seat: str | None = None
    places_of_use: tuple[str, ...] | None = None
    markets: tuple[str, ...] | None = None
    product_monthly_active_users: int | None = None
    group_monthly_active_users: int | None = None
    product_annual_revenue_usd: int | None = None
    group_annual_revenue_usd: int | None = None
    employees: int | None = None
    derivation: tuple[Derivation, ...] | None = None
    publishes_derivatives: bool | None = None
    trained_model: TrainedModel | None = None
    fields_of_use: tuple[FieldOfUse, ...] | None = None
    minimum_status: MinimumStatus | None = None
    answers: tuple[tuple[str, bool], ...] = ()
    policy: House = NO_RULES


def to_json(context: Context) -> dict[str, Any]:
    """Write a context as JSON values in the one form that `registry.policy.context_reading` reads back.

    What is not said is left out, as are house rules that ask for nothing.
    """
    said = {field.name: _written(getattr(context, field.name)) for field in fields(context)}
    said["answers"] = dict(context.answers)
    return {name: value for name, value in said.items() if value is not None and value != {}}


@lru_cache(maxsize=1024)
def digest(context: Context) -> str:
    """Name a context by 32 hex digits, the same for contexts that say the same in whichever order."""
    text = json.dumps(to_json(context), sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _written(value: Any) -> Any:
    match value:
        case House():
            asked = {field.name: getattr(value, field.name) for field in fields(value)}
            return {
                name: _written(one) for name, one in asked.items() if one not in ((), None) and one is not False
            }
        case TrainedModel():
            said = {field.name: _written(getattr(value, field.name)) for field in fields(value)}
            return {name: one for name, one in said.items() if one is not None}
        case StrEnum():
            return value.value
        case tuple():
            return [_written(one) for one in value]
        case _:
            return value
