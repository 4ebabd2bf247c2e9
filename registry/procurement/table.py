"""A check as a table that a spreadsheet opens: a row for each model, and nothing that it takes for a formula."""

from collections.abc import Iterable

from registry.catalogue.names import purl_of
from registry.procurement.stored import StoredResult

COLUMNS = (
    "model", "repo_id", "model_revision", "purl", "publisher", "outcome", "reasons", "why", "obligations",
    "questions", "licences", "from", "knowledge_version", "judge_version",
)  # fmt: skip
_BEGINNINGS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def cells(one: StoredResult, language: str = "en") -> tuple[str, ...]:
    """Return the cells of one model, as `COLUMNS` are named. Several values of a cell are told apart by bars."""
    verdict = one.verdict
    return tuple(
        map(
            _safe,
            (
                one.asked,
                one.repo_id or "",
                one.revision or "",
                purl_of(one.repo_id, one.revision) if one.repo_id else "",
                one.publisher or "",
                verdict.outcome.value,
                _joined(reason.code.value for reason in verdict.reasons),
                _joined(reason.text.said(language) for reason in verdict.reasons),
                _joined(f"{duty.code.value}: {duty.text.said(language)}" for duty in verdict.obligations),
                _joined(question.text.said(language) for question in verdict.questions),
                _joined(key for layer in verdict.layers for key in layer.licences),
                _joined(layer.from_repo_id for layer in one.origins.layers if layer.from_repo_id),
                verdict.knowledge_version,
                str(verdict.judge_version),
            ),
        )
    )


def _joined(texts: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(texts))


def _safe(text: str) -> str:
    return "'" + text if text.startswith(_BEGINNINGS_OF_FORMULAS) else text
