"""Reads `architectures.toml`: what each `model_type` keeps, and what its configurations leave unsaid."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

TABLE = Path(__file__).with_name("architectures.toml")


class Attention(StrEnum):
    """What is cached: keys and values of every head, a latent, or nothing."""

    FULL = "full"
    LATENT = "latent"
    NONE = "none"


class Window(StrEnum):
    """When a stated window counts, where a configuration does not list its layers."""

    NEVER = "never"
    ALWAYS = "always"
    IF_USED = "if_used"
    PATTERN = "pattern"
    CHUNKED = "chunked"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some model types. ``pattern``: one layer in so many keeps every token."""

    types: tuple[str, ...]
    attention: Attention
    window: Window
    pattern: int | None = None
    unsaid: Mapping[str, int | bool] = field(default_factory=dict)


@cache
def known_types() -> Mapping[str, Known]:
    """Return what is known by model type. Raises `msgspec.ValidationError` for a table that breaks its form."""
    rows = msgspec.convert(tomllib.loads(TABLE.read_text())["architecture"], tuple[Known, ...])
    return {name: row for row in rows for name in row.types}
