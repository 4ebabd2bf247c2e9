"""Tells which known licence a text is: the very text, the same in other form, a variant, a relative, or none.

Only `exact` and `same` say that a text is a licence. For them every word of a document of ours stands in the text,
in order, and no other word between; what was set aside is form, notices of holders and a card's data (see
`words`); and around it stand its own names and headings alone. All else is for a person: `variant` and `related`
say which licence to compare the text with, and which of its words that licence does not have.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from registry.licences import words
from registry.licences.alignment import Aligned, Observed, Place, align, locate
from registry.licences.documents import DocumentKind
from registry.licences.evidence import Match
from registry.licences.fingerprints import Document, Fingerprints
from registry.licences.guards import CONNECTIVES, is_counted, is_number, is_weighty
from registry.licences.surroundings import MOST_AROUND, is_plain

VARIANT, RELATED = 0.60, 0.25
FEWEST_SHARED = 40  # runs that a text shares with a relative of which it has only a part
MOST_PARTS = 3  # times that what stands around a document is itself taken for documents

_MOST_SHOWN = 60  # additions, and as many lost words
_LONGEST_SHOWN = 40  # words of one addition
_LONGEST_NOTICE = 300  # characters


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a text is. Beside `exact` and `same`, ``keys`` and ``kinds`` are only of what is nearest to it."""

    match: Match
    keys: tuple[str, ...] = ()  # several where several licences have this document
    kinds: tuple[DocumentKind, ...] = ()  # several where the text holds an agreement and its use policy
    coverage: float = 0.0  # share of the document that the text has, 0 to 1
    likeness: float = 0.0  # share of both that they have in common, 0 to 1
    added: tuple[str, ...] = ()  # the text's words that the document does not have, in order; at most 60 pieces;
    # "ǃ" (`characters.UNREAD`) in them stands for what is hidden, struck out or cannot be read
    added_words: int = 0  # how many they are in all
    missing_words: int = 0  # about how many words of the document the text does not have
    missing_weighty: tuple[str, ...] = ()  # numbers and legal words among them; at most 60
    further_terms: bool = False  # the document stands whole in the text, and more beside it
    also: tuple[str, ...] = ()  # keys of other documents that stand whole in the text
    truncated: bool = False  # the text goes on beyond what was read
    notices: tuple[str, ...] = ()  # who holds the rights, as the text says it; at most 60 notices

    @property
    def accepted(self) -> bool:
        """Whether the text is the licence, so that its terms are known."""
        return self.match in (Match.EXACT, Match.SAME)

    @property
    def key(self) -> str | None:
        """The licence, if the document belongs to one alone."""
        return self.keys[0] if len(self.keys) == 1 else None


@dataclass(frozen=True, slots=True)
class _Near:
    """A document, and how much of it and of the text are in common."""

    number: int
    coverage: float
    likeness: float
    shared: int


def recognise(text: str | bytes, fingerprints: Fingerprints) -> Recognition:
    """Say which licence a text is. Any input is answered, none raises.

    Costs about five microseconds a word where the text is not `exact`. Only the first million characters are read,
    which takes seconds at most; a longer text is never accepted.
    """
    read = words.read(text)
    notices = tuple(one[:_LONGEST_NOTICE] for one in read.notices[:_MOST_SHOWN])
    return replace(_recognised(read, fingerprints), notices=notices)


def _recognised(read: words.Words, fingerprints: Fingerprints) -> Recognition:
    exact = fingerprints.by_digest.get(read.digest)
    if exact is not None and not read.truncated:
        document = fingerprints.documents[exact]
        return Recognition(Match.EXACT, document.keys, (document.kind,), coverage=1.0, likeness=1.0)
    observed = Observed.of(read.words, fingerprints)
    near = _near(observed, fingerprints)
    places = None if read.truncated else _accepted(observed, near, fingerprints, MOST_PARTS)
    if places is not None:
        return _as_accepted(observed, places, near, fingerprints)
    return _as_compared(observed, near, fingerprints, truncated=read.truncated)


def _near(observed: Observed, fingerprints: Fingerprints) -> tuple[_Near, ...]:
    """List the documents that share runs with a text, likest first."""
    found = (
        _Near(
            number=number,
            coverage=shared / document.runs,
            likeness=2 * shared / (document.runs + len(observed.groups)),
            shared=shared,
        )
        for number, (document, shared) in enumerate(
            zip(fingerprints.documents, observed.shared(fingerprints), strict=True)
        )
        if shared
    )
    return tuple(sorted(found, key=lambda one: (-one.likeness, -one.coverage, one.number)))


def _accepted(
    observed: Observed, near: Iterable[_Near], fingerprints: Fingerprints, parts: int
) -> tuple[Place, ...] | None:
    """Take a text for documents of one licence and for nothing else: where each stands, or ``None``."""
    found = [
        places
        for place in _whole(observed, near, fingerprints)
        if (places := _with_the_rest(observed, place, fingerprints, parts)) is not None
    ]
    if len({_keys(places, fingerprints) for places in found}) != 1:  # none, or licences that are equally near
        return None
    return found[0]


def _whole(observed: Observed, near: Iterable[_Near], fingerprints: Fingerprints) -> Iterator[Place]:
    """Find the documents that stand whole in a text, longest first."""
    candidates = [one.number for one in near if one.coverage >= 1]
    for number in sorted(candidates, key=lambda number: (-fingerprints.documents[number].words, number)):
        place = locate(observed, number, fingerprints)
        if place is not None:
            yield place


def _with_the_rest(
    observed: Observed, place: Place, fingerprints: Fingerprints, parts: int
) -> tuple[Place, ...] | None:
    """Add what stands before and after a document: names and headings, or documents of the same licence."""
    titles = _titles(fingerprints.documents[place.number].keys, fingerprints)
    places = [place]
    for start, rest in ((0, observed.words[: place.start]), (place.end, observed.words[place.end :])):
        if is_plain(rest, titles):
            continue
        if len(rest) > parts * (_longest_beside(place, fingerprints) + MOST_AROUND):
            return None  # before it is looked up, which takes time
        part = Observed.of(rest, fingerprints)
        held = _accepted(part, _near(part, fingerprints), fingerprints, parts - 1)
        if held is None:
            return None
        places.extend(one.shifted(start) for one in held)
    return tuple(places) if _keys(places, fingerprints) else None


def _longest_beside(place: Place, fingerprints: Fingerprints) -> int:
    """How many words the longest document has that may stand beside another one, as of the same licence."""
    keys = {*fingerprints.documents[place.number].keys}
    return max(one.words for one in fingerprints.documents if not keys.isdisjoint(one.keys))


def _titles(keys: Iterable[str], fingerprints: Fingerprints) -> tuple[str, ...]:
    return tuple(title for key in keys for title in fingerprints.titles.get(key, ()))


def _keys(places: Iterable[Place], fingerprints: Fingerprints) -> tuple[str, ...]:
    """The licences that have all of these documents."""
    keys = [set(fingerprints.documents[place.number].keys) for place in places]
    return tuple(sorted(set.intersection(*keys)))


def _as_accepted(
    observed: Observed, places: tuple[Place, ...], near: tuple[_Near, ...], fingerprints: Fingerprints
) -> Recognition:
    nearest = next(one for one in near if one.number == places[0].number)
    compared = align(observed, places, fingerprints)
    in_order = sorted(places, key=lambda place: place.start)
    return Recognition(
        match=Match.SAME,
        keys=_keys(places, fingerprints),
        kinds=tuple(dict.fromkeys(fingerprints.documents[place.number].kind for place in in_order)),
        coverage=nearest.coverage,
        likeness=nearest.likeness,
        added=_shown(compared),
        added_words=sum(map(len, compared.added)),
        missing_words=compared.missing,
    )


def _as_compared(
    observed: Observed, near: tuple[_Near, ...], fingerprints: Fingerprints, *, truncated: bool
) -> Recognition:
    match, nearest = _nearest(near)
    if nearest is None:
        return Recognition(match, truncated=truncated)
    document = fingerprints.documents[nearest.number]
    whole = tuple(_whole(observed, near, fingerprints))
    own = next((place for place in whole if place.number == nearest.number), None)
    main = own or Place(nearest.number, 0, len(observed.words))
    others = tuple(_apart(whole, own))
    compared = align(observed, (main, *others), fingerprints)
    return Recognition(
        match=match,
        keys=document.keys,
        kinds=(document.kind,),
        coverage=nearest.coverage,
        likeness=nearest.likeness,
        added=_shown(compared),
        added_words=sum(map(len, compared.added)),
        missing_words=compared.missing,
        missing_weighty=_lost(observed, document),
        further_terms=own is not None,
        also=tuple(
            sorted({key for one in others for key in fingerprints.documents[one.number].keys} - {*document.keys})
        ),
        truncated=truncated,
    )


def _nearest(near: tuple[_Near, ...]) -> tuple[Match, _Near | None]:
    """Choose what to compare a text with: what is like it, else what it holds most of."""
    alike = next((one for one in near if one.likeness >= RELATED), None)
    held = max(
        (one for one in near if one.coverage >= RELATED),
        key=lambda one: (one.coverage, one.shared, -one.number),
        default=None,
    )
    if alike and alike.likeness >= VARIANT:
        return Match.VARIANT, alike
    if held and held.coverage >= VARIANT:
        return Match.VARIANT, held
    if alike:
        return Match.RELATED, alike
    return (Match.RELATED, held) if held and held.shared >= FEWEST_SHARED else (Match.UNKNOWN, None)


def _apart(whole: Iterable[Place], own: Place | None) -> Iterator[Place]:
    """Of the documents that stand whole in a text, those that are no part of another one, nor of ``own``."""
    taken = [] if own is None else [own]
    for place in whole:
        if all(place.end <= other.start or other.end <= place.start for other in taken):
            taken.append(place)
            yield place


def _shown(compared: Aligned) -> tuple[str, ...]:
    """The additions for people: those that hold a word of weight first to be kept, in the order of the text."""
    ranked = sorted(range(len(compared.added)), key=lambda at: not any(map(is_weighty, compared.added[at])))
    return tuple(" ".join(compared.added[at][:_LONGEST_SHOWN]) for at in sorted(ranked[:_MOST_SHOWN]))


def _lost(observed: Observed, document: Document) -> tuple[str, ...]:
    """Numbers, and then legal words, that a document has more often than the text."""
    seen = Counter(word for word in observed.words if is_counted(word))
    lost = [word for word, times in document.counted.items() if seen[word] < times and word not in CONNECTIVES]
    return tuple(sorted(lost, key=lambda word: (not is_number(word), word))[:_MOST_SHOWN])
