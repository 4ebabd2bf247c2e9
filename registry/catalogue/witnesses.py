"""Who told us the facts of a model, and what each of them speaks of at all. Pure.

A fact that is absent is "not stated" only where a witness was asked who speaks of such facts; where none was, it
is not examined.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a witness may speak of."""

    LICENCE = "licence"
    PARENTS = "parents"
    COUNTS = "counts"  # of parameters
    TASK = "task"
    LIBRARY = "library"
    DOWNLOADS = "downloads"
    LIKES = "likes"
    TIMES = "times"  # of creation and of the last change
    LANGUAGES = "languages"
    DATASETS = "datasets"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Witness:
    """A source of starter facts, as NOTICE names it; ``topics``: of what its silence tells something."""

    name: str
    url: str
    topics: frozenset[Topic]


_RADAR = Witness(
    "radar-huggingface-dataset",
    "https://github.com/686f6c61/radar-huggingface-dataset",
    # Of cards it keeps the languages and a licence's name; of data sets, configurations and commits nothing.
    frozenset(Topic) - {Topic.DATASETS, Topic.REVISION},
)
_LLMFIT = Witness(
    "llmfit",
    "https://github.com/AlexsJones/llmfit",
    frozenset({Topic.COUNTS, Topic.TASK, Topic.DOWNLOADS}),
)
# Some lines of some pages, written down by hand: what is not among them was not looked for.
_PAGES = Witness("model-pages", "https://huggingface.co/deepseek-ai", frozenset())
WITNESSES: Mapping[str, Witness] = {one.name: one for one in (_RADAR, _LLMFIT, _PAGES)}


def speaks_of(topic: Topic, source: str, told_by: Iterable[str]) -> bool:
    """Tell whether whoever told us a model's facts speaks of such facts; the Hub's listing does of all of them."""
    return source == "hub" or any(name in WITNESSES and topic in WITNESSES[name].topics for name in told_by)
