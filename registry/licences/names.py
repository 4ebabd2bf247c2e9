"""What a stated name or link means: one licence, a name that several texts bear, a family, or nothing we know."""

from dataclasses import dataclass
from functools import lru_cache

from registry.licences import spelling
from registry.licences.knowledge import Family, Knowledge


@dataclass(frozen=True, slots=True)
class Licensed:
    """Exactly one text bears this name."""

    key: str


@dataclass(frozen=True, slots=True)
class SharedName:
    """Several dated texts bear this name. Unless ``complete``, so do others that we have not described."""

    keys: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Nothing we know bears this name."""


Resolution = Licensed | SharedName | Family | Unrecognised


@lru_cache(maxsize=16_384)
def resolve(value: str, knowledge: Knowledge) -> Resolution:
    """Say what a name, a Hub id, a key or an absolute link means. Any string is answered; none raises."""
    return _bearers(spelling.fold(value), knowledge)


def resolve_link(value: str, knowledge: Knowledge) -> Resolution:
    """Say what an absolute link means; anything else, a path in the repository say, names no licence."""
    return _bearers(spelling.link(value), knowledge)


def _bearers(alias: str | None, knowledge: Knowledge) -> Resolution:
    if alias is None:
        return Unrecognised()
    if family := knowledge.families.get(alias):
        return family
    keys = knowledge.by_alias.get(alias, ())
    complete = alias not in knowledge.open_ended
    if len(keys) == 1 and complete:
        return Licensed(keys[0])
    return SharedName(keys, complete) if keys else Unrecognised()
