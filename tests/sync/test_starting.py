"""The starter catalogue is loaded whole or not at all, once, and only into a registry that has not met the Hub."""

import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from registry.assessment import licences
from registry.catalogue.model import Model, find_model
from registry.licences import grounds
from registry.models import Entry, EntryWords, HubModel, SyncRun, UnreadableRow
from registry.sync import starter, starting
from registry.sync.starting import Stocked, stock
from tests.builders import NOW, a_hub_id, make_record, make_run
from tests.sync.saving import save, stored, the_entry, the_model

pytestmark = pytest.mark.django_db

R1 = "deepseek-ai/DeepSeek-R1"
OLD, RECENT = "2026-05-01T00:00:00Z", "2026-08-22T00:00:00Z"
Ship = Callable[..., None]


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ship:
    """Let other facts be the shipped ones: rows of which each may say its day; two make a page."""
    monkeypatch.setattr(starting, "PAGE", 2)
    releases = iter(range(100))

    def ship(*rows: dict[str, object]) -> None:
        file = tmp_path / f"{next(releases)}.jsonl.gz"
        lines = [json.dumps({"_as_of": RECENT, "gated": False} | row) for row in rows]
        file.write_bytes(gzip.compress("\n".join(lines).encode()))
        monkeypatch.setattr(starter, "FILE", file)

    return ship


def _five(ship: Ship) -> None:
    ship(*({"id": f"org/model-{number}", "_as_of": OLD if number < 2 else RECENT} for number in range(5)))


def test_what_is_shipped_can_be_found_right_away() -> None:
    licences.write(grounds.load())
    stocked = stock(NOW)
    assert stocked
    assert stocked.models == HubModel.objects.count() == Entry.objects.count() >= 3_000
    shipped = starter.read()
    assert (stocked.since, stocked.until) == (shipped.since, shipped.until)
    model = find_model(R1)
    assert isinstance(model, Model)
    assert (model.result.licence_concluded, model.result.licence_status) == ("MIT", "confirmed")  # by a curation
    assert (model.result.source, model.hub_id, model.as_of) == ("starter", None, stocked.until)
    assert model.evidence
    assert not UnreadableRow.objects.exists()
    assert not Entry.objects.filter(stale=True).exists()


def test_each_fact_bears_its_day(ship: Ship) -> None:
    _five(ship)
    old, recent = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 8, 22, tzinfo=UTC)
    assert stock(NOW) == Stocked(5, since=old, until=recent)
    assert [the_model(f"org/model-{number}").as_of for number in range(3)] == [old, old, recent]
    assert the_entry("org/model-0").synced_at == old
    run = SyncRun.objects.get()
    assert (run.kind, run.state, run.rows, run.new) == ("starter", "done", 5, 5)
    assert (run.facts_from, run.watermark) == (old, recent)
    assert (run.lease, run.started_at, run.ended_at) == (None, NOW, NOW)


def test_once_loaded_it_is_left_alone_until_there_is_another(ship: Ship) -> None:
    _five(ship)
    stock(NOW)
    before = stored()
    assert stock(NOW) is None
    assert stored() == before
    ship({"id": "org/model-0", "pipeline_tag": "fill-mask"}, {"id": "org/more"})
    recent = datetime(2026, 8, 22, tzinfo=UTC)
    assert stock(NOW) == Stocked(1, since=recent, until=recent)
    assert the_entry("org/model-0").pipeline_tag == "fill-mask"
    assert HubModel.objects.filter(removed_at=None).count() == 6


def test_what_fails_on_the_last_page_leaves_nothing(ship: Ship) -> None:
    _five(ship)
    before = stored()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hub_model ADD CONSTRAINT not_this CHECK (repo_id <> 'org/model-4')")
    with pytest.raises(IntegrityError, match="not_this"):
        stock(NOW)
    assert stored() == before
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hub_model DROP CONSTRAINT not_this")
    assert stock(NOW) is not None


@pytest.mark.parametrize(
    ("kind", "state", "limit", "loaded"),
    [
        ("walk", "done", None, False),
        ("walk", "held", None, False),
        ("walk", "failed", None, True),
        ("walk", "done", 10, True),
        ("walk", "running", None, False),
        ("delta", "running", None, False),
    ],
)
def test_a_hub_that_was_walked_or_is_being_read_knows_better(
    ship: Ship, kind: str, state: str, limit: int | None, loaded: bool
) -> None:
    _five(ship)
    make_run(kind=kind, state=state, limit=limit)
    before = stored()
    assert (stock(NOW) is not None) is loaded
    assert HubModel.objects.count() == (5 if loaded else 0)
    assert loaded or stored() == before


def test_what_the_hub_said_already_stays_as_it_said_it(ship: Ship) -> None:
    save(make_record("org/model-1", hub_id=a_hub_id(1), library="mlx"))
    SyncRun.objects.update(state="failed", ended_at=NOW)
    _five(ship)
    stocked = stock(NOW)
    assert stocked
    assert stocked.models == 4
    model = the_model("org/model-1")
    assert (model.source, model.library, model.as_of) == ("hub", "mlx", NOW)


def test_the_command_says_what_came_of_it(ship: Ship) -> None:
    def said() -> str:
        call_command("load_starter", stdout=(output := io.StringIO()))
        return output.getvalue()

    _five(ship)
    assert said() == "5 models, facts of 2026-05-01 to 2026-08-22\n"
    assert set(EntryWords.objects.values_list("head", flat=True)) == {True}
    assert said() == "nothing to load: it is there already, or the Hub has been walked\n"
