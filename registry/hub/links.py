"""Addresses of the listing: the first page, the next one, and which addresses may be asked at all."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from registry.hub.errors import LedAway

PAGE_SIZE = 1000  # the Hub's largest

# What a walk asks for. The listing refuses a whole request for one name it does not know.
EXPAND = (
    "author",
    "baseModels",
    "cardData",
    "config",
    "createdAt",
    "disabled",
    "downloads",
    "downloadsAllTime",
    "gated",
    "gguf",
    "lastModified",
    "library_name",
    "likes",
    "pipeline_tag",
    "private",
    "safetensors",
    "sha",
    "siblings",
    "tags",
    "trendingScore",
)
# Without these a page would make recorded facts look withdrawn, so no page is read without them.
ESSENTIAL = frozenset(
    {
        "cardData",
        "createdAt",
        "gated",
        "gguf",
        "lastModified",
        "library_name",
        "pipeline_tag",
        "safetensors",
        "tags",
    }
)

_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_REL_NEXT = re.compile(r'\brel="?next\b', re.IGNORECASE)
_OFFERED = re.compile(r'\\?"([A-Za-z_-]{1,40})\\?"')


def walk_link(endpoint: str, page_size: int = PAGE_SIZE) -> str:
    """Return the first page of a walk: creation never changes, so nothing moves while we pass."""
    return _listing(endpoint, [("sort", "createdAt"), ("direction", "1")], page_size)


def delta_link(endpoint: str, page_size: int = PAGE_SIZE) -> str:
    """Return the first page of a delta: what was committed to last comes first."""
    return _listing(endpoint, [("sort", "lastModified")], page_size)


def _listing(endpoint: str, order: list[tuple[str, str]], page_size: int) -> str:
    query = [*order, ("limit", str(min(page_size, PAGE_SIZE))), *(("expand", name) for name in EXPAND)]
    return f"{endpoint.rstrip('/')}/api/models?{urlencode(query)}"


def next_link(header: str | None, asked: str) -> str | None:
    """Return the absolute address of the next page, None on the last.

    Raises `LedAway` for an address on another host, or the one that was asked.
    """
    for address, parameters in _LINK.findall(header or ""):
        if _REL_NEXT.search(parameters):
            link = followed(address, asked)
            if link == asked:
                raise LedAway("The Hub's next page is the page it stands on; the walk would never end.")
            return link
    return None


def followed(address: str, asked: str) -> str:
    """Return an address as seen from the page that was asked. Raises `LedAway` when it is on another host."""
    try:
        link = urljoin(asked, address.strip())
        if origin(link) == origin(asked):
            return link
    except ValueError:
        link = address
    raise LedAway(
        f"The Hub at {_place(asked)} leads to another host, {_place(link)}, which was not followed and was shown "
        "no token. If you trust it, set HF_ENDPOINT to that host."
    )


def origin(address: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address. Raises `ValueError` where it has none."""
    parts = urlsplit(address)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    if not parts.hostname or port is None or parts.username is not None:
        raise ValueError(address)
    return parts.scheme, parts.hostname, port


def unknown_names(link: str, refusal: str) -> tuple[str, ...]:
    """Return the names asked for that a refusal does not offer; none where it offers nothing.

    The listing is documented nowhere but in its refusals: `expected one of "author"|"baseModels"|…`.
    """
    offered = set(_OFFERED.findall(refusal)) - {"error"}
    query = parse_qsl(urlsplit(link).query, keep_blank_values=True)
    return tuple(value for name, value in query if name == "expand" and offered and value not in offered)


def without(link: str, names: tuple[str, ...]) -> str:
    """Return the address without these names to expand."""
    parts = urlsplit(link)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if name != "expand" or value not in names]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def left_out(link: str) -> tuple[str, ...]:
    """Return the names that a page's address asks for no more."""
    asked = {value for name, value in parse_qsl(urlsplit(link).query) if name == "expand"}
    return tuple(name for name in EXPAND if name not in asked)


def _place(address: str) -> str:
    try:
        scheme, host, port = origin(address)
    except ValueError:
        return "an address that is none"
    return f"{scheme}://{host}:{port}"
