"""Searching with the mouse, with the keyboard alone, on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import Page, Route, expect

from registry.catalogue.facets import count_facets
from tests.browser.conftest import PHONE, Visit
from tests.builders import NOW, make_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _models(transactional_db: None) -> None:
    for number in range(30):
        make_entry(
            f"maker-{number % 10}/llama-{number}", publisher=f"maker-{number % 10}", downloads=1000 - number
        )
    make_entry("org/other", licence_keys=("Apache-2.0",), licence_concluded="Apache-2.0")
    count_facets(NOW)


def listed(page: Page) -> list[str]:
    """Return the names in the list."""
    return page.locator(".rows h2").all_inner_texts()


def asked(page: Page) -> str:
    """Return the query of the address."""
    return page.url.partition("?")[2]


def stays(page: Page) -> None:
    """Mark the page, so that one can tell whether it was loaded anew."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    """Tell whether the page is still the one that was marked."""
    return bool(page.evaluate("window.stayed === true"))


@pytest.mark.parametrize("scripts", [True, False])
def test_words_are_searched_for_with_the_enter_key(visit: Visit, scripts: bool) -> None:
    page = visit("/", scripts=scripts)
    page.get_by_role("searchbox").fill("oth")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/?q=oth")
    expect(page.get_by_role("heading", level=1)).to_have_text("Models matching “oth”")
    assert listed(page) == ["org/other"]


def test_with_scripts_only_the_list_changes_and_its_length_is_read_out(visit: Visit) -> None:
    page = visit("/")
    stays(page)
    page.get_by_label("Apache-2.0").check()
    page.wait_for_url("**/?licence=Apache-2.0")
    expect(page.locator(".rows h2")).to_have_text(["org/other"])
    expect(page.get_by_role("status")).to_have_text("1 model")
    expect(page).to_have_title("Models under Apache-2.0 – Permis")
    assert stayed(page)


def test_without_scripts_a_button_shows_the_results(visit: Visit) -> None:
    page = visit("/", scripts=False)
    page.get_by_label("Apache-2.0").check()
    page.get_by_role("button", name="Show results").click()
    page.wait_for_url("**/?licence=Apache-2.0")
    assert listed(page) == ["org/other"]
    page.get_by_label("Order").select_option("-likes")
    page.get_by_role("button", name="Sort").click()
    page.wait_for_url("**/?licence=Apache-2.0&order=-likes")


def test_the_address_is_the_state_and_back_goes_back(visit: Visit) -> None:
    page = visit("/")
    page.get_by_label("MIT").check()
    page.wait_for_url("**/?licence=MIT")
    page.get_by_label("Order").select_option("-likes")
    page.wait_for_url("**/?licence=MIT&order=-likes")
    page.go_back()
    page.wait_for_url("**/?licence=MIT")
    expect(page.get_by_label("MIT")).to_be_checked()
    expect(page.get_by_label("Order")).to_have_value("")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("All models")
    expect(page.get_by_label("MIT")).not_to_be_checked()
    page.go_forward()
    expect(page.get_by_label("MIT")).to_be_checked()
    fresh = visit("/?licence=MIT")
    assert listed(fresh) == listed(page) != []


def test_a_typed_value_becomes_an_option_and_stays_when_another_is_ticked(visit: Visit) -> None:
    page = visit("/")
    page.locator("summary", has_text="Publisher").click()
    typed = page.get_by_label("Publisher: another")
    typed.fill("org")
    typed.press("Tab")
    page.wait_for_url("**/?publisher=org")
    expect(page.locator("input[name=publisher][value=org]")).to_be_checked()
    expect(typed).to_have_value("")
    page.locator("input[name=publisher][value=maker-0]").check()
    page.wait_for_url("**/?publisher=org&publisher=maker-0")
    expect(page.get_by_role("heading", level=1)).to_have_text("Models by maker-0 or org")
    assert "org/other" in listed(page)


def test_an_option_that_goes_when_it_is_taken_off_leaves_the_focus_beside_it(visit: Visit) -> None:
    page = visit("/?tag=rare")
    option = page.locator("input[name=tag][value=rare]")
    option.focus()
    option.press("Space")
    expect(option).to_have_count(0)
    expect(page.get_by_label("Tags: another")).to_be_focused()
    assert page.url.endswith("/")


def test_what_is_being_typed_elsewhere_survives_an_answer(visit: Visit) -> None:
    page = visit("/")
    held: list[Route] = []
    page.route("**/?licence=MIT", lambda route: held.append(route))
    page.locator("summary", has_text="Tags").click()
    typed = page.get_by_label("Tags: another")
    with page.expect_request("**/?licence=MIT"):
        page.get_by_label("MIT").check()
    typed.focus()
    page.keyboard.type("half a word")
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Models under MIT")
    expect(typed).to_have_value("half a word")
    expect(typed).to_be_focused()


def test_a_chip_takes_its_filter_off(visit: Visit) -> None:
    page = visit("/?q=llama&licence=MIT")
    page.get_by_role("link", name="Remove the filter Licence MIT").click()
    page.wait_for_url("**/?q=llama")
    expect(page.get_by_label("MIT")).not_to_be_checked()


def test_pages_of_the_list_follow_each_other(visit: Visit) -> None:
    page = visit("/")
    first = listed(page)
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("link", name="First page")).to_be_visible()
    assert len(first) == 25
    assert len(listed(page)) == 6
    assert not set(first) & set(listed(page))


def test_a_search_that_cannot_be_meant_is_told_in_place(visit: Visit) -> None:
    page = visit("/")
    stays(page)
    page.evaluate("document.getElementById('q').value = '!!!'")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("alert")).to_contain_text("What is wrong")
    assert stayed(page)


def test_everything_is_done_with_the_keyboard(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("summary", has_text="Task")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**/?pipeline_tag=text-generation")
    expect(page.locator("input[name=pipeline_tag]").first).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.rows h2') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/maker-0/llama-0")
    expect(page.get_by_role("heading", level=1)).to_have_text("maker-0/llama-0")


def test_the_focus_is_always_seen(visit: Visit) -> None:
    page = visit("/")
    for _ in range(25):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
                const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
                return [outlineStyle, parseFloat(outlineWidth)];
            }"""
        )
        assert ring[0] != "none"
        assert ring[1] >= 2


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_filters_are_a_sheet(visit: Visit, scripts: bool) -> None:
    page = visit("/", width=PHONE, scripts=scripts)
    sheet = page.locator("#filters")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(sheet).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Apache-2.0").check()
    page.get_by_role("button", name="Show results").click()
    page.wait_for_url("**/?licence=Apache-2.0")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    assert listed(page) == ["org/other"]


def test_the_sheet_is_left_with_the_escape_key(visit: Visit) -> None:
    page = visit("/", width=PHONE)
    opener = page.get_by_role("button", name="Filters")
    opener.press("Enter")
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(opener).to_be_focused()
