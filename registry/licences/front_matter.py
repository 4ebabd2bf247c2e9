"""Tells the data at the head of a card from text: known fields with short values, and nothing that makes terms."""

import re

from registry.licences.guards import NAMES, SAYING, is_number, is_weighty

MAX_HEADER = 65_536  # characters
MOST_IN_A_LINE = 16  # words

# What its fields say of a licence is evidence of its own, read by others than the reader of texts.
_FIELD_NAMES = """
license license_name license_link language languages tags datasets metrics base_model base_model_relation
new_version library_name pipeline_tag model-index inference thumbnail model_name model_type model_creator
quantized_by co2_eq_emissions
"""
_FIELDS = frozenset(_FIELD_NAMES.split())
_HEADER = re.compile(rf"\s{{0,100}}---[ \t]*\n(.{{0,{MAX_HEADER}}}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([a-z][a-z0-9_-]*):(?=\s|$)")
_PROSE = re.compile(r"(?:^|\s)#|(?:^|\s)[|>][-+0-9]{0,2}\s*$")  # a comment, or lines of text as a value
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")


def split(text: str) -> tuple[str, str]:
    """Part a card's header, or the front matter of a reference text, from what follows it."""
    header = _HEADER.match(unix := text.replace("\r\n", "\n"))
    return (header[1], unix[header.end() :]) if header else ("", text)


def without(text: str) -> str:
    """Drop a header that is data and nothing else; any other stays, as text."""
    header, rest = split(text)
    return rest if _is_data(header) else text


def _is_data(header: str) -> bool:
    is_known = False
    for line in header.split("\n"):
        field = _FIELD.match(line)
        if field:
            is_known = field[1] in _FIELDS
        elif line.strip() and not line.startswith((" ", "\t", "-")):
            return False
        value = line[field.end() :] if field else line
        if line.strip() and not (is_known and _is_short(value)):
            return False
    return True


def _is_short(value: str) -> bool:
    words = _WORD.findall(value.lower())
    if len(words) > MOST_IN_A_LINE or _PROSE.search(value):
        return False
    return all(
        word not in SAYING and (word in NAMES or not is_weighty(word) or (word.isascii() and is_number(word)))
        for word in words
    )
