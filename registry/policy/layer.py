"""Judges one layer of a stack: how sure its licences are, what each of them says, what the house says on top."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from registry.licences.determination import Status
from registry.licences.evidence import Component
from registry.licences.knowledge import Knowledge, Licence
from registry.licences.lineage import Trait
from registry.licences.stack import Layer, LayerRelation
from registry.licences.terms import Effect, TermKind
from registry.policy import sentences
from registry.policy.context import Context, MinimumStatus
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.rules import house_rules, reading
from registry.policy.rules.terms import judge_term
from registry.policy.scene import Tie, binding_terms, set_scene
from registry.policy.verdict import (
    Assumption,
    AssumptionCode,
    Obligation,
    ObligationCode,
    Outcome,
    Reason,
    ReasonCode,
)

MOST_KEPT = 8_192  # findings about single licences and layers, kept from one judgement to the next

_NOT_BINDING = frozenset({Component.DATA, Component.DOCS})
_TIES = {
    LayerRelation.OWN: Tie.OWN,
    LayerRelation.USE_POLICY: Tie.OWN,
    LayerRelation.DISTILLED: Tie.TEACHER,
}


@lru_cache(maxsize=MOST_KEPT)
def judge_layer(layer: Layer, context: Context, knowledge: Knowledge, *, copied: bool) -> Findings:
    """Return what follows of a layer. ``copied``: its licence was taken from what it is an unchanged copy of."""
    if layer.component in _NOT_BINDING:
        what = ", ".join(sorted(layer.licences)) or layer.status.value
        return _assumed(AssumptionCode.DATA_LICENCE, "DATA_LICENCE", what)
    found = together((_of_status(layer, context, knowledge, copied=copied), _of_traits(layer)))
    found = together((found, house_rules.on_lineage(layer, context.policy)))
    return together((found, house_rules.on_unknown(found.outcome, context.policy)))


def _of_status(layer: Layer, context: Context, knowledge: Knowledge, *, copied: bool) -> Findings:
    """What its status makes of a layer, and what its licences say where it lets them speak."""
    match layer.status:
        case Status.NOT_EXAMINED | Status.MISSING | Status.UNRESOLVED:
            return _not_known(layer, context, knowledge)
        case Status.CONFLICTING:
            code = ReasonCode.CONFLICTING_EVIDENCE
            doubt = _because(code, code, Outcome.REVIEW_REQUIRED)
        case Status.INFERRED if not copied:
            doubt = _because(ReasonCode.STATUS_TOO_WEAK, "STATUS_TOO_WEAK_INFERRED", Outcome.REVIEW_REQUIRED)
        case Status.INFERRED:
            doubt = together((_assumed(AssumptionCode.COPY_AS_PARENT, "COPY_AS_PARENT"), _stated(context)))
        case Status.STATED:
            doubt = _stated(context)
        case Status.CONFIRMED:
            doubt = NOTHING
    return together((doubt, _open_texts(layer), _of_licences(layer, context, knowledge)))


def _stated(context: Context) -> Findings:
    if context.minimum_status is MinimumStatus.CONFIRMED:
        return _because(ReasonCode.STATUS_TOO_WEAK, "STATUS_TOO_WEAK_STATED", Outcome.REVIEW_REQUIRED)
    return _assumed(AssumptionCode.TEXT_NOT_SEEN, "TEXT_NOT_SEEN")


def _open_texts(layer: Layer) -> Findings:
    if len(layer.candidates) < 2 or layer.status is Status.CONFLICTING:
        return NOTHING
    return _assumed(AssumptionCode.SEVERAL_TEXTS, "SEVERAL_TEXTS", ", ".join(sorted(layer.candidates)))


def _not_known(layer: Layer, context: Context, knowledge: Knowledge) -> Findings:
    """Return that nothing can be told; the licences that are named may be others."""
    own = layer.relation in (LayerRelation.OWN, LayerRelation.USE_POLICY)
    code = {
        Status.NOT_EXAMINED: ReasonCode.NOT_EXAMINED if own else ReasonCode.BASE_MODEL_UNKNOWN,
        Status.MISSING: ReasonCode.NO_LICENCE,
    }.get(layer.status, ReasonCode.LICENCE_UNRESOLVED)
    sentence: str = "BASE_MODEL_TOO_DEEP" if Trait.TOO_DEEP in layer.traits else code
    return together(
        (
            _because(code, sentence, Outcome.UNKNOWN),
            house_rules.denied(layer.licences, context.policy, knowledge),
            house_rules.on_no_licence(context.policy),
        )
    )


def _of_traits(layer: Layer) -> Findings:
    if Trait.CYCLE not in layer.traits:
        return NOTHING
    return _because(ReasonCode.LINEAGE_CYCLE, ReasonCode.LINEAGE_CYCLE, Outcome.REVIEW_REQUIRED)


def _of_licences(layer: Layer, context: Context, knowledge: Knowledge) -> Findings:
    """The best way of complying, and of it all licences; a choice is a duty to choose."""
    tie = _TIES.get(layer.relation, Tie.ANCESTOR)
    traits = tuple(sorted(trait for trait in layer.traits if trait in (Trait.MULTIMODAL, Trait.TEXT_ONLY)))
    ways = [
        (way, together(_of_licence(key, tie, traits, context, knowledge) for key in sorted(set(way))))
        for way in sorted({tuple(sorted(set(way))) for way in layer.ways})
    ]
    way, found = min(ways, key=lambda one: (one[1].outcome.badness, len(one[1].obligations), one[0]))
    if not way:
        return _because(ReasonCode.LICENCE_UNRESOLVED, ReasonCode.LICENCE_UNRESOLVED, Outcome.UNKNOWN)
    if len(ways) == 1:
        return found
    text = sentences.obligation(ObligationCode.ELECT_LICENCE)
    elect = Obligation(
        ObligationCode.ELECT_LICENCE,
        sentences.filled(text, what=" AND ".join(way)),
        "always",
        licence=way[0],
    )
    return together((found, Findings(obligations=(elect,))))


@lru_cache(maxsize=MOST_KEPT)
def _of_licence(key: str, tie: Tie, traits: tuple[str, ...], context: Context, knowledge: Knowledge) -> Findings:
    """Return what one licence says, and what the house says of it."""
    house = house_rules.on_licence(key, context.policy, knowledge)
    licence = knowledge.licences.get(key)
    if licence is None or licence.terms is None:
        return together((house, reading.not_typed(key, licence)))
    if tie is Tie.TEACHER and not _requires(licence, TermKind.DISTILLATION_DERIVATIVE):
        return together((house, _of_teacher(licence)))
    scene = set_scene(licence, tie, traits, context)
    terms = binding_terms(licence)
    return together((house, reading.unread(scene, terms), *(judge_term(scene, term) for term in terms)))


def _of_teacher(licence: Licence) -> Findings:
    """What a licence means for a model that only learnt from outputs, where that makes it no derivative."""
    terms = [one for one in licence.terms or () if one.kind is TermKind.OUTPUTS_TRAINING]
    restricts = [one for one in terms if one.effect in (Effect.FORBID, Effect.CONDITION, Effect.UNKNOWN)]
    vague = any(
        one.kind is TermKind.DISTILLATION_DERIVATIVE and one.effect is Effect.UNKNOWN
        for one in licence.terms or ()
    )
    if not restricts and not vague:
        found = _assumed(AssumptionCode.TEACHER_TERMS, "TEACHER_TERMS", licence.name)
        return Findings(assumptions=tuple(replace(one, licence=licence.key) for one in found.assumptions))
    code = ReasonCode.BASE_MODEL_RESTRICTS
    first = restricts[0] if restricts else None
    reason = Reason(
        code=code,
        outcome=Outcome.REVIEW_REQUIRED,
        text=sentences.reason(code),
        remedy=sentences.remedy(code),
        licence=licence.key,
        term=None if first is None else f"{licence.key}#{first.id}",
        clause=None if first is None else first.clause,
        source_url=licence.source.url if first is None else first.source.url,
    )
    return Findings(reasons=(reason,))


def _requires(licence: Licence, kind: TermKind) -> bool:
    return any(one.kind is kind and one.effect is Effect.REQUIRE for one in licence.terms or ())


def _because(code: ReasonCode, sentence: str, outcome: Outcome) -> Findings:
    return Findings(reasons=(Reason(code, outcome, sentences.reason(sentence), sentences.remedy(code)),))


def _assumed(code: AssumptionCode, sentence: str, what: str = "") -> Findings:
    text = sentences.filled(sentences.assumption(sentence), what=what)
    return Findings(assumptions=(Assumption(code, text),))


def certain_sources(layers: Iterable[Layer]) -> frozenset[tuple[str, ...]]:
    """Return the licences of what a model is an unchanged copy of, where they are sure."""
    return frozenset(
        tuple(sorted(set(layer.licences)))
        for layer in layers
        if layer.relation is LayerRelation.QUANTIZED
        and layer.component is Component.WEIGHTS
        and layer.status in (Status.STATED, Status.CONFIRMED)
    )


def is_copy(layer: Layer, sources: frozenset[tuple[str, ...]]) -> bool:
    """Tell whether a layer's licence was inferred from what the model is an unchanged copy of."""
    return (
        layer.status is Status.INFERRED
        and layer.relation in (LayerRelation.OWN, LayerRelation.QUANTIZED)
        and tuple(sorted(set(layer.licences))) in sources
    )
