"""Why there is no page of a model, and where to go instead, as finished values. Pure."""

from dataclasses import dataclass

from registry.catalogue.model import OtherRevision, Unknown
from registry.catalogue.parameters import LONGEST_TEXT, MOST_WORDS, words_of
from registry.catalogue.query import SearchQuery
from registry.sync.freshness import Freshness
from registry.web.form import search_url
from registry.web.present import model_url, models_in_all, plain

_SHORT_REVISION = 10


@dataclass(frozen=True, slots=True)
class Absent:
    """A name without a page: ``why`` it cannot be one, or the page at the revision that is ``held`` instead."""

    name: str
    why: str = ""
    held: str = ""
    held_url: str = ""
    search_url: str = ""
    only: str = ""  # how many models there are so far, where the Hub has not been walked


def absent(name: str, found: Unknown | OtherRevision, fresh: Freshness) -> Absent:
    """Return why the name has no page."""
    shown = plain(name[:LONGEST_TEXT])
    if isinstance(found, OtherRevision):
        return Absent(shown, held=(found.held or "")[:_SHORT_REVISION], held_url=model_url(found.repo_id))
    if found.detail:
        return Absent(shown, why=str(found.detail))
    words = words_of(name.partition("@")[0])[:MOST_WORDS]
    only = "" if fresh.source == "hub" else models_in_all(fresh.models)
    searched = search_url(SearchQuery().replace("q", " ".join(words))) if words else ""
    return Absent(shown, search_url=searched, only=only)
