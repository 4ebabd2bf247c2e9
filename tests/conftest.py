"""What every test may ask for. The servers behind `db` are in `tests/servers.py`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from config.texts.compiled import compile_texts
from tests.hub.fixtures import empty_hub, hub
from tests.servers import ROOT, Servers

__all__ = ["empty_hub", "hub"]  # fixtures for everyone

_SERVERS = Servers()
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# Processes that tests start are to run with the settings of the project, not with ours; the addresses are in
# the environment by now.
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option of ours."""
    parser.addoption("--only-database", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not touch the database, where that is asked for."""
    if config.getoption("--only-database"):
        items[:] = [item for item in items if item.get_closest_marker("django_db")]


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the first process compiles the texts and starts the servers: the others come later."""
    if hasattr(config, "workerinput"):
        return
    compile_texts(ROOT / "locale")
    if config.getoption("numprocesses", None):
        _SERVERS.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers, however the run ended."""
    _SERVERS.end()


@pytest.fixture(autouse=True)
def _in_no_other_language() -> Iterator[None]:
    """Let no request of a test leave its language to the next test."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> None:
    """PostgreSQL and Valkey serve. `db` and `transactional_db` ask for this by themselves."""
    if not hasattr(request.config, "workerinput"):
        _SERVERS.start()
    _SERVERS.wait()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, servers: None) -> None:
    """Let pytest-django make its database once there is a server to make it in."""


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """DATABASE_URL of the test database, for processes that a test starts; use with `transactional_db`."""
    before, mark, after = os.environ["DATABASE_URL"].partition("?")
    return before.rpartition("/")[0] + "/" + str(settings.DATABASES["default"]["NAME"]) + mark + after


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared real data; skips where it is absent. Its tests carry the mark `shared`."""
    folder = Path(os.environ.get("PERMIS_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"needs the shared data: no folder {folder} (PERMIS_SHARED names another)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium. Its tests carry the mark `browser`; skipped without one, but never in CI."""
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail("no Chromium is installed, and in CI the browser tests may not be skipped")
    if found is None:
        pytest.skip("needs a Chromium: none of " + ", ".join(CHROMIUM_NAMES) + " is installed")
    return found
