"""Markdown of strangers as HTML that harms nobody: no script, no style, no form, nothing from another host.

Cards are written in Markdown with HTML in it. All of it is read, and of what comes out only a few plain elements
are let through; a picture becomes its description, since no page of ours loads one from elsewhere.
"""

import re
from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urljoin

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from registry.web.present import link, plain

LONGEST = 40_000  # characters that are shown; the whole is on the Hub

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "h5", "h6",
    "hr", "i", "kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "u", "ul",
}  # fmt: skip
_GONE_WITH_ALL = {
    "script",
    "style",
    "template",
    "iframe",
    "object",
    "svg",
    "math",
    "noscript",
    "title",
    "textarea",
}
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}
_REL = "nofollow noopener noreferrer"
_TOP, _LOWEST = 2, 6  # what a card calls h1 stands below headings of ours
_PICTURE = re.compile(r"<img\b[^<>]{0,2000}>", re.IGNORECASE)
_DESCRIBED = re.compile(r"\balt\s{0,5}=\s{0,5}(?:\"([^\"<>]{0,300})\"|'([^'<>]{0,300})')", re.IGNORECASE)


@lru_cache(maxsize=64)  # an ordinary card takes 20 ms, one made to be slow half a second
def html_of(markdown: str, base: str) -> SafeString:
    """Return Markdown as harmless HTML; links without a host are taken from ``base``, an address of the Hub.

    Only the first `LONGEST` characters are read. Never raises.
    """
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _picture)
    tokens = parser.parse(plain(markdown[:LONGEST]))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + _TOP, _LOWEST)}"
    written = _PICTURE.sub(_described, parser.renderer.render(tokens, parser.options, {}))

    def kept(element: str, attribute: str, value: str) -> str | None:
        return _address(value, base) if (element, attribute) == ("a", "href") else value

    cleaned = nh3.clean(
        written,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_ALL,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https"},
        link_rel=_REL,
    )
    return mark_safe(cleaned)  # noqa: S308 - nh3 has just cleaned it


def base_of(page: str, revision: str) -> str:
    """Return what a card's own links are relative to."""
    return f"{page}/blob/{quote(revision, safe='')}/"


def _address(value: str, base: str) -> str | None:
    """An absolute http(s) address; None for one that may not be linked to, a place in the page among them."""
    if value.startswith("#"):
        return None
    try:
        return link(urljoin(base, value.strip())) or None
    except ValueError:
        return None


def _picture(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    return escape(tokens[at].content)


def _described(picture: re.Match[str]) -> str:
    found = _DESCRIBED.search(picture[0])
    return (found[1] or found[2] or "") if found else ""
