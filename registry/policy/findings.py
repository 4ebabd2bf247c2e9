"""What rules find about one licence: parts of a verdict, gathered."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.policy.verdict import Assumption, Obligation, Outcome, Question, Reason, worst


@dataclass(frozen=True, slots=True)
class Findings:
    """Parts of a verdict before they are put together."""

    reasons: tuple[Reason, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    questions: tuple[Question, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst that follows from them."""
        duties = (Outcome.ALLOWED_WITH_OBLIGATIONS,) if self.obligations else ()
        return worst((*duties, *(one.outcome for one in self.reasons)))


NOTHING = Findings()


def together(found: Iterable[Findings]) -> Findings:
    """Unite findings in their order."""
    parts = [one for one in found if one is not NOTHING]
    if not parts:
        return NOTHING
    if len(parts) == 1:
        return parts[0]
    return Findings(
        tuple(reason for one in parts for reason in one.reasons),
        tuple(obligation for one in parts for obligation in one.obligations),
        tuple(question for one in parts for question in one.questions),
        tuple(assumption for one in parts for assumption in one.assumptions),
    )
