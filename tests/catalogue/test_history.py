"""The changes of one model, page by page."""

import pytest

from registry.catalogue.cursors import BadCursor
from registry.catalogue.history import Change, HistoryPage, history
from registry.catalogue.results import Count
from registry.models import Entry, History
from tests.builders import NOW, a_revision, make_entry

pytestmark = pytest.mark.django_db


def _changes(entry: Entry, number: int) -> None:
    History.objects.bulk_create(
        History(model_id=entry.pk, field="licence", old=[f"v{n}"], new=None, revision=a_revision(n), seen_at=NOW)
        for n in range(number)
    )


def _page(model_id: int, cursor: str | None = None, page_size: int = 25) -> HistoryPage:
    page = history(model_id, cursor, page_size)
    assert isinstance(page, HistoryPage)
    return page


def test_pages_give_every_change_once_the_newest_first() -> None:
    entry, other = make_entry(), make_entry()
    _changes(other, 3)
    _changes(entry, 7)
    seen: list[Change] = []
    page = _page(entry.pk, page_size=3)
    while page.cursor:
        seen += page.changes
        assert page.count == Count(7, exact=True)
        page = _page(entry.pk, page.cursor, page_size=3)
    seen += page.changes
    assert [change.old for change in seen] == [[f"v{n}"] for n in reversed(range(7))]
    assert {change.new for change in seen} == {None}


def test_a_cursor_fits_the_history_of_its_model_alone() -> None:
    entry, other = make_entry(), make_entry()
    _changes(entry, 2)
    cursor = _page(entry.pk, page_size=1).cursor
    assert cursor
    assert isinstance(history(other.pk, cursor), BadCursor)
    assert isinstance(history(entry.pk, cursor + "A"), BadCursor)
    assert isinstance(history(entry.pk, "nonsense"), BadCursor)


def test_a_model_that_never_changed_has_an_empty_history() -> None:
    assert _page(make_entry().pk) == HistoryPage((), None, Count(0, exact=True))
