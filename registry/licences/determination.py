"""What is concluded from a model's own evidence, and how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from registry.licences import claims as claiming
from registry.licences.claims import CARD, DECLARING, FILE, LINK, NAME, PHRASING, POLICY, PROMPT, TAG, Claims, Said
from registry.licences.evidence import Component, Evidence, Match, Source, leads_to_itself
from registry.licences.expressions import Texts, written
from registry.licences.knowledge import FamilyKind, Knowledge
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

    TEXT_READ = "text_read"  # the text of the declared licence was read
    TEXT_ALONE = "text_alone"  # the text of a licence was read, which nothing declares by its name
    DECLARED = "declared"  # one licence, identified
    DECLARED_TOGETHER = "declared_together"  # several licences, all of which apply
    DECLARED_CHOICE = "declared_choice"  # several licences, between which whoever uses the model may choose
    SEVERAL_TEXTS = "several_texts"  # a name of several dated texts, all described
    DIFFERENT_LICENCES = "different_licences"  # two sources name different ones
    FAMILY_ONLY = "family_only"
    NOT_NAMED = "not_named"  # `other` or `unknown` and nothing that says which
    NOT_RECOGNISED = "not_recognised"  # a name that we do not know
    UNDESCRIBED_TEXTS = "undescribed_texts"  # a name of texts that we have not all described
    VARIANT_TEXT = "variant_text"  # a text was read that is like a licence, and says something else too
    UNKNOWN_TEXT = "unknown_text"  # a text was read that is no licence we know, and not the declared one
    CARD_PHRASE = "card_phrase"  # nothing declared; a phrase of the card or the header of a file names one
    FILE_NOT_READ = "file_not_read"  # nothing declared, a licence file exists
    NOTHING_READ = "nothing_read"  # nothing declared, the repository not read
    NOTHING_DECLARED = "nothing_declared"  # nothing declared, no licence file, README read
    CURATED = "curated"  # a person settled it, or wrote down that it is not settled
    FROM_PARENT = "from_parent"  # a copy that declares nothing, so that its parent's counts


@dataclass(frozen=True, slots=True)
class Determination:
    """A conclusion. ``keys``: every licence that the evidence names; ``candidates``: those of them between
    which it leaves open which apply, empty where nothing is open.

    A Hub tag of several dated texts (``gemma``) is ``stated`` with no ``concluded`` expression and every text
    among the candidates: until the text is recognised each of them is judged. ``choices``: the ways of complying
    between which whoever uses the model may choose (``MIT OR Apache-2.0``), empty where there is no choice.
    """

    status: Status
    concluded: str | None  # an SPDX expression
    keys: tuple[str, ...]
    candidates: tuple[str, ...]
    licence_class: LicenceClass
    why: Why
    rests_on: tuple[int, ...] = ()  # indexes into the evidence
    choices: tuple[tuple[str, ...], ...] = ()


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


def determine(
    evidence: Sequence[Evidence],
    *,
    files_listed: bool,
    readme_read: bool,
    knowledge: Knowledge,
    recognisable: frozenset[str] | None = None,
) -> Determination:
    """Conclude from all evidence of one revision. Neither the order of the evidence nor a repetition matters.

    A tag is derived from the card: both saying the same is one statement, and differing is a conflict. A list
    is "and". A name, a link or a text fills in `other`; a name that we do not know leaves everything unresolved, a
    link that we do not know only points to a text not seen. Files that are listed and not read improve nothing. A
    curation settles what all others leave open or get wrong.
    ``recognisable``: the licences whose text would be known for what it is, all of them where it is None; beside
    others, a text that we do not know may be the declared one.
    """
    if (curated := _curated(evidence, knowledge)) is not None:
        return curated
    counted = [at for at, one in enumerate(evidence) if one.component is Component.WEIGHTS and _counts(one)]
    said = frozenset(
        _said(evidence[at], knowledge) for at in counted if not _leads_nowhere(evidence[at], knowledge)
    )
    conclusion = _conclude(said, knowledge, recognisable)
    if conclusion is None:
        return _silence(evidence, files_listed=files_listed, readme_read=readme_read)
    return replace(conclusion, rests_on=_once(evidence, counted))


def _curated(evidence: Sequence[Evidence], knowledge: Knowledge) -> Determination | None:
    """What a person concluded; conflicting where several licences are named. Other curations name no licence."""
    about = [at for at, one in enumerate(evidence) if one.component is Component.WEIGHTS]
    meanings = {
        at: resolve(evidence[at].value, knowledge) for at in about if evidence[at].source is Source.CURATION
    }
    named = {at: one for at, one in meanings.items() if isinstance(one, Licensed | SharedName)}
    texts = frozenset(frozenset({one.key} if isinstance(one, Licensed) else one.keys) for one in named.values())
    if not texts:
        return None
    keys = _keys(texts)
    if len(texts) > 1:
        found = _undecided(Status.CONFLICTING, Why.CURATED, keys)
    elif len(keys) > 1:  # of a name that dated texts share nobody has settled which of them it is
        settled = _settled(Status.STATED, Why.CURATED, keys, knowledge)
        found = replace(settled, concluded=None, candidates=keys)
    else:
        found = _settled(Status.CONFIRMED, Why.CURATED, keys, knowledge)
    return replace(found, rests_on=_once(evidence, named))


def strictest(classes: Iterable[LicenceClass]) -> LicenceClass:
    """The tightest shelf of several; unknown where one is unknown, or where there is none."""
    return max(classes, key=_SHELVES.index, default=LicenceClass.UNKNOWN)


def _counts(one: Evidence) -> bool:
    """Whether a piece says something: a file that is listed and not read does not, nor a card without a phrase."""
    if one.source in PHRASING:
        return one.licence is not None
    return one.source in DECLARING or one.match is not None


def _said(one: Evidence, knowledge: Knowledge) -> Said:
    if one.source in DECLARING:
        return Said(one.source, one.value)
    if one.licence is not None and one.licence not in knowledge.licences:  # it was, when the text was read
        return Said(one.source, match=Match.UNKNOWN)
    return Said(one.source, licence=one.licence, match=one.match)


def _leads_nowhere(one: Evidence, knowledge: Knowledge) -> bool:
    """Whether it is a link into its own repository, which names a text and no licence."""
    return (
        one.source is LINK
        and leads_to_itself(one.value, one.repo_id)
        and isinstance(resolve_link(one.value, knowledge), Unrecognised)
    )


@lru_cache(maxsize=16_384)  # millions of models say a few thousand things
def _conclude(
    said: frozenset[Said], knowledge: Knowledge, recognisable: frozenset[str] | None
) -> Determination | None:
    """Conclude from what is said; None where nothing names anything, or points to a text."""
    claims = claiming.claims_of(said, knowledge)
    declared = any(claims[source].says_something for source in DECLARING)
    keys = _keys(texts for claim in claims.values() for texts in claim.texts)
    if claiming.contradict(claims):
        return _undecided(Status.CONFLICTING, Why.DIFFERENT_LICENCES, keys)
    narrowest = claiming.narrowest(claims)
    if (doubt := _doubt_of_texts(said, claims, recognisable)) is not None:
        return _undecided(Status.UNRESOLVED, doubt, _keys(narrowest | claims[Source.CARD_TEXT].texts))
    if declared and (doubt := _doubt_of_names(claims, narrowest)) is not None:
        return _undecided(Status.UNRESOLVED, doubt, _keys(narrowest))
    if narrowest:
        return _identified(narrowest, claims, knowledge)
    return _from_phrases(claims, knowledge)


def _doubt_of_texts(said: frozenset[Said], claims: Claims, recognisable: frozenset[str] | None) -> Why | None:
    """What a text that was read casts doubt on: it is not the declared licence, though it may look like it.

    A licence whose text we could not recognise may be what an unknown text is. A gate's prompt says much that is
    no licence, so it counts only where it is like one that is not declared.
    """
    listed = frozenset[str]().union(*(claims[source].keys for source in DECLARING))
    odd = claiming.kept_from(said, FILE) | claiming.kept_from(said, POLICY)
    prompts = {one for one in claiming.kept_from(said, PROMPT) if one.match is Match.VARIANT}
    if any(one.licence is not None and one.licence not in listed for one in prompts):
        return Why.VARIANT_TEXT
    could_tell = not listed or recognisable is None or bool(listed & recognisable)
    own = {one for one in odd if one.source is FILE}
    if not own and (listed or claims[FILE].keys):
        return None  # a use policy of its own wording beside a licence that is known
    if not odd or not could_tell:
        return None
    return Why.VARIANT_TEXT if any(one.match is Match.VARIANT for one in odd) else Why.UNKNOWN_TEXT


def _doubt_of_names(claims: Claims, narrowest: Texts) -> Why | None:
    """What keeps names that do not contradict each other from being a conclusion, if anything does."""
    tag, card, name, link = claims[TAG], claims[CARD], claims[NAME], claims[LINK]
    if tag.unrecognised or card.unrecognised or name.unrecognised:
        return Why.NOT_RECOGNISED
    nameless = not (tag.texts or card.texts or name.texts or link.texts)
    if link.unrecognised and nameless and (narrowest or not (tag.families or card.families or name.families)):
        return Why.NOT_RECOGNISED  # a text beside it may be another one than it leads to
    families = tag.families | card.families | name.families | link.families
    open_non_answer = any(family.kind is FamilyKind.NON_ANSWER for family in families)
    naming = (name, link, claims[FILE], claims[PROMPT])
    if open_non_answer and not _named_besides(naming, (tag, card)):
        return Why.NOT_NAMED
    vague = [family for family in families if family.kind is FamilyKind.FAMILY]
    if any(not any(texts <= set(family.members) for texts in narrowest) for family in vague):
        return Why.FAMILY_ONLY
    described = frozenset[frozenset[str]]().union(*(claim.described for claim in claims.values()))
    return None if narrowest <= described else Why.UNDESCRIBED_TEXTS


def _named_besides(naming: tuple[claiming.Claim, ...], declaring: tuple[claiming.Claim, ...]) -> bool:
    """Whether something names a licence that the declaration has not listed already, and so fills `other`."""
    listed = frozenset[str]().union(*(texts for claim in declaring for texts in claim.texts))
    return any(not texts & listed for claim in naming for texts in claim.texts)


def _identified(narrowest: Texts, claims: Claims, knowledge: Knowledge) -> Determination:
    """One licence or several that apply together, and how sure that is."""
    keys = _keys(narrowest)
    ways = tuple(sorted(map(_keys, claiming.choices(claims, narrowest))))
    candidates = _keys(texts for texts in narrowest if len(texts) > 1)
    read = claims[FILE].keys | claims[PROMPT].keys
    if read and read.issuperset(keys):
        named = all(claiming.is_named(key, claims, knowledge) for key in keys)
        status, why = (Status.CONFIRMED, Why.TEXT_READ) if named else (Status.STATED, Why.TEXT_ALONE)
        return _settled(status, why, keys, knowledge, ways)
    together = Why.DECLARED_CHOICE if ways else Why.DECLARED if len(keys) == 1 else Why.DECLARED_TOGETHER
    found = _settled(Status.STATED, Why.SEVERAL_TEXTS if candidates else together, keys, knowledge, ways)
    return replace(found, concluded=None, candidates=candidates) if candidates else found


def _from_phrases(claims: Claims, knowledge: Knowledge) -> Determination | None:
    """What the card's text says where nothing is declared: a hint at best."""
    if claims[POLICY].keys:
        return _undecided(Status.UNRESOLVED, Why.NOT_NAMED, _keys(claims[POLICY].texts))
    keys = _keys(claims[Source.CARD_TEXT].texts)
    if not keys:
        return None
    if len(keys) > 1:
        return _undecided(Status.CONFLICTING, Why.DIFFERENT_LICENCES, keys)
    return _settled(Status.INFERRED, Why.CARD_PHRASE, keys, knowledge)


def _settled(
    status: Status,
    why: Why,
    keys: tuple[str, ...],
    knowledge: Knowledge,
    choices: tuple[tuple[str, ...], ...] = (),
) -> Determination:
    """What applies; of a choice the freest way is the shelf to find it on."""
    ways = choices or (keys,)
    return Determination(
        status=status,
        concluded=written(ways),
        keys=keys,
        candidates=(),
        licence_class=min((_shelf(way, knowledge) for way in ways), key=_SHELVES.index),
        why=why,
        choices=choices,
    )


def _shelf(keys: tuple[str, ...], knowledge: Knowledge) -> LicenceClass:
    return strictest(knowledge.licences[key].licence_class for key in keys)


def _undecided(status: Status, why: Why, keys: tuple[str, ...] = ()) -> Determination:
    return Determination(
        status=status, concluded=None, keys=keys, candidates=keys, licence_class=LicenceClass.UNKNOWN, why=why
    )


def _silence(evidence: Sequence[Evidence], *, files_listed: bool, readme_read: bool) -> Determination:
    about = [at for at, one in enumerate(evidence) if one.component is Component.WEIGHTS]
    if files := [at for at in about if evidence[at].source in (FILE, POLICY)]:
        return replace(_undecided(Status.NOT_EXAMINED, Why.FILE_NOT_READ), rests_on=_once(evidence, files))
    if files_listed and readme_read:
        read = [at for at in about if evidence[at].source is Source.CARD_TEXT]
        return replace(_undecided(Status.MISSING, Why.NOTHING_DECLARED), rests_on=_once(evidence, read))
    return _undecided(Status.NOT_EXAMINED, Why.NOTHING_READ)


def _keys(texts: Iterable[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted({key for one in texts for key in one}))


def _once(evidence: Sequence[Evidence], indexes: Iterable[int]) -> tuple[int, ...]:
    """Of the pieces that say the same, the first."""
    first: dict[tuple[Source, str, str | None], int] = {}
    for at in indexes:
        one = evidence[at]
        first.setdefault((one.source, one.value, one.path), at)
    return tuple(first.values())
