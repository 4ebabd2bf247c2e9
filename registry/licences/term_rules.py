"""What a term of each kind may and must say: one that says less cannot be judged, one that says more misleads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from registry.licences.terms import Effect, Measured, PastThreshold, Term, TermKind
from registry.licences.territories import is_territory

LONGEST_WORDING = 240
LONGEST_TEXT = 200

_PERMIT, _FORBID, _REQUIRE, _CONDITION = Effect.PERMIT, Effect.FORBID, Effect.REQUIRE, Effect.CONDITION
_UNTOLD = frozenset({Effect.SILENT, Effect.UNKNOWN})
_BINDING = frozenset({_FORBID, _REQUIRE, _CONDITION})
_OF_ALL = frozenset(
    ("id", "kind", "effect", "en", "fr", "source", "document", "clause", "applies_to", "traits", "exemptions")
)
_ASK = frozenset(("ask_en", "ask_fr"))
_THRESHOLD = frozenset(("value", "unit", "bound", "population", "measured", "past"))


@dataclass(frozen=True, slots=True)
class Shape:
    """What terms of one kind look like.

    ``needs``: members without which a term that forbids, requires or sets a condition is incomplete. ``may``:
    further members. ``asks``: a condition of this kind is nothing a machine could decide, so it needs a question.
    """

    effects: frozenset[Effect]
    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    asks: bool = False


def _shape(*effects: Effect, needs: frozenset[str] = frozenset(), may: str = "", asks: bool = False) -> Shape:
    return Shape(frozenset(effects), needs, frozenset(may.split()), asks)


_GRANT = _shape(_PERMIT, _FORBID, _CONDITION, asks=True)
_DUTY = _shape(_PERMIT, _REQUIRE)
_WORDED_DUTY = _shape(_PERMIT, _REQUIRE, needs=frozenset({"text"}))
_COUNTS_AS = _shape(_PERMIT, _REQUIRE)
_POWER = _shape(_PERMIT, _FORBID, _CONDITION)

SHAPES: Mapping[TermKind, Shape] = {
    TermKind.COMMERCIAL_USE: _GRANT,
    TermKind.COMMERCIAL_DEFINITION: _shape(_CONDITION, needs=frozenset({"uses"})),
    TermKind.RESEARCH_ONLY: _shape(_REQUIRE),
    TermKind.REDISTRIBUTION: _GRANT,
    TermKind.DERIVATIVES: _GRANT,
    TermKind.DERIVATIVE_SHARING: _GRANT,
    TermKind.OUTPUTS_USE: _GRANT,
    TermKind.OUTPUTS_OWNERSHIP: _shape(_PERMIT, _FORBID, _CONDITION, asks=True),
    TermKind.OUTPUTS_TRAINING: _shape(_PERMIT, _FORBID, _CONDITION, needs=frozenset({"trains"}), asks=True),
    TermKind.PATENT_GRANT: _shape(_PERMIT, _FORBID, _CONDITION),
    TermKind.TRADEMARK: _shape(_PERMIT, _FORBID, _CONDITION),
    TermKind.KEEP_NOTICES: _DUTY,
    TermKind.SHIP_LICENCE: _DUTY,
    TermKind.NOTICE_TEXT: _WORDED_DUTY,
    TermKind.STATE_CHANGES: _DUTY,
    TermKind.ATTRIBUTION: _shape(_PERMIT, _REQUIRE, may="text"),
    TermKind.DISPLAY_TEXT: _WORDED_DUTY,
    TermKind.NAME_PREFIX: _WORDED_DUTY,
    TermKind.SHARE_ALIKE: _shape(_PERMIT, _REQUIRE, needs=frozenset({"reach"})),
    TermKind.DISCLOSE_SOURCE: _DUTY,
    TermKind.PASS_DOWN: _DUTY,
    TermKind.USE_POLICY: _shape(_REQUIRE),
    TermKind.REGISTRATION: _DUTY,
    TermKind.LATEST_VERSION: _DUTY,
    TermKind.CONTENT_FILTER: _DUTY,
    TermKind.OUTPUT_LABELLING: _shape(_REQUIRE, _FORBID),
    TermKind.LAWFUL_USE: _shape(_REQUIRE),
    TermKind.TRADE_LAW: _shape(_REQUIRE),
    TermKind.INDEMNITY: _shape(_REQUIRE),
    TermKind.STOP_AND_DELETE: _shape(_REQUIRE),
    TermKind.USER_THRESHOLD: _shape(_CONDITION, needs=_THRESHOLD, may="measured_on text"),
    TermKind.REVENUE_THRESHOLD: _shape(_CONDITION, needs=_THRESHOLD, may="measured_on text"),
    TermKind.TERRITORY: _shape(_PERMIT, _FORBID, _REQUIRE, needs=frozenset({"tests", "territories"})),
    TermKind.USE_RESTRICTIONS: _shape(_FORBID, _CONDITION, may="forbidden_fields review_fields", asks=True),
    TermKind.COMPETING_USE: _shape(_PERMIT, _FORBID, _CONDITION, asks=True),
    TermKind.GUARDRAIL_BYPASS: _shape(_FORBID, may="loses"),
    TermKind.LITIGATION_TERMINATION: _shape(_CONDITION, needs=frozenset({"suits", "loses"})),
    TermKind.HOSTED_DISTRIBUTION: _COUNTS_AS,
    TermKind.DISTILLATION_DERIVATIVE: _COUNTS_AS,
    TermKind.REVOCABILITY: _POWER,
    TermKind.LICENSOR_MAY_AMEND: _POWER,
    TermKind.LIVE_USE_POLICY: _POWER,
    TermKind.REMOTE_RESTRICTION: _POWER,
    TermKind.OTHER: _shape(_FORBID, _REQUIRE, _CONDITION, may="text", asks=True),
}
"""What a permission means where it is not plain: a duty that is permitted is one the text says it does not ask."""

_RAGGED = re.compile(r"^\s|\s$|\n|  ")
_SENTENCES = re.compile(r"[.!?…]\s+\S")
_SPACE_BEFORE = re.compile(r" [:;?!»]|« ")  # French takes narrow no-break spaces there


def problems(term: Term) -> Iterator[str]:
    """Tell what is wrong with a term, each in one clause that begins with the member at fault."""
    shape = SHAPES[term.kind]
    told = {field.name for field in fields(term) if getattr(term, field.name) not in (None, ())}
    yield from _wordings(term)
    if not term.source.url.startswith("https://"):
        yield "source is no https address"
    if term.effect in _UNTOLD:
        yield from _untold(term, told)
        return
    if term.effect not in shape.effects:
        yield f"effect cannot be “{term.effect}” for this kind; it can be {_list(shape.effects)}"
    yield from _members(term, shape, told)
    if term.clause is None and term.source.reading.shows_silence:
        yield "clause is missing, though the text was read"
    yield from _values(term)


def _untold(term: Term, told: set[str]) -> Iterator[str]:
    if further := told - _OF_ALL:
        yield f"{_list(further)}: not for a term that says nothing"
    if term.effect is Effect.SILENT and not term.source.reading.shows_silence:
        yield "effect cannot be “silent” where the text was not read; it is “unknown”"


def _members(term: Term, shape: Shape, told: set[str]) -> Iterator[str]:
    if further := told - _OF_ALL - _ASK - shape.needs - shape.may:
        yield f"{_list(further)}: not for this kind"
    if term.effect in _BINDING and (absent := shape.needs - told):
        yield f"{_list(absent)}: missing"
    if term.effect is _CONDITION and shape.asks and not told >= _ASK:
        yield "ask_en and ask_fr: missing, and nothing else could decide this condition"
    if _ASK & told and term.effect not in _BINDING:
        yield "ask_en and ask_fr: there is nothing to ask about"


def _values(term: Term) -> Iterator[str]:
    yield from _threshold(term)
    if bad := [code for code in term.territories if not is_territory(code)]:
        yield f"territories: {bad} is no country of ISO 3166-1, nor EU or EEA"
    if both := set(term.forbidden_fields) & set(term.review_fields):
        yield f"review_fields: {_list(both)} is forbidden already"
    if term.text is not None and not 0 < len(term.text) <= LONGEST_TEXT:
        yield f"text is not of 1 to {LONGEST_TEXT} characters"


def _threshold(term: Term) -> Iterator[str]:
    if term.value is not None and term.value <= 0:
        yield "value is not above zero"
    if term.unit is not None and term.unit.is_money != (term.kind is TermKind.REVENUE_THRESHOLD):
        yield f"unit cannot be “{term.unit}” for this kind"
    if (term.measured is Measured.RELEASE_DATE) != (term.measured_on is not None):
        yield "measured_on: a day, exactly where it is measured on the release date"
    shows = term.past is PastThreshold.DISPLAY_ONLY
    if term.past is not None and shows != (term.text is not None):
        yield "text: the words to show, exactly where past is “display_only”"


def _wordings(term: Term) -> Iterator[str]:
    if term.en == term.fr:
        yield "fr is the same as en"
    for member, words in (("en", term.en), ("fr", term.fr)):
        yield from _wording(member, words, end=".")
    for member, asked in (("ask_en", term.ask_en), ("ask_fr", term.ask_fr)):
        if asked is not None:
            yield from _wording(member, asked, end="?")
    if (term.ask_en is None) != (term.ask_fr is None):
        yield "ask_en and ask_fr: one without the other"


def _wording(member: str, words: str, end: str) -> Iterator[str]:
    if len(words) > LONGEST_WORDING or _RAGGED.search(words) or not words.endswith(end):
        yield f"{member} is not one sentence of at most {LONGEST_WORDING} characters that ends in “{end}”"
    elif _SENTENCES.search(words):
        yield f"{member} is more than one sentence"
    if "'" in words or '"' in words:
        yield f"{member}: write ’ and “ ” or « »"
    if member.endswith("fr") and _SPACE_BEFORE.search(words):
        yield f"{member}: a narrow no-break space before : ; ? ! » and after «"


def _list(members: Any) -> str:
    return ", ".join(sorted(members))
