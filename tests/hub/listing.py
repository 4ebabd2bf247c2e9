"""`GET /api/models`: filters, sorts, key-set pages over data that moves meanwhile."""

from collections.abc import Callable, Iterable
from itertools import islice
from urllib.parse import urlencode, urlsplit

from tests.hub import cursor
from tests.hub.data import Data
from tests.hub.encoding import Row, decode, encode, only
from tests.hub.order import SORTS, Sort
from tests.hub.projection import BadQuery, Query, listed_fields, many, one, query_of
from tests.hub.repo import Repo
from tests.hub.wire import Reply, Request, json_reply

LARGEST_PAGE = 1000
_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}

Test = Callable[[Row], bool]


def answer(request: Request, data: Data, largest: int = LARGEST_PAGE, rewind: int = 0) -> Reply:
    """One page and the link to the next. `rewind` lets a page begin with that many rows of the page before it.

    Unfiltered, a page costs its own length; with a filter, as many rows as it takes to fill one.
    """
    try:
        fields = listed_fields(request.query)
        sort = _sort(request.query)
        limit = _limit(request.query, largest)
        tests = _tests(request.query)
        text = one(request.query, "cursor")
        place = None if text is None else cursor.place(sort, text)
    except BadQuery as refusal:
        return json_reply(400, {"error": str(refusal)})
    with data.lock:
        order = data.order(sort)
        index = order.index_after(place)
        start = max(0, index - rewind)
        wanted = limit + index - start
        keys = order.keys(start) if tests else order.keys(start, wanted + 1)
        repos = list(islice(_passing((data.by_key(key) for key in keys), tests), wanted + 1))
    page, more = repos[:wanted], len(repos) > wanted
    body = b"[" + b",".join(_texts(page, fields)) + b"]"
    headers: tuple[tuple[str, str], ...] = ()
    if more:
        searching = one(request.query, "search") is not None
        mark = cursor.after(sort, page[-1], searching=searching)
        headers = (("Link", f'<{_next(request, mark)}>; rel="next"'),)
    return Reply(200, headers, body, "application/json; charset=utf-8")


def cursor_in(reply: Reply) -> str | None:
    """The cursor that a page's link carries, None on a last page."""
    link = reply.header("Link")
    return None if link is None else one(query_of(urlsplit(link[1 : link.index(">")])), "cursor")


def _sort(query: Query) -> Sort:
    name = one(query, "sort") or "trendingScore"
    if name not in SORTS:
        raise BadQuery("Invalid sort parameter")
    direction = one(query, "direction")
    if direction == "1" and name != "createdAt":
        raise BadQuery("This API does not allow direction=1")
    return Sort(name, ascending=direction == "1")


def _limit(query: Query, largest: int) -> int:
    text = one(query, "limit")
    if text is None:
        return largest
    if not text.isdecimal() or int(text) < 1:
        raise BadQuery("Invalid limit parameter")
    return min(int(text), largest)


def _next(request: Request, mark: str) -> str:
    kept = [(name, value) for name, value in request.query if name != "cursor"]
    return f"{request.origin}{request.path}?{urlencode([*kept, ('cursor', mark)])}"


def _texts(page: Iterable[Repo], fields: frozenset[str]) -> Iterable[bytes]:
    """Each row's text: as stored where nothing is left out, which is the common case of a whole walk."""
    as_stored: dict[frozenset[str], bool] = {}
    for repo in page:
        whole = as_stored.get(repo.fields)
        if whole is None:
            whole = as_stored[repo.fields] = repo.fields <= fields
        yield repo.listed if whole or repo.planted else _with_model_id(repo, fields)


def _with_model_id(repo: Repo, fields: frozenset[str]) -> bytes:
    text = only(repo.listed, fields)
    if "modelId" not in fields or "modelId" in repo.fields:
        return text
    return text[:-1] + b',"modelId":' + encode(repo.name) + b"}"


def _passing(repos: Iterable[Repo], tests: list[Test]) -> Iterable[Repo]:
    if not tests:
        return repos
    return (repo for repo in repos if not repo.planted and _passes(decode(repo.listed), tests))


def _passes(row: Row, tests: list[Test]) -> bool:
    return all(test(row) for test in tests)


def _tests(query: Query) -> list[Test]:
    """The conditions a query asks for; each takes a whole row."""
    tests: list[Test] = [_has_tag(tag) for tag in many(query, "filter")]
    for name, build in _CONDITIONS.items():
        value = one(query, name)
        if value is not None:
            tests.append(build(value))
    providers = many(query, "inference_provider")
    if providers:
        tests.append(lambda row: _served_by(row, providers))
    return tests


def _has_tag(tag: str) -> Test:
    return lambda row: tag in (row.get("tags") or ()) or tag in (row.get("library_name"), row.get("pipeline_tag"))


def _by_author(author: str) -> Test:
    return lambda row: str(row.get("author", "")).casefold() == author.casefold()


def _named_like(words: str) -> Test:
    return lambda row: words.casefold() in str(row["id"]).casefold()


def _with(name: str) -> Callable[[str], Test]:
    return lambda value: lambda row: row.get(name) == value


def _gated(value: str) -> Test:
    return lambda row: bool(row.get("gated")) == (value in ("true", "True", "1"))


def _sized(text: str) -> Test:
    bounds = {}
    for part in text.split(","):
        name, _, size = part.partition(":")
        unit = _UNITS.get(size[-1:].upper(), 1)
        try:
            bounds[name] = float(size[:-1] if unit > 1 else size) * unit
        except ValueError:
            raise BadQuery("Invalid num_parameters parameter") from None
    return lambda row: _within(row, bounds.get("min", 0), bounds.get("max", float("inf")))


def _within(row: Row, smallest: float, largest: float) -> bool:
    for source in ("safetensors", "gguf"):
        total = (row.get(source) or {}).get("total")
        if isinstance(total, int | float):
            return smallest <= total <= largest
    return False  # like the Hub: what has no stored count vanishes from a filtered listing


def _served_by(row: Row, providers: tuple[str, ...]) -> bool:
    mapping = row.get("inferenceProviderMapping") or []
    names = {item.get("provider") for item in mapping if isinstance(item, dict)}
    return bool(names) if "all" in providers else not names.isdisjoint(providers)


_CONDITIONS: dict[str, Callable[[str], Test]] = {
    "author": _by_author,
    "search": _named_like,
    "pipeline_tag": _with("pipeline_tag"),
    "library": _with("library_name"),
    "inference": _with("inference"),
    "gated": _gated,
    "num_parameters": _sized,
}
