"""From verdicts to the shapes in which they are told, in English."""

from registry.api import answers, verdict_shapes
from registry.assessment.origins import Origin, origins
from registry.assessment.provenance import TracedStack
from registry.policy import verdict as judged
from registry.policy.sentences import DISCLAIMER
from registry.policy.verdict import Verdict

LANGUAGE = "en"
_NOWHERE = Origin(None, ())


def verdict(
    asked: str, repo_id: str | None, revision: str | None, found: Verdict, stack: TracedStack
) -> verdict_shapes.Verdict:
    """Return a verdict with where its layers come from."""
    origin = origins(found, stack)
    return verdict_shapes.Verdict(
        model=asked,
        repo_id=repo_id,
        model_revision=revision,
        outcome=found.outcome,
        reasons=tuple(_reason(one, _of(one.layer, origin)) for one in found.reasons),
        obligations=tuple(_obligation(one, _of(one.layer, origin)) for one in found.obligations),
        questions=tuple(map(_question, found.questions)),
        assumptions=tuple(dict.fromkeys(one.text.said(LANGUAGE) for one in found.assumptions)),
        stack=answers.layers(stack),
        evidence=answers.evidence(stack),
        knowledge_version=found.knowledge_version,
        judge_version=found.judge_version,
        disclaimer=DISCLAIMER.said(LANGUAGE),
    )


def _of(layer: int | None, origin: tuple[Origin, ...]) -> Origin:
    return _NOWHERE if layer is None else origin[layer]


def _reason(one: judged.Reason, origin: Origin) -> verdict_shapes.Reason:
    return verdict_shapes.Reason(
        code=one.code,
        outcome=one.outcome,
        licence=one.licence,
        term=one.term,
        clause=one.clause,
        from_=origin.repo_id,
        text=one.text.said(LANGUAGE),
        remedy=one.remedy.said(LANGUAGE),
        source_url=one.source_url,
        evidence=origin.evidence,
    )


def _obligation(one: judged.Obligation, origin: Origin) -> verdict_shapes.Obligation:
    return verdict_shapes.Obligation(
        code=one.code,
        text=one.text.said(LANGUAGE),
        when=one.when,
        licence=one.licence,
        term=one.term,
        clause=one.clause,
        from_=origin.repo_id,
        source_url=one.source_url,
        prescribed=one.prescribed,
        conditional=one.conditional,
    )


def _question(one: judged.Question) -> verdict_shapes.Question:
    return verdict_shapes.Question(one.member, one.text.said(LANGUAGE), one.licence, one.term, one.clause)
