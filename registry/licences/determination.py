"""What is concluded from a model's own evidence, and how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from registry.licences.evidence import Component, Evidence, Source, is_own_file
from registry.licences.knowledge import Family, FamilyKind, Knowledge
from registry.licences.names import Licensed, SharedName, Unrecognised, resolve, resolve_link
from registry.licences.terms import LicenceClass


class Status(StrEnum):
    """How a conclusion was reached."""

    CONFIRMED = "confirmed"
    STATED = "stated"
    INFERRED = "inferred"
    CONFLICTING = "conflicting"
    UNRESOLVED = "unresolved"
    MISSING = "missing"
    NOT_EXAMINED = "not_examined"


class Why(StrEnum):
    """The one reason for a status; doors hold its sentence."""

    DECLARED = "declared"  # one licence, identified
    DECLARED_TOGETHER = "declared_together"  # several licences, all of which apply
    SEVERAL_TEXTS = "several_texts"  # a name of several dated texts, all described
    DIFFERENT_LICENCES = "different_licences"  # two sources name different ones
    FAMILY_ONLY = "family_only"
    NOT_NAMED = "not_named"  # `other` or `unknown` and nothing that says which
    NOT_RECOGNISED = "not_recognised"  # a name that we do not know
    UNDESCRIBED_TEXTS = "undescribed_texts"  # a name of texts that we have not all described
    FILE_NOT_READ = "file_not_read"  # nothing declared, a licence file exists
    NOTHING_READ = "nothing_read"  # nothing declared, the repository not read
    NOTHING_DECLARED = "nothing_declared"  # nothing declared, no licence file, README read


@dataclass(frozen=True, slots=True)
class Determination:
    """A conclusion. ``keys``: every licence that the evidence names; ``candidates``: those of them between
    which it leaves open which apply, empty where nothing is open.

    A Hub tag of several dated texts (``gemma``) is ``stated`` with no ``concluded`` expression and every text
    among the candidates: until the text is recognised each of them is judged.
    """

    status: Status
    concluded: str | None  # an SPDX expression
    keys: tuple[str, ...]
    candidates: tuple[str, ...]
    licence_class: LicenceClass
    why: Why
    rests_on: tuple[int, ...] = ()  # indexes into the evidence


_TAG, _CARD, _NAME, _LINK = (
    Source.HUB_TAG,
    Source.CARD_LICENSE,
    Source.CARD_LICENSE_NAME,
    Source.CARD_LICENSE_LINK,
)
_DECLARING = frozenset({_TAG, _CARD, _NAME, _LINK})
_FILES = frozenset({Source.LICENCE_FILE, Source.USE_POLICY_FILE})

# From the freest shelf to the tightest; several licences together stand on the tightest of theirs.
_SHELVES = (
    LicenceClass.PUBLIC_DOMAIN,
    LicenceClass.PERMISSIVE,
    LicenceClass.WEAK_COPYLEFT,
    LicenceClass.COPYLEFT,
    LicenceClass.SOURCE_AVAILABLE,
    LicenceClass.USE_RESTRICTED,
    LicenceClass.COMMUNITY,
    LicenceClass.NON_COMMERCIAL,
    LicenceClass.RESEARCH_ONLY,
    LicenceClass.PROPRIETARY,
    LicenceClass.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class _Claim:
    """All that one source says. A text set is one licence, or the dated texts that one name may mean."""

    described: frozenset[frozenset[str]]
    open_ended: frozenset[frozenset[str]]  # text sets whose name further, undescribed texts bear too
    families: frozenset[Family]
    unrecognised: bool

    @property
    def texts(self) -> frozenset[frozenset[str]]:
        return self.described | self.open_ended


def determine(
    evidence: Sequence[Evidence], *, files_listed: bool, readme_read: bool, knowledge: Knowledge
) -> Determination:
    """Conclude from what tags and card declare. Neither the order of the evidence nor a repetition matters.

    A tag is derived from the card: both saying the same is one statement, and differing is a conflict. A list
    is "and". A name or link fills in `other`; a name that we do not know leaves everything unresolved, a link
    that we do not know only points to a text not seen. Files that are listed and not read improve nothing.
    """
    declared = _indexes(evidence, _DECLARING)
    conclusion = _conclude(frozenset((evidence[i].source, evidence[i].value) for i in declared), knowledge)
    if conclusion is None:
        return _silence(evidence, files_listed=files_listed, readme_read=readme_read)
    return replace(conclusion, rests_on=declared)


def strictest(classes: Iterable[LicenceClass]) -> LicenceClass:
    """The tightest shelf of several; unknown where one is unknown, or where there is none."""
    return max(classes, key=_SHELVES.index, default=LicenceClass.UNKNOWN)


@lru_cache(maxsize=16_384)  # millions of models say a few thousand things
def _conclude(said: frozenset[tuple[Source, str]], knowledge: Knowledge) -> Determination | None:
    """Conclude from what the declaring sources say; None where they name nothing."""
    claims = {source: _claim(said, source, knowledge) for source in _DECLARING}
    texts = frozenset[frozenset[str]]().union(*(claim.texts for claim in claims.values()))
    if not any(_says_something(claim) for claim in claims.values()):
        return None
    if _contradict(claims):
        return _undecided(Status.CONFLICTING, Why.DIFFERENT_LICENCES, _keys(texts))
    narrowest = frozenset(one for one in texts if not any(other < one for other in texts))
    doubt = _doubt(claims, narrowest)
    if doubt is not None:
        return _undecided(Status.UNRESOLVED, doubt, _keys(narrowest))
    return _stated(narrowest, knowledge)


def _claim(said: frozenset[tuple[Source, str]], source: Source, knowledge: Knowledge) -> _Claim:
    values = [value for one, value in said if one is source]
    if source is _LINK:
        meanings = [resolve_link(value, knowledge) for value in values if not is_own_file(value)]
    else:
        meanings = [resolve(value, knowledge) for value in values]
    known = {frozenset({one.key}) for one in meanings if isinstance(one, Licensed)}
    known |= {frozenset(one.keys) for one in meanings if isinstance(one, SharedName) and one.complete}
    return _Claim(
        described=frozenset(known),
        open_ended=frozenset(
            frozenset(one.keys) for one in meanings if isinstance(one, SharedName) and not one.complete
        ),
        families=frozenset(one for one in meanings if isinstance(one, Family)),
        unrecognised=any(isinstance(one, Unrecognised) for one in meanings),
    )


def _says_something(claim: _Claim) -> bool:
    return bool(claim.texts or claim.families or claim.unrecognised)


def _contradict(claims: dict[Source, _Claim]) -> bool:
    """Whether two sources name different licences.

    Tag and card have to say the same both ways. A name or a link speaks of one licence, so it has to be among
    what tag, card and each other say; a family leaves room for its members, a non-answer for anything.
    """
    tag, card, name, link = claims[_TAG], claims[_CARD], claims[_NAME], claims[_LINK]
    pairs = ((tag, card), (card, tag), (name, tag), (name, card), (link, tag), (link, card), (link, name))
    return any(not _covers(whole, part) for part, whole in pairs if whole.texts or whole.families)


def _covers(whole: _Claim, part: _Claim) -> bool:
    if any(family.kind is FamilyKind.NON_ANSWER for family in whole.families):
        return True
    members = frozenset[str]().union(*(family.members for family in whole.families))
    return all(texts & members or any(texts & other for other in whole.texts) for texts in part.texts)


def _doubt(claims: dict[Source, _Claim], narrowest: frozenset[frozenset[str]]) -> Why | None:
    """What keeps claims that do not contradict each other from being a conclusion, if anything does."""
    tag, card, name, link = claims[_TAG], claims[_CARD], claims[_NAME], claims[_LINK]
    if tag.unrecognised or card.unrecognised or name.unrecognised:
        return Why.NOT_RECOGNISED
    if not narrowest and link.unrecognised and not (tag.families or card.families or name.families):
        return Why.NOT_RECOGNISED
    families = tag.families | card.families | name.families | link.families
    open_non_answer = any(family.kind is FamilyKind.NON_ANSWER for family in families)
    if open_non_answer and not _named_besides((name, link), (tag, card)):
        return Why.NOT_NAMED
    vague = [family for family in families if family.kind is FamilyKind.FAMILY]
    if any(not any(texts <= set(family.members) for texts in narrowest) for family in vague):
        return Why.FAMILY_ONLY
    described = frozenset[frozenset[str]]().union(*(claim.described for claim in claims.values()))
    return None if narrowest <= described else Why.UNDESCRIBED_TEXTS


def _named_besides(naming: tuple[_Claim, ...], declaring: tuple[_Claim, ...]) -> bool:
    """Whether a name or link names a licence that the declaration has not listed already, and so fills `other`."""
    listed = frozenset[str]().union(*(texts for claim in declaring for texts in claim.texts))
    return any(not texts & listed for claim in naming for texts in claim.texts)


def _stated(narrowest: frozenset[frozenset[str]], knowledge: Knowledge) -> Determination:
    keys = _keys(narrowest)
    candidates = _keys(texts for texts in narrowest if len(texts) > 1)
    together = Why.DECLARED if len(keys) == 1 else Why.DECLARED_TOGETHER
    return Determination(
        status=Status.STATED,
        concluded=None if candidates else " AND ".join(keys),
        keys=keys,
        candidates=candidates,
        licence_class=strictest(knowledge.licences[key].licence_class for key in keys),
        why=Why.SEVERAL_TEXTS if candidates else together,
    )


def _undecided(status: Status, why: Why, keys: tuple[str, ...] = ()) -> Determination:
    return Determination(
        status=status, concluded=None, keys=keys, candidates=keys, licence_class=LicenceClass.UNKNOWN, why=why
    )


def _silence(evidence: Sequence[Evidence], *, files_listed: bool, readme_read: bool) -> Determination:
    if files := _indexes(evidence, _FILES):
        return replace(_undecided(Status.NOT_EXAMINED, Why.FILE_NOT_READ), rests_on=files)
    if files_listed and readme_read:
        return _undecided(Status.MISSING, Why.NOTHING_DECLARED)
    return _undecided(Status.NOT_EXAMINED, Why.NOTHING_READ)


def _keys(texts: Iterable[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted({key for one in texts for key in one}))


def _indexes(evidence: Sequence[Evidence], sources: frozenset[Source]) -> tuple[int, ...]:
    """Where the statements of ``sources`` about the weights stand; of those that say the same, the first."""
    first: dict[tuple[Source, str, str | None], int] = {}
    for index, one in enumerate(evidence):
        if one.source in sources and one.component is Component.WEIGHTS:
            first.setdefault((one.source, one.value, one.path), index)
    return tuple(first.values())
