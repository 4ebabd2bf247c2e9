"""How far licences reach, by their terms: to models that learnt from outputs, to models made from models."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from registry.licences.knowledge import Knowledge
from registry.licences.terms import Effect, Occasion, Term, TermKind, TrainedKind, Trait

_LEFT_ALONE = frozenset({Effect.SILENT, Effect.PERMIT})
_BINDING = frozenset({Effect.FORBID, Effect.REQUIRE, Effect.CONDITION})
# What keeps a licence from letting go of models that learnt from outputs, unless it is silent or permits it.
_ON_LEARNING = frozenset(
    {
        TermKind.DISTILLATION_DERIVATIVE,
        TermKind.OUTPUTS_TRAINING,
        TermKind.OUTPUTS_USE,
        TermKind.OUTPUTS_OWNERSHIP,
        TermKind.COMPETING_USE,
        TermKind.COMMERCIAL_USE,
        TermKind.RESEARCH_ONLY,
    }
)
_ON_DERIVING = frozenset({TermKind.DERIVATIVES, TermKind.DERIVATIVE_SHARING})


@dataclass(frozen=True, slots=True)
class Reach:
    """Which licences turn on modality, and which are known to leave models made from others free.

    A model under the very licence of what it was made from is bound by nothing more, where that licence is known
    to let models be made from others. One whose terms are not typed, or of which what matters here was not read,
    is in none of these.
    """

    turning_on_modality: frozenset[str]
    free_of_distilled: frozenset[str]
    free_to_derive: frozenset[str]


@lru_cache(maxsize=4)
def reach(knowledge: Knowledge) -> Reach:
    """Return how far the licences reach."""
    typed = [(key, one.terms) for key, one in knowledge.licences.items() if one.terms is not None]
    return Reach(
        turning_on_modality=frozenset(key for key, terms in typed if _turns_on_modality(terms)),
        free_of_distilled=frozenset(key for key, terms in typed if _lets_go_of_distilled(terms)),
        free_to_derive=frozenset(key for key, terms in typed if _lets_derive(terms)),
    )


def _turns_on_modality(terms: Iterable[Term]) -> bool:
    return any(Trait.MULTIMODAL in term.traits for term in terms)


def _lets_go_of_distilled(terms: Iterable[Term]) -> bool:
    """Whether it neither claims nor limits models that learnt from outputs, nor asks anything of who made them.

    A use that the licence limits altogether limits learning too: that is no letting go.
    """
    return not any(
        (term.kind in _ON_LEARNING and not _leaves_alone(term))
        or (term.effect in _BINDING and Occasion.TRAINED_MODELS in term.applies_to)
        for term in terms
    )


def _leaves_alone(term: Term) -> bool:
    """Whether a term says nothing, or permits without a limit."""
    whole = not term.traits and not term.applies_to and term.trains in ((), (TrainedKind.ANY,))
    return term.effect is Effect.SILENT or (term.effect is Effect.PERMIT and whole)


def _lets_derive(terms: Iterable[Term]) -> bool:
    """Whether models may be made from it and passed on, without a condition and under any name."""
    held = tuple(terms)
    found = [term for term in held if term.kind in _ON_DERIVING]
    named = any(term.kind is TermKind.NAME_PREFIX and term.effect not in _LEFT_ALONE for term in held)
    return (
        bool(found) and not named and all(term.effect is Effect.PERMIT and _leaves_alone(term) for term in found)
    )
