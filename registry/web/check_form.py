"""Reads the form of a check as a person fills it in: a list in the page or a file, a context, who asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from registry.catalogue.in_context import InContext, is_of_context, read_context
from registry.policy.context_reading import Fault
from registry.procurement.lists import NOTHING, BadList, ReadList, read_list
from registry.procurement.materials import PassedOver, Why, shown
from registry.procurement.request import CheckRequest, fault_of_number, fault_of_text, faults_of_names

LARGEST_FILE = 5_000_000  # bytes
LINES = ("requested_by", "entity", "note")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and where in the list or the form; ``name``: the control it is about."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that can be answered: what to check, and the list it was read from."""

    request: CheckRequest
    given: ReadList


@dataclass(frozen=True, slots=True)
class NotFilled:
    """A form that cannot be answered yet. ``may_leave_out``: whether it could without the lines that are bad."""

    troubles: tuple[Trouble, ...]
    may_leave_out: bool = False


def read_form(request: HttpRequest, most: int) -> Filled | NotFilled:
    """Return the check that a form asks for, of ``most`` models at most, or everything that is wrong with it."""
    troubles: list[Trouble] = []
    leave_out = request.POST.get("leave_out") == "on"
    given = _list(request, troubles)
    bad = faults_of_names((one.place, one.text) for one in given.asked)
    kept = _without(given, {one.pointer for one in bad}) if leave_out else given
    left = [] if leave_out else bad
    troubles += [Trouble("list", _placed(one)) for one in left[:20]]
    if len(left) > len(troubles):
        troubles.append(Trouble("list", gettext("and %d more") % (len(left) - 20)))
    if not troubles and (wrong := fault_of_number(len(kept.asked), most)) is not None:
        troubles.append(Trouble("list", gettext("The list %s.") % wrong))
    within = _context(request, troubles)
    told = _lines(request, troubles)
    if troubles or within is None:
        return NotFilled(tuple(troubles), may_leave_out=bool(left) and len(left) < len(given.asked))
    names = tuple(one.text for one in kept.asked)
    return Filled(CheckRequest(names, within.context, within.slug, *told), kept)


def context_given(request: HttpRequest) -> Mapping[str, Sequence[str]]:
    """Return what a request says of a context, in its form or its address."""
    said = request.POST if request.method == "POST" else request.GET
    return {key: texts for key, texts in dict(said.lists()).items() if is_of_context(key)}


def _list(request: HttpRequest, troubles: list[Trouble]) -> ReadList:
    text = request.POST.get("list", "")
    file = request.FILES.get("file")
    content = text.encode("utf-8", "replace")
    if isinstance(file, UploadedFile):
        if text.strip():
            troubles.append(Trouble("file", gettext("Give a list or a file, not both.")))
        if (file.size or 0) > LARGEST_FILE:
            troubles.append(Trouble("file", gettext("The file is larger than 5 MB.")))
            content = b""
        else:
            content = file.read()
    found = read_list(content)
    if isinstance(found, ReadList):
        return found
    troubles += _of_bad_list(found)
    return NOTHING


def _of_bad_list(found: BadList) -> Iterator[Trouble]:
    yield Trouble("list", str(found.detail))
    for part in found.parts[:20]:
        yield Trouble("list", f"{part.pointer}: {part.detail}")


def _placed(one: Fault) -> str:
    if one.pointer.isdecimal():
        return gettext("Line %(line)s: %(what)s.") % {"line": one.pointer, "what": one.detail}
    return f"{one.pointer}: {one.detail}."


def _without(given: ReadList, places: set[str]) -> ReadList:
    """The list without what names no model, which is told as passed over."""
    out = (PassedOver(one.place, shown(one.text), Why.NOT_A_NAME) for one in given.asked if one.place in places)
    kept = tuple(one for one in given.asked if one.place not in places)
    return replace(given, asked=kept, passed_over=(*given.passed_over, *out))


def _context(request: HttpRequest, troubles: list[Trouble]) -> InContext | None:
    found = read_context(context_given(request))
    if found is None:
        troubles.append(Trouble("context", gettext("Choose a context: without one nothing can be judged.")))
        return None
    if isinstance(found, tuple):
        troubles += [Trouble("context", f"{one.pointer.removeprefix('?')}: {one.detail}") for one in found]
        return None
    return found


def _lines(request: HttpRequest, troubles: list[Trouble]) -> list[str]:
    told = []
    for name in LINES:
        text = request.POST.get(name, "").strip()
        if (wrong := fault_of_text(name, text)) is not None:
            troubles.append(Trouble(name, wrong))
        told.append(text)
    return told
