"""Which members of a row an answer carries: `expand`, `full`, `config`, `cardData`, or none of them."""

from urllib.parse import SplitResult, parse_qsl

LISTABLE = frozenset(
    (
        *("author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime"),
        *("evalResults", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified", "library_name"),
        *("likes", "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha"),
        *("siblings", "spaces", "tags", "transformersInfo", "trendingScore", "widgetData", "xetEnabled"),
    )
)
DETAILED = LISTABLE | {"childrenModelCount", "usedStorage"}

_ALWAYS = frozenset({"_id", "id"})
_LIST_DEFAULT = _ALWAYS | {
    *("modelId", "private", "likes", "trendingScore", "downloads"),
    *("tags", "pipeline_tag", "library_name", "createdAt"),
}
_FULL = frozenset({"author", "sha", "lastModified", "siblings", "gated", "disabled"})
_DETAIL_DEFAULT = (DETAILED | _ALWAYS | {"modelId", "securityRepoStatus"}) - {
    *("baseModels", "childrenModelCount", "downloadsAllTime", "evalResults"),
    *("inferenceProviderMapping", "resourceGroup", "trendingScore", "xetEnabled"),
}

Query = tuple[tuple[str, str], ...]


class BadQuery(Exception):
    """A parameter the Hub refuses; the message is what it answers."""


def query_of(target: SplitResult) -> Query:
    """The query string's pairs, in order, blanks kept."""
    return tuple(parse_qsl(target.query, keep_blank_values=True))


def one(query: Query, name: str) -> str | None:
    """The last value of a parameter, None when it is absent."""
    return next((value for key, value in reversed(query) if key == name), None)


def many(query: Query, name: str) -> tuple[str, ...]:
    """All values of a parameter: repeated, with brackets, or joined by commas."""
    values = (value for key, value in query if key in (name, f"{name}[]"))
    return tuple(part for value in values for part in value.split(",") if part)


def truthy(query: Query, name: str) -> bool:
    """Whether a flag is set."""
    return one(query, name) in ("true", "True", "1")


def listed_fields(query: Query) -> frozenset[str]:
    """The members a list item carries. Raises `BadQuery` for a name that a listing may not expand."""
    expand = many(query, "expand")
    if expand:
        return _expanded(expand, LISTABLE)
    fields = _LIST_DEFAULT
    if truthy(query, "full"):
        fields = fields | _FULL
    for name in ("config", "cardData"):
        if truthy(query, name):
            fields = fields | {name}
    return fields


def detailed_fields(query: Query) -> frozenset[str]:
    """The members a single-model answer carries. Raises `BadQuery`."""
    expand = many(query, "expand")
    return _expanded(expand, DETAILED) if expand else _DETAIL_DEFAULT


def _expanded(expand: tuple[str, ...], legal: frozenset[str]) -> frozenset[str]:
    if not legal.issuperset(expand):
        offered = "|".join(f'"{name}"' for name in sorted(legal, key=str.casefold))
        raise BadQuery(f"✖ Invalid option: expected one of {offered}")
    return _ALWAYS | set(expand)
