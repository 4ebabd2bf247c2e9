"""A page whose model is being examined shows what is found without being asked for again."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from registry.models import Examination
from tests.browser.conftest import Visit
from tests.builders import make_entry
from tests.web.rows import keep_card

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_is_read_anew_once_the_model_is_examined(visit: Visit) -> None:
    entry = make_entry("org/model")
    page = visit("/models/org/model")
    expect(page.locator("#examining")).to_contain_text("Being examined")
    keep_card(entry, "# Found")
    Examination.objects.update(state="done", done_at=timezone.now())
    expect(page.locator("#card")).to_contain_text("Model card", timeout=20_000)
    expect(page.locator("#examining")).to_have_count(0)


def test_without_scripts_there_is_a_link_to_look_again(visit: Visit) -> None:
    make_entry("org/model")
    page = visit("/models/org/model", scripts=False)
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("#examining")).to_contain_text("Being examined")
