"""Lays a text beside the documents of the fingerprints: where a document stands in it, and what it has besides."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, islice
from operator import itemgetter, sub

from registry.licences.fingerprints import RUN, Fingerprints, runs_of
from registry.licences.words import Words

MOST_STRETCHES = 50  # of a text that are looked at, where it has a document's runs again and again

_ABSENT = -1


@dataclass(frozen=True, slots=True)
class Observed:
    """A text as words, with the group of fingerprints that each run of words belongs to."""

    words: tuple[str, ...]
    digest: bytes
    runs: tuple[int, ...]
    groups: tuple[int, ...]  # by run; -1 where no document has it

    @classmethod
    def of(cls, words: tuple[str, ...], fingerprints: Fingerprints) -> "Observed":
        """Look up every run of a text."""
        runs = tuple(runs_of(words))
        group_of = fingerprints.group_of
        return cls(words, Words(words).digest, runs, tuple(group_of.get(run, _ABSENT) for run in runs))

    def shared(self, fingerprints: Fingerprints) -> list[int]:
        """Count the runs that the text has in common with each document, each as often as both have it."""
        shared = [0] * len(fingerprints.documents)
        group_of = dict(zip(self.runs, self.groups, strict=True))
        times = Counter(self.runs)
        once = Counter([group_of[run] for run, number in times.items() if number == 1])
        again = {run: group_of[run] for run, number in times.items() if number > 1}
        del once[_ABSENT]
        for group, number in once.items():
            for document, _ in fingerprints.groups[group]:
                shared[document] += number
        for run, group in again.items():
            if group != _ABSENT:
                for document, most in fingerprints.groups[group]:
                    shared[document] += min(times[run], most)
        return shared


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in a text: words ``start`` to ``end``."""

    number: int
    start: int
    end: int

    def shifted(self, by: int) -> "Place":
        """The same place in a text that has so many words before."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class Aligned:
    """What a text has beside some documents, in order, and about how many words of the first one it lacks."""

    added: tuple[tuple[str, ...], ...]
    missing: int


def locate(observed: Observed, number: int, fingerprints: Fingerprints) -> Place | None:
    """Find where a document stands, every word of it in its order and no other between, or ``None``."""
    document = fingerprints.documents[number]
    hits = list(map(fingerprints.groups_in[number].__contains__, observed.groups))
    for first in islice(_stretches(hits, document.runs), MOST_STRETCHES):
        end = first + document.words
        if Words(observed.words[first:end]).digest == document.digest:
            return Place(number, first, end)
    return None


def _stretches(hits: Sequence[bool], length: int) -> Iterator[int]:
    """Where so many runs in a row are hits, by the first of them."""
    so_far = (0, *accumulate(hits))
    return (first for first, hit in enumerate(map(sub, so_far[length:], so_far)) if hit == length)


def align(observed: Observed, places: Sequence[Place], fingerprints: Fingerprints) -> Aligned:
    """Collect the words that no document has where it stands, and count what the text lacks of the first one.

    Where each word stands in some run of the document and none is missing, the words that meet as they do not in
    the document are collected instead: one that stands twice, say.
    """
    covered = [False] * len(observed.words)
    missing = 0
    for place in reversed(places):
        matched = _matched(observed, (place.start, place.end - RUN + 1), fingerprints.groups_in[place.number])
        for at, is_covered in enumerate(_covered(matched), start=place.start):
            covered[at] |= is_covered
        missing = _lost(fingerprints.documents[place.number].runs - sum(matched), matched)
    pieces = groupby(zip(observed.words, covered, strict=True), key=itemgetter(1))
    added = (tuple(word for word, _ in piece) for is_covered, piece in pieces if not is_covered)
    return Aligned(tuple(added) or (() if missing else tuple(_met(observed, places[0], fingerprints))), missing)


def _met(observed: Observed, place: Place, fingerprints: Fingerprints) -> Iterator[tuple[str, ...]]:
    stretch = (place.start, place.end - RUN + 1)
    at = place.start
    for is_match, piece in groupby(_matched(observed, stretch, fingerprints.groups_in[place.number])):
        end = at + sum(1 for _ in piece)
        if not is_match:
            yield observed.words[at + 1 : end + 1]
        at = end


def _matched(observed: Observed, stretch: tuple[int, int], document: Mapping[int, int]) -> list[bool]:
    """Whether the document has the run of words so often, by run of a stretch of the text."""
    first, end = stretch
    left: dict[int, int] = {}
    matched = []
    for run, group in zip(observed.runs[first:end], observed.groups[first:end], strict=True):
        times = left.get(run)
        if times is None:
            times = document.get(group, 0)
        matched.append(times > 0)
        left[run] = times - 1
    return matched


def _departures(matched: list[bool]) -> list[int]:
    """Where a text departs from a document and comes back to it: how many runs it is away, each time."""
    if True not in matched:
        return []
    between = matched[matched.index(True) : len(matched) - matched[::-1].index(True)]
    return [sum(1 for _ in piece) for is_match, piece in groupby(between) if not is_match]


def _lost(missing_runs: int, matched: list[bool]) -> int:
    """Estimate lost words from lost runs: each time a text departs from a document, two more runs are lost."""
    return max(0, missing_runs - (RUN - 1) * len(_departures(matched)))


def _covered(hits: Sequence[bool]) -> list[bool]:
    """Whether a word is in a run that is a hit, by word."""
    covered = [False] * (len(hits) + RUN - 1)
    for at, hit in enumerate(hits):
        if hit:
            covered[at : at + RUN] = (True,) * RUN
    return covered
