"""`manage.py sync` and `manage.py hub_state`, as an operator meets them."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from registry.hub.wire import Patience
from registry.management.bar import Bar
from registry.management.commands import sync as command
from registry.models import HubModel, SyncRun
from registry.sync import run
from registry.sync.progress import Progress, progress_of
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub_room.walking import Time
from tests.sync.walking import begin, listed, live, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(empty_hub: EmulatedHub, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> EmulatedHub:
    """A Hub of 120 models in pages of ten, which HF_ENDPOINT names; of two tries, so that giving up is quick."""
    monkeypatch.setattr(command, "FOREGROUND", Patience(pause=900, tries=2))
    stock(empty_hub, 120)
    settings.HF_ENDPOINT, settings.HF_TOKEN = empty_hub.url, empty_hub.token
    return empty_hub


def _sync(*arguments: str) -> tuple[str, str]:
    """Return what the command writes to standard output and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("sync", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def _told(*arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_sync("--json", *arguments)[0])
    return told


def test_a_first_sync_walks_and_sums_up(hub: EmulatedHub) -> None:
    out, err = _sync()
    assert live() == listed(hub)
    assert "walk" in out
    assert "120 models on 12 pages; 120 new, 0 changed, 0 unreadable, 0 removed; 12 requests, 0 tried again" in out
    assert err.count("models/s") == 2  # pages 1 and 11: no terminal, so a line every ten pages


def test_the_next_is_a_delta(hub: EmulatedHub) -> None:
    _sync()
    hub.data.create("org/new")
    told = _told()
    assert (told["kind"], told["state"], told["new"]) == ("delta", "done", 1)
    assert told["seconds"] > 0
    assert live() == listed(hub)


def test_a_walk_finds_what_went_away(hub: EmulatedHub) -> None:
    _sync()
    hub.data.delete("org/model-5")
    told = _told("--walk")
    assert (told["kind"], told["removed"], told["models"]) == ("walk", 1, 119)
    assert live() == listed(hub)


def test_many_removals_wait_for_a_word(hub: EmulatedHub) -> None:
    _sync()
    for number in range(24):
        hub.data.delete(f"org/model-{number}")
    with pytest.raises(CommandError) as caught:
        _sync("--walk")
    assert caught.value.returncode == 3
    assert len(live()) == 120
    held = SyncRun.objects.get(state="held")
    assert held.vanished == 24
    told = _told("--confirm-removals")
    assert (told["run"], told["state"], told["removed"]) == (held.pk, "done", 24)
    assert live() == listed(hub)
    assert not SyncRun.objects.exclude(state="done").exists()


def test_removals_may_be_confirmed_beforehand(hub: EmulatedHub) -> None:
    _sync()
    for number in range(24):
        hub.data.delete(f"org/model-{number}")
    assert _told("--walk", "--confirm-removals")["removed"] == 24
    assert live() == listed(hub)


def test_a_limit_reads_so_many(hub: EmulatedHub) -> None:
    told = _told("--walk", "--limit", "15")
    assert (told["models"], told["pages"]) == (15, 2)
    assert HubModel.objects.count() == 15


def test_another_endpoint_is_shown_no_token(hub: EmulatedHub) -> None:
    with EmulatedHub() as other:
        other.data.create("org/elsewhere")
        assert _told("--endpoint", other.url + "/")["models"] == 1
        assert [logged.owner for logged in other.requests] == [None]
    _told("--walk", "--limit", "10")
    assert {logged.owner for logged in hub.requests} == {"reader"}


def test_a_run_that_stood_still_goes_on_where_it_was(hub: EmulatedHub) -> None:
    hub.faults.add(wrong.reset_before_headers(), route="models", page=7, times=2)
    with pytest.raises(CommandError) as caught:
        _sync()
    assert caught.value.returncode == 1
    assert len(live()) == 60
    SyncRun.objects.update(lease_until=timezone.now())
    out, err = _sync()
    assert "Going on with run" in err
    assert "120 models on 12 pages" in out
    assert live() == listed(hub)
    assert sum(logged.status == 200 for logged in hub.requests) == 12 + 2  # a reset is logged as the 200 it broke


def test_a_run_of_another_kind_that_stands_still_is_set_aside(hub: EmulatedHub) -> None:
    first = begin(hub)
    assert _told("--walk", "--limit", "10")["run"] != first
    assert SyncRun.objects.get(pk=first).state == "failed"


def test_a_run_that_somebody_is_at_is_left_to_them(hub: EmulatedHub) -> None:
    run_id = begin(hub)
    run.claim(run_id, timezone.now())
    for arguments in (("--walk",), ("--walk", "--limit", "10")):
        with pytest.raises(CommandError, match="is under way"):
            _sync(*arguments)
    assert hub.requests == []


def test_a_delta_without_a_walk_says_what_to_do(hub: EmulatedHub) -> None:
    with pytest.raises(CommandError, match="sync --walk"):
        _sync("--delta")


def test_a_hub_that_is_not_there_is_a_sentence_and_a_status(hub: EmulatedHub, settings: Settings) -> None:
    hub.close()
    with pytest.raises(CommandError, match="gave no sound answer") as caught:
        call_command("sync", stdout=io.StringIO(), stderr=io.StringIO())
    assert caught.value.returncode == 1
    assert SyncRun.objects.get().state == "failed"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--limit", "0"],
        ["--limit", "x"],
        ["--limit", str(2**31)],
        ["--walk", "--delta"],
        ["--endpoint", "hub.test"],
    ],
)
def test_nonsense_is_refused(hub: EmulatedHub, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        _sync(*arguments)
    assert not SyncRun.objects.exists()


def test_the_state_of_the_hub_is_one_line_and_a_status(hub: EmulatedHub) -> None:
    out = io.StringIO()
    call_command("hub_state", stdout=out)
    assert out.getvalue() == f"The Hub at {hub.url} can be reached.\n"
    hub.faults.add(wrong.Status(404), times=None)
    with pytest.raises(SystemExit) as caught:
        call_command("hub_state", stdout=(out := io.StringIO()))
    assert caught.value.code == 1
    assert out.getvalue().count("\n") == 1


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _progress(rows: int, **counts: int) -> Progress:
    nothing = Progress(
        pages=0,
        rows=0,
        new=0,
        changed=0,
        unreadable=0,
        removed=0,
        requests=0,
        retries=0,
        quota_left=None,
        limit=None,
    )
    return replace(nothing, rows=rows, **counts)


def test_the_bar_says_how_far_how_fast_and_how_long() -> None:
    time, screen = Time(), _Terminal()
    bar = Bar(screen, _progress(1_000), 4_000, clock=time.clock)
    time.sleep(10)
    bar.show(_progress(2_000, quota_left=480, unreadable=3))
    assert screen.getvalue().startswith("\r██████████░░░░░░░░░░  50% 2,000 models · 100 models/s · 480 requests")
    assert "3 unreadable · about 20 s left" in bar.line(_progress(2_000, unreadable=3))
    bar.show(_progress(2_100))
    assert screen.getvalue().count("\r") == 1  # not a tenth of a second later
    bar.clear()
    assert screen.getvalue().endswith("\r")


def test_the_bar_guesses_no_end_where_none_is_known() -> None:
    time = Time()
    bar = Bar(io.StringIO(), _progress(0), None, clock=time.clock)
    time.sleep(2)
    assert bar.line(_progress(500)) == "500 models · 250 models/s"


def test_a_stored_run_is_shown_as_it_stands(hub: EmulatedHub) -> None:
    _sync()
    row = SyncRun.objects.get()
    assert progress_of(row).rows == 120
    assert row.ended_at is not None
    assert row.ended_at - row.started_at < timedelta(seconds=30)
