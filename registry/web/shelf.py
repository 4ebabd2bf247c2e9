"""The licences as finished values: the shelves they are browsed by, and the sheet of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.catalogue.licences import LicenceDetail, LicenceSummary, TermsState
from registry.catalogue.query import SearchQuery
from registry.licences.documents import LegalDocument
from registry.licences.terms import LicenceClass
from registry.web import numbers
from registry.web.form import search_url
from registry.web.present import compare_url, licence_name, licence_url, link, models_in_all, plain
from registry.web.term_words import DOCUMENTS, LAWS
from registry.web.terms import TermSheet, term_sheet
from registry.web.words import CLASSES, READINGS, Word, text_of, word_of


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One licence of a shelf."""

    key: str
    name: str
    url: str
    hub_ids: tuple[str, ...]
    models: str
    search_url: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The licences of one class, those of most models first."""

    key: str
    word: Word
    lines: tuple[LicenceLine, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document that a licence consists of, how well it was read and when."""

    name: str
    url: str
    reading: str
    seen: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The text before or after a licence, and where the two are compared."""

    name: str
    url: str
    compare_url: str


@dataclass(frozen=True, slots=True)
class LicenceSheet:
    """One licence. ``terms`` is None where nobody has typed them, or where they are ``unreadable``.

    ``law``: a code of a country or a state as it stands, or words. ``before``, ``after``: the texts beside it in
    its line. ``others``: what else its maker wrote; licences that nobody in particular made have none.
    """

    key: str
    name: str
    word: Word
    maker: str
    version: str
    dated: str
    note: str
    text_url: str
    hub_ids: tuple[str, ...]
    aliases: tuple[str, ...]
    others: tuple[LicenceLine, ...]
    models: str
    search_url: str
    terms: TermSheet | None
    unreadable: bool
    documents: tuple[Document, ...]
    law: str
    before: Beside | None
    after: Beside | None
    compare_url: str
    source_url: str
    source_seen: str
    source_reading: str
    knowledge_version: str
    json_url: str


def shelves(licences: Sequence[LicenceSummary]) -> tuple[Shelf, ...]:
    """Return the licences by class, in the order of the classes; empty classes are left out."""
    found = []
    for one in LicenceClass:
        of_class = sorted(
            (licence for licence in licences if licence.licence_class == one.value),
            key=lambda licence: (-licence.models, licence.key),
        )
        if of_class:
            found.append(Shelf(one.value, CLASSES[one], tuple(map(_line, of_class))))
    return tuple(found)


def _line(licence: LicenceSummary) -> LicenceLine:
    return LicenceLine(
        key=plain(licence.key),
        name=plain(licence.name),
        url=licence_url(licence.key),
        hub_ids=tuple(map(plain, licence.hub_ids)),
        models=numbers.whole(licence.models),
        search_url=_models_under(licence.key) if licence.models else "",
    )


def _models_under(key: str) -> str:
    return search_url(SearchQuery().replace("licence", (key,)))


def licence_sheet(detail: LicenceDetail, language: str) -> LicenceSheet:
    """Return the sheet of one licence, with what it says in the language."""
    summary, known, key = detail.summary, detail.knowledge, detail.summary.key
    before, after = detail.neighbours.before, detail.neighbours.after
    source: dict[str, Any] = known.get("source") or {}
    return LicenceSheet(
        key=plain(summary.key),
        name=plain(summary.name),
        word=word_of(CLASSES, summary.licence_class),
        maker=_text(known.get("maker")),
        version=_text(known.get("version")),
        dated=_text(known.get("dated")),
        note=_text(known.get("note")),
        text_url=link(summary.url),
        hub_ids=tuple(map(plain, summary.hub_ids)),
        aliases=tuple(map(plain, summary.aliases)),
        others=tuple(_other(key) for key in detail.versions),
        models=models_in_all(summary.models),
        search_url=_models_under(summary.key) if summary.models else "",
        terms=term_sheet(detail.typed, language) if detail.typed else None,
        unreadable=detail.state is TermsState.UNREADABLE,
        documents=tuple(map(_document, detail.typed.documents if detail.typed else ())),
        law=text_of(LAWS, (detail.typed.governing_law if detail.typed else None) or ""),
        before=_beside(before, compare_url(before, key)) if before else None,
        after=_beside(after, compare_url(key, after)) if after else None,
        compare_url=compare_url(key),
        source_url=link(source.get("url")),
        source_seen=_text(source.get("seen")),
        source_reading=text_of(READINGS, _text(source.get("reading"))),
        knowledge_version=summary.knowledge_version,
        json_url="/api/v1" + licence_url(summary.key),
    )


def _other(key: str) -> LicenceLine:
    return LicenceLine(plain(key), licence_name(key), licence_url(key), (), "", "")


def _beside(key: str, url: str) -> Beside:
    return Beside(licence_name(key), licence_url(key), url)


def _document(one: LegalDocument) -> Document:
    name, reading = text_of(DOCUMENTS, one.kind), text_of(READINGS, one.reading)
    return Document(name, link(one.url), reading, plain(one.seen))


def _text(value: object) -> str:
    return plain(str(value)) if value else ""
