"""From a report to the shape in which it is told."""

from msgspec import structs

from registry.api import check_answers, report_shapes
from registry.api.check_answers import Absolute
from registry.api.verdicts import LANGUAGE
from registry.procurement.report import Report, ReportedLicence, ReportedModel, ReportedText


def report(found: Report, absolute: Absolute) -> report_shapes.CheckReport:
    """Return a report, in English."""
    return report_shapes.CheckReport(
        **structs.asdict(check_answers.summary(found.check, absolute)),
        context_lines=tuple(report_shapes.ContextLine(one.member, one.value, one.given) for one in found.context),
        assumptions=tuple(
            report_shapes.Assumption(words.said(LANGUAGE), models) for words, models in found.assumptions
        ),
        results=tuple(map(_model, found.models)),
        licences=tuple(map(_licence, found.licences)),
        described_with=found.described_with,
        approval=report_shapes.Approval(),
    )


def _model(one: ReportedModel) -> report_shapes.ReportedModel:
    told = structs.asdict(check_answers.result(one.result))
    duties = tuple(report_shapes.Duty(**structs.asdict(duty)) for duty in told.pop("obligations"))
    return report_shapes.ReportedModel(
        **told,
        obligations=duties,
        granted=tuple(
            report_shapes.Granted(grant.licence, grant.publisher, grant.repo_id, grant.relation)
            for grant in one.granted
        ),
        documents=tuple(map(_text, one.texts)),
        curations=tuple(
            report_shapes.Curated(
                curated.repo_id,
                curated.value,
                curated.reason.said(LANGUAGE) if curated.reason else None,
                curated.url,
            )
            for curated in one.curations
        ),
    )


def _licence(one: ReportedLicence) -> report_shapes.ReportedLicence:
    return report_shapes.ReportedLicence(
        key=one.key,
        name=one.name,
        licensor=one.licensor,
        governing_law=one.governing_law,
        ending=one.ending.said(LANGUAGE) if one.ending else None,
        ending_effect=one.ending_effect,
        documents=tuple(map(_text, one.documents)),
        models=one.models,
    )


def _text(one: ReportedText) -> report_shapes.ReportedText:
    return report_shapes.ReportedText(
        one.kind,
        one.url,
        one.licence,
        one.repo_id,
        one.revision,
        one.sha256,
        one.seen,
        one.reading,
        one.unread,
    )
