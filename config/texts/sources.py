"""Finds the texts to translate in Python files and in templates, as gettext's own tools would."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

ROOMS = ("config", "registry", "templates")  # the folders whose texts people read

_MODULE = "django.utils.translation"
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
_OF_TEMPLATES = {"_": "gettext", **{name: name for name in _ARGUMENTS}}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(?:_|n?p?gettext)\({_STRING}(?:, {_STRING})*(?:, ?count)?\)")


class UnreadableSource(Exception):
    """A text cannot be collected; the message says where and why."""


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to translate; ``context`` tells it from a like one, ``plural`` is its other English form."""

    msgid: str
    context: str = ""
    plural: str = ""


def collect(root: Path, rooms: Iterable[str] = ROOMS) -> dict[Text, tuple[str, ...]]:
    """Return every text of the rooms below ``root`` with the files that hold it, both in a stable order.

    Raises:
        UnreadableSource: a text is no literal, or has two plurals, or a file cannot be parsed.
    """
    places: dict[tuple[str, str], set[str]] = {}
    plurals: dict[tuple[str, str], set[str]] = {}
    for file in _files(root, rooms):
        name = file.relative_to(root).as_posix()
        for text in _texts_of(file, name):
            places.setdefault((text.msgid, text.context), set()).add(name)
            plurals.setdefault((text.msgid, text.context), set()).add(text.plural)
    return {
        Text(msgid, context, _the_one(plurals[msgid, context] - {""}, msgid)): tuple(sorted(files))
        for (msgid, context), files in sorted(places.items())
    }


def _the_one(plurals: set[str], msgid: str) -> str:
    if len(plurals) > 1:
        raise UnreadableSource(f"“{msgid}” has more than one plural: {', '.join(sorted(plurals))}")
    return next(iter(plurals), "")


def _files(root: Path, rooms: Iterable[str]) -> Iterator[Path]:
    for room in rooms:
        for pattern in ("*.py", "*.html", "*.txt"):
            yield from sorted((root / room).rglob(pattern))


def _texts_of(file: Path, name: str) -> Iterator[Text]:
    content = file.read_text(encoding="utf-8")
    try:
        if file.suffix == ".py":
            tree = ast.parse(content)
            yield from _texts_of_calls(tree, _names(tree), name)
        else:
            calls = "\n".join(found[0] for found in _CALL.finditer(templatize(content, origin=name)))
            yield from _texts_of_calls(ast.parse(calls), _OF_TEMPLATES, name)
    except SyntaxError as error:
        raise UnreadableSource(f"{name} cannot be parsed: {error}") from error


def _names(tree: ast.Module) -> dict[str, str]:
    """Return gettext's functions by the names that the file gives them."""
    return {
        one.asname or one.name: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == _MODULE
        for one in node.names
        if one.name in _ARGUMENTS
    }


def _texts_of_calls(tree: ast.Module, names: Mapping[str, str], file: str) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (function := _function(node.func, names)):
            wanted = _ARGUMENTS[function]
            given = [one.value for one in node.args[: len(wanted)] if isinstance(one, ast.Constant)]
            texts = [value for value in given if isinstance(value, str)]
            if len(texts) < len(wanted):
                raise UnreadableSource(f"{file}:{node.lineno}: the text for {function} must stand there")
            yield Text(**dict(zip(wanted, texts, strict=True)))


def _function(called: ast.expr, names: Mapping[str, str]) -> str | None:
    if isinstance(called, ast.Name):
        return names.get(called.id)
    # As in translation.gettext(…): whatever has such a member is taken for it.
    return called.attr if isinstance(called, ast.Attribute) and called.attr in _ARGUMENTS else None
