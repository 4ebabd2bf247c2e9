"""Whatever happens on the Hub, before a walk or during one: after a quiet walk we hold exactly what it lists."""

from collections.abc import Callable
from itertools import islice, pairwise
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.assessment import licences
from registry.assessment.stale import renew
from registry.licences import grounds
from registry.models import Entry, Evidence, FormerName, History, HubModel
from registry.sync.advance import Stretch
from tests.hub import EmulatedHub
from tests.hub.data import Data
from tests.sync.saving import undone
from tests.sync.walking import begin, on

pytestmark = pytest.mark.django_db

GROUNDS = grounds.load()
NAMES = ("org/a", "org/b", "else/c", "d")
LICENCES = ("mit", "apache-2.0", "gemma", "who-knows")

Event = tuple[str, str, str, str, int]  # what happens, to whom, another name, a licence, a number
EVENTS: st.SearchStrategy[Event] = st.tuples(
    st.sampled_from(
        ("create", "create", "commit", "touch", "rename", "swap", "delete", "recreate", "hide", "show")
    ),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from(LICENCES),
    st.integers(0, 9),
)


def _members(licence: str, number: int) -> dict[str, Any]:
    parent = NAMES[number % len(NAMES)]
    return {
        "tags": [f"license:{licence}", f"base_model:finetune:{parent}"],
        "cardData": {"license": licence},
        "downloads": number,
    }


def _happen(data: Data, event: Event) -> None:
    """Let something happen, where it can: a name that is taken cannot be taken again."""
    what, name, other, licence, number = event
    if what == "create" and name not in data:
        data.create(name, **_members(licence, number))
    elif name in data and other not in data and what == "rename":
        data.rename(name, other)
    elif name in data and other in data and name != other and what == "swap":
        data.rename(name, "org/between")
        data.rename(other, name)
        data.rename("org/between", other)
    elif name in data and what in _DONE_TO_ONE:
        _DONE_TO_ONE[what](data, name, licence, number)


_DONE_TO_ONE: dict[str, Callable[[Data, str, str, int], object]] = {
    "commit": lambda data, name, licence, number: data.commit(name, **_members(licence, number)),
    "touch": lambda data, name, licence, number: data.touch(
        name, downloads=number, gated=("auto", False)[number % 2]
    ),
    "delete": lambda data, name, licence, number: data.delete(name),
    "recreate": lambda data, name, licence, number: data.recreate(name, **_members(licence, number)),
    "hide": lambda data, name, licence, number: data.set_private(name, private=True),
    "show": lambda data, name, licence, number: data.set_private(name, private=False),
}


def _on_the_hub(data: Data) -> list[tuple[object, ...]]:
    rows = data.rows()
    return sorted(
        (row["_id"], row["id"], row["sha"], [row["cardData"]["license"]], bool(row["gated"]), row["downloads"])
        for row in rows
    )


def _held() -> list[tuple[object, ...]]:
    entries = Entry.objects.filter(removed_at=None).select_related("model")
    return sorted(
        (one.model.hub_id, one.repo_id, one.revision, one.licence_declared, one.gate != "open", one.downloads)
        for one in entries
    )


def _assert_sound() -> None:
    """Both tables tell the same, evidence and lineage are of now, and the history leads to the present."""
    for model in HubModel.objects.select_related("entry"):
        entry: Entry = model.entry
        assert (entry.repo_id, entry.removed_at, entry.revision) == (
            model.repo_id,
            model.removed_at,
            model.revision,
        )
        assert not entry.stale
        places = Evidence.objects.filter(model=model).values_list("repo_id", "revision")
        assert set(places) == {(model.repo_id, model.revision)}
        edges = [f"{edge.relation}:{edge.parent_repo_id}" for edge in model.parents.all()]
        assert sorted(edges) == list(model.base_models)
        _assert_leads_to(model, "name", model.repo_id)
        _assert_leads_to(model, "gating", model.gate)
        removals = _assert_leads_to(model, "removal", None, only_ends=model.removed_at is None)
        assert len(removals) % 2 == (model.removed_at is not None)
        names = {old for old, _ in _told(model, "name")}
        assert set(FormerName.objects.filter(model=model).values_list("repo_id", flat=True)) == names


def _told(model: HubModel, field: str) -> list[tuple[object, object]]:
    return list(History.objects.filter(model=model, field=field).order_by("id").values_list("old", "new"))


def _assert_leads_to(
    model: HubModel, field: str, present: object, *, only_ends: bool = True
) -> list[tuple[object, object]]:
    told = _told(model, field)
    assert all(before[1] == after[0] for before, after in pairwise(told))
    assert all(old != new for old, new in told)
    if told and only_ends:
        assert told[-1][1] == present
    return told


def _walk(hub: EmulatedHub) -> None:
    hub.page_limit = 1_000
    assert on(hub, begin(hub), confirmed=True).state == "done"


def _disturbed_walk(hub: EmulatedHub, meanwhile: list[Event]) -> None:
    """Walk in pages of two, while something happens between them."""
    hub.page_limit, events = 2, iter(meanwhile)
    run_id = begin(hub)
    while on(hub, run_id, stretch=Stretch(pages=1), confirmed=True).state == "going_on":
        for event in islice(events, 1):
            _happen(hub.data, event)


def _delta(hub: EmulatedHub) -> None:
    assert on(hub, begin(hub, "delta")).state == "done"


ROUNDS = st.lists(
    st.tuples(
        st.sampled_from(("walk", "walk", "disturbed", "delta")),
        st.lists(EVENTS, min_size=3, max_size=6),  # before it
        st.lists(EVENTS, min_size=2, max_size=2),  # between its pages
    ),
    min_size=3,
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROUNDS)
def test_after_a_quiet_walk_we_hold_what_the_hub_lists(
    empty_hub: EmulatedHub, rounds: list[tuple[str, list[Event], list[Event]]]
) -> None:
    hub = empty_hub
    hub.limits.set(api=10**6)
    hub.data.replace([])
    for number, name in enumerate(NAMES):
        hub.data.create(name, **_members(LICENCES[number], number))
    with undone():
        licences.write(GROUNDS)
        _walk(hub)
        for kind, before, meanwhile in rounds:
            for event in before:
                _happen(hub.data, event)
            if kind == "disturbed":
                _disturbed_walk(hub, meanwhile)
            else:
                (_delta if kind == "delta" else _walk)(hub)
            renew(GROUNDS, timezone.now)
            _assert_sound()
            assert kind != "walk" or _held() == _on_the_hub(hub.data)
        _walk(hub)
        renew(GROUNDS, timezone.now)
        _assert_sound()
        assert _held() == _on_the_hub(hub.data)
