"""Reads a text into the words by which licences are compared, so that its form does not count.

Wrapping, case, quotes, punctuation and markup fall away, and so do notices of who holds the rights and a card's
data (see `notices`, `front_matter`). Everything else is read as it stands, down to the words of one letter, the
numbers of lists and the addresses: whoever changes one of them has another text. Signs that say something are
words ($, %).
"""

import hashlib
import re
from dataclasses import dataclass, field

from registry.licences import characters, front_matter, markup, notices
from registry.licences.characters import UNREAD

MAX_CHARACTERS = 1_000_000  # the longest licence that we know has 36,000
LONGEST_WORD = 60  # characters; of a longer one nobody can vouch for what it says

_IDEOGRAPH = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_WORD = re.compile(
    r"[^\W_]+(?:(?:(?<=\d)\.(?=\d)|(?<=[^\W\d_])'(?=[^\W\d_]))[^\W_]+)*"  # also 3.1 and licensor's
    r"|[$%]|(?<=\d)\+|[^\w\s\x00-\x7f]"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as compared: its words in order, the notices beside them, and whether more was left unread."""

    words: tuple[str, ...]
    truncated: bool = False
    notices: tuple[str, ...] = field(default=(), compare=False)

    @property
    def digest(self) -> bytes:
        """The 32 bytes that tell one sequence of words from every other."""
        return hashlib.sha256(" ".join(self.words).encode("utf-8", "surrogatepass")).digest()


def read(text: str | bytes) -> Words:
    """Read any text; none raises. Only the first million characters are read, which takes seconds at most."""
    decoded, cut = _decoded(text)
    plain, cut_again = characters.plain(decoded, MAX_CHARACTERS)
    said, set_aside = notices.part(markup.remove(front_matter.without(plain)))
    return Words(_words(said, set_aside), truncated=cut or cut_again, notices=set_aside)


def read_with_notices(text: str) -> Words:
    """Read a text of ours with its notices, which stay where the lines are lost that tell them from the rest."""
    plain, cut = characters.plain(text[:MAX_CHARACTERS], MAX_CHARACTERS)
    return Words(_words(markup.remove(plain), ()), truncated=cut or len(text) > MAX_CHARACTERS)


def _words(said: str, set_aside: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(notices.unnamed(_split(characters.lower(said)), set_aside))


def _decoded(text: str | bytes) -> tuple[str, bool]:
    if isinstance(text, str):
        return text[:MAX_CHARACTERS], len(text) > MAX_CHARACTERS
    head = text[: 4 * MAX_CHARACTERS]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        decoded = head.decode("utf-16", "replace")
    else:
        try:
            decoded = head.decode()
        except UnicodeDecodeError:  # Windows' letters, then, if it is text at all
            decoded = head.decode("cp1252", "replace")
    return decoded[:MAX_CHARACTERS], len(decoded) > MAX_CHARACTERS or len(text) > len(head)


def _split(text: str) -> list[str]:
    """Cut into words; an ideograph is one, and so are licensor's and 1,000."""
    spaced = text if text.isascii() else _IDEOGRAPH.sub(r" \g<0> ", text).replace("©", " c ")
    return [_bounded(word) for word in _WORD.findall(_THOUSANDS.sub("", spaced))]


def _bounded(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] + UNREAD
