"""Brings a text to plain characters: one form for each, and a sign where something cannot be read.

What looks different to a reader stays different, and what a reader does not see is not passed over: it leaves
`UNREAD`, a letter that no licence has, so that a text with it is never taken for a licence.
"""

import re
import unicodedata
from collections.abc import Callable
from html import unescape

UNREAD = "\N{LATIN LETTER RETROFLEX CLICK}"  # a letter, so that it becomes part of the word that it stands in

# Sorting combining marks takes the square of their number; no language puts more than thirty on one letter.
_STACKED = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_JOINERS = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
)  # change nothing one sees
_RENAMED = {"™": " ", "®": " ", "℠": " ", "´": "'", "‘": "'", "’": "'", "ʼ": "'"}
_BULLETS = frozenset("∙●○■□▪▫◦▶►➢➤")
_SIGNS = frozenset("§‰‱†‡※")  # punctuation to Unicode, words to a reader


def plain(text: str, most: int) -> tuple[str, bool]:
    """Bring a text to plain characters, and say whether more than ``most`` of them came of it."""
    seen = unescape(text) if "&" in text else text
    seen = _CONTROL.sub(UNREAD, seen.replace("\r\n", "\n").replace("\r", "\n"))
    if not seen.isascii():
        seen = _replaced(seen, _before_folding)
        seen = unicodedata.normalize("NFKC", _STACKED.sub(_unstacked, seen))
        seen = _replaced(seen[: most + 1], _after_folding)
    return seen[:most], len(seen) > most


def lower(text: str) -> str:
    """Fold the case of a plain text."""
    if text.isascii():
        return text.lower()
    return _replaced(unicodedata.normalize("NFKC", text.lower()), _after_folding)


def _replaced(text: str, of: Callable[[str], str]) -> str:
    becomes = {one: of(one) for one in set(text) if not one.isascii()}
    return _NOT_ASCII.sub(lambda one: becomes[one[0]], text)


def _before_folding(character: str) -> str:
    """What becomes of a character whose look would be lost when forms are folded."""
    if character in _JOINERS:
        return ""
    if character in _RENAMED:
        return _RENAMED[character]
    if unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs") and not character.isspace():
        return UNREAD  # orders of direction and tags are here, which show a text otherwise or not at all
    raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    return UNREAD + character if raised else character


def _after_folding(character: str) -> str:
    """Marks that belong to no letter spoil the word; signs stay, and punctuation becomes that of ASCII."""
    category = unicodedata.category(character)
    if category.startswith("M") or character == "\N{REPLACEMENT CHARACTER}":
        return UNREAD
    if character in _SIGNS:
        return character
    if category.startswith("P"):
        return {"Pd": "-", "Pi": '"', "Pf": '"', "Ps": "(", "Pe": ")"}.get(category, ";")
    is_drawn = character in _BULLETS or "\u2500" <= character <= "\u259f"  # lines and blocks
    return " " if is_drawn else character


def _unstacked(run: re.Match[str]) -> str:
    has_marks = any(unicodedata.category(one).startswith("M") for one in set(run[0]))
    return UNREAD if has_marks else run[0]
