"""From checks to the shapes in which they are told."""

from collections.abc import Callable

from msgspec import convert, structs

from registry.api import check_shapes, verdicts
from registry.api.context_shapes import Context
from registry.catalogue.names import purl_of
from registry.policy.sentences import DISCLAIMER
from registry.procurement.stored import StoredCheck, StoredResult

Absolute = Callable[[str], str]  # makes an address of ours one that can be used from elsewhere


def result(one: StoredResult) -> check_shapes.CheckResult:
    """Return one model of a check with its verdict."""
    told = verdicts.verdict(one.asked, one.repo_id, one.revision, one.verdict, one.origins)
    return check_shapes.CheckResult(
        **structs.asdict(told),
        position=one.position,
        also_asked=one.also_asked,
        purl=purl_of(one.repo_id, one.revision) if one.repo_id else None,
        publisher=one.publisher,
    )


def summary(check: StoredCheck, absolute: Absolute) -> check_shapes.CheckSummary:
    """Return what a check comes to."""
    return check_shapes.CheckSummary(
        id=check.public_id,
        url=absolute(f"/api/v1/checks/{check.public_id}"),
        report=absolute(f"/checks/{check.public_id}/report"),
        asked_at=check.asked_at,
        expires_at=check.expires_at,
        requested_by=check.requested_by or None,
        entity=check.entity or None,
        note=check.note or None,
        context=convert(check.context_json, Context),
        context_slug=check.slug,
        models=check.number,
        counts=check_shapes.OutcomeCounts(**{outcome.value: number for outcome, number in check.counts}),
        questions=_questions(check),
        settles=check.open.settles,
        not_judged=_not_judged(check),
        digest=check.digest,
        knowledge_version=check.knowledge_version,
        judge_version=check.judge_version,
        disclaimer=DISCLAIMER.said(verdicts.LANGUAGE),
    )


def _questions(check: StoredCheck) -> tuple[check_shapes.OpenQuestion, ...]:
    return tuple(
        check_shapes.OpenQuestion(
            one.member,
            one.text.said(verdicts.LANGUAGE),
            one.models,
            one.decides,
            one.term,
            one.licence,
            one.clause,
        )
        for one in check.open.questions
    )


def _not_judged(check: StoredCheck) -> check_shapes.NotJudged:
    told = (check_shapes.PassedOver(one.place, one.text, one.why) for one in check.passed_over)
    return check_shapes.NotJudged(check.list_kind, tuple(told), check.others, check.repeated)
