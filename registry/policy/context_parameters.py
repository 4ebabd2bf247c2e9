"""A context as parameters of a query string: ``purpose=product&seat=FR&markets=FR,DE``.

Lists are written with commas, and ``none`` says that there is none of them. Members of a member follow a dot:
``trained_model.kind=llm``, ``policy.refuse_gated=true``, ``answers.<id of a term>=true``. An empty text says
nothing, as a form sends it for what was not filled in.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from registry.policy.context import Context, to_json
from registry.policy.context_reading import LONGEST, BadContext, Fault, read_context

ANSWER = "answers."
NONE = "none"
LONGEST_LIST = 4_000  # characters

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_LISTS = frozenset(
    (
        "deployment",
        "places_of_use",
        "markets",
        "derivation",
        "fields_of_use",
        "policy.deny_publishers",
        "policy.deny_licences",
        "policy.deny_families",
        "policy.approve_publishers",
        "policy.approve_licences",
        "policy.approve_families",
    )
)
_NUMBERS = frozenset(
    (
        "product_monthly_active_users",
        "group_monthly_active_users",
        "product_annual_revenue_usd",
        "group_annual_revenue_usd",
        "employees",
        "policy.maximum_age_days",
    )
)
_FLAGS = frozenset(
    (
        "production",
        "publishes_derivatives",
        "trained_model.foundational",
        "trained_model.competes",
        "policy.refuse_gated",
        "policy.refuse_removed",
        "policy.refuse_unknown_lineage",
        "policy.refuse_pickle_only",
        "policy.unknown_is_forbidden",
    )
)
_WORDS = frozenset(
    ("organisation", "purpose", "seat", "minimum_status", "trained_model.kind", "trained_model.base")
)
PARAMETERS: tuple[str, ...] = tuple(sorted(_LISTS | _NUMBERS | _FLAGS | _WORDS))
"""The names of all parameters but those of answers."""


def is_parameter(name: str) -> bool:
    """Tell whether a parameter of this name says something of a context."""
    return name in PARAMETERS or name.startswith(ANSWER)


def from_parameters(given: Iterable[tuple[str, str]], over: Context | None = None) -> Context:
    """Return the context that parameters say; what they say of a member goes before what ``over`` says of it.

    Parameters that say nothing of contexts are passed over: telling those is up to who knows the others. Raises
    `BadContext` whose pointers name parameters (``?markets``).
    """
    said: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, text in given:
        if not is_parameter(name) or not text.strip():
            continue
        if name in said:
            faults.append(Fault(f"?{name}", "is given twice"))
        said[name] = _value(name, text.strip())
    try:
        context = read_context(_nested(to_json(over or Context()), said))
    except BadContext as error:
        faults += [Fault(_parameter(one.pointer), one.detail) for one in error.faults]
    if faults:
        raise BadContext(tuple(faults))
    return context


def to_parameters(context: Context) -> tuple[tuple[str, str], ...]:
    """Write a context as parameters, by name; `from_parameters` reads it back."""
    return tuple(sorted(_flat("", to_json(context))))


def _flat(prefix: str, members: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in members.items():
        match value:
            case dict():
                yield from _flat(f"{prefix}{name}.", value)
            case list():
                yield prefix + name, ",".join(value) if value else NONE
            case bool():
                yield prefix + name, str(value).lower()
            case _:
                yield prefix + name, str(value)


def _value(name: str, text: str) -> Any:
    """Return the JSON value that a text stands for; the text itself where it stands for none."""
    if name in _LISTS:
        if len(text) > LONGEST_LIST:
            return text
        return [] if text == NONE else [one.strip() for one in text.split(",")]
    if name in _NUMBERS and _INTEGER.fullmatch(text):
        return int(text)
    if name in _FLAGS or name.startswith(ANSWER):
        return {"true": True, "false": False}.get(text, text)
    return text


def _nested(over: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    members = dict(over)
    for name, value in said.items():
        outer, dot, inner = name.partition(".")
        members[outer] = {**members.get(outer, {}), inner: value} if dot else value
    return members


def _parameter(pointer: str) -> str:
    """Name the parameter that a pointer leads into."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer[: 2 * LONGEST].split("/")[1:]]
    nested = len(steps) > 1 and steps[0] in ("trained_model", "policy", "answers")
    return "?" + ".".join(steps[: 2 if nested else 1])
