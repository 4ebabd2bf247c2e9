"""The models in a bill of materials: CycloneDX and SPDX, as JSON that was read already. Pure and total.

A part is a model of the Hub where its package URL says so: `pkg:huggingface/…`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.catalogue.names import is_purl
from registry.catalogue.wording import Text

MOST_PARTS = 200_000
LONGEST_SHOWN = 200  # characters of what strangers wrote, where it is told again

_LIST, _OBJECT, _TEXT = _("must be an array"), _("must be an object"), _("must be a text")


class Why(StrEnum):
    """Why a part of a list was passed over."""

    OPTION = "option"  # a line of options, as lists of requirements have
    NO_NAME = "no_name"  # a row without a name
    NOT_A_NAME = "not_a_name"  # a text that cannot name a model, which was to be left out
    MODEL_WITHOUT_NAME = "model_without_name"  # a model of which no package URL of the Hub is given


@dataclass(frozen=True, slots=True)
class Asked:
    """One name as it was given, and where: a line's number or a JSON pointer."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What was passed over, where, and why."""

    place: str
    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class BadPart:
    """What is wrong with one part, and where: a JSON pointer."""

    pointer: str
    detail: Text


@dataclass(slots=True)
class Materials:
    """What was found so far; a bill with bad parts is not to be trusted with the others."""

    asked: list[Asked] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    bad_parts: list[BadPart] = field(default_factory=list)
    others: int = 0
    parts: int = 0

    @property
    def bad(self) -> tuple[BadPart, ...]:
        """The first hundred bad parts."""
        return tuple(self.bad_parts[:100])

    def take(self, pointer: str, purls: list[tuple[str, Any]], name: object, *, is_model: bool) -> None:
        """Take one part with its package URLs, each with where it stands."""
        for place, purl in purls:
            if not isinstance(purl, str):
                self.bad_parts.append(BadPart(place, _TEXT))
        found = [(place, purl) for place, purl in purls if isinstance(purl, str) and is_purl(purl)]
        if found:
            self.asked.append(Asked(*found[0]))
        elif is_model:
            self.passed_over.append(PassedOver(pointer, shown(str(name)), Why.MODEL_WITHOUT_NAME))
        else:
            self.others += 1


def shown(text: str) -> str:
    """Return what may be told again of a stranger's text: printable, and not long."""
    kept = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text[: LONGEST_SHOWN + 1])
    return kept if len(kept) <= LONGEST_SHOWN else kept[: LONGEST_SHOWN - 1] + "…"


def of_cyclonedx(bill: dict[str, Any]) -> Materials:
    """Take the components of a CycloneDX bill, those within others too, and what the bill itself is about."""
    found = Materials()
    metadata = bill.get("metadata")
    whole = metadata.get("component") if isinstance(metadata, dict) else None
    waiting: list[tuple[str, Any]] = [] if whole is None else [("/metadata/component", whole)]
    waiting += _within("/components", bill.get("components"), found)
    waiting.reverse()
    while waiting:
        pointer, part = waiting.pop()
        if not _is_object(pointer, part, found):
            continue
        purls = [(f"{pointer}/purl", part["purl"])] if part.get("purl") is not None else []
        is_model = part.get("type") == "machine-learning-model"
        found.take(pointer, purls, part.get("name"), is_model=is_model)
        waiting += reversed(_within(f"{pointer}/components", part.get("components"), found))
    return found


def of_spdx_2(bill: dict[str, Any]) -> Materials:
    """Take the packages of a bill of SPDX 2."""
    found = Materials()
    for pointer, part in _within("/packages", bill.get("packages"), found):
        if _is_object(pointer, part, found):
            found.take(pointer, list(_references(pointer, part, found)), part.get("name"), is_model=False)
    return found


def of_spdx_3(bill: dict[str, Any]) -> Materials:
    """Take the packages of a bill of SPDX 3, those of its profile for models among them."""
    found = Materials()
    for pointer, part in _within("/@graph", bill.get("@graph"), found):
        if not _is_object(pointer, part, found):
            continue
        kind = str(part.get("type", part.get("@type", "")))
        if not kind.endswith("Package"):
            continue
        purls = [
            (f"{pointer}/{name}", part[name])
            for name in ("software_packageUrl", "packageUrl")
            if part.get(name) is not None
        ]
        purls += _identifiers(pointer, part, found)
        found.take(pointer, purls, part.get("name"), is_model=kind.endswith("AIPackage"))
    return found


def _references(pointer: str, part: dict[str, Any], found: Materials) -> Iterator[tuple[str, Any]]:
    place = f"{pointer}/externalRefs"
    for at, reference in _within(place, part.get("externalRefs"), found):
        if _is_object(at, reference, found) and reference.get("referenceType") == "purl":
            yield f"{at}/referenceLocator", reference.get("referenceLocator")


def _identifiers(pointer: str, part: dict[str, Any], found: Materials) -> Iterator[tuple[str, Any]]:
    place = f"{pointer}/externalIdentifier"
    for at, one in _within(place, part.get("externalIdentifier"), found):
        if not _is_object(at, one, found):
            continue
        if str(one.get("externalIdentifierType")).casefold() == "packageurl":
            yield f"{at}/identifier", one.get("identifier")


def _within(pointer: str, value: Any, found: Materials) -> list[tuple[str, Any]]:
    """The members of an array with their places; none where there is nothing, and what is no array is bad."""
    if value is None:
        return []
    if not isinstance(value, list):
        found.bad_parts.append(BadPart(pointer, _LIST))
        return []
    found.parts += len(value)
    if found.parts > MOST_PARTS:
        found.bad_parts.append(BadPart(pointer, _("has more parts than are read here")))
        return []
    return [(f"{pointer}/{place}", one) for place, one in enumerate(value)]


def _is_object(pointer: str, value: Any, found: Materials) -> bool:
    if isinstance(value, dict):
        return True
    found.bad_parts.append(BadPart(pointer, _OBJECT))
    return False
