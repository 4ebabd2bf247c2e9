"""The shapes of what was measured of a model: counts with their evidence, weights, layers."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from registry.hardware.architecture import CacheBasis
from registry.hardware.counts import CountFlag
from registry.hardware.parameters import ParameterSource
from registry.hardware.tensor_roles import Role
from registry.hardware.weights import WeightsSource

Time = Annotated[datetime, Meta(extra_json_schema={"format": "date-time"})]
Natural = Annotated[int, Meta(ge=0)]


class Range(Struct, frozen=True):
    """From `low` to `high`, in bytes."""

    low: int
    high: int


class Variant(Struct, frozen=True):
    """One set of weights that can be loaded: as published, or a quantisation. `exact`: as files or headers say."""

    precision: str
    bytes: Range
    exact: bool
    source: WeightsSource
    files: Natural


class Extra(Struct, frozen=True):
    """Parameters that are stored and are no part of the main model."""

    role: Role
    parameters: Natural


class CountEvidence(Struct, frozen=True):
    """What one source says of the number of parameters."""

    source: ParameterSource
    total: int | None
    stored: int | None
    note: str


class Measurement(Struct, frozen=True):
    """What was read of configuration and headers at one revision. `recorded_by`: whose record it is; null: ours.

    `extras`, `evidence` and `flags` belong to the counts in `parameters`.
    """

    revision: str | None
    recorded_by: str | None
    seen_at: Time
    active_without_embedding: int | None
    extras: tuple[Extra, ...]
    flags: tuple[CountFlag, ...]
    evidence: tuple[CountEvidence, ...]
    variants: tuple[Variant, ...]
    architecture: str | None
    layers: int | None
    context_length: int | None
    cache_basis: CacheBasis | None
    base_model: str | None
    problems: tuple[str, ...]
