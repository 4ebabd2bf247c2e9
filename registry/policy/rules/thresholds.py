"""Limits of users and revenue: whose, of what, when they count, and what happens past them."""

from dataclasses import dataclass

from registry.licences.terms import Bound, Measured, PastThreshold, Population, Term, TermKind, Unit
from registry.policy import sentences
from registry.policy.context import Context
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.holds import Holds, Known, all_of, any_of, opposite, told, unsaid
from registry.policy.rules.decisions import against, assumed, duty, missing, questions, settled
from registry.policy.rules.exemptions import is_spared
from registry.policy.scene import ANSWERS, Scene
from registry.policy.verdict import AssumptionCode, ObligationCode, Outcome, ReasonCode, Words

_CODES = {
    TermKind.USER_THRESHOLD: ReasonCode.USERS_OVER_LIMIT,
    TermKind.REVENUE_THRESHOLD: ReasonCode.REVENUE_OVER_LIMIT,
}
_MONTHS = 12
_INEXACT = frozenset(
    {Unit.MONTHLY_VISITS, Unit.DAILY_ACTIVE_USERS, Unit.USD_RECURRING_PER_YEAR, Unit.USD_PER_MONTH}
)


@dataclass(frozen=True, slots=True)
class _Range:
    """What a figure may be, both ends included; ``most`` is None where nothing bounds it."""

    least: int
    most: int | None


def threshold(scene: Scene, term: Term) -> Findings:
    """Judge a limit. One that counts all the time decides by today's figures; one of a past day by that day's."""
    assert term.value is not None  # noqa: S101 - the rules of terms see to it
    spared = any_of(is_spared(scene, exemption) for exemption in term.exemptions)
    applies = all_of((scene.applies(term), opposite(spared)))
    over = is_over(scene.context, term)
    past = all_of((applies, over))
    if term.past in (PastThreshold.DISPLAY_ONLY, PastThreshold.REGISTER):
        return _duty_past(scene, term, past, applies)
    if term.measured is Measured.RELEASE_DATE:
        return _on_release(scene, term, past)
    return together((_ongoing(scene, term, past), _watch(scene, term, applies, over)))


def is_over(context: Context, term: Term) -> Holds:
    """Tell whether today's figures are past the limit of a term, as far as the context tells."""
    figures, member = _figures(context, term)
    value = term.value or 0
    value += 0 if term.bound is Bound.OVER else -1  # then past it is what is over
    if figures is None:
        return unsaid(*_members(context, term, member))
    if figures.least > value:
        return told(member, yes=True)
    if figures.most is not None and figures.most <= value:
        return told(member, yes=False)
    return unsaid(*_members(context, term, member))


def _figures(context: Context, term: Term) -> tuple[_Range | None, str]:
    """Return what the figure that a term counts may be, and the member that would tell first."""
    of_product, of_group = (
        (context.product_annual_revenue_usd, context.group_annual_revenue_usd)
        if term.kind is TermKind.REVENUE_THRESHOLD
        else (context.product_monthly_active_users, context.group_monthly_active_users)
    )
    member = _member(term)
    if of_product is None and of_group is None:
        return None, member
    counted = of_product if term.population is Population.PRODUCT else of_group
    if counted is not None and term.population is not Population.LICENSEE:
        return _in_unit(_Range(counted, counted), term.unit), member
    if term.population is Population.PRODUCT:
        return _in_unit(_Range(0, of_group), term.unit), member
    return _in_unit(_Range(of_product or 0, of_group), term.unit), member


def _in_unit(said: _Range, unit: Unit | None) -> _Range:
    """Turn people in a month, or dollars in a year, into what a term counts."""
    match unit:
        case Unit.MONTHLY_VISITS:  # whoever comes, comes once at least
            return _Range(said.least, None)
        case Unit.DAILY_ACTIVE_USERS | Unit.USD_RECURRING_PER_YEAR:
            return _Range(0, said.most)
        case Unit.USD_PER_MONTH:  # the best month has a twelfth at least, and the whole year at most
            return _Range(-(-said.least // _MONTHS), said.most)
        case _:
            return said


def _member(term: Term) -> str:
    whose = "product" if term.population is Population.PRODUCT else "group"
    return (
        f"{whose}_annual_revenue_usd"
        if term.kind is TermKind.REVENUE_THRESHOLD
        else f"{whose}_monthly_active_users"
    )


def _members(context: Context, term: Term, member: str) -> tuple[str, ...]:
    """Name what would tell more: the member, and a person where that is said already, or may not be enough."""
    inexact = term.population is Population.LICENSEE or term.unit in _INEXACT
    said = getattr(context, member) is not None
    return (() if said else (member,)) + ((ANSWERS,) if said or inexact else ())


def _duty_past(scene: Scene, term: Term, past: Holds, applies: Holds) -> Findings:
    """Past the limit something has to be done; nobody is shut out."""
    if past.known is Known.NO:
        return _watch(scene, term, applies, past)
    shows = term.past is PastThreshold.DISPLAY_ONLY
    code = ObligationCode.DISPLAY_NOTICE if shows else ObligationCode.REGISTER
    return duty(scene, term, code, past)


def _on_release(scene: Scene, term: Term, past: Holds) -> Findings:
    """Nobody's figures of a past day are known: today's below the limit are taken for those, else one is asked."""
    question = _on_day(sentences.question("answers_on_release"), term)
    code = _CODES[term.kind]
    if past.known is Known.NO:
        if scene.answer(term) is False:
            return settled(scene, term, code, past.members)
        day, what = str(term.measured_on), _limit(term)
        return assumed(scene, term, AssumptionCode.USERS_BELOW_ON_RELEASE, day=day, what=what)
    if past.known is Known.UNSAID and scene.answer(term) is None:
        found = missing(scene, term, past.members, code, Outcome.FORBIDDEN, question)
        if ANSWERS in past.members:
            return found
        return together((found, Findings(questions=questions(scene, term, (ANSWERS,), question))))
    return settled(scene, term, code, past.members, question)


def _ongoing(scene: Scene, term: Term, past: Holds) -> Findings:
    code = _CODES[term.kind]
    if past.known is Known.UNSAID:
        question = sentences.filled(sentences.question("answers_measure"), what=_limit(term))
        return missing(scene, term, past.members, code, Outcome.FORBIDDEN, question)
    return against(scene, term, past, code)


def _watch(scene: Scene, term: Term, applies: Holds, over: Holds) -> Findings:
    """The duty to watch a limit that is not reached."""
    if over.known is not Known.NO or applies.known is Known.NO:
        return NOTHING
    text = sentences.filled(sentences.obligation(ObligationCode.MONITOR_THRESHOLD), what=_limit(term))
    return duty(scene, term, ObligationCode.MONITOR_THRESHOLD, applies, text)


def _on_day(words: Words, term: Term) -> Words:
    return sentences.filled(words, day=str(term.measured_on), what=_limit(term))


def _limit(term: Term) -> str:
    """Write a limit as it is typed, the same in every language: ``100000000 monthly_active_users (group)``."""
    return f"{term.value} {term.unit} ({term.population})"
