"""What the rules of terms look at: one licence as it binds a model, the context, and which occasions come."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from registry.licences.knowledge import Licence
from registry.licences.lineage import Trait
from registry.licences.modality import multimodal_under
from registry.licences.terms import Effect, Occasion, Term, TermKind
from registry.licences.terms import Trait as TermTrait
from registry.licences.uses import Purpose, UseCase
from registry.policy import circumstances
from registry.policy.context import Context
from registry.policy.holds import NO, YES, Holds, Known, all_of, any_of, told, unsaid
from registry.policy.rulings import Rulings, commercial

ANSWERS = "answers"


class Tie(StrEnum):
    """How a licence reaches a model: its own, of what it was made from, of what it learnt from."""

    OWN = "own"
    ANCESTOR = "ancestor"
    TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class Scene:
    """One licence as it binds a model, in a context."""

    licence: Licence
    context: Context
    tie: Tie
    multimodal: Holds
    definition: tuple[UseCase, ...]
    commercial: Rulings
    occasions: Mapping[Occasion, Holds]
    hosting_distributes: bool
    outputs_derive: bool  # a model that learns from outputs counts as derived

    def answer(self, term: Term) -> bool | None:
        """Return how the question of a term was answered, None where it was not."""
        return dict(self.context.answers).get(f"{self.licence.key}#{term.id}")

    def applies(self, term: Term) -> Holds:
        """Tell whether the occasion of a term comes, and the model has its traits."""
        occasions = any_of(self.occasions[one] for one in term.applies_to) if term.applies_to else YES
        if TermTrait.MULTIMODAL not in term.traits:
            return occasions
        modality, answer = self.multimodal, self.answer(term)
        if modality.known is Known.UNSAID and answer is not None:
            modality = told(ANSWERS, yes=not answer)
        return all_of((occasions, modality))


def set_scene(licence: Licence, tie: Tie, traits: tuple[str, ...], context: Context) -> Scene:
    """Return the scene for a licence, whose terms are typed."""
    terms = licence.terms or ()
    definition = tuple(use for term in terms if term.kind is TermKind.COMMERCIAL_DEFINITION for use in term.uses)
    hosting = _requires(terms, TermKind.HOSTED_DISTRIBUTION)
    derives = _requires(terms, TermKind.DISTILLATION_DERIVATIVE)
    explicit = any(Occasion.HOSTED_SERVICE in term.applies_to for term in terms)
    rulings = commercial(context, definition)
    occasions = dict(
        _occasions(
            context,
            is_changed=tie is not Tie.OWN,
            outputs_derive=derives,
            hosting_passes_on=hosting and not explicit,
        )
    )
    occasions[Occasion.COMMERCIAL_USE] = rulings.holds
    return Scene(
        licence=licence,
        context=context,
        tie=tie,
        multimodal=_multimodal(licence.key, traits),
        definition=definition,
        commercial=rulings,
        occasions=occasions,
        hosting_distributes=hosting,
        outputs_derive=derives,
    )


def when_of(term: Term) -> str:
    """Name the occasion of a term for a checklist."""
    return term.applies_to[0].value if term.applies_to else "always"


def binding_terms(licence: Licence) -> tuple[Term, ...]:
    """Return the terms that say something."""
    return tuple(term for term in licence.terms or () if term.effect is not Effect.SILENT)


def _requires(terms: tuple[Term, ...], kind: TermKind) -> bool:
    return any(term.kind is kind and term.effect is Effect.REQUIRE for term in terms)


def _multimodal(key: str, traits: tuple[str, ...]) -> Holds:
    """Whether what the licence came with takes or gives more than text; a person tells where nothing does."""
    if Trait.MULTIMODAL in traits:
        return YES
    if Trait.TEXT_ONLY in traits:
        return NO
    return YES if multimodal_under(key) else unsaid(ANSWERS)


@lru_cache(maxsize=1024)
def _occasions(
    context: Context, *, is_changed: bool, outputs_derive: bool, hosting_passes_on: bool
) -> Mapping[Occasion, Holds]:
    """Tell which occasions come. What binds through an ancestor is bound to a changed model from the start."""
    hosted = circumstances.is_hosted(context)
    passed_on = circumstances.passes_on(context)
    published = circumstances.publishes_changes(context)
    trained = circumstances.trains(context)
    changed = YES if is_changed else circumstances.changes(context)
    if outputs_derive:
        changed = any_of((changed, trained))
    copies = any_of((passed_on, hosted)) if hosting_passes_on else passed_on
    return {
        Occasion.REDISTRIBUTION: copies,
        Occasion.DERIVATIVES: all_of((changed, any_of((copies, published)))),
        Occasion.HOSTED_SERVICE: hosted,
        Occasion.HOSTED_DERIVATIVES: all_of((changed, hosted)),
        Occasion.PRODUCT: circumstances.purpose_is(context, Purpose.PRODUCT),
        Occasion.TRAINED_MODELS: all_of((trained, any_of((passed_on, published, hosted)))),
        Occasion.OUTPUTS: circumstances.gives_outputs(context),
        Occasion.PUBLICATION: circumstances.purpose_is(context, Purpose.RESEARCH),
        Occasion.WARRANTY: NO,  # a context does not tell; whoever offers one reads the licence
    }
