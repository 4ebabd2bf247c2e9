"""Reads a context out of JSON values. Nothing is passed over: every fault is told, with where it is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from registry.licences.territories import is_territory
from registry.licences.uses import FieldOfUse, Organisation, Purpose
from registry.policy.context import (
    FROM_SCRATCH,
    LICENSED_MODEL,
    Context,
    Deployment,
    Derivation,
    MinimumStatus,
    TrainedModel,
    TrainedModelKind,
)
from registry.policy.house import House

LARGEST = 10**15  # of users, dollars, employees
OLDEST_DAYS = 36_500
MOST_VALUES = 500
MOST_ANSWERS = 2_000
LONGEST = 200  # characters of one text

_LICENCE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]*")
_PUBLISHER = re.compile(r"[\w.-]+", re.ASCII)
_FAMILY = re.compile(r"[a-z0-9_]+")
_TERM = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*#[a-z_]+(\.[a-z0-9_]+)?")

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")
Read = Callable[["Faults", str, Any], Any]
"""Takes the faults found so far, where a value stands and the value; returns it read, None where it cannot be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: a JSON pointer from the context on (``/markets/0``), or ``?markets``."""

    pointer: str
    detail: str


class BadContext(ValueError):
    """A context cannot be read; ``faults`` are all reasons, in the order in which they stand."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{one.pointer}: {one.detail}" for one in faults))
        self.faults = faults


Faults = list[Fault]


def read_context(value: Any) -> Context:
    """Return the context that JSON values say; null says nothing. Raises `BadContext` with every fault."""
    faults: Faults = []
    context = _members(Context, _CONTEXT)(faults, "", value)
    if faults:
        raise BadContext(tuple(faults))
    assert isinstance(context, Context)  # noqa: S101 - without a fault there is a value; for the type checker
    return context


def read_member(member: str, value: Any) -> tuple[Any, tuple[Fault, ...]]:
    """Return what one member of a context says, with its faults; pointers begin at the member."""
    faults: Faults = []
    return _CONTEXT[member](faults, f"/{member}", value), tuple(faults)


def _members(kind: type[_T], readers: Mapping[str, Read]) -> Read:
    """Read an object whose members are those of ``kind``."""

    def read(faults: Faults, pointer: str, value: Any) -> _T | None:
        if not isinstance(value, Mapping):
            faults.append(Fault(pointer, "must be an object"))
            return None
        read: dict[str, Any] = {}
        for name, one in value.items():
            place = f"{pointer}/{_escaped(str(name))}"
            if name not in readers:
                known = ", ".join(readers)
                faults.append(Fault(place, f"is no member of a context; there are: {known}"))
            elif one is not None:
                read[name] = readers[name](faults, place, one)
        return kind(**{name: one for name, one in read.items() if one is not None})

    return read


def _one_of(kind: type[_E]) -> Read:
    def read(faults: Faults, pointer: str, value: Any) -> _E | None:
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        faults.append(Fault(pointer, "must be one of: " + ", ".join(kind)))
        return None

    return read


def _set_of(read_one: Read) -> Read:
    """Read a list in which each value stands once."""

    def read(faults: Faults, pointer: str, value: Any) -> tuple[Any, ...] | None:
        if not isinstance(value, list | tuple) or len(value) > MOST_VALUES:
            faults.append(Fault(pointer, f"must be a list of at most {MOST_VALUES} values"))
            return None
        found: list[Any] = []
        for place, one in enumerate(value):
            said = read_one(faults, f"{pointer}/{place}", one)
            if said is not None and said in found:
                faults.append(Fault(f"{pointer}/{place}", "is given twice"))
            elif said is not None:
                found.append(said)
        return tuple(sorted(found))

    return read


def _flag(faults: Faults, pointer: str, value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    faults.append(Fault(pointer, "must be true or false"))
    return None


def _count(most: int) -> Read:
    def read(faults: Faults, pointer: str, value: Any) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        faults.append(Fault(pointer, f"must be a whole number from 0 to {most}"))
        return None

    return read


def _territory(faults: Faults, pointer: str, value: Any) -> str | None:
    if isinstance(value, str) and is_territory(value):
        return value
    faults.append(Fault(pointer, "must be a country of ISO 3166-1 alpha-2 (FR, GB), EU or EEA"))
    return None


def _text(pattern: re.Pattern[str], what: str) -> Read:
    def read(faults: Faults, pointer: str, value: Any) -> str | None:
        if isinstance(value, str) and len(value) <= LONGEST and pattern.fullmatch(value):
            return value
        faults.append(Fault(pointer, f"must be {what}"))
        return None

    return read


def _publisher(faults: Faults, pointer: str, value: Any) -> str | None:
    said: str | None = _text(_PUBLISHER, "the name of a publisher on the Hub")(faults, pointer, value)
    return None if said is None else said.casefold()


def _answers(faults: Faults, pointer: str, value: Any) -> tuple[tuple[str, bool], ...] | None:
    if not isinstance(value, Mapping) or len(value) > MOST_ANSWERS:
        faults.append(Fault(pointer, f"must be an object of at most {MOST_ANSWERS} members"))
        return None
    found: dict[str, bool] = {}
    for name, one in value.items():
        place = f"{pointer}/{_escaped(str(name))}"
        if not (isinstance(name, str) and len(name) <= LONGEST and _TERM.fullmatch(name)):
            faults.append(Fault(place, "must be named by the id of a term: a licence’s key, #, the term"))
        elif (said := _flag(faults, place, one)) is not None:
            found[name] = said
    return tuple(sorted(found.items()))


def _escaped(name: str) -> str:
    """As a step of a JSON pointer."""
    return name[:LONGEST].replace("~", "~0").replace("/", "~1")


_key = _text(_LICENCE_KEY, "the key of a licence")
_number = _count(LARGEST)
_territories = _set_of(_territory)

_HOUSE: Mapping[str, Read] = {
    "deny_publishers": _set_of(_publisher),
    "deny_licences": _set_of(_key),
    "deny_families": _set_of(_text(_FAMILY, "the name of a family of licences")),
    "approve_publishers": _set_of(_publisher),
    "approve_licences": _set_of(_key),
    "approve_families": _set_of(_text(_FAMILY, "the name of a family of licences")),
    "refuse_gated": _flag,
    "refuse_removed": _flag,
    "refuse_unknown_lineage": _flag,
    "refuse_pickle_only": _flag,
    "maximum_age_days": _count(OLDEST_DAYS),
    "unknown_is_forbidden": _flag,
}
_TRAINED_MODEL: Mapping[str, Read] = {
    "kind": _one_of(TrainedModelKind),
    "foundational": _flag,
    "base": _text(
        _LICENCE_KEY,
        f"{LICENSED_MODEL}, {FROM_SCRATCH}, or the key of the licence that its base is under",
    ),
    "competes": _flag,
}
_CONTEXT: Mapping[str, Read] = {
    "organisation": _one_of(Organisation),
    "purpose": _one_of(Purpose),
    "production": _flag,
    "deployment": _set_of(_one_of(Deployment)),
    "seat": _territory,
    "places_of_use": _territories,
    "markets": _territories,
    "product_monthly_active_users": _number,
    "group_monthly_active_users": _number,
    "product_annual_revenue_usd": _number,
    "group_annual_revenue_usd": _number,
    "employees": _number,
    "derivation": _set_of(_one_of(Derivation)),
    "publishes_derivatives": _flag,
    "trained_model": _members(TrainedModel, _TRAINED_MODEL),
    "fields_of_use": _set_of(_one_of(FieldOfUse)),
    "minimum_status": _one_of(MinimumStatus),
    "answers": _answers,
    "policy": _members(House, _HOUSE),
}
