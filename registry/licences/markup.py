"""Takes a text's markup away and leaves all that it says.

A tag goes if HTML knows it and it only shapes what stands in it. What hides or strikes out, and what shows
something other than text, leaves the sign of what is unread; all other tags stay, as words. The target of a link
stays too, unless it is what the link says or a place in the same text.
"""

import re

from registry.licences.characters import UNREAD

_MARK = f" {UNREAD} "

_DOCTYPE = re.compile(r"<!doctype html>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\(<?([^\s()<>]{0,500})>?\)")
_DEFINITION = re.compile(r"^[ \t>]{0,20}\[[^\]\n]{1,500}\]:", re.MULTILINE)  # where Markdown hides a link's target
_SCHEME = re.compile(r"[hw](?<=\b.)(?:ttps?://(?:www\.)?|ww\.)", re.IGNORECASE)
_BLOCKS = "article|blockquote|center|div|dl|h[1-6]|main|ol|p|pre|section|table|tr|ul"
_VALUE = r"\s?=\s?(?:\"[\w\s%.-]{0,100}\"|'[\w\s%.-]{0,100}'|[\w%.-]{1,100})"
_TAG = re.compile(
    rf"</?(?:(?P<block>{_BLOCKS})|a|abbr|b|body|br|code|dd|details|dt|em|font|footer|header|hr|html|i|ins|kbd|li"
    r"|nav|small|span|strong|sub|summary|sup|tbody|td|tfoot|th|thead|tt|u)"
    r"(?:\s{1,20}(?:(?:align|border|cellpadding|cellspacing|class|colspan|height|id|lang|rowspan|valign|width)"
    rf"{_VALUE}|style=\"(?:text-decoration:\s?underline|text-align:\s?(?:left|center|justify));?\")){{0,10}}\s{{0,20}}/?>",
    re.IGNORECASE,
)
_HIDING = re.compile(
    r"!\[|<[!?]|</?(?:audio|base|button|canvas|datalist|del|dialog|head|iframe|img|input|link|math|meta|noscript"
    r"|object|option|picture|s|script|select|source|strike|style|svg|template|textarea|title|video)\b",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^[ \t>]{0,20}(?:```|~~~)(?:text|txt|plaintext|markdown|md)?[ \t]{0,20}$", re.MULTILINE)
_STRUCK = re.compile(r"~~~+|~~?|\[[ \t]\]")  # also boxes that nobody ticked
_COMPARED = re.compile(r"[<>]=?[ \t]{0,3}(?=\$?\d)")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_BETWEEN_DIGITS = re.compile(r"[*`\\](?<=\d.)[*`\\]*(?=\d)")
_WITHIN_WORDS = re.compile(r"[*`]")
_BETWEEN_WORDS = re.compile(r"[_#>|\\]+")


def remove(text: str) -> str:
    """Remove tags and signs, and the schemes of addresses; blocks of HTML become paragraphs."""
    if "<" in text or "[" in text:
        text = _without_tags(_LINK.sub(_said, _DEFINITION.sub(_MARK, text)))
    text = _STRUCK.sub(_struck, _FENCE.sub("", text))
    text = _COMPARED.sub(_compared, _SCHEME.sub(" ", text))
    text = _WITHIN_WORDS.sub("", _BETWEEN_DIGITS.sub(" ", _ESCAPE.sub("", text)))
    return _BETWEEN_WORDS.sub(" ", text).replace("&", " and ")


def _without_tags(text: str) -> str:
    text = _TAG.sub(lambda tag: "\n\n" if tag["block"] else " ", _DOCTYPE.sub("", text))
    return _HIDING.sub(lambda tag: f"{_MARK}{tag[0]}", text)


def _said(link: re.Match[str]) -> str:
    text, target = link[1], link[2]
    if target.startswith("#") or _address(text) == _address(target):
        return f"[{text}]"
    return f"[{text}] {target} "


def _address(said: str) -> str:
    bare = _SCHEME.sub("", said.replace("\\", "").strip(" \n*_`").lower().removeprefix("mailto:"))
    return bare.rstrip("/.")


def _struck(sign: re.Match[str]) -> str:
    return " " if sign[0].startswith("~~~") else UNREAD


def _compared(sign: re.Match[str]) -> str:
    """What a sign says between words; at the head of a line it quotes."""
    before = sign.string[max(0, sign.start() - 4) : sign.start()].rstrip(" \t")
    if not before or before[-1] in "\n<>":
        return sign[0]
    return " less than " if sign[0][0] == "<" else " more than "
