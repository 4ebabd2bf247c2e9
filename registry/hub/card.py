"""A repository's README as a value: what its header states, what its text says of the licence. Any bytes go in.

Source: the Hub's model cards, whose header is YAML between two lines of `---` and whose text is Markdown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.hub import front_matter, reading
from registry.hub.parents import parents
from registry.hub.reading import Fields
from registry.hub.records import LONGEST_LICENCE, LONGEST_LINK, LONGEST_PROMPT, Parent, Problem, Relation

LONGEST_BODY = 1_000_000  # characters of a card that are looked at
LONGEST_SECTION = 20_000  # characters of what a card says of its licence
_MOST_LINES = 50_000

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.{0,300})")
_HTML_HEADING = re.compile(r"\s{0,20}<h([1-6])[^<>]{0,200}>(.{0,300})", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LICENCE_WORD = re.compile(r"\b(?:licen[cs](?:e|es|ed|ing)|terms of use|use policy)\b", re.IGNORECASE)
_LABEL = re.compile(r"[\s>*_|+-]{0,20}(?:model |weights? )?licen[cs]es?(?: type)?[\s*_]{0,6}[:：|]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """What a README says. ``None`` is "not stated"; what could not be read has a problem instead.

    ``licence_section``: the passages under headings that speak of licences, and lines such as ``License: MIT``.
    """

    has_header: bool
    licence: tuple[str, ...] | None
    licence_name: str | None
    licence_link: str | None
    parents: tuple[Parent, ...]
    gate_prompt: str | None
    body: str
    licence_section: str | None
    problems: tuple[Problem, ...]


def read(content: bytes | str) -> Card:
    """Read a README. Never raises; about 5 ms for an ordinary one, two seconds at most."""
    text = content.decode("utf-8-sig", "replace") if isinstance(content, bytes) else content.removeprefix("\ufeff")
    written, rest = front_matter.split(text.lstrip("\r\n"))
    header = front_matter.Header({}) if written is None else front_matter.read(written)
    fields = Fields(header.members)
    if header.problem is not None:
        fields.note("header", header.problem)
    if written is None and front_matter.is_begun(text):
        fields.note("header", "has no end, or one too far down")
    for name in header.stated_twice:
        fields.note(name, "is stated twice, differently")
    body = reading.lines(rest[:LONGEST_BODY])
    if len(rest) > LONGEST_BODY:
        fields.note("body", f"is longer than {LONGEST_BODY} characters; the rest was not looked at")
    return Card(
        has_header=written is not None and header.problem is None,
        licence=fields.texts("license", LONGEST_LICENCE, 50),
        licence_name=fields.text("license_name", LONGEST_LICENCE),
        licence_link=fields.text("license_link", LONGEST_LINK),
        parents=_parents(fields),
        gate_prompt=fields.prose("extra_gated_prompt", LONGEST_PROMPT),
        body=body,
        licence_section=_licence_section(body),
        problems=tuple(Problem(field, reason) for field, reason in dict.fromkeys(fields.problems)),
    )


def _parents(fields: Fields) -> tuple[Parent, ...]:
    if "base_model" not in fields.members:
        return ()
    named = parents(Fields({}, fields.problems), fields, ())
    return tuple(Parent(name, Relation(relation)) for name, relation in named)


def _licence_section(body: str) -> str | None:
    """The passages that speak of a licence, in order, bounded; None where none does."""
    found = "\n".join(_licence_lines(body.split("\n", _MOST_LINES)[:_MOST_LINES])).strip()
    return found[:LONGEST_SECTION] or None


def _licence_lines(lines: list[str]) -> Iterator[str]:
    """Lines below a heading with a licence's word, down to the next heading of its rank; and labels elsewhere."""
    inside = 0  # the rank of the heading that we are below, if it speaks of licences
    fence = ""
    for number, line in enumerate(lines):
        if fence or _FENCE.match(line):
            fence = _fenced(line, fence)
            rank, title = 0, ""
        else:
            rank, title = _heading(line, lines[number + 1] if number + 1 < len(lines) else "")
        if rank and (not inside or rank <= inside):
            inside = rank if _LICENCE_WORD.search(title) else 0
        if inside or (not fence and _LABEL.match(line)):
            yield line


def _fenced(line: str, fence: str) -> str:
    """The fence that is open after a line, given the one before it."""
    mark = _FENCE.match(line)
    if not fence:
        return mark[1] if mark else ""
    return "" if mark and mark[1].startswith(fence) and not line.strip(" `~") else fence


def _heading(line: str, following: str) -> tuple[int, str]:
    """The rank of a heading, 1 to 6, and its title; 0 for any other line."""
    if found := _HEADING.match(line):
        return len(found[1]), found[2]
    if found := _HTML_HEADING.match(line):
        return int(found[1]), found[2]
    underline = _UNDERLINE.match(following)
    if underline and line.strip() and len(line) <= 300 and not line.lstrip().startswith(("-", "|", ">")):
        return 1 if underline[1][0] == "=" else 2, line
    return 0, ""
