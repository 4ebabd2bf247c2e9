"""Contexts to begin with: reads ``contexts.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.policy.context import Context
from registry.policy.context_reading import read_context
from registry.policy.verdict import Words

FILE = Path(__file__).parent / "contexts.toml"


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A context with a name and three sentences about it; every member of it is said."""

    slug: str
    name: Words
    about: tuple[Words, ...]
    context: Context


@cache
def ready_made() -> tuple[ReadyMade, ...]:
    """Return the contexts of this release, in the order in which they are offered."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["context"]
    return tuple(
        ReadyMade(
            slug=row["slug"],
            name=Words(row["name_en"], row["name_fr"]),
            about=tuple(Words(*said) for said in zip(row["about_en"], row["about_fr"], strict=True)),
            context=read_context(row["says"]),
        )
        for row in rows
    )


def of_slug(slug: str) -> ReadyMade | None:
    """Return the context of that name, None where there is none."""
    return next((one for one in ready_made() if one.slug == slug), None)
