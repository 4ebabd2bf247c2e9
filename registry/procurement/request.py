"""What a check is asked for: models, context, who asks. Everything from outside is read here, or refused whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from registry.catalogue.names import BadName, parse_name
from registry.policy.context import Context
from registry.policy.context_reading import BadContext, Fault, read_context
from registry.policy.ready_made import of_slug, ready_made
from registry.procurement.materials import shown

MOST_MODELS = 10_000
MOST_FOR_STRANGERS = 100
LONGEST_LINE, LONGEST_NOTE = 200, 2_000  # characters

_MEMBERS = ("models", "context", "requested_by", "entity", "note")
_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A check that can be made. ``names`` as given, each once; ``slug`` where the context is a ready-made one."""

    names: tuple[str, ...]
    context: Context
    slug: str | None = None
    requested_by: str = ""
    entity: str = ""
    note: str = ""


class BadRequest(ValueError):
    """A check cannot be made; ``faults`` are the reasons, each with a JSON pointer, a hundred at most."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{one.pointer}: {one.detail}" for one in faults[:3]))
        self.faults = tuple(faults[:_MOST_FAULTS])


def read_request(value: Any, most: int) -> CheckRequest:
    """Return the check that JSON values ask for, of ``most`` models at most. Raises `BadRequest`."""
    if not isinstance(value, Mapping):
        raise BadRequest([Fault("", _("must be an object"))])
    faults = [
        Fault(f"/{_escaped(str(name))}", _("is no member of a check; there are: %s") % ", ".join(_MEMBERS))
        for name in value
        if name not in _MEMBERS
    ]
    names = _names(value.get("models"), most, faults)
    context, slug = _context(value.get("context"), faults)
    requested_by, entity, note = (
        _line(name, value.get(name), faults) for name in ("requested_by", "entity", "note")
    )
    if faults:
        raise BadRequest(faults)
    return CheckRequest(names, context, slug, requested_by, entity, note)


def faults_of_names(places: Iterable[tuple[str, str]]) -> list[Fault]:
    """Return what is wrong with names, given with where they stand; a name that stands twice is wrong too."""
    faults: list[Fault] = []
    first: dict[str, str] = {}
    for pointer, name in places:
        if isinstance(said := parse_name(name), BadName):
            detail = _("“%(name)s” cannot name a model: %(why)s") % {"name": shown(name), "why": said.detail}
            faults.append(Fault(pointer, detail))
        elif first.setdefault(name, pointer) != pointer:
            faults.append(Fault(pointer, _("is given twice: it stands at %s already") % first[name]))
    return faults


def fault_of_number(number: int, most: int) -> str | None:
    """Return what is wrong with so many models, None if nothing is."""
    if number == 0:
        return _("names no model; give one at least")
    if number <= most:
        return None
    if most < MOST_MODELS:
        told = {"number": number, "most": most, "all": MOST_MODELS}
        return _("names %(number)d models; at most %(most)d, or %(all)d with a token") % told
    return _("names %(number)d models; at most %(most)d") % {"number": number, "most": most}


def fault_of_text(name: str, text: str) -> str | None:
    """Return what is wrong with the text of one of the lines about who asks, None if nothing is."""
    longest = LONGEST_NOTE if name == "note" else LONGEST_LINE
    if len(text) > longest:
        return _("must have at most %d characters") % longest
    lines = text.splitlines() if name == "note" else [text]
    if not all(line.isprintable() for line in lines):
        return _("must be printable")
    return None


def _names(value: Any, most: int, faults: list[Fault]) -> tuple[str, ...]:
    if not isinstance(value, list):
        faults.append(Fault("/models", _("must be an array of names")))
        return ()
    if (wrong := fault_of_number(len(value), most)) is not None:
        faults.append(Fault("/models", wrong))
        return ()
    said = [(f"/models/{place}", one) for place, one in enumerate(value)]
    faults += [Fault(pointer, _("must be a text")) for pointer, one in said if not isinstance(one, str)]
    named = [(pointer, one) for pointer, one in said if isinstance(one, str)]
    faults += faults_of_names(named)
    return tuple(one for _pointer, one in named)


def _context(value: Any, faults: list[Fault]) -> tuple[Context, str | None]:
    """The context as it is told, or the ready-made one that is named."""
    if value is None:
        faults.append(Fault("/context", _("is missing; {} says nothing at all")))
        return Context(), None
    if isinstance(value, str):
        if (found := of_slug(value)) is None:
            slugs = ", ".join(one.slug for one in ready_made())
            faults.append(Fault("/context", _("is no ready-made context; there are: %s") % slugs))
            return Context(), None
        return found.context, found.slug
    try:
        return read_context(value), None
    except BadContext as error:
        faults += [Fault(f"/context{one.pointer}", one.detail) for one in error.faults]
        return Context(), None


def _line(name: str, value: Any, faults: list[Fault]) -> str:
    if value is None:
        return ""
    wrong = fault_of_text(name, value) if isinstance(value, str) else _("must be a text")
    if wrong is not None:
        faults.append(Fault(f"/{name}", wrong))
        return ""
    return str(value).strip()


def _escaped(name: str) -> str:
    return shown(name).replace("~", "~0").replace("/", "~1")
