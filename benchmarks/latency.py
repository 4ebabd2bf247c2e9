"""How long a search takes: in the catalogue alone, and as a whole answer of either door, in milliseconds."""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from django.test import Client
from django.utils import timezone

from registry.catalogue.query import InvalidQuery, SearchQuery, parse, to_query_string
from registry.catalogue.reading import fetched
from registry.catalogue.search import SearchTimeout, find

Asked = Mapping[str, Sequence[str]]
_TASKS = ("text-generation", "text-classification", "text-to-image", "feature-extraction", "fill-mask")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds over some questions of one kind."""

    kind: str
    questions: int
    p50: float
    p95: float
    timeouts: int


def measure(questions: int, seed: int = 7) -> list[Latency]:
    """Ask each kind of question so many times, each another one, after a tenth as many to warm up."""
    dice = random.Random(seed)  # noqa: S311 - a seed makes every run ask the same questions; it guards nothing
    words = _words(dice)
    kinds: dict[str, Callable[[], Asked]] = {
        "list, one to three filters": lambda: _filters(dice),
        "text, one word": lambda: {"q": [dice.choice(words)]},
        "text, two words, the last begun": lambda: {"q": [f"{dice.choice(words)} {dice.choice(words)[:3]}"]},
        "text and a filter": lambda: {"q": [dice.choice(words)], "pipeline_tag": [dice.choice(_TASKS)]},
    }
    found = [_find(kind, [_read(make()) for _ in range(questions)]) for kind, make in kinds.items()]
    found.insert(1, _find("list, its second page", [_further(_read(_filters(dice))) for _ in range(questions)]))
    asked = [_filters(dice) for _ in range(questions)]
    return [
        *found,
        _whole("whole answer, page", "/", asked),
        _whole("whole answer, REST", "/api/v1/models", asked),
    ]


def _filters(dice: random.Random) -> Asked:
    possible: list[tuple[str, list[str]]] = [
        ("pipeline_tag", [dice.choice(_TASKS)]),
        ("licence_class", [dice.choice(("permissive", "community", "use_restricted", "non_commercial"))]),
        ("licence", [dice.choice(("MIT", "Apache-2.0", "GPL-3.0-only"))]),
        ("library", [dice.choice(("transformers", "peft", "diffusers", "gguf"))]),
        ("gated", ["false"]),
        ("params_max", [dice.choice(("4000000000", "9000000000", "16000000000"))]),
        ("language", [dice.choice(("en", "fr", "de", "zh"))]),
    ]
    return dict(dice.sample(possible, dice.randrange(1, 4)))


def _words(dice: random.Random) -> list[str]:
    """Words as names hold them, those of much downloaded and of forgotten models alike."""
    names = fetched("SELECT repo_id FROM entry TABLESAMPLE BERNOULLI (0.05) REPEATABLE (7) LIMIT 2000")
    words = [word for (name,) in names for word in name.partition("/")[2].split("-") if len(word) > 2]
    return dice.sample(words, min(500, len(words)))


def _find(kind: str, queries: Sequence[SearchQuery]) -> Latency:
    times, timeouts = [], 0
    for query in queries[: len(queries) // 10]:
        find(query, timezone.now())
    for query in queries:
        began = time.perf_counter()
        timeouts += isinstance(find(query, timezone.now()), SearchTimeout)
        times.append((time.perf_counter() - began) * 1000)
    return _latency(kind, times, timeouts)


def _further(query: SearchQuery) -> SearchQuery:
    page = find(query, timezone.now())
    if isinstance(page, SearchTimeout) or page.cursor is None:
        return query
    return _read(parse_qs(to_query_string(query)) | {"cursor": [page.cursor]})


def _read(asked: Asked) -> SearchQuery:
    query = parse(asked)
    if isinstance(query, InvalidQuery):
        raise TypeError(f"no search: {asked}")
    return query


def _whole(kind: str, path: str, asked: Sequence[Asked]) -> Latency:
    client, times = Client(SERVER_NAME="localhost"), []
    for one in asked:
        address = f"{path}?{to_query_string(_read(one))}"
        began = time.perf_counter()
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{address} is not answered")
        times.append((time.perf_counter() - began) * 1000)
    return _latency(kind, times, 0)


def _latency(kind: str, times: Sequence[float], timeouts: int) -> Latency:
    hundredths = statistics.quantiles(times, n=100)
    return Latency(kind, len(times), hundredths[49], hundredths[94], timeouts)
