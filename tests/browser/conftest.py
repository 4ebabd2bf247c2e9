"""A Chromium, and visitors who notice what a page should not do."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from registry.catalogue import facets
from registry.sync.freshness import forget

DESK, PHONE = 1400, 380
_QUIET = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_NOT_COMPLAINTS = (
    "Failed to load resource: the server responded with a status of",  # pages of what is not there
    # How htmx says that a newer question took the place of one under way; what fails is htmx:sendError.
    "htmx:afterRequest",
    "htmx:sendAbort",
)

Visit = Callable[..., Page]


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests of this folder.

    While Playwright runs, this thread has a running event loop, beside which Django refuses to talk to the
    database unless it is told that nobody else uses the connection. So it is: both end with the last test here.
    """
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as driver:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chrome = driver.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield chrome
        chrome.close()


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Open pages of this server; when the test ends, nothing may have been asked of another host or complained."""
    forget()
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_NOT_COMPLAINTS):
            complaints.append(message.text)

    def opened(
        path: str = "/", *, width: int = DESK, scheme: str = "light", scripts: bool = True, locale: str = "en"
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            locale=locale,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.on("console", listen)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page = context.new_page()
        page.goto(path)
        return page

    asked: set[str] = set()
    yield opened
    for context in contexts:
        context.close()
    facets.forget()
    forget()
    assert complaints == []
    assert asked <= {urlsplit(live_server.url).netloc}
