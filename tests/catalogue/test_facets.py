"""The counts beside the choices are those of the searches that the choices lead to."""

from itertools import product

import pytest
from django.core.management import call_command

from registry.catalogue import counting, cube, filters
from registry.catalogue.facets import count_facets, facets
from registry.catalogue.licences import LicencePage, LicenceSummary, all_licences, find_licence, list_licences
from registry.catalogue.parameters import Value
from registry.catalogue.query import SearchQuery
from registry.catalogue.results import Count, Page
from registry.catalogue.search import find
from registry.hub.records import Gate
from registry.licences.terms import LicenceClass
from registry.models import Entry, Licence
from tests.builders import NOW, make_entry

pytestmark = pytest.mark.django_db


def _found(query: SearchQuery) -> int:
    page = find(query, NOW)
    assert isinstance(page, Page)
    return page.count.value


def _some_models() -> None:
    for number in range(24):
        make_entry(
            f"org/model-{number}",
            pipeline_tag=("text-generation", "fill-mask", None)[number % 3],
            library=("mlx", None)[number % 2],
            publisher=("a", "b", "c", None)[number % 4],
            languages=("en", "fr")[: number % 3],
            licence_keys=("MIT", "Apache-2.0")[: number % 3],
            licence_class=(LicenceClass.PERMISSIVE, LicenceClass.COMMUNITY)[number % 2],
            gate=(Gate.OPEN, Gate.AUTO, Gate.MANUAL, Gate.UNKNOWN)[number % 4],
            params_total=(None, 10**9, 10**9 + 1, 8 * 10**9, 671 * 10**9)[number % 5],
            removed_at=NOW if number == 23 else None,
        )


def test_each_count_is_what_the_search_finds() -> None:
    _some_models()
    count_facets(NOW)
    counted = facets()
    assert (counted.models, counted.counted_at) == (23, NOW)
    seen = 0
    for one in filters.FILTERS:
        for choice in counted.choices(one.key) if one.facet else ():
            value = choice.value == "true" if one.key == "gated" else (choice.value,)
            assert choice.models == _found(SearchQuery().replace(one.key, value)), (one.key, choice)
            seen += choice.models > 0
    assert seen > 12
    for size in counted.sizes():
        query = SearchQuery().replace("params_min", size.low or 0).replace("params_max", size.high)
        assert size.models == _found(query)
    assert sum(size.models for size in counted.sizes()) > 10


_ASKED: dict[str, tuple[Value | None, ...]] = {
    "pipeline_tag": (None, ("text-generation",), ("fill-mask", "text-generation"), ("no-such-task",)),
    "library": (None, ("mlx",)),
    "licence_class": (None, ("community",)),
    "licence": (None, ("MIT",), ("Apache-2.0", "MIT")),
    "gated": (None, True, False),
    "params_min": (None, 0, 10**9),
    "params_max": (None, 10**9, 9 * 10**9),
}


def test_the_cube_counts_every_combination_as_the_search_does() -> None:
    _some_models()
    count_facets(NOW)
    held, seen = cube.cube(), set()
    for values in product(*_ASKED.values()):
        query = SearchQuery()
        for key, value in zip(_ASKED, values, strict=True):
            query = query.replace(key, value)
        cells = held.cells(query.values)
        assert cells is not None
        assert held.number(cells) == _found(query), query
        seen.add(held.number(cells))
    assert len(seen) > 8
    stacks = set(Entry.objects.filter(removed_at=None).values_list("stack_id", flat=True))
    assert held.number(held.of_stacks(stacks)) == 23
    chosen = stacks.pop()
    assert held.number(held.of_stacks([chosen])) == Entry.objects.filter(removed_at=None, stack_id=chosen).count()
    assert held.of_stacks([-1]) == 0


@pytest.mark.parametrize(
    ("key", "value"), [("q", "llama"), ("language", ("en",)), ("params_max", 7 * 10**9), ("removed", True)]
)
def test_what_the_cube_cannot_tell_it_does_not_tell(key: str, value: Value) -> None:
    _some_models()
    count_facets(NOW)
    assert cube.cube().cells(SearchQuery().replace(key, value).values) is None


def test_of_a_large_catalogue_the_cube_tells_how_many_there_were(monkeypatch: pytest.MonkeyPatch) -> None:
    _some_models()
    count_facets(NOW)
    monkeypatch.setattr(counting, "COUNT_CAP", 20)
    monkeypatch.setattr(counting, "COUNTED_ONE_BY_ONE", 5)
    make_entry()  # not counted yet
    many = find(SearchQuery(page_size=2), NOW)
    assert isinstance(many, Page)
    assert many.count == Count(23, exact=False, counted_at=NOW)
    few = find(SearchQuery(page_size=2).replace("params_min", 250 * 10**9), NOW)
    assert isinstance(few, Page)
    assert few.count == Count(4, exact=True)


def test_counting_again_replaces_the_counts() -> None:
    make_entry()
    call_command("count_facets")
    make_entry()
    assert facets().models == 1
    call_command("count_facets")
    assert facets().models == 2


def test_before_the_first_counting_there_are_no_counts_and_no_error() -> None:
    assert facets().models == 0
    assert facets().counted_at is None
    assert facets().choices("library") == ()
    assert {choice.models for choice in facets().choices("status")} == {0}


def _licence(key: str) -> None:
    Licence.objects.create(
        key=key, name=f"The {key}", licence_class="permissive", knowledge={"note": "x"}, knowledge_version="0" * 16
    )


def test_licences_are_listed_with_their_models_page_by_page() -> None:
    keys = ["Apache-2.0", "BSD-3-Clause", "LicenseRef-permis-llama-3", "MIT", "Zlib"]
    for key in keys:
        _licence(key)
    make_entry(licence_keys=("MIT",))
    count_facets(NOW)
    seen: list[LicenceSummary] = []
    page = list_licences(page_size=2)
    for _ in keys:
        assert isinstance(page, LicencePage)
        seen += page.licences
        if page.cursor is None:
            break
        page = list_licences(page.cursor, page_size=2)
    assert [one.key for one in seen] == [one.key for one in all_licences()] == sorted(keys)
    assert {one.key: one.models for one in seen if one.models} == {"MIT": 1}


def test_a_licence_is_found_by_its_key_alone() -> None:
    _licence("MIT")
    found = find_licence("MIT")
    assert found
    assert (found.summary.name, found.knowledge) == ("The MIT", {"note": "x"})
    assert find_licence("mit") is None
    assert find_licence("M\x00T") is None
