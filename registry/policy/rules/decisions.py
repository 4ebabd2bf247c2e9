"""What follows where a term applies, does not, or may: said once for the rules of all kinds."""

from registry.licences.terms import Term, global_id
from registry.policy import sentences
from registry.policy.circumstances import said
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.holds import Holds, Known
from registry.policy.scene import ANSWERS, Scene, when_of
from registry.policy.verdict import (
    Assumption,
    AssumptionCode,
    Obligation,
    ObligationCode,
    Outcome,
    Question,
    Reason,
    ReasonCode,
    Words,
)


def against(
    scene: Scene, term: Term, holds: Holds, code: ReasonCode, outcome: Outcome = Outcome.FORBIDDEN
) -> Findings:
    """Return what follows of a term that stands in the way where something holds."""
    match holds.known:
        case Known.NO:
            return NOTHING
        case Known.UNSAID:
            return missing(scene, term, holds.members, code, outcome)
        case _ if term.ask_en is not None:
            return settled(scene, term, code, holds.members)
        case Known.OPEN:
            return because(scene, term, code, Outcome.REVIEW_REQUIRED, holds.members)
        case Known.YES:
            return because(scene, term, code, outcome, holds.members)


def because(
    scene: Scene,
    term: Term,
    code: ReasonCode,
    outcome: Outcome,
    members: tuple[str, ...] = (),
    text: Words | None = None,
) -> Findings:
    """Return the reason that a term is, in its own words or others, with what the context said."""
    words = sentences.with_said(text or words_of(term), said(scene.context, members))
    return Findings(reasons=(_reason(scene, term, code, outcome, words),))


def settled(
    scene: Scene, term: Term, code: ReasonCode, members: tuple[str, ...] = (), question: Words | None = None
) -> Findings:
    """Return what a person decides of a term: their answer, or the question and a review until there is one."""
    match scene.answer(term):
        case True:
            return Findings(assumptions=(_answered(scene, term),))
        case False:
            return because(scene, term, code, Outcome.FORBIDDEN, members)
        case None:
            found = because(scene, term, code, Outcome.REVIEW_REQUIRED, members)
            return together((found, Findings(questions=(ask(scene, term, question),))))


def missing(
    scene: Scene,
    term: Term,
    members: tuple[str, ...],
    code: ReasonCode,
    worst: Outcome,
    question: Words | None = None,
) -> Findings:
    """Return what follows where the context leaves out what a term turns on.

    ``worst`` is what an answer may bring. Where a person alone can tell, and did, that decides.
    """
    if ANSWERS in members and (answer := scene.answer(term)) is not None:
        if answer:
            return Findings(assumptions=(_answered(scene, term),))
        members = tuple(member for member in members if member != ANSWERS)
        if not members:
            return because(scene, term, code, worst)
    text = sentences.reason(ReasonCode.MISSING_CONTEXT)
    reason = _reason(scene, term, ReasonCode.MISSING_CONTEXT, Outcome.REVIEW_REQUIRED, text)
    return Findings(reasons=(reason,), questions=questions(scene, term, members, question))


def questions(
    scene: Scene, term: Term, members: tuple[str, ...], question: Words | None = None
) -> tuple[Question, ...]:
    """Return the questions for members of a context that a term turns on."""
    key, named = scene.licence.key, term_id(scene, term)
    return tuple(
        ask(scene, term, question)
        if member == ANSWERS
        else Question(member, sentences.question(member), None, key, named, term.clause)
        for member in members
    )


def ask(scene: Scene, term: Term, question: Words | None = None) -> Question:
    """Return the question on a term itself, which ``answers`` of a context answer."""
    if term.ask_en is not None and term.ask_fr is not None:
        text = Words(term.ask_en, term.ask_fr)
    else:
        of_term = "answers_modality" if term.traits else ANSWERS
        text = question or _with_words(sentences.question(of_term), term)
    return Question(ANSWERS, text, None, scene.licence.key, term_id(scene, term), term.clause)


def duty(
    scene: Scene, term: Term, code: ObligationCode, holds: Holds | None = None, text: Words | None = None
) -> Findings:
    """Return the duty of a term where its occasion comes, or may come."""
    comes = scene.applies(term) if holds is None else holds
    if comes.known is Known.NO:
        return NOTHING
    obligation = Obligation(
        code=code,
        text=text or words_of(term),
        when=when_of(term),
        licence=scene.licence.key,
        term=term_id(scene, term),
        clause=term.clause,
        source_url=term.source.url,
        prescribed=term.text,
        conditional=comes.known is not Known.YES,
    )
    asked = questions(scene, term, comes.members) if comes.known is Known.UNSAID else ()
    return Findings(obligations=(obligation,), questions=asked)


def assumed(scene: Scene, term: Term, code: AssumptionCode, **values: str) -> Findings:
    """Return what is taken for given about a term; its own sentence fills the place of ``what``."""
    text = sentences.assumption(code)
    words = Words(text.en.format(**{"what": term.en} | values), text.fr.format(**{"what": term.fr} | values))
    return Findings(assumptions=(Assumption(code, words, None, scene.licence.key, term_id(scene, term)),))


def words_of(term: Term) -> Words:
    """Return the sentence of a term."""
    return Words(term.en, term.fr)


def term_id(scene: Scene, term: Term) -> str:
    """Name a term among those of all licences."""
    return global_id(scene.licence.key, term)


def answered(scene: Scene, term: Term) -> Findings:
    """Return that an answer was taken for given, where one was: that a term does not stand in the way."""
    return Findings(assumptions=(_answered(scene, term),)) if scene.answer(term) else NOTHING


def _answered(scene: Scene, term: Term) -> Assumption:
    text = _with_words(sentences.assumption(AssumptionCode.ANSWERED), term)
    return Assumption(AssumptionCode.ANSWERED, text, None, scene.licence.key, term_id(scene, term))


def _with_words(words: Words, term: Term) -> Words:
    return sentences.filled_with(words, term.en, term.fr)


def _reason(scene: Scene, term: Term, code: ReasonCode, outcome: Outcome, text: Words) -> Reason:
    return Reason(
        code=code,
        outcome=outcome,
        text=text,
        remedy=sentences.remedy(code),
        licence=scene.licence.key,
        term=term_id(scene, term),
        clause=term.clause,
        source_url=term.source.url,
    )
