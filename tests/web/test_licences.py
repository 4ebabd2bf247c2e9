"""The licences, shelf by shelf and one by one."""

from urllib.parse import quote

import pytest
from pytest_django import DjangoAssertNumQueries

from registry.catalogue.facets import count_facets
from registry.licences import knowledge
from registry.models import Licence
from tests.builders import NOW, make_entry
from tests.web.asking import see
from tests.web.rows import LURE, SCRIPT, TURNED, know_licences

pytestmark = pytest.mark.django_db


def make_licence(key: str, name: str = "A licence", licence_class: str = "permissive", **known: object) -> Licence:
    """Store a licence with what the knowledge says of it."""
    return Licence.objects.create(
        key=key, name=name, licence_class=licence_class, knowledge=known, knowledge_version="0123456789abcdef"
    )


def test_every_licence_we_know_has_its_place_and_its_page() -> None:
    know_licences()
    page = see("/licences")
    known = knowledge.load().licences
    assert page.status == 200
    assert len(known) > 100
    for key, one in known.items():
        assert page.links[one.name] == f"/licences/{quote(key, safe='')}"
    for key in ("MIT", "CC-BY-NC-4.0", "LicenseRef-scancode-gemma-tou-2024-04-01"):
        assert see(f"/licences/{key}").one("h1").text == known[key].name


def test_licences_stand_on_the_shelf_of_their_kind_the_most_used_first() -> None:
    make_licence("MIT", "MIT License")
    make_licence("Apache-2.0", "Apache License")
    make_licence("CC-BY-NC-4.0", "By, not commercial", "non_commercial")
    for key in ("MIT", "MIT", "Apache-2.0"):
        make_entry(licence_keys=(key,))
    count_facets(NOW)
    page = see("/licences")
    assert [one.text for one in page.all("h2")] == ["Permissive", "Non-commercial"]
    assert page.id("permissive").text.index("MIT License") < page.id("permissive").text.index("Apache License")
    assert page.links["2"] == "/?licence=MIT"
    assert page.links["Non-commercial 1"] == "#non_commercial"


def test_without_knowledge_the_page_says_so() -> None:
    assert "The knowledge about licences has not been loaded." in see("/licences").text


def test_a_licence_is_told_with_its_source_and_how_far_it_was_read() -> None:
    know_licences()
    page = see("/licences/LicenseRef-scancode-gemma-tou-2024-04-01")
    assert page.one("h1").text == "Gemma Terms of Use 2024-04-01"
    for words in (
        "Community licence",
        "Google",
        "2024-04-01",
        "gemma",
        "the text itself was read",
    ):
        assert words in page.text
    assert page.links["Gemma Terms of Use 2025-03-24"] == "/licences/LicenseRef-scancode-gemma-tou-2025-03-24"
    assert page.links["JSON"] == "/api/v1/licences/LicenseRef-scancode-gemma-tou-2024-04-01"
    assert page.links["Its text"] == "https://ai.google.dev/gemma/terms"


def test_licences_that_nobody_in_particular_made_are_no_versions_of_each_other() -> None:
    know_licences()
    assert "Apache" not in see("/licences/MIT").one("main").text


def test_the_models_under_a_licence_are_one_click_away() -> None:
    make_licence("Apache-2.0")
    make_entry("org/model", licence_keys=("Apache-2.0",))
    count_facets(NOW)
    page = see("/licences/Apache-2.0")
    assert see(page.links["1 model"]).models == ["org/model"]


def test_a_licence_that_nobody_typed_says_so() -> None:
    make_licence("LicenseRef-untyped")
    assert "not described yet" in see("/licences/LicenseRef-untyped").text


@pytest.mark.parametrize("key", ["nothing", "M%00T", "x" * 3000, "%ff", "a/b"])
def test_a_licence_that_nobody_knows_is_not_found(key: str) -> None:
    make_licence("MIT")
    page = see(f"/licences/{key}")
    assert page.status == 404
    assert "We know no licence of that key." in page.text
    assert page.links["See all licences"] == "/licences"


def test_hostile_words_are_words() -> None:
    source = {"url": LURE, "seen": SCRIPT, "reading": SCRIPT}
    hostile = make_licence(
        f"{SCRIPT}{TURNED}", f"{SCRIPT}{TURNED}", note=SCRIPT, maker=SCRIPT, dated=SCRIPT, source=source
    )
    Licence.objects.filter(pk=hostile.pk).update(url=LURE, hub_ids=[SCRIPT], aliases=[f"{SCRIPT}{TURNED}"])
    for page in (see("/licences"), see(f"/licences/{quote(hostile.key, safe='')}")):
        assert page.status == 200
        assert SCRIPT in page.text
        assert SCRIPT not in page.html
        assert TURNED not in page.html
        assert LURE not in page.links.values()


@pytest.mark.parametrize("number", [1, 60])
def test_the_cost_is_the_same_for_any_number_of_licences(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        make_licence(f"L-{one}", family="x", maker="M")
    with django_assert_num_queries(4):  # the licences, the counts, two for the freshness
        see("/licences")
    with django_assert_num_queries(2):  # the licence and its family; the rest is still known
        see("/licences/L-0")


def test_another_name_leads_to_the_page_and_a_name_of_several_texts_names_them() -> None:
    know_licences()
    page = see("/licences/apache-2.0")
    assert (page.status, page.headers["Location"]) == (308, "/licences/Apache-2.0")
    several = see("/licences/gemma")
    assert several.status == 404
    assert "Several texts bear the name “gemma”: Gemma Terms of Use" in several.text
