"""Tells a notice of who holds the rights from all else, so that a licence is the same whoever gives it.

A notice is a sign, years, and names. What could say more stays: sentences, words of weight, words that no name
has. Nobody can tell every name from every sentence, so the notices that were set aside are kept for people to
see.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from registry.licences.guards import CONNECTIVES, SAYING, is_number, is_weighty

MOST_OF_ONE = 8  # words of one holder's name
MOST_OF_ALL = 60  # words of a notice, which may name many holders
LONGEST = 2_000  # characters of one
LONGEST_WITH_DIGITS = 8  # characters of a name's word that has digits
MOST_OF_TITLE = 8  # words of a line that a notice may stand below
MOST_WITHOUT_CASE = 4  # words, where capitals do not tell names

_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"\b{_YEAR}(?:\s?[-,/]\s?(?:{_YEAR}|\d\d\b|present\b|now\b))*", re.IGNORECASE)
_SIGN = re.compile(r"(?<![^\W_])(?:copyright\s*(?:\(c\)|©)|copyright|\(c\)|©)", re.IGNORECASE)
_CERTAIN = re.compile(r"copyright\s*\(c\)|©", re.IGNORECASE)
_RESERVED = re.compile(r"[\s.,;]*\ball rights reserved\b[\s.]*$", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"copyright (?:\(c\) )?(?:\[yyyy\]|\{yyyy\}|\(yyyy\)|<?year>?|\[year\]),? "
    r"[\[{<(]?(?:name of copyright owner|copyright holders?|the copyright holders|fullname|owner)[\]}>)]?",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NAMED = re.compile(r"[\w\s@.,&'\"()\[\]/-]*")  # what may be written in names
_SENTENCE = re.compile(r"\.\s|\s-|-\s|\(c\)|©|\.\w+/\w")  # also an address with a path
_ABBREVIATION = re.compile(r"\b(inc|ltd|llc|co|corp|gmbh|dr|jr|sr|st|al|[a-z])\.", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:[,&-]|\b(?:and|by|of|the|all|rights))\s*$", re.IGNORECASE)
_LEGAL_FORM = re.compile(r",\s*(?=(?:inc|ltd|llc|co|corp|l\.?p)\b)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")


_IN_NAMES = """
and of the for de la du von van der den et al its all contributors contributor authors author affiliates affiliate
others friends team developers maintainers project inc ltd limited company llc co corp gmbh
"""
_IN_SENTENCES = """
rights to in on at is be am it an as we if so do my me he go up out see ask per via recipient recipients licensee
licensees licensor licensors
"""
_PARTICLES = frozenset(_IN_NAMES.split())
_NEVER_NAMES = (SAYING | CONNECTIVES | frozenset(_IN_SENTENCES.split())) - _PARTICLES

_HOLDER = re.compile(
    r"\b(neither the names? of |is provided by |in no event shall )(.{1,160}?)"
    r"(?=(?: (?:and|or|and or)(?: its)? (?:contributors|affiliates))?"
    r"(?: nor the names? of | as is\b| be liable\b))"
)
_CONTRIBUTORS = re.compile(r" (?:and|or|and or)(?: its)? (?:contributors|affiliates)$")
_SOMEBODY = "the copyright holders"
_ANYBODY = re.compile(r"the copyright (?:holder|owner)s?|(?:the|owner) organi[sz]ation")


def part(text: str) -> tuple[str, tuple[str, ...]]:
    """Part a text from its notices: the text without them, and each notice as it was written."""
    notices: list[str] = []
    kept = [_kept(one, notices) for one in _BLANK_LINE.split(_TEMPLATE.sub(" ", text))]
    return "\n\n".join(kept), tuple(notices)


def unnamed(words: Sequence[str], notices: Iterable[str]) -> list[str]:
    """Call whom a disclaimer protects the holders, if it names the holder of a notice or holders in general."""
    said = " ".join(words)
    if " be liable" not in said and " as is" not in said and " nor the name" not in said:
        return list(words)
    named = {_name(one).removeprefix("the ") for one in notices} - {""}

    def call(holder: re.Match[str]) -> str:
        is_holder = _ANYBODY.fullmatch(holder[2]) or holder[2].removeprefix("the ") in named
        return f"{holder[1]}{_SOMEBODY}" if is_holder else holder[0]

    return _HOLDER.sub(call, said).split()


def _name(notice: str) -> str:
    """The whole name of whom a notice names, as words; a part of it may be anything."""
    bare = _SIGN.sub(" ", _YEARS.sub(" ", _RESERVED.sub("", notice)))
    return _CONTRIBUTORS.sub("", " ".join(_WORD.findall(bare.lower())))


def is_notice(text: str) -> bool:
    """Whether a text names who holds the rights and does nothing else."""
    if len(text) > LONGEST:
        return False
    starts = [sign.start() for sign in _SIGN.finditer(text)]
    if not starts or text[: starts[0]].strip(" \t\n\"'-(;"):
        return False
    starts = _joined(starts, text)
    ends = [*starts[1:], len(text)]
    return all(_is_signed(text[start:end]) for start, end in zip(starts, ends, strict=True))


def _joined(starts: list[int], text: str) -> list[int]:
    """Leave out signs within a notice that has begun, as in "Copyright 2024 (c) Jane Doe"."""
    kept = starts[:1]
    kept += [start for last, start in pairwise(starts) if "\n" in text[last:start]]
    return kept


def _kept(paragraph: str, notices: list[str]) -> str:
    """Drop a paragraph that is a notice, or the lines of notices above it or below a title; enter them."""
    if not _SIGN.search(paragraph):
        return paragraph
    if is_notice(paragraph) or _is_short_notice(paragraph):
        notices.append(_shown(paragraph))
        return ""
    lines = paragraph.split("\n")
    first = next((at for at, line in enumerate(lines) if _is_line(line)), len(lines))
    end = first
    while end < len(lines) and (_is_line(lines[end]) or (end > first and _RESERVED.fullmatch(lines[end]))):
        end += 1
    is_edge = first == 0 or (end == len(lines) and _is_title(lines[:first]))
    if not is_edge:
        return paragraph
    notices.extend(map(_shown, lines[first:end]))
    return "\n".join((*lines[:first], *lines[end:]))


def _is_short_notice(paragraph: str) -> bool:
    """Whether a paragraph is no more than Copyright and a name, in capitals, without a year."""
    sign = _SIGN.match(bare := paragraph.strip())
    name = bare[sign.end() :].strip(" .[]") if sign and not sign[0].startswith("(") else ""
    words = name.split()
    return 0 < len(words) <= MOST_WITHOUT_CASE and "\n" not in name and name[0].isupper() and _is_names(name)


def _is_line(line: str) -> bool:
    return is_notice(line) and not _GOES_ON.search(line)


def _is_title(lines: Sequence[str]) -> bool:
    return len(lines) == 1 and len(lines[0].split()) <= MOST_OF_TITLE and not re.search(r"[,;:.\"]\s*$", lines[0])


def _shown(notice: str) -> str:
    return " ".join(notice.replace("<", " ").split())


def _is_signed(notice: str) -> bool:
    """Whether it is a sign with a year, a second sign or a reservation, and names."""
    bare, reservations = _RESERVED.subn("", notice)
    bare, years = _YEARS.subn(" ", bare)
    if not (years or reservations or _CERTAIN.search(bare)):  # (c) alone may be the third of a list
        return False
    return _is_names(_SIGN.sub(" ", bare).strip(" \t\n,.;\"'-").removeprefix("by "))


def _is_names(text: str) -> bool:
    bare = _ABBREVIATION.sub(r"\1", _EMAIL.sub(" ", text).replace("<", " "))
    if not _NAMED.fullmatch(bare) or _SENTENCE.search(bare):
        return False
    words = _WORD.findall(bare)
    if not 0 < len(words) <= MOST_OF_ALL or any(map(_is_said, words)):
        return False
    names = [_WORD.findall(name) for name in re.split(r",|\n|\band\b|&", _LEGAL_FORM.sub(" ", bare))]
    has_case = bare != bare.lower() and bare != bare.upper()
    if not has_case and len(words) > 2 * MOST_WITHOUT_CASE:
        return False
    return all(_is_name(name, has_case=has_case) for name in names)


def _is_said(word: str) -> bool:
    """Whether a word belongs into sentences, or is one that counts."""
    bare = word.lower()
    if is_number(bare):  # in a name it has letters too, and is short, like 01.AI
        return bare.isdecimal() or not bare.isascii() or len(bare) > LONGEST_WITH_DIGITS
    return any(map(_is_of_sentences, (bare, *re.split(r"[.'-]", bare))))


def _is_of_sentences(word: str) -> bool:
    if word in _PARTICLES:
        return False
    return word in _NEVER_NAMES or word.startswith("licen") or is_weighty(word)


def _is_name(words: Sequence[str], *, has_case: bool) -> bool:
    own = [word for word in words if word.lower() not in _PARTICLES]
    if len(words) > MOST_OF_ONE:
        return False
    if not has_case:
        return len(own) <= MOST_WITHOUT_CASE
    return not any(word.islower() and "." not in word for word in own)  # fsf.org stands among capitals
