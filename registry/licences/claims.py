"""What the sources of one model claim about its weights, and whether they can all be right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.licences.evidence import Match, Source
from registry.licences.expressions import Combined, Texts, Ways, meaning, together
from registry.licences.knowledge import Family, FamilyKind, Knowledge
from registry.licences.names import Licensed, Resolution, SharedName, Unrecognised, resolve_link

TAG, CARD, NAME, LINK = (
    Source.HUB_TAG,
    Source.CARD_LICENSE,
    Source.CARD_LICENSE_NAME,
    Source.CARD_LICENSE_LINK,
)
DECLARING = frozenset({TAG, CARD, NAME, LINK})
FILE, POLICY, PROMPT = Source.LICENCE_FILE, Source.USE_POLICY_FILE, Source.GATE_PROMPT
PHRASING = frozenset({Source.CARD_TEXT, Source.GGUF_HEADER})
TEXTS = (FILE, PROMPT, POLICY)

_READ = frozenset({Match.EXACT, Match.SAME})


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as it counts: what a declaring source writes, or which licence a text is or is near to."""

    source: Source
    value: str = ""
    licence: str | None = None
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """All that one source says. A text set is one licence, or the dated texts that one name may mean.

    ``ways``: how one complies with all of it, several where it offers a choice; empty where that is not known.
    """

    described: Texts = frozenset()
    open_ended: Texts = frozenset()  # text sets whose name further, undescribed texts bear too
    families: frozenset[Family] = frozenset()
    unrecognised: bool = False
    ways: Ways = frozenset()

    @property
    def texts(self) -> Texts:
        """All text sets that it names."""
        return self.described | self.open_ended

    @property
    def keys(self) -> frozenset[str]:
        """Every licence that it names or may mean."""
        return frozenset[str]().union(*self.texts)

    @property
    def says_something(self) -> bool:
        """Whether anything is stated, be it something that we do not know."""
        return bool(self.texts or self.families or self.unrecognised)

    @property
    def is_non_answer(self) -> bool:
        """Whether it says `other` or `unknown`."""
        return any(family.kind is FamilyKind.NON_ANSWER for family in self.families)


Claims = Mapping[Source, Claim]


def claims_of(said: frozenset[Said], knowledge: Knowledge) -> dict[Source, Claim]:
    """Sort statements by source; sources that say nothing claim nothing."""
    claims = {source: _declared(said, source, knowledge) for source in DECLARING}
    for source in (FILE, POLICY, PROMPT):
        claims[source] = _of_keys(one.licence for one in said if one.source is source and _counts(one))
    claims[Source.CARD_TEXT] = _of_keys(one.licence for one in said if one.source in PHRASING)
    return claims


def _counts(one: Said) -> bool:
    """Whether a statement names its licence surely: a text must be that licence, not like it."""
    return one.match in _READ


def _of_keys(keys: Iterable[str | None]) -> Claim:
    return Claim(described=frozenset(frozenset({key}) for key in keys if key is not None))


def _declared(said: frozenset[Said], source: Source, knowledge: Knowledge) -> Claim:
    read = resolve_link if source is LINK else meaning
    meanings = [read(one.value, knowledge) for one in said if one.source is source]
    ways = [_ways(one) for one in meanings]
    all_ways = together(one for one in ways if one)
    loose = [isinstance(one, SharedName) and not one.complete for one in meanings]
    return Claim(
        described=_texts(one for one, is_loose in zip(ways, loose, strict=True) if not is_loose),
        open_ended=_texts(one for one, is_loose in zip(ways, loose, strict=True) if is_loose),
        families=frozenset(one for one in meanings if isinstance(one, Family)),
        unrecognised=all_ways is None or any(isinstance(one, Unrecognised) for one in meanings),
        ways=all_ways or frozenset(),
    )


def _texts(all_ways: Iterable[Ways]) -> Texts:
    return frozenset(texts for ways in all_ways for way in ways for texts in way)


def _ways(one: Resolution | Combined) -> Ways:
    """The ways of complying with what one value names, none where it names no licence."""
    match one:
        case Licensed(key):
            return frozenset({frozenset({frozenset({key})})})
        case SharedName(keys, _):
            return frozenset({frozenset({frozenset(keys)})})
        case Combined(ways):
            return ways
        case _:
            return frozenset()


def contradict(claims: Claims) -> bool:
    """Whether two sources name different licences.

    Tag and card have to say the same both ways. Every other source has to be among what tag, card, name and link
    say; a family leaves room for its members, a non-answer for anything. Where that leaves it open, all texts that
    were read have to be of one licence, and a phrase of the card has to be about it.
    """
    tag, card, name, link = claims[TAG], claims[CARD], claims[NAME], claims[LINK]
    pairs = [(tag, card), (card, tag), (name, tag), (name, card), (link, tag), (link, card), (link, name)]
    told = [claims[source] for source in (*TEXTS, Source.CARD_TEXT)]
    pairs += [(part, whole) for part in told for whole in (tag, card, name, link)]
    if any(not _covers(whole, part) for part, whole in pairs if whole.texts or whole.families):
        return True
    listed = tag.keys | card.keys | name.keys | link.keys
    loose = frozenset[str]().union(*(claims[source].keys for source in TEXTS)) - listed
    phrases = claims[Source.CARD_TEXT].keys - listed
    return len(loose) > 1 or bool(phrases and loose and phrases != loose)


def _covers(whole: Claim, part: Claim) -> bool:
    if whole.is_non_answer:
        return True
    members = frozenset[str]().union(*(family.members for family in whole.families))
    return all(texts & members or any(texts & other for other in whole.texts) for texts in part.texts)


def narrowest(claims: Claims) -> Texts:
    """The text sets that are declared or were read, without those that another one narrows down."""
    counted = (*DECLARING, FILE, PROMPT)
    texts = frozenset[frozenset[str]]().union(*(claims[source].texts for source in counted))
    return frozenset(one for one in texts if not any(other < one for other in texts))


def choices(claims: Claims, narrowed: Texts) -> tuple[Texts, ...]:
    """Return the ways of complying between which one may choose, as texts narrow them; none without a choice.

    Every source that declares all of it has to offer the same ways; else all of it applies.
    """
    whole = [
        claims[source].ways
        for source in DECLARING
        if all(any(one <= texts for texts in claims[source].texts) for one in narrowed)
    ]
    if not whole or len(set(whole)) > 1 or len(whole[0]) < 2:
        return ()
    ways = {frozenset(one for one in narrowed if any(one <= texts for texts in way)) for way in whole[0]}
    return tuple(ways) if len(ways) > 1 else ()


def is_named(key: str, claims: Claims, knowledge: Knowledge) -> bool:
    """Whether what is declared names this licence: by its name, its family, or `other` where the Hub has no id."""
    for source in (TAG, CARD, NAME, LINK):
        claim = claims[source]
        if key in claim.keys or any(key in family.members for family in claim.families):
            return True
    other = any(claims[source].is_non_answer for source in (TAG, CARD))
    return other and not knowledge.licences[key].hub_ids


def kept_from(said: frozenset[Said], source: Source) -> frozenset[Said]:
    """The statements of one source whose text was read and is no licence that we know."""
    return frozenset(one for one in said if one.source is source and one.match is not None and not _counts(one))
