"""What is concluded from a model's own evidence, and how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

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
    rests_on: tuple[int, ...]  # indexes into the evidence
    why: Why


_DECLARING = (Source.HUB_TAG, Source.CARD_LICENSE, Source.CARD_LICENSE_NAME, Source.CARD_LICENSE_LINK)
_FILES = (Source.LICENCE_FILE, Source.USE_POLICY_FILE)

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

    texts: frozenset[frozenset[str]] = frozenset()
    open_ended: frozenset[frozenset[str]] = frozenset()  # those of `texts` that may mean further ones
    families: frozenset[Family] = frozenset()
    unrecognised: bool = False


def determine(
    evidence: Sequence[Evidence], *, files_listed: bool, readme_read: bool, knowledge: Knowledge
) -> Determination:
    """Conclude from what tags and card declare. Neither the order of the evidence nor a repetition matters.

    A tag is derived from the card: both saying the same is one statement, and differing is a conflict. A list
    is "and". A name or link fills in `other`; a name that we do not know leaves everything unresolved, a link
    that we do not know only points to a text not seen. Files that are listed and not read improve nothing.
    """
    claims = {source: _claim(evidence, source, knowledge) for source in _DECLARING}
    heard = _indexes(evidence, _DECLARING)
    texts = frozenset[frozenset[str]]().union(*(claim.texts for claim in claims.values()))
    if not any(_says_something(claim) for claim in claims.values()):
        return _silence(evidence, files_listed=files_listed, readme_read=readme_read)
    if _contradict(claims):
        keys = tuple(sorted(frozenset[str]().union(*texts)))
        return _undecided(Status.CONFLICTING, keys, heard, Why.DIFFERENT_LICENCES)
    narrowest = frozenset(one for one in texts if not any(other < one for other in texts))
    keys = tuple(sorted(frozenset[str]().union(*narrowest)))
    doubt = _doubt(claims, narrowest)
    if doubt is not None:
        return _undecided(Status.UNRESOLVED, keys, heard, doubt)
    return _stated(narrowest, keys, heard, knowledge)


def strictest(classes: Iterable[LicenceClass]) -> LicenceClass:
    """The tightest shelf of several; unknown where one is unknown, or where there is none."""
    return max(classes, key=_SHELVES.index, default=LicenceClass.UNKNOWN)


def _claim(evidence: Sequence[Evidence], source: Source, knowledge: Knowledge) -> _Claim:
    values = {one.value for one in evidence if one.source is source and one.component is Component.WEIGHTS}
    if source is Source.CARD_LICENSE_LINK:
        meanings = [resolve_link(value, knowledge) for value in values if not is_own_file(value)]
    else:
        meanings = [resolve(value, knowledge) for value in values]
    shared = {frozenset(one.keys): one.complete for one in meanings if isinstance(one, SharedName)}
    return _Claim(
        texts=frozenset(shared) | {frozenset({one.key}) for one in meanings if isinstance(one, Licensed)},
        open_ended=frozenset(keys for keys, complete in shared.items() if not complete),
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
    tag, card, name, link = (claims[source] for source in _DECLARING)
    pairs = ((tag, card), (card, tag), (name, tag), (name, card), (link, tag), (link, card), (link, name))
    return any(not _covers(whole, part) for part, whole in pairs if whole.texts or whole.families)


def _covers(whole: _Claim, part: _Claim) -> bool:
    if any(family.kind is FamilyKind.NON_ANSWER for family in whole.families):
        return True
    members = frozenset[str]().union(*(family.members for family in whole.families))
    return all(texts & members or any(texts & other for other in whole.texts) for texts in part.texts)


def _doubt(claims: dict[Source, _Claim], narrowest: frozenset[frozenset[str]]) -> Why | None:
    """What keeps claims that do not contradict each other from being a conclusion, if anything does."""
    tag, card, name, link = (claims[source] for source in _DECLARING)
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
    if any(narrowest & claim.open_ended for claim in claims.values()):
        return Why.UNDESCRIBED_TEXTS
    return None


def _named_besides(naming: tuple[_Claim, ...], declaring: tuple[_Claim, ...]) -> bool:
    """Whether a name or link names a licence that the declaration has not listed already, and so fills `other`."""
    listed = frozenset[str]().union(*(texts for claim in declaring for texts in claim.texts))
    return any(not texts & listed for claim in naming for texts in claim.texts)


def _stated(
    narrowest: frozenset[frozenset[str]], keys: tuple[str, ...], rests_on: tuple[int, ...], knowledge: Knowledge
) -> Determination:
    candidates = sorted(frozenset[str]().union(*(texts for texts in narrowest if len(texts) > 1)))
    together = Why.DECLARED if len(keys) == 1 else Why.DECLARED_TOGETHER
    return Determination(
        status=Status.STATED,
        concluded=None if candidates else " AND ".join(keys),
        keys=keys,
        candidates=tuple(candidates),
        licence_class=strictest(knowledge.licences[key].licence_class for key in keys),
        rests_on=rests_on,
        why=Why.SEVERAL_TEXTS if candidates else together,
    )


def _undecided(status: Status, keys: tuple[str, ...], rests_on: tuple[int, ...], why: Why) -> Determination:
    return Determination(
        status=status,
        concluded=None,
        keys=keys,
        candidates=keys,
        licence_class=LicenceClass.UNKNOWN,
        rests_on=rests_on,
        why=why,
    )


def _silence(evidence: Sequence[Evidence], *, files_listed: bool, readme_read: bool) -> Determination:
    files = _indexes(evidence, _FILES)
    if files:
        return _undecided(Status.NOT_EXAMINED, (), files, Why.FILE_NOT_READ)
    if files_listed and readme_read:
        return _undecided(Status.MISSING, (), (), Why.NOTHING_DECLARED)
    return _undecided(Status.NOT_EXAMINED, (), (), Why.NOTHING_READ)


def _indexes(evidence: Sequence[Evidence], sources: tuple[Source, ...]) -> tuple[int, ...]:
    """Where the statements of ``sources`` about the weights stand; of equal ones, the first."""
    wanted = {one: index for index, one in reversed(list(enumerate(evidence)))}
    return tuple(
        sorted(i for one, i in wanted.items() if one.source in sources and one.component is Component.WEIGHTS)
    )
