"""Every page, wide and narrow, light and dark: nothing sticks out, is faint, nameless or from elsewhere."""

from itertools import pairwise

import pytest
from playwright.sync_api import Dialog, Page, expect

from registry.catalogue.facets import count_facets
from registry.licences import grounds
from registry.models import Check, SyncRun
from registry.policy.context import Context
from registry.procurement.check import check
from registry.procurement.request import CheckRequest
from tests.browser.conftest import DESK, PHONE, Visit
from tests.builders import NOW, make_run
from tests.catalogue.measured import GIB, a_measurement, make_measured
from tests.web.rows import DISTILL, LLAMA, a_few_models, a_full_model, a_hostile_model, know_licences

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOSTILE = "/models/evil/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E%7B%7B%207%20%7D%7D"
A_CHECK = "0123456789abcdef" * 2
PAGES = [
    "/",
    "/?q=model&status=stated&status=missing&gated=true",
    "/?q=nothing-of-the-kind&gated=true",
    "/?page_size=0&colour=red",
    f"/models/{DISTILL}",
    HOSTILE,
    "/models/org/nothing",
    "/models/org/measured?device=rtx-4090-24gb&context_length=32768",
    "/?device=laptop-16gb&precision=q4_k_m",
    "/fits",
    "/fits?device=rtx-4090-24gb",
    "/devices",
    "/licences",
    "/licences/LicenseRef-scancode-gemma-tou-2024-04-01",
    f"/licences/{LLAMA}",
    "/licences/LicenseRef-permis-health-ai-developer-foundations-2024-11-15",
    "/licences/compare",
    f"/licences/compare?a=LicenseRef-permis-llama-3&b={LLAMA}",
    "/licences/compare?a=nothing",
    "/check",
    "/check?context=commercial-saas-eu&seat=XX&markets=DE,FR",
    f"/alternatives/{DISTILL}?context=train-on-outputs",
    f"/checks/{A_CHECK}",
    f"/checks/{A_CHECK}/report",
    "/checks/none",
    "/stories/deepseek",
    "/sync",
    "/sign-in",
    "/none",
]

# What a reader sees of a text: its colour on the first ground behind it that is not transparent.
_FAINT = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const parts = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
        const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
    };
    const ground = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const found = parts(getComputedStyle(one).backgroundColor);
            if (found[3] === 255) return found;
        }
        return [255, 255, 255, 255];
    };
    const faint = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let read = 0;
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const element = text.parentElement;
        if (!text.data.trim() || !element.checkVisibility() || element.closest("noscript, option")) continue;
        read += 1;
        const [a, b] = [light(parts(getComputedStyle(element).color)), light(ground(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) faint.push(`${text.data.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
    }
    return { faint, read };
}"""
_UNNAMED = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, summary, [role=region]"
)].filter((one) => one.checkVisibility() && !(
        one.ariaLabel || one.textContent.trim() || one.labels?.length
        || document.getElementById(one.getAttribute("aria-labelledby") ?? "")
    )).map((one) => one.outerHTML)"""
_LEVELS = "() => [...document.querySelectorAll('main :is(h1, h2, h3)')].map((one) => +one.tagName[1])"


@pytest.fixture(autouse=True)
def _rows(transactional_db: None) -> None:
    a_few_models()
    a_full_model()
    a_hostile_model()
    make_measured("org/measured", a_measurement(quantisations=(("Q4_K_M", 4 * GIB),), parameters=7 * 10**9))
    know_licences()
    count_facets(NOW)
    names = (DISTILL, 'evil/"><img src=x>', "no/body", *(f"no/body-{number}" for number in range(3)))
    check(CheckRequest(names, Context(), note="For the chat."), grounds.load(), NOW)
    Check.objects.update(public_id=A_CHECK)
    make_run(kind="starter", state="done", lease=None)
    run = make_run(lease=None)
    SyncRun.objects.filter(pk=run.pk).update(
        rows=12_345, pages=13, quota_left=400, message="The Hub asks to wait."
    )


def sticks_out(page: Page) -> int:
    """Return how many pixels of the page are beyond the window's right edge."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_can_be_read(visit: Visit, width: int, scheme: str) -> None:
    page = visit("/", width=width, scheme=scheme)
    for path in PAGES:
        page.goto(path)
        assert sticks_out(page) == 0, path
        seen = page.evaluate(_FAINT)
        assert seen["faint"] == [], path
        assert seen["read"] > 10, path
        assert page.evaluate(_UNNAMED) == [], path


def test_headings_tell_how_every_page_is_built(visit: Visit) -> None:
    page = visit("/")
    for path in PAGES:
        page.goto(path)
        levels = page.evaluate(_LEVELS)
        assert levels.count(1) == 1, path
        after_the_title = levels[levels.index(1) :]
        assert all(b - a <= 1 for a, b in pairwise(after_the_title)), (path, levels)


def test_the_page_of_the_interface_works_without_another_host(visit: Visit) -> None:
    page = visit("/api/v1/docs/")
    expect(page.get_by_role("heading", name="Permis")).to_be_visible()
    expect(page.get_by_text("/api/v1/models/{namespace}/{name}", exact=True).first).to_be_visible()


def test_hostile_words_do_nothing(visit: Visit) -> None:
    page = visit("/")
    alerts: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    for path in (
        HOSTILE,
        "/?publisher=%3Cscript%3Ealert(1)%3C/script%3E",
        "/models/%3Cimg%20src=x%20onerror=alert(1)%3E",
    ):
        page.goto(path)
        expect(page.locator("main img, main script")).to_have_count(0)
    assert alerts == []


def test_the_command_is_copied(visit: Visit) -> None:
    page = visit(f"/models/{DISTILL}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(".copy")
    button.click()
    expect(button).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl -s http://")
    assert copied.endswith(f"/api/v1/models/{DISTILL}")


def test_without_scripts_there_is_no_button_that_does_nothing(visit: Visit) -> None:
    page = visit(f"/models/{DISTILL}", scripts=False)
    expect(page.locator(".copy")).to_be_hidden()
    expect(page.locator("#command")).to_be_visible()


def test_every_page_prints_without_what_is_only_for_screens(visit: Visit) -> None:
    page = visit(f"/models/{DISTILL}")
    page.emulate_media(media="print")
    for gone in (".find", ".nav", ".tools", ".copy"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#licence")).to_be_visible()
