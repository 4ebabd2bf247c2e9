"""A report as finished values, for paper: a summary, then one block a model, then the licences. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from registry.catalogue.context_filters import MEMBER_BY_KEY, MEMBERS
from registry.catalogue.names import purl_of
from registry.catalogue.wording import Text
from registry.policy.context_parameters import to_parameters
from registry.policy.verdict import Words
from registry.procurement.report import (
    Curated,
    Given,
    Granted,
    Report,
    ReportedLicence,
    ReportedModel,
    ReportedText,
)
from registry.procurement.stored import ResultPage
from registry.web import numbers
from registry.web.check_sheet import CheckLine, CheckSheet, check_line, check_sheet
from registry.web.check_words import GIVENS
from registry.web.layers import LayerLine, layer_line
from registry.web.present import licence_name, licence_url, link, plain
from registry.web.term_words import DOCUMENTS, EFFECTS, LAWS
from registry.web.words import LAYER_RELATIONS, READINGS, SOURCES, text_of, word_of


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One member of the context in words; ``given``: who says so, or that nobody does."""

    label: Text
    value: str
    given: Text
    nothing: bool


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document: where it is, what it is under, its digest where the text is held."""

    name: str
    licence: str
    repo_id: str
    revision: str
    url: str
    address: str
    sha256: str
    seen: str
    note: str


@dataclass(frozen=True, slots=True)
class GrantLine:
    """Who grants a licence of the stack."""

    licence: str
    licence_url: str
    publisher: str
    origin: str
    relation: str


@dataclass(frozen=True, slots=True)
class CuratedLine:
    """What a person found out, and why."""

    repo_id: str
    value: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """The block of one model."""

    line: CheckLine
    purl: str
    publisher: str
    layers: tuple[LayerLine, ...]
    granted: tuple[GrantLine, ...]
    documents: tuple[DocumentLine, ...]
    curations: tuple[CuratedLine, ...]


@dataclass(frozen=True, slots=True)
class LicenceBlock:
    """One licence that binds a model of the report."""

    name: str
    url: str
    key: str
    licensor: str
    law: str
    ending: str
    models: str
    documents: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """A report. ``newer``: licences are told with other knowledge than the verdicts were made with."""

    check: CheckSheet
    day: str
    note: str
    context: tuple[SaidLine, ...]
    assumptions: tuple[tuple[str, str], ...]
    blocks: tuple[ReportBlock, ...]
    licences: tuple[LicenceBlock, ...]
    newer: bool
    described_with: str
    json_url: str


def report_sheet(found: Report, language: str, now: datetime) -> ReportSheet:
    """Return a report as a page prints it."""
    check = found.check
    sheet = check_sheet(check, ResultPage((), None), language, now)
    return ReportSheet(
        check=sheet,
        day=numbers.exactly(check.asked_at),
        note=plain(check.note),
        context=tuple(_said(found)),
        assumptions=tuple((words.said(language), _models(number)) for words, number in found.assumptions),
        blocks=tuple(_block(one, language) for one in found.models),
        licences=tuple(_licence(one, language) for one in found.licences),
        newer=found.described_with != check.knowledge_version,
        described_with=found.described_with,
        json_url=f"/api/v1/checks/{check.public_id}/report",
    )


def _said(found: Report) -> Iterator[SaidLine]:
    """The members of the context in the order of the form, and the answers to single terms after them."""
    given = {one.member: one.given for one in found.context}
    said = dict(to_parameters(found.check.context))
    for member in MEMBERS:
        outer = member.key.partition(".")[0]
        text = said.pop(member.key, "")
        if not text and outer == "policy":
            continue
        came_from = given.get(outer, Given.NOT_SAID) if text else Given.NOT_SAID
        yield SaidLine(member.label, _value(member.key, text), GIVENS[came_from], nothing=not text)
    for name, text in sorted(said.items()):
        yield SaidLine(plain(name), _value("production", text), GIVENS[Given.SAID], nothing=False)


def _value(key: str, text: str) -> str:
    """A value as the form words it: "hosted service, on users' devices"."""
    labels = {choice.value: str(choice.label) for choice in MEMBER_BY_KEY[key].choices}
    if text.isdecimal():
        return numbers.whole(int(text))
    if text == "none":
        return gettext("none")
    return ", ".join(labels.get(one, plain(one)) for one in text.split(",")) if text else ""


def _block(one: ReportedModel, language: str) -> ReportBlock:
    result = one.result
    return ReportBlock(
        line=check_line(result, language),
        purl=purl_of(result.repo_id, result.revision) if result.repo_id else "",
        publisher=plain(result.publisher or ""),
        layers=tuple(map(layer_line, result.origins.layers)),
        granted=tuple(map(_grant, one.granted)),
        documents=tuple(map(_document, one.texts)),
        curations=tuple(_curated(said, language) for said in one.curations),
    )


def _grant(one: Granted) -> GrantLine:
    return GrantLine(
        licence=licence_name(one.licence),
        licence_url=licence_url(one.licence),
        publisher=plain(one.publisher or ""),
        origin=plain(one.repo_id or ""),
        relation=text_of(LAYER_RELATIONS, one.relation),
    )


def _document(one: ReportedText) -> DocumentLine:
    source = SOURCES.get(one.kind)
    name = str(source.label) if source else text_of(DOCUMENTS, one.kind)
    reading = text_of(READINGS, one.reading) if one.reading else gettext("not read yet")
    return DocumentLine(
        name=name,
        licence=licence_name(one.licence) if one.licence else "",
        repo_id=plain(one.repo_id or ""),
        revision=one.revision or "",
        url=link(one.url),
        address=plain(one.url),
        sha256=one.sha256 or "",
        seen=plain(one.seen),
        note=plain(one.unread) if one.unread else reading,
    )


def _curated(one: Curated, language: str) -> CuratedLine:
    reason = one.reason.said(language) if one.reason else gettext("It has been taken back since.")
    return CuratedLine(plain(one.repo_id), licence_name(one.value), reason, link(one.url))


def _licence(one: ReportedLicence, language: str) -> LicenceBlock:
    return LicenceBlock(
        name=plain(one.name),
        url=licence_url(one.key),
        key=plain(one.key),
        licensor=plain(one.licensor or ""),
        law=text_of(LAWS, one.governing_law) if one.governing_law else gettext("not read"),
        ending=_ending(one.ending, one, language),
        models=_models(one.models),
        documents=tuple(map(_document, one.documents)),
    )


def _ending(said: Words | None, one: ReportedLicence, language: str) -> str:
    return said.said(language) if said else str(word_of(EFFECTS, one.ending_effect).label)


def _models(number: int) -> str:
    return ngettext("%(number)s model", "%(number)s models", number) % {"number": numbers.whole(number)}
