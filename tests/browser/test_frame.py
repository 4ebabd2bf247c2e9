"""What readers prefer is remembered, and a page that follows a run follows it to its end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from registry.models import SyncRun
from registry.sync.freshness import forget
from tests.browser.conftest import Visit
from tests.builders import make_entry, make_run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ground(page: Page) -> str:
    """Return the colour of the page."""
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("scheme", "other"), [("light", "Dark theme"), ("dark", "Light theme")])
def test_the_other_theme_is_chosen_and_remembered(visit: Visit, scheme: str, other: str, scripts: bool) -> None:
    page = visit("/licences", scheme=scheme, scripts=scripts)
    before = ground(page)
    expect(page.get_by_role("button", name="Light or dark as the system")).to_be_hidden()
    page.get_by_role("button", name=other).click()
    expect(page.get_by_role("button", name="Light or dark as the system")).to_be_visible()
    chosen = ground(page)
    assert chosen != before
    assert page.url.endswith("/licences")
    page.goto("/sync")
    assert ground(page) == chosen
    page.get_by_role("button", name="Light or dark as the system").click()
    expect(page.get_by_role("button", name="Light or dark as the system")).to_be_hidden()
    assert ground(page) == before
    page.goto("/")
    assert ground(page) == before


def test_with_scripts_the_theme_changes_without_loading_the_page(visit: Visit) -> None:
    page = visit("/licences")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Dark theme").press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light theme")).to_be_focused()
    assert page.evaluate("window.stayed === true")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_language_is_changed_and_remembered(visit: Visit, scripts: bool) -> None:
    page = visit("/licences", scripts=scripts)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.endswith("/licences")
    page.goto("/sync")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_language_of_the_browser_is_spoken(visit: Visit) -> None:
    expect(visit("/", locale="fr-FR").locator("html")).to_have_attribute("lang", "fr")


def test_the_sync_page_follows_a_run_to_its_end(visit: Visit) -> None:
    began = timezone.now() - timedelta(minutes=3)
    run = SyncRun.objects.filter(pk=make_run(started_at=began, lease=None).pk)
    run.update(rows=1_000, pages=1)
    page = visit("about:blank")
    page.clock.install()
    page.goto("/sync")
    page.evaluate("window.stayed = true")
    expect(page.locator("#now")).to_contain_text("1,000 models read")
    page.locator("#live").focus()

    run.update(rows=2_000, pages=2)
    forget()
    page.clock.run_for(5_000)
    expect(page.locator("#now")).to_contain_text("2,000 models read")
    expect(page.locator("#runs")).to_contain_text("2,000")
    expect(page.locator("#live")).to_be_focused()

    run.update(state="done", ended_at=timezone.now())
    make_entry("org/model")
    forget()
    page.clock.run_for(5_000)
    expect(page.locator("#now")).to_contain_text("Up to date")
    expect(page.locator("#runs")).to_contain_text("Done")
    assert page.evaluate("window.stayed === true")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(60_000)
    assert asked == []


def test_the_sync_page_stands_still_when_it_is_told_to(visit: Visit) -> None:
    make_run(started_at=timezone.now(), lease=None)
    page = visit("about:blank")
    page.clock.install()
    page.goto("/sync")
    page.get_by_role("link", name="Stop refreshing").click()
    expect(page.get_by_role("link", name="Refresh every few seconds")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(60_000)
    assert asked == []
