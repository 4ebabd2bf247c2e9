"""A check as a report that can be filed: everything it says and rests on, put together for paper and for tools.

Verdicts and evidence are those that were kept. What a licence is (its documents, its law, who wrote it) is told as
this release knows it, and the report says which version that is. Pure, once the check is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from registry.licences.curations import reason_of
from registry.licences.documents import DocumentKind, LegalDocument, Reading
from registry.licences.evidence import Evidence, Source
from registry.licences.grounds import Grounds
from registry.licences.knowledge import Licence
from registry.licences.stack import LayerRelation
from registry.licences.terms import Effect, Term, TermKind
from registry.policy.context import Context, to_json
from registry.policy.ready_made import of_slug
from registry.policy.verdict import Words
from registry.procurement.stored import StoredCheck, StoredResult

MOST_MODELS = 1_000  # a report is for people


class Given(StrEnum):
    """Where a member of a context comes from."""

    SAID = "said"  # whoever asked said so
    READY_MADE = "ready_made"  # the ready-made context that was taken says so
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One member of the context: its JSON value, None where nothing is said, and where that comes from."""

    member: str
    value: object
    given: Given


@dataclass(frozen=True, slots=True)
class ReportedText:
    """One document that was read in a repository, or that a licence consists of; ``sha256`` where it is held.

    ``seen`` is a day, or a month of licences' own documents. ``licence`` is None where it is none that we know.
    """

    kind: str  # a kind of document, or the source of the evidence
    url: str
    licence: str | None
    repo_id: str | None
    revision: str | None
    sha256: str | None
    seen: str
    reading: Reading | None
    unread: str | None


@dataclass(frozen=True, slots=True)
class ReportedLicence:
    """One licence that binds a model. ``licensor``: who wrote it, None where nobody in particular did.

    ``ending``: what it says of ending it, None where that is silent or not known, as ``ending_effect`` tells.
    """

    key: str
    name: str
    licensor: str | None
    governing_law: str | None
    ending: Words | None
    ending_effect: Effect
    documents: tuple[ReportedText, ...]
    models: int


@dataclass(frozen=True, slots=True)
class Curated:
    """What a person found out about a repository, and why; the reason is None where it was taken back since."""

    repo_id: str
    value: str
    reason: Words | None
    url: str


@dataclass(frozen=True, slots=True)
class Granted:
    """Who grants a licence of the stack: whoever publishes the model that brings it."""

    licence: str
    publisher: str | None
    repo_id: str | None
    relation: LayerRelation


@dataclass(frozen=True, slots=True)
class ReportedModel:
    """One model: its result, who grants what, the documents that were read, and what people found out."""

    result: StoredResult
    granted: tuple[Granted, ...]
    texts: tuple[ReportedText, ...]
    curations: tuple[Curated, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it, the worst models first. ``described_with``: the knowledge that licences are told with.

    ``assumptions``: what verdicts took for given, each with how many models it is of.
    """

    check: StoredCheck
    context: tuple[ContextLine, ...]
    models: tuple[ReportedModel, ...]
    licences: tuple[ReportedLicence, ...]
    assumptions: tuple[tuple[Words, int], ...]
    described_with: str


def report(check: StoredCheck, results: Iterable[StoredResult], grounds: Grounds) -> Report:
    """Put a report together. No query; about 0.1 ms a model."""
    models = tuple(_model(one, grounds) for one in results)
    return Report(
        check=check,
        context=tuple(_lines(check)),
        models=models,
        licences=_licences(models, grounds),
        assumptions=_assumptions(models),
        described_with=grounds.version,
    )


def _lines(check: StoredCheck) -> Iterator[ContextLine]:
    said = to_json(check.context)
    found = of_slug(check.slug) if check.slug else None
    base = to_json(found.context) if found else {}
    for field in fields(Context):
        value = said.get(field.name)
        if value is None:
            given = Given.NOT_SAID
        else:
            given = Given.READY_MADE if base.get(field.name) == value else Given.SAID
        if value is not None or field.name not in ("answers", "policy"):
            yield ContextLine(field.name, value, given)


def _model(one: StoredResult, grounds: Grounds) -> ReportedModel:
    evidence = one.origins.evidence
    return ReportedModel(
        result=one,
        granted=tuple(dict.fromkeys(_granted(one))),
        texts=tuple(map(_read, filter(_is_text, evidence))),
        curations=tuple(_curated(said, grounds) for said in evidence if said.source is Source.CURATION),
    )


def _granted(one: StoredResult) -> Iterator[Granted]:
    for traced in one.origins.layers:
        own = traced.layer.relation is LayerRelation.OWN
        maker = one.publisher if own else (traced.from_repo_id or "").rpartition("/")[0] or None
        for key in traced.layer.licences:
            yield Granted(key, maker, traced.from_repo_id, traced.layer.relation)


def _is_text(said: Evidence) -> bool:
    """Whether it is a document: one that was read, or that nobody could read or has read yet."""
    return said.sha256 is not None or said.source in (Source.LICENCE_FILE, Source.USE_POLICY_FILE)


def _read(said: Evidence) -> ReportedText:
    return ReportedText(
        kind=said.source.value,
        url=said.url,
        licence=said.licence,
        repo_id=said.repo_id,
        revision=said.revision,
        sha256=said.sha256,
        seen=_day(said.seen_at),
        reading=Reading.TEXT_READ if said.is_read else None,
        unread=said.unread,
    )


def _curated(said: Evidence, grounds: Grounds) -> Curated:
    en, fr = (reason_of(said, grounds.curations, language) for language in ("en", "fr"))
    return Curated(said.repo_id, said.licence or said.value, Words(en, fr) if en and fr else None, said.url)


def _licences(models: Sequence[ReportedModel], grounds: Grounds) -> tuple[ReportedLicence, ...]:
    numbers: dict[str, int] = {}
    for one in models:
        for key in {key for layer in one.result.verdict.layers for key in layer.licences}:
            numbers[key] = numbers.get(key, 0) + 1
    known = grounds.knowledge.licences
    ordered = sorted(numbers, key=lambda key: (-numbers[key], key))
    return tuple(_licence(known[key], numbers[key]) for key in ordered if key in known)


def _licence(licence: Licence, models: int) -> ReportedLicence:
    ending = next(iter(_terms(licence, TermKind.REVOCABILITY)), None)
    says = ending is not None and ending.effect not in (Effect.SILENT, Effect.UNKNOWN)
    return ReportedLicence(
        key=licence.key,
        name=licence.name,
        licensor=licence.maker,
        governing_law=licence.governing_law,
        ending=Words(ending.en, ending.fr) if ending is not None and says else None,
        ending_effect=ending.effect if ending else Effect.UNKNOWN,
        documents=tuple(_document(one, licence.key) for one in licence.documents),
        models=models,
    )


def _terms(licence: Licence, kind: TermKind) -> Iterator[Term]:
    yield from (one for one in licence.terms or () if one.kind is kind)


def _document(one: LegalDocument, key: str) -> ReportedText:
    return ReportedText(
        kind=DocumentKind(one.kind).value,
        url=one.url,
        licence=key,
        repo_id=None,
        revision=None,
        sha256=None,
        seen=one.seen,
        reading=one.reading,
        unread=None,
    )


def _assumptions(models: Iterable[ReportedModel]) -> tuple[tuple[Words, int], ...]:
    numbers: dict[Words, int] = {}
    for one in models:
        for words in dict.fromkeys(said.text for said in one.result.verdict.assumptions):
            numbers[words] = numbers.get(words, 0) + 1
    return tuple(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0].en)))


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
