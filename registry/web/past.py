"""The history of a model as finished values. Pure; the clock comes in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, pgettext

from registry.catalogue.history import Change, HistoryPage
from registry.catalogue.names import page_of
from registry.web import numbers
from registry.web.numbers import Moment
from registry.web.present import model_url, plain
from registry.web.words import GATES, HISTORY_FIELDS, LICENCE_PARTS, PARENT_RELATIONS, text_of, word_of

_SHORT_REVISION = 10


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change; ``old`` and ``new`` are empty where nothing was stated."""

    field: str
    old: str
    new: str
    seen: Moment
    revision: str
    url: str


@dataclass(frozen=True, slots=True)
class Past:
    """One page of the history, newest first; ``older`` leads to the next one, empty at the end."""

    changes: tuple[ChangeLine, ...]
    older: str


def past(page: HistoryPage, repo_id: str, now: datetime) -> Past:
    """Return one page of what changed."""
    older = f"{model_url(repo_id)}?before={page.cursor}#history" if page.cursor else ""
    return Past(tuple(_change(one, repo_id, now) for one in page.changes), older)


def _change(change: Change, repo_id: str, now: datetime) -> ChangeLine:
    revision = change.revision or ""
    return ChangeLine(
        field=text_of(HISTORY_FIELDS, change.field),
        old=said(change.field, change.old),
        new=said(change.field, change.new),
        seen=numbers.dated(change.seen_at, now),
        revision=revision[:_SHORT_REVISION],
        url=f"{page_of(repo_id)}/commit/{revision}" if revision else "",
    )


def said(field: str, value: Any) -> str:
    """Return a value of the history, any JSON, as people read it; empty where nothing was stated."""
    match field, value:
        case "removal", _:
            return _whereabouts(value)
        case "gating", str():
            return str(word_of(GATES, value).label)
        case "base_models", str() if ":" in value:
            relation, _, repo_id = value.partition(":")
            return f"{text_of(PARENT_RELATIONS, relation)} {plain(repo_id)}"
        case "parameters", int() if not isinstance(value, bool):
            return numbers.parameters(value).text
        case _, list():
            return ", ".join(filter(None, (said(field, one) for one in value)))
        case _, dict():
            return _parts({key: said(field, one) for key, one in value.items()})
        case _:
            return "" if value is None else plain(str(value))


def _whereabouts(removed_at: Any) -> str:
    if removed_at is None:
        return gettext("on the Hub")
    try:
        day = numbers.day(datetime.fromisoformat(removed_at)).text
    except (TypeError, ValueError):
        return plain(str(removed_at))
    return gettext("noticed to be gone on %s") % day


def _parts(stated: dict[str, str]) -> str:
    """Return what the parts of a statement say; once, where all of them say the same."""
    if len(set(stated.values())) == 1:
        return next(iter(stated.values()))
    told = ({"part": text_of(LICENCE_PARTS, plain(key)), "text": text or "–"} for key, text in stated.items())
    return pgettext("between the parts of a statement", "; ").join(
        gettext("%(part)s: %(text)s") % one for one in told
    )
