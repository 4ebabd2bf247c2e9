"""The questions that verdicts leave open, gathered: one answer often settles many models. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from registry.policy.verdict import Question, ReasonCode, Verdict, Words

ANSWERS = "answers"  # the member of a context that holds what was answered to single terms

_Key = tuple[str, str | None]
_FINE = frozenset({"allowed", "allowed_with_obligations"})


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question, and of how many models it is asked; ``decides``: how many wait for nothing but answers.

    ``term`` where it is about one term alone.
    """

    member: str
    text: Words
    models: int
    decides: int
    term: str | None = None
    licence: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """What is asked, what most models wait for first; ``settles``: models that wait for nothing but answers.

    Questions that no model waits for only make clear which duties come.
    """

    questions: tuple[OpenQuestion, ...]
    settles: int


def gather(verdicts: Iterable[tuple[Verdict, int]]) -> OpenQuestions:
    """Gather the questions of verdicts, each with how many models it was given to."""
    first: dict[_Key, Question] = {}
    models, decides, pressing = Counter[_Key](), Counter[_Key](), Counter[_Key]()
    settles = 0
    for verdict, number in verdicts:
        waiting = number * _waits_for_answers_alone(verdict)
        settles += waiting
        for key, one in {_key(one): one for one in verdict.questions}.items():
            first.setdefault(key, one)
            models[key] += number
            decides[key] += waiting
            pressing[key] += waiting * _holds_back(verdict, one)
    asked = sorted(first, key=lambda key: (not decides[key], -pressing[key], -models[key], key[0], key[1] or ""))
    return OpenQuestions(tuple(_open(first[key], key, models[key], decides[key]) for key in asked), settles)


def _key(one: Question) -> _Key:
    """What one answer answers: a member of the context, or the question of one term."""
    return one.member, one.term if one.member == ANSWERS else None


def _open(one: Question, key: _Key, models: int, decides: int) -> OpenQuestion:
    if key[1] is None:  # whichever licence asked first has no part in it
        return OpenQuestion(one.member, one.text, models, decides)
    return OpenQuestion(one.member, one.text, models, decides, one.term, one.licence, one.clause)


def _holds_back(verdict: Verdict, one: Question) -> bool:
    """Whether it is asked for the very term that waits; others may matter too, and most make duties clear."""
    return any(reason.term == one.term for reason in verdict.reasons if reason.code is ReasonCode.MISSING_CONTEXT)


def _waits_for_answers_alone(verdict: Verdict) -> bool:
    """Whether nothing but open questions keeps a model from being allowed."""
    return (
        bool(verdict.questions)
        and verdict.outcome not in _FINE
        and all(one.code is ReasonCode.MISSING_CONTEXT or one.outcome in _FINE for one in verdict.reasons)
    )
