"""Two recordings of the Hub, three days apart, are walked one after the other: what changed is told exactly.

The recordings come with what their source saw change in between. It agrees with the difference of the two except
where this file says so, so that what we tell is held against the difference, and the source against both.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from registry.hub.records import Gate
from registry.models import Entry, FormerName, History, HubModel, UnreadableRow
from registry.sync.removal import conclude
from tests.hub import EmulatedHub
from tests.hub.data import rows_of
from tests.sync.walking import begin, live, on, row

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

Row = dict[str, Any]
Changes = dict[str, tuple[object, object]]  # by `_id`: what was said before, and what after

# Of eight models the source had no card before, where both recordings have a tag; of these two nothing differs.
_READ_LATE, _NOTHING_DIFFERS = 8, {"iionai/20260818-201655", "MuScriptor/muscriptor-medium"}
_WITHOUT_EVENT = 22  # licences that came or went altogether, which the source tells as a change of tags
_GATE_WITHOUT_EVENT = {"JasonW2025/Ling-3.0-flash-HybridQuant-NVFP4-W4A16-LocalHessian"}


@dataclass(frozen=True, slots=True)
class Recordings:
    """What was listed before and after, by `_id`; every row of both; and the source's own events."""

    before: dict[str, Row]
    after: dict[str, Row]
    rows: tuple[tuple[Row, ...], tuple[Row, ...]]
    events: tuple[Row, ...]

    def differing(self, value: Callable[[Row], object]) -> Changes:
        """Return the models of both recordings of which a value is another one."""
        told = {key: (value(self.before[key]), value(self.after[key])) for key in self.both}
        return {key: pair for key, pair in told.items() if pair[0] != pair[1]}

    @property
    def both(self) -> set[str]:
        return self.before.keys() & self.after.keys()

    @property
    def vanished(self) -> set[str]:
        return self.before.keys() - self.after.keys()

    def named(self, keys: Iterable[str]) -> set[str]:
        """Return the names of models of both."""
        return {str(self.after[key]["id"]) for key in keys}

    def told_by_the_source(self, member: str) -> dict[str, tuple[object, object]]:
        """Return the first and the last value that the source saw, by name, of models that stayed."""
        told: dict[str, tuple[object, object]] = {}
        stayed = self.named(self.both)
        for event in sorted(self.events, key=lambda event: str(event["seen_at"])):
            if member in event["changes"] and event["id"] in stayed:
                old, new = event["changes"][member]
                told[event["id"]] = told.get(event["id"], (old,))[0], new
        return told


@pytest.fixture(scope="module")
def recordings(shared: Path) -> Recordings:
    """Read the recordings."""
    folder = shared / "data" / "hub"
    rows = [tuple(rows_of(folder / f"models_{name}.jsonl.gz")) for name in ("before_2026-08-19", "2026-08-22")]
    before, after = ({one["_id"]: one for one in some if "_removed_at" not in one} for some in rows)
    events = (one for one in rows_of(folder / "changes_2026-08-19_to_22.jsonl.gz") if "changes" in one)
    return Recordings(before, after, (rows[0], rows[1]), tuple(events))


def _licence(one: Row) -> Row | None:
    card = one.get("cardData") or {}
    declared = card.get("license")
    said = {
        "tags": [tag.removeprefix("license:") for tag in one["tags"] if tag.startswith("license:")] or None,
        "card": [declared] if isinstance(declared, str) else declared,
        "name": card.get("license_name"),
        "link": card.get("license_link"),
    }
    return {name: value for name, value in said.items() if value is not None} or None


def _in_the_sources_words(one: Row) -> object:
    """The source writes the name of an `other` licence, where it has one, in place of the tag."""
    said = _licence(one) or {}
    tag = (said.get("tags") or [None])[0]
    return said.get("name", tag) if tag == "other" else tag


def _gate(one: Row) -> str:
    return (Gate.MANUAL if one["gated"] else Gate.OPEN).value


_VALUES: dict[str, Callable[[Row], object]] = {
    "licence": _licence,
    "gating": _gate,
    "library": lambda one: one.get("library_name"),
    "pipeline": lambda one: one.get("pipeline_tag"),
    "parameters": lambda one: (one.get("safetensors") or one.get("gguf") or {}).get("total"),
    "name": lambda one: one["id"],
}


def _history(field: str) -> Changes:
    told = History.objects.filter(field=field).values_list("model__hub_id", "old", "new")
    changes = {str(hub_id): (old, new) for hub_id, old, new in told}
    assert len(changes) == len(told), "somebody changed twice"
    return changes


def test_three_days_of_the_hub(empty_hub: EmulatedHub, recordings: Recordings) -> None:
    empty_hub.data.load(recordings.rows[0])
    first = begin(empty_hub)
    assert on(empty_hub, first).state == "done"
    assert live() == sorted(recordings.before)
    assert (row(first).new, row(first).changed, row(first).unreadable) == (len(recordings.before), 0, 0)
    assert not History.objects.exists()

    empty_hub.data.replace(recordings.rows[1])
    second = begin(empty_hub)
    assert on(empty_hub, second).state == "held"
    assert conclude(second, timezone.now(), confirmed=True).removed == row(second).removed - _renewed(recordings)
    assert live() == sorted(recordings.after)
    assert len(live()) == 15_156
    _assert_gone_are_gone(recordings)
    _assert_names_that_came_back(recordings)
    _assert_history(recordings)
    _assert_the_source_agrees_on_licences(recordings)
    _assert_the_source_agrees_on_gates(recordings)
    _assert_counters(recordings)
    _assert_a_delta_tells_one_change(empty_hub, recordings)


def _renewed(recordings: Recordings) -> int:
    """How many models lost their name to another `_id` that is listed now."""
    names = {one["id"] for one in recordings.after.values()}
    return sum(recordings.before[key]["id"] in names for key in recordings.vanished)


def _assert_gone_are_gone(recordings: Recordings) -> None:
    assert len(recordings.vanished) == 553
    removed = HubModel.objects.exclude(removed_at=None)
    assert set(removed.values_list("hub_id", flat=True)) == recordings.vanished
    assert (
        set(Entry.objects.exclude(removed_at=None).values_list("model__hub_id", flat=True)) == recordings.vanished
    )
    assert set(_history("removal")) == recordings.vanished
    assert not UnreadableRow.objects.exists()


def _assert_names_that_came_back(recordings: Recordings) -> None:
    """287 names have another `_id` in the second recording; of 222 both the old and the new one were listed."""
    first, second = ({one["id"]: one["_id"] for one in some} for some in recordings.rows)
    assert sum(first[name] != second[name] for name in first.keys() & second.keys()) == 287
    assert _renewed(recordings) == 222
    listed = {one["id"]: key for key, one in recordings.after.items()}
    for key in recordings.vanished:
        name = recordings.before[key]["id"]
        if name in listed:
            models = {one.hub_id: one for one in HubModel.objects.filter(repo_id=name)}
            assert set(models) == {key, listed[name]}
            assert not History.objects.filter(model=models[listed[name]]).exists()
    assert not FormerName.objects.exists()


def _assert_history(recordings: Recordings) -> None:
    for field, value in _VALUES.items():
        assert _history(field) == recordings.differing(value), field
    assert not set(_history("base_models")) - recordings.both
    assert (len(_history("licence")), len(_history("gating"))) == (216, 33)


def _assert_the_source_agrees_on_licences(recordings: Recordings) -> None:
    told = recordings.told_by_the_source("license")
    ours = recordings.named(_history("licence"))
    assert (len(told), told.keys() - ours, len(ours - told.keys())) == (196, _NOTHING_DIFFERS, _WITHOUT_EVENT)
    late = 0
    for key in recordings.both:
        before, after = recordings.before[key], recordings.after[key]
        if after["id"] in told:
            old, new = told[after["id"]]
            late += (is_late := old is None and _licence(before) is not None)
            assert new == _in_the_sources_words(after)
            assert is_late or old == _in_the_sources_words(before)
    assert late == _READ_LATE


def _assert_the_source_agrees_on_gates(recordings: Recordings) -> None:
    told = recordings.told_by_the_source("gated")
    gated = {str(recordings.after[key]["id"]): pair for key, pair in _history("gating").items()}
    ours = {name: (old == "manual", new == "manual") for name, (old, new) in gated.items()}
    assert len(told) == 32
    assert {name: pair for name, pair in ours.items() if name not in _GATE_WITHOUT_EVENT} == told
    assert ours.keys() - told.keys() == _GATE_WITHOUT_EVENT


def _assert_counters(recordings: Recordings) -> None:
    moved = recordings.differing(lambda one: (one["downloads"], one["likes"]))
    assert len(moved) > 1_000
    held = Entry.objects.filter(removed_at=None).values_list("model__hub_id", "downloads", "likes")
    assert {key: counts for key, *counts in held} == {
        key: [one["downloads"], one["likes"]] for key, one in recordings.after.items()
    }


def _assert_a_delta_tells_one_change(hub: EmulatedHub, recordings: Recordings) -> None:
    before = History.objects.count()
    name = "deepseek-ai/DeepSeek-R1"
    tags = [tag for tag in hub.data[name]["tags"] if not tag.startswith("license:")]
    moved = hub.data.commit(name, tags=[*tags, "license:llama3.1"])
    delta = begin(hub, "delta")
    assert on(hub, delta).state == "done"
    assert (row(delta).pages, row(delta).changed, row(delta).new, row(delta).removed) == (1, 1, 0, 0)
    assert History.objects.count() == before + 1
    told = History.objects.latest("id")
    assert (told.field, told.revision, told.new) == (
        "licence", moved["sha"], {"tags": ["llama3.1"], "card": ["mit"]},
    )  # fmt: skip
    assert len(live()) == len(recordings.after)
