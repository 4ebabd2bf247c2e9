"""How well we know what a licence says: terms that nobody typed, or read, or read no more than a summary of."""

from registry.licences.knowledge import Licence
from registry.licences.terms import Effect, Term
from registry.policy import sentences
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.rules.decisions import ask, term_id
from registry.policy.scene import Scene
from registry.policy.verdict import Assumption, AssumptionCode, Outcome, Reason, ReasonCode

MOST_ASKED = 8  # a licence of which we read less than that is to be read as a whole


def not_typed(key: str, licence: Licence | None) -> Findings:
    """Return what follows of a licence whose terms nobody typed, or that is not described at all."""
    code = ReasonCode.LICENCE_UNRESOLVED if licence is None else ReasonCode.TERMS_NOT_READ
    text = sentences.reason("LICENCE_UNRESOLVED" if licence is None else "TERMS_NOT_TYPED")
    url = None if licence is None else licence.source.url
    reason = Reason(code, Outcome.UNKNOWN, text, sentences.remedy(code), licence=key, source_url=url)
    return Findings(reasons=(reason,))


def unread(scene: Scene, terms: tuple[Term, ...]) -> Findings:
    """Return what follows of terms that we have not read: a review, until a person read them and said so."""
    open_ones = [one for one in terms if one.effect is Effect.UNKNOWN and scene.answer(one) is not True]
    vague = [one for one in terms if one.effect is not Effect.UNKNOWN and not one.source.reading.shows_silence]
    answered = together(_answered(scene, one) for one in terms if one.effect is Effect.UNKNOWN)
    if not open_ones and not vague:
        return answered
    what = ", ".join(sorted({one.kind.value for one in (*open_ones, *vague)}))
    denied = any(scene.answer(one) is False for one in open_ones)
    first = (open_ones or vague)[0]
    reason = Reason(
        code=ReasonCode.TERMS_NOT_READ,
        outcome=Outcome.FORBIDDEN if denied else Outcome.REVIEW_REQUIRED,
        text=sentences.filled(sentences.reason(ReasonCode.TERMS_NOT_READ), what=what),
        remedy=sentences.remedy(ReasonCode.TERMS_NOT_READ),
        licence=scene.licence.key,
        source_url=first.source.url,
    )
    asked = [one for one in open_ones if scene.answer(one) is None]
    words = sentences.question("answers_unread")
    questions = tuple(ask(scene, one, sentences.filled(words, what=one.kind.value)) for one in asked)
    found = Findings(reasons=(reason,), questions=questions if len(asked) <= MOST_ASKED else ())
    return together((found, answered))


def _answered(scene: Scene, term: Term) -> Findings:
    if scene.answer(term) is not True:
        return NOTHING
    text = sentences.filled(sentences.assumption(AssumptionCode.ANSWERED), what=term.kind.value)
    assumption = Assumption(AssumptionCode.ANSWERED, text, None, scene.licence.key, term_id(scene, term))
    return Findings(assumptions=(assumption,))
