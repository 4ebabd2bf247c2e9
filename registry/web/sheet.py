"""The model page as finished values, all of it but lineage and history. Pure; the clock comes in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext, ngettext

from registry.assessment.provenance import TracedStack
from registry.catalogue.model import Model
from registry.catalogue.names import page_of
from registry.catalogue.parameters import LONGEST_TEXT
from registry.catalogue.query import SearchQuery
from registry.catalogue.texts import TextSeen
from registry.catalogue.witnesses import Topic
from registry.licences import knowledge
from registry.licences.curations import Curations, reason_of
from registry.licences.evidence import Component, Evidence, Match, Source
from registry.licences.expressions import Combined, meaning
from registry.licences.knowledge import Family
from registry.licences.names import SharedName
from registry.licences.stack import LayerRelation
from registry.web import numbers
from registry.web.facts import counts, facts, number
from registry.web.form import search_url
from registry.web.layers import LayerLine, key_link, layer_line
from registry.web.numbers import Moment
from registry.web.present import (
    Badge,
    Fact,
    Name,
    badge_of,
    beneath_of,
    licence_name,
    link,
    name_of,
    plain,
)
from registry.web.values import Line, Linked, Value, absent, unreadable
from registry.web.words import (
    CLASSES,
    COMPONENTS,
    MATCHES,
    PARAMETER_FLAGS,
    PARAMETER_SOURCES,
    SOURCES,
    STATUSES,
    Word,
    text_of,
    word_of,
)

_FILES = (Source.LICENCE_FILE, Source.USE_POLICY_FILE, Source.CARD_TEXT, Source.GGUF_HEADER, Source.GATE_PROMPT)
_NAMING = (Source.HUB_TAG, Source.CARD_LICENSE, Source.CARD_LICENSE_NAME)
_SHORT_REVISION = 10
_FEW_TAGS = 24  # more are shown when they are asked for


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One piece of evidence; ``place`` is where it stands, ``url`` leads there if it may be linked to."""

    source: Word
    component: str
    value: str
    licence: Linked | None
    meant: tuple[Linked, ...]  # the texts that bear the name, where several do
    combined: tuple[Linked, ...]  # the licences of an expression
    family: bool  # it names a family of licences, or says that there is another one
    match: str
    place: str
    revision: str
    path: str
    url: str
    reason: str
    seen: Moment
    recorded: bool  # by the witnesses of starter data
    digest: str  # of the text that was read
    digest_begins: str
    unread: str
    added: tuple[str, ...]
    added_words: str  # how many words the text adds to the licence nearest to it, in a sentence


@dataclass(frozen=True, slots=True)
class Recorded:
    """That facts are starter data: by whom they were recorded, and as of which day."""

    by: tuple[Linked, ...]
    on: Moment


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of the page but lineage and history."""

    title: str
    name: Name
    publisher_url: str
    hub_url: str
    revision: Value
    held_since: Moment
    first_seen: Moment
    removed: Moment | None
    notes: tuple[str, ...]
    recorded: Recorded | None
    licence_asked: bool
    parents_asked: bool
    badge: Badge
    status: Word
    licence_class: Word
    beneath: Fact | None
    declared: Value
    found: Value
    concluded: tuple[Linked, ...]
    concluded_text: str
    examined: Moment
    stale: bool
    layers: tuple[LayerLine, ...]
    evidence: tuple[EvidenceLine, ...]
    counts: tuple[Line, ...]
    count_source: str
    flags: tuple[str, ...]
    types: tuple[Line, ...]
    facts: tuple[Line, ...]
    tags: tuple[Linked, ...]
    few_tags: bool
    former_names: tuple[Line, ...]
    problems: tuple[Line, ...]
    knowledge_version: str
    made: Moment


def sheet(model: Model, stack: TracedStack, curations: Curations, now: datetime) -> Sheet:
    """Return the finished values of one model's page."""
    result = model.result
    return Sheet(
        title=plain(result.repo_id),
        name=name_of(result.repo_id),
        publisher_url=_asked("publisher", result.publisher) if result.publisher else "",
        hub_url=page_of(result.repo_id),
        revision=_revision(model),
        held_since=numbers.dated(result.synced_at, now),
        first_seen=numbers.dated(model.first_seen_at, now),
        removed=numbers.dated(result.removed_at, now) if result.removed_at else None,
        notes=tuple(_notes(model)),
        recorded=_recorded(model),
        licence_asked=model.was_asked(Topic.LICENCE),
        parents_asked=model.was_asked(Topic.PARENTS),
        badge=badge_of(result),
        beneath=beneath_of(result),
        status=word_of(STATUSES, result.licence_status),
        licence_class=word_of(CLASSES, result.licence_class),
        declared=_declared(model),
        found=_found(model),
        concluded=tuple(key_link(key) for key in _own_keys(model)),
        concluded_text=licence_name(result.licence_concluded or ""),
        examined=numbers.dated(model.assessed_at, now),
        stale=result.stale,
        layers=tuple(map(layer_line, stack.layers)),
        evidence=tuple(_evidence_lines(model, stack, curations, now)),
        counts=tuple(counts(model)),
        count_source=text_of(PARAMETER_SOURCES, result.params_source),
        flags=tuple(text_of(PARAMETER_FLAGS, flag) for flag in result.params_flags),
        types=tuple(Line(plain(kind), number(count)) for kind, count in model.safetensors_parameters),
        facts=tuple(facts(model, now)),
        tags=tuple(Linked(plain(tag), _asked("tag", tag)) for tag in result.tags),
        few_tags=len(result.tags) <= _FEW_TAGS,
        former_names=tuple(Line(plain(one.repo_id), _until(one.until)) for one in model.former_names),
        problems=tuple(Line(plain(field), Value((plain(reason),))) for field, reason in model.problems),
        knowledge_version=model.knowledge_version,
        made=numbers.day(now),
    )


def _asked(key: str, text: str) -> str:
    """Return the address of the search for all that have this in common; nothing if it is too long to ask for."""
    if len(text) > LONGEST_TEXT:
        return ""
    return search_url(SearchQuery().replace(key, (text,)))


def _until(moment: datetime) -> Value:
    day = numbers.day(moment)
    return Value((day.text,), day.exact, iso=day.iso)


def _notes(model: Model) -> Iterable[str]:
    if model.private:
        yield gettext("The Hub lists it as private.")
    if model.disabled:
        yield gettext("The Hub has disabled it.")


def _recorded(model: Model) -> Recorded | None:
    if model.result.source != "starter":
        return None
    return Recorded(tuple(Linked(one.name, one.url) for one in model.witnesses), numbers.day(model.as_of))


# --- The licence -----------------------------------------------------------------------------------


def _declared(model: Model) -> Value:
    if fault := unreadable(model, "cardData.license", "cardData"):
        return fault
    declared = model.result.licence_declared
    if not declared:
        return absent(model, Topic.LICENCE)
    texts = [plain(one) for one in declared]
    if model.licence_name:
        texts.append(gettext("named “%s”") % plain(model.licence_name))
    return Value(tuple(texts), url=link(model.licence_link))


def _found(model: Model) -> Value:
    """Return what was read in files and texts; or why nothing was."""
    if texts := [_as_found(one) for one in model.evidence if one.source in _FILES and _tells(one)]:
        return Value(tuple(texts))
    if fault := unreadable(model, "siblings"):
        return fault
    refused = dict.fromkeys(one.unread for one in model.evidence if one.source in _FILES and one.unread)
    if refused:
        return Value(nothing="unreadable", why=" ".join(plain(why or "") for why in refused))
    if model.licence_files is None:
        return Value(nothing="not_examined", why=gettext("Its files have not been listed."))
    if model.licence_files:
        listed = ", ".join(map(plain, model.licence_files))
        return Value(nothing="not_examined", why=gettext("Listed, and not read: %s") % listed)
    return Value(nothing="not_stated", why=gettext("No licence file is listed."))


def _tells(one: Evidence) -> bool:
    """Whether a text was read that says something: the card of a model may be silent."""
    return one.match is not None or (one.is_read and one.licence is not None)


def _as_found(one: Evidence) -> str:
    where = plain(one.path) if one.path else str(word_of(SOURCES, one.source).label)
    what = licence_name(one.licence) if one.licence else text_of(MATCHES, one.match or Match.UNKNOWN)
    return gettext("%(licence)s in %(place)s") % {"licence": what, "place": where}


def _own_keys(model: Model) -> tuple[str, ...]:
    own = (
        layer.licences
        for layer in model.layers
        if layer.relation is LayerRelation.OWN and layer.component is Component.WEIGHTS
    )
    return next(own, ())


def _evidence_lines(
    model: Model, stack: TracedStack, curations: Curations, now: datetime
) -> Iterable[EvidenceLine]:
    texts = {text.sha256: text for text in model.texts}
    for one in stack.evidence:
        recorded = (
            model.result.source == "starter" and one.revision is None and one.repo_id == model.result.repo_id
        )
        text = texts.get(one.sha256 or "") if one.match else None
        yield _evidence(one, text, curations, now, recorded=recorded)


def _evidence(
    one: Evidence, text: TextSeen | None, curations: Curations, now: datetime, *, recorded: bool
) -> EvidenceLine:
    meant = meaning(one.value, knowledge.load()) if one.source in _NAMING and not one.licence else None
    return EvidenceLine(
        source=word_of(SOURCES, one.source),
        component=text_of(COMPONENTS, one.component),
        value=plain(one.value) or gettext("nothing about a licence"),
        licence=key_link(one.licence) if one.licence else None,
        meant=tuple(map(key_link, meant.keys)) if isinstance(meant, SharedName) else (),
        combined=tuple(map(key_link, meant.keys)) if isinstance(meant, Combined) else (),
        family=isinstance(meant, Family),
        match=text_of(MATCHES, one.match) if one.match else "",
        place=plain(one.repo_id),
        revision=(one.revision or "")[:_SHORT_REVISION],
        path=plain(one.path or ""),
        url=link(one.url),
        reason=reason_of(one, curations, get_language() or "en") or "",
        seen=numbers.dated(one.seen_at, now),
        recorded=recorded,
        digest=f"SHA-256 {one.sha256}" if one.sha256 else "",
        digest_begins=f"{one.sha256[:_SHORT_REVISION]}…" if one.sha256 else "",
        unread=plain(one.unread or ""),
        added=tuple(map(plain, text.added)) if text else (),
        added_words=_added_words(text) if text and text.added_words else "",
    )


def _added_words(text: TextSeen) -> str:
    counted = ngettext("%s word that it adds", "%s words that it adds", text.added_words)
    return counted % numbers.whole(text.added_words)


def _revision(model: Model) -> Value:
    result = model.result
    if not result.revision:
        return absent(model, Topic.REVISION)
    url = f"{page_of(result.repo_id)}/tree/{result.revision}"
    return Value((result.revision[:_SHORT_REVISION],), result.revision, url)
