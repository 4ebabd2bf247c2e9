"""Reads a text into the words by which licences are compared, so that its form does not count.

Wrapping, case, quotes, markup, links, numbers of lists and copyright notices fall away, and so do words of one or
two letters. What could be a term never falls away with them: a tag, a notice or a card's header that holds a legal
word stays in.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.licences import markup
from registry.licences.guards import NAMES, SAYING, is_number, is_weighty

MAX_CHARACTERS = 1_000_000  # the longest licence that we know has 36,000
MAX_NOTICE = 60  # words of a copyright notice, which may name many holders
MAX_NAME = 12  # words of one whose holder may have a digit in the name, like 01.AI
LONGEST_WORD = 60  # characters; of a longer one nobody can vouch for what it says
LONGEST_RUN_OF_SHORT_WORDS = 6  # more of them in a row is a word that was pulled apart
MOST_OPEN_LISTS = 8  # lists within lists

_KEPT_SHORT = frozenset({"no", "or", "if", "eu", "uk", "us", "nc", "nd", "sa"})
_PULLED_APART = "\N{LATIN LETTER RETROFLEX CLICK}"  # a letter like "!", at the end of words that we had to make

_YEAR = r"(?:19|20)\d\d"
_IS_YEAR = re.compile(_YEAR)
_SIGN = re.compile(rf"\W*(?:copyright\W{{0,5}}\(c\)|(?:copyright\W{{0,5}})?©|\(c\)\W{{0,5}}{_YEAR}\b)")
_SIGNED_YEAR = re.compile(
    rf"(?:\bcopyright\s{{0,5}})?(?:\(c\)|©)\s{{0,5}}{_YEAR}(?:\s?[-–,]\s?(?:{_YEAR}|present))*\b"
)
_STAMP = re.compile(rf" copyright (?:{_YEAR}|yyyy|year)(?: (?:{_YEAR}|yyyy|year|present))*(?= )")
_HOLDER = re.compile(
    r"\b(neither the names? of |is provided by |in no event shall )(.{1,120}?)"
    r"(?= nor the names? of | as is\b| be liable\b)"
)
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LABEL = re.compile(r"(?<!\S)\(?(\d{1,2}|[ivx]{3,5})[.)]{1,2}(?=\s|$|[\"“‘'(\[]|[a-z]{3})")
_IDEOGRAPH = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_APOSTROPHE = re.compile(r"['’‘ʼ](?<=[^\W\d_].)(?=[^\W\d_])")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]+(?:(?<=\d)\.(?=\d)[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """A text as compared: its words in order, and whether more of it was left unread."""

    words: tuple[str, ...]
    truncated: bool = False

    @property
    def digest(self) -> bytes:
        """The 32 bytes that tell one sequence of words from every other."""
        return hashlib.sha256(" ".join(self.words).encode("utf-8", "surrogatepass")).digest()


def read(text: str | bytes) -> Words:
    """Read any text; none raises. Only the first million characters are read, which takes seconds at most."""
    decoded, cut = _decoded(text)
    folded, cut_again = markup.fold(decoded, MAX_CHARACTERS)
    plain = _without_labels(markup.remove(_without_header(folded)))
    words = _long_words(_without_holders(_split(_without_notices(plain))))
    unstamped = _STAMP.sub("", f" {' '.join(words)} ")
    return Words(tuple(unstamped.split()), truncated=cut or cut_again)


def _decoded(text: str | bytes) -> tuple[str, bool]:
    if isinstance(text, str):
        return text[:MAX_CHARACTERS], len(text) > MAX_CHARACTERS
    head = text[: 4 * MAX_CHARACTERS]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    decoded = head.decode(encoding, "replace")
    return decoded[:MAX_CHARACTERS], len(decoded) > MAX_CHARACTERS or len(text) > len(head)


def _without_header(text: str) -> str:
    """Drop what a card states as data, unless that could be terms; a name of a licence there is evidence apart."""
    header, rest = markup.split_header(text)
    words = _split(header)
    is_data = all(word in NAMES or not is_weighty(word) or (word.isascii() and is_number(word)) for word in words)
    return rest if is_data else text


def _without_notices(text: str) -> str:
    """Drop paragraphs that only name who holds the rights, and the years of other notices."""
    kept = (paragraph for paragraph in _BLANK_LINE.split(text) if not _is_notice(paragraph))
    return _SIGNED_YEAR.sub(" ", "\n\n".join(kept))


def _is_notice(paragraph: str) -> bool:
    """Whether it names holders of rights and does nothing else: it is no sentence and has no word of weight."""
    if not _SIGN.match(paragraph) and "copyright" not in paragraph:
        return False
    words = tuple(_long_words(_split(paragraph)))
    if len(words) > MAX_NOTICE or not (_SIGN.match(paragraph) or _STAMP.match(f" {' '.join(words)} ")):
        return False
    if any(word in SAYING or word.startswith("licen") for word in words):
        return False
    weighty = [word for word in words if is_weighty(word) and not _IS_YEAR.fullmatch(word)]
    return not weighty or (len(words) <= MAX_NAME and all(word.isascii() and is_number(word) for word in weighty))


def _without_labels(text: str) -> str:
    """Drop the numbers of lists: 1, and then what continues an open list. Other numbers may say something."""
    open_lists: list[int] = []

    def drop(label: re.Match[str]) -> str:
        return " " if not label[1].isdigit() or _continues(open_lists, int(label[1])) else label[0]

    return _LABEL.sub(drop, text)


def _continues(open_lists: list[int], number: int) -> bool:
    """Enter a number into the lists that are open, innermost last; lists in use skip a number now and then."""
    if number > 1:
        inner = next((at for at, last in enumerate(reversed(open_lists), start=1) if last < number <= last + 2), 0)
        if not inner:
            return False
        del open_lists[-inner:]
    open_lists.append(number)
    del open_lists[:-MOST_OPEN_LISTS]
    return True


def _without_holders(words: Iterable[str]) -> list[str]:
    """Drop whom a disclaimer protects, where licences of the BSD kind have their maker's name filled in."""
    return _HOLDER.sub(_unnamed, " ".join(words)).split()


def _unnamed(holder: re.Match[str]) -> str:
    return holder[0] if any(map(is_weighty, holder[2].split())) else holder[1]


def _split(text: str) -> list[str]:
    """Cut into words; an ideograph is one, and so are “licensor’s” and 1,000."""
    spaced = text if text.isascii() else _IDEOGRAPH.sub(r" \g<0> ", text)
    return _WORD.findall(_APOSTROPHE.sub("", _THOUSANDS.sub("", spaced)))


def _long_words(words: Iterable[str]) -> Iterator[str]:
    """Leave out words of one and two letters; many in a row are one word pulled apart, and a suspicious one."""
    run: list[str] = []
    for word in words:
        if len(word) <= 2 and word.isascii() and word.isalpha():
            run.append(word)
            continue
        if run:
            yield from _short_words(run)
            run = []
        yield word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] + _PULLED_APART
    yield from _short_words(run)


def _short_words(run: list[str]) -> Iterable[str]:
    if len(run) > LONGEST_RUN_OF_SHORT_WORDS:
        return ("".join(run)[:LONGEST_WORD] + _PULLED_APART,)
    return (word for word in run if word in _KEPT_SHORT)
