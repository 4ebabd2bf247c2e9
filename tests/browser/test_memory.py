"""What a model needs, in a browser: redrawn by the server as the reader chooses, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.catalogue.measured import GIB, a_measurement, make_measured

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _a_model() -> None:
    make_measured("org/model", a_measurement(60 * GIB, parameters=30 * 10**9))


def test_choosing_redraws_the_section_and_the_address_says_so(visit: Visit) -> None:
    page = visit("/models/org/model")
    page.evaluate("window.same = true")
    page.get_by_label("Machine").select_option("laptop-16gb")
    expect(page.locator("#memory .reason")).to_contain_text("Does not fit")
    page.get_by_label("Precision of the weights").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#memory .reason")).to_contain_text("Weights 55.9 GiB")
    expect(page.get_by_label("Precision of the weights")).to_be_focused()
    page.get_by_label("Machine").select_option("h100-80gb-sxm")
    expect(page.locator("#memory .reason")).to_contain_text("Fits")
    assert "device=h100-80gb-sxm" in page.url
    assert page.evaluate("window.same") is True  # no page was loaded anew
    page.go_back()
    expect(page.get_by_label("Machine")).to_have_value("laptop-16gb")


def test_without_scripts_the_button_does_the_same(visit: Visit) -> None:
    page = visit("/models/org/model", scripts=False)
    page.get_by_label("Machine").select_option("laptop-16gb")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#memory .reason")).to_contain_text("Does not fit")
    assert page.url.endswith("#memory")
    expect(page.locator("#memory svg.bar-of").first).to_be_visible()


def test_what_fits_is_listed_as_a_machine_is_picked(visit: Visit) -> None:
    page = visit("/fits")
    page.get_by_label("Machine").select_option("h100-80gb-sxm")
    expect(page.locator("#fits .rows")).to_contain_text("org/model")
    assert "device=h100-80gb-sxm" in page.url
    page.get_by_label("Machine").select_option("laptop-8gb")
    expect(page.locator("#fits .rows")).to_have_count(0)
