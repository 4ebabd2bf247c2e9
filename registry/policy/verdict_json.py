"""Writes verdicts as data: for doors in one language, and for keeping in both."""

from typing import Any

import msgspec

from registry.licences import stack
from registry.policy.verdict import Verdict, Words


def to_json(verdict: Verdict, language: str = "en") -> dict[str, Any]:
    """Write a verdict as the interface shows it, in one language; places of layers stay for the caller to replace.

    A caller who knows the model puts ``from`` and ``evidence`` in the place of ``layer``. No member is left out;
    what is not known is null.
    """
    data = as_data(verdict)
    for name in ("reasons", "obligations", "questions", "assumptions"):
        data[name] = [_spoken(row, language) for row in data[name]]
    return data


def as_data(verdict: Verdict) -> dict[str, Any]:
    """Write a verdict with all languages as JSON values, to be kept; `of_data` reads it back."""
    data: dict[str, Any] = msgspec.to_builtins(verdict)
    listed = {name: list(value) for name, value in data.items() if isinstance(value, tuple)}
    return data | listed | {"layers": stack.to_json(verdict.layers)}


def of_data(data: dict[str, Any]) -> Verdict:
    """Read a verdict that `as_data` wrote. Raises `msgspec.ValidationError`."""
    return msgspec.convert(data, Verdict)


def _spoken(row: dict[str, Any], language: str) -> dict[str, Any]:
    """Take each sentence in the language that is asked for."""
    return {
        name: Words(**value).said(language) if name in ("text", "remedy") else value for name, value in row.items()
    }
