"""One spelling for the names and the links under which a licence is stated, so that they can be compared.

What is too long, empty or not a link at all has no spelling: ``None``.
"""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

MAX_NAME = 200  # characters; the longest name of a licence that we know has 80
MAX_LINK = 2_000

_PREFIX = re.compile(r"^(?:license|licence)\s*:\s*", re.IGNORECASE)
_GAPS = re.compile(r"[\s_‐-―-]+")
_HUB_HOSTS = frozenset({"huggingface.co", "hf.co"})
_SAME_FILE = re.compile(r"^(/[^/]+/[^/]+)/(?:resolve|raw)/(?:refs/heads/)?(.+)$")
_RAW_GITHUB = re.compile(r"^(/[^/]+/[^/]+)/(?:refs/heads/)?(.+)$")


def name(value: str) -> str | None:
    """Fold case, compatibility forms, gaps and the prefix ``license:``. Costs nothing on overlong input."""
    if len(value) > MAX_NAME:
        return None
    folded = _PREFIX.sub("", unicodedata.normalize("NFKC", value).strip()).casefold().replace("licence", "license")
    return _GAPS.sub("-", folded).strip("-.,;\"'`") or None


def link(value: str) -> str | None:
    """Fold an absolute http(s) link: scheme, case, `www.`, fragment, trailing slash, ways to name one file.

    A link with a user part, a port or a query is not the link that it resembles, so it has no spelling.
    """
    parts = _split(value)
    if parts is None:
        return None
    host, path = (parts.hostname or "").removeprefix("www."), parts.path
    if host in _HUB_HOSTS or host == "github.com":
        host = "huggingface.co" if host in _HUB_HOSTS else host
        path = _SAME_FILE.sub(r"\1/blob/\2", path)
    elif host == "raw.githubusercontent.com":
        host, path = "github.com", _RAW_GITHUB.sub(r"\1/blob/\2", path)
    return f"{host}{path.rstrip('/')}".casefold()


def _split(value: str) -> SplitResult | None:
    if len(value) > MAX_LINK or any(
        character.isspace() or not character.isprintable() for character in value.strip()
    ):
        return None
    try:
        parts = urlsplit(value.strip())
        plain = parts.port is None
    except ValueError:  # a port that is no number, a bracket left open
        return None
    absolute = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    return parts if absolute and plain and "@" not in parts.netloc and not parts.query else None


def fold(value: str) -> str | None:
    """Fold a link as `link` and anything else as `name`; a link without its scheme comes out the same."""
    return link(value) if value.strip().lower().startswith(("http://", "https://")) else name(value)
