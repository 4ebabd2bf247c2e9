"""Reads the tables of knowledge files strictly: a member that nobody knows is a slip of the pen."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from _typeshed import DataclassInstance  # known to type checkers alone


class BadKnowledge(ValueError):
    """A knowledge file contradicts itself, another file or the format; the message names the place."""


_Value = TypeVar("_Value", bound="DataclassInstance")


def parse(name: str, content: bytes) -> dict[str, Any]:
    """Parse a file. Raises `BadKnowledge`."""
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadKnowledge(f"{name}: {error}") from error


def value(row: Mapping[str, Any], kind: type[_Value], place: str) -> _Value:
    """Convert a table into a value of ``kind``. Raises `BadKnowledge`, which names ``place`` and the member."""
    unknown = row.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise BadKnowledge(f"{place}: {sorted(unknown)} is not a member of {kind.__name__}")
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        raise BadKnowledge(f"{place}: {error}") from error
