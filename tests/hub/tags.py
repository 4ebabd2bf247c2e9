"""`GET /api/models-tags-by-type`: the tags that models carry, sorted by kind."""

from collections.abc import Iterable

from tests.hub.encoding import Row
from tests.hub.projection import Query, one
from tests.hub.wire import Reply, json_reply

_PREFIXED = ("license", "dataset", "bucket", "arxiv", "doi", "region", "deploy")
_TYPES = (
    "pipeline_tag",
    "library",
    "dataset",
    "bucket",
    "language",
    "license",
    "arxiv",
    "doi",
    "region",
    "deploy",
    "other",
)


def answer(query: Query, rows: Iterable[Row]) -> Reply:
    """All tags, or those of one `type`. Reads every row."""
    found: dict[str, dict[str, Row]] = {name: {} for name in _TYPES}
    for row in rows:
        for tag in row.get("tags") or ():
            name = _type(tag, row)
            found[name].setdefault(tag, {"id": tag, "label": tag.partition(":")[2] or tag, "type": name})
    wanted = one(query, "type")
    return json_reply(200, {name: [*tags.values()] for name, tags in found.items() if wanted in (None, name)})


def _type(tag: str, row: Row) -> str:
    prefix = tag.partition(":")[0]
    if prefix in _PREFIXED and prefix != tag:
        return prefix
    if tag == row.get("pipeline_tag"):
        return "pipeline_tag"
    if tag == row.get("library_name"):
        return "library"
    card = row.get("cardData")
    language = card.get("language") if isinstance(card, dict) else None
    return "language" if tag in ([language] if isinstance(language, str) else language or ()) else "other"
