"""The counts beside the choices are those of the searches that the choices lead to."""

import pytest
from django.core.management import call_command

from registry.catalogue import filters
from registry.catalogue.facets import count_facets, facets
from registry.catalogue.licences import LicencePage, LicenceSummary, all_licences, find_licence, list_licences
from registry.catalogue.query import SearchQuery
from registry.catalogue.results import Page
from registry.catalogue.search import find
from registry.hub.records import Gate
from registry.licences.terms import LicenceClass
from registry.models import Licence
from tests.builders import NOW, make_entry

pytestmark = pytest.mark.django_db


def _found(query: SearchQuery) -> int:
    page = find(query)
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
