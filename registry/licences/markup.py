"""Takes a text's markup away and leaves what it says: tags, links, emphasis, entities, the header of a card.

Nothing that a reader could take for a term goes: a tag goes if HTML knows it and no legal word is written into it.
"""

import re
import unicodedata
from html import unescape

from registry.licences.guards import LEGAL

MAX_HEADER = 65_536  # characters of a card's header

# Sorting combining marks takes the square of their number; no language puts more than thirty on one letter.
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_HEADER = re.compile(rf"\s{{0,100}}---[ \t]*\n(.{{0,{MAX_HEADER}}}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]{}\"'“”‘’«»,;*|`]*")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TARGET = re.compile(r"\]\((?=[^\s()]{0,200}[/#.])[^\s()]{0,200}\)")
_BLOCKS = "article|blockquote|center|div|dl|h[1-6]|main|ol|p|pre|section|table|tr|ul"
_TAG = re.compile(
    rf"</?(?:(?P<block>{_BLOCKS})|a|abbr|b|body|br|code|dd|del|details|dt|em|font|footer|head|header|hr|html|i|img"
    r"|ins|kbd|li|link|meta|nav|picture|s|small|source|span|strike|strong|style|sub|summary|sup|tbody|td|tfoot|th"
    r"|thead|title|tt|u)"
    r"(?:\s{1,20}[a-z:-]{1,30}\s?=\s?(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'|[^\s\"'<>]{1,300})){0,20}\s{0,20}/?>"
)
_LETTERS = re.compile(r"[a-z]+")
_SIGNS = re.compile(r"[*`\\]")  # within words
_MORE_SIGNS = re.compile(r"[_#>|~]+")  # between words


def fold(text: str, most: int) -> tuple[str, bool]:
    """Fold case and the forms of characters, and say whether more than ``most`` characters came of it."""
    plain = unescape(text) if "&" in text else text
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", _MARKS.sub(" ", plain))
        folded = unicodedata.normalize("NFKC", plain.lower())
    else:
        folded = plain.lower()
    seen = folded[:most] if folded.isascii() else _INVISIBLE.sub("", folded[:most])
    return seen.replace("\r\n", "\n").replace("\r", "\n"), len(folded) > most


def remove(folded: str) -> str:
    """Remove links, tags and signs; blocks of HTML become paragraphs."""
    text = _URL.sub(" ", folded)
    text = _ADDRESS.sub(" ", text) if "@" in text else text
    text = _TAG.sub(_untagged, _TARGET.sub("] ", text)) if "<" in text or "](" in text else text
    return _MORE_SIGNS.sub(" ", _SIGNS.sub("", text)).replace("&", " and ")


def split_header(text: str) -> tuple[str, str]:
    """Part a card's YAML header, or the front matter of a reference text, from what follows it."""
    header = _HEADER.match(unix := text.replace("\r\n", "\n"))
    return (header[1], unix[header.end() :]) if header else ("", text)


def _untagged(tag: re.Match[str]) -> str:
    if LEGAL.intersection(_LETTERS.findall(tag[0])):
        return tag[0]
    return "\n\n" if tag["block"] else " "
