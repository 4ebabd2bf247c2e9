"""Names pass from model to model; a model is its `_id`, and what was known of another one is not inherited."""

from datetime import timedelta
from typing import Any

import pytest

from registry.catalogue.model import Moved, find_model
from registry.hub.records import Gate
from registry.models import Entry, Evidence, FormerName, History, HubModel
from registry.sync.outcome import PageOutcome
from tests.builders import NOW, a_hub_id, a_revision, make_record
from tests.sync.saving import history, save, the_entry, the_model

pytestmark = pytest.mark.django_db

LATER, LAST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
A, B, C = a_hub_id(1), a_hub_id(2), a_hub_id(3)


def _former(repo_id: str) -> list[tuple[str, object]]:
    return list(
        FormerName.objects.filter(model=the_model(repo_id)).order_by("until").values_list("repo_id", "until")
    )


def test_a_renamed_model_keeps_everything_and_answers_to_both_names() -> None:
    save(make_record("org/a", hub_id=A))
    number = the_model("org/a").pk
    renamed = make_record("else/b", hub_id=A, publisher="else", downloads=5)
    assert save(renamed, moment=LATER) == PageOutcome(rows=1, new=0, changed=1, removed=0, unreadable=0)
    entry = the_entry("else/b")
    assert (entry.pk, entry.publisher, entry.downloads) == (number, "else", 5)
    assert history("else/b") == [("name", "org/a", "else/b")]
    assert _former("else/b") == [("org/a", LATER)]
    assert find_model("org/a") == Moved("else/b")
    assert {one.repo_id for one in Evidence.objects.all()} == {"else/b"}


def test_a_model_that_takes_an_old_name_of_its_own_again_has_both_as_former_ones() -> None:
    for moment, name in ((NOW, "org/a"), (LATER, "org/b"), (LAST, "org/a"), (LAST + timedelta(hours=1), "org/b")):
        save(make_record(name, hub_id=A), moment=moment)
    assert _former("org/b") == [("org/b", LAST), ("org/a", LAST + timedelta(hours=1))]


def test_two_models_swap_their_names_on_one_page() -> None:
    save(make_record("org/a", hub_id=A, library="of a"), make_record("org/b", hub_id=B, library="of b"))
    ids = {the_model(name).hub_id: the_model(name).pk for name in ("org/a", "org/b")}
    swapped = [make_record("org/b", hub_id=A, library="of a"), make_record("org/a", hub_id=B, library="of b")]
    assert save(*swapped, moment=LATER) == PageOutcome(rows=2, new=0, changed=2, removed=0, unreadable=0)
    for name, hub_id, library, former in (("org/b", A, "of a", "org/a"), ("org/a", B, "of b", "org/b")):
        model, entry = the_model(name), the_entry(name)
        assert (model.pk, model.hub_id, model.library) == (ids[hub_id], hub_id, library)
        assert (entry.pk, entry.library, entry.removed_at) == (ids[hub_id], library, None)
        assert history(name) == [("name", former, name)]
        assert _former(name) == [(former, LATER)]


def test_three_models_hand_their_names_on_in_a_ring() -> None:
    ids, names, turned = (A, B, C), ("org/a", "org/b", "org/c"), ("org/b", "org/c", "org/a")
    save(*(make_record(name, hub_id=hub_id) for hub_id, name in zip(ids, names, strict=True)))
    after = [make_record(name, hub_id=hub_id) for hub_id, name in zip(ids, turned, strict=True)]
    outcome = save(*after, moment=LATER)
    assert (outcome.changed, outcome.removed) == (3, 0)
    assert [the_model(name).hub_id for name in turned] == list(ids)
    assert not HubModel.objects.exclude(removed_at=None).exists()


def test_a_name_under_another_id_is_another_model_that_inherits_nothing() -> None:
    save(make_record("org/a", hub_id=A, revision=a_revision(1)))
    old = the_model("org/a").pk
    Evidence.objects.create(model_id=old, source="curation", component="weights", value="MIT, as its owner wrote",
                            licence="MIT", repo_id="org/a", url="https://hub.test", seen_at=NOW)  # fmt: skip
    fresh = make_record("org/a", hub_id=B, revision=a_revision(2), licence_tags=(), licence_declared=None)
    assert save(fresh, moment=LATER) == PageOutcome(rows=1, new=1, changed=0, removed=1, unreadable=0)

    gone = HubModel.objects.get(pk=old)
    assert (gone.removed_at, gone.changed_at, gone.hub_id) == (LATER, LATER, A)
    assert Entry.objects.get(pk=old).removed_at == LATER
    [told] = History.objects.all()
    assert (told.model_id, told.field, told.old, told.revision) == (old, "removal", None, a_revision(1))
    assert told.new is not None
    assert Evidence.objects.filter(model_id=old, source="curation").exists()

    model, entry = the_model("org/a"), the_entry("org/a")
    assert (model.hub_id, model.first_seen_at) == (B, LATER)
    assert model.pk != old
    assert not Evidence.objects.filter(model=model).exists()
    assert (entry.licence_declared, entry.licence_status) == (None, "not_examined")
    assert history("org/a") == []
    assert _former("org/a") == []


def test_a_model_that_comes_back_is_itself_again() -> None:
    first = make_record("org/a", hub_id=A, downloads=50)
    save(first)
    number = the_model("org/a").pk
    save(make_record("org/a", hub_id=B), moment=LATER)
    back = make_record("org/z", hub_id=A, downloads=51)
    assert save(back, moment=LAST) == PageOutcome(rows=1, new=0, changed=1, removed=0, unreadable=0)
    model, entry = the_model("org/z"), the_entry("org/z")
    assert (model.pk, model.first_seen_at, model.changed_at) == (number, NOW, LAST)
    assert (entry.pk, entry.downloads, entry.synced_at) == (number, 51, LAST)
    told = {field: (old, new) for field, old, new in history("org/z")[1:]}
    assert told["name"] == ("org/a", "org/z")
    removed, returned = told["removal"]
    assert (isinstance(removed, str), returned) == (True, None)
    assert history("org/z")[0][0] == "removal"


def test_one_that_comes_back_unchanged_under_its_name_takes_it_from_its_follower() -> None:
    save(make_record("org/a", hub_id=A))
    number = the_model("org/a").pk
    save(make_record("org/a", hub_id=B), moment=LATER)
    outcome = save(make_record("org/a", hub_id=A), moment=LAST)
    assert (outcome.new, outcome.changed, outcome.removed) == (0, 1, 1)
    assert the_model("org/a").pk == number
    assert HubModel.objects.get(hub_id=B).removed_at == LAST
    assert _former("org/a") == []


def _starter(**facts: Any) -> None:
    save(make_record("org/a", hub_id=None, revision=None, **facts), as_of=NOW - timedelta(days=90))


@pytest.mark.parametrize("known", [True, False], ids=["born at the same time", "born nobody knows when"])
def test_the_hub_takes_over_what_the_starter_told(known: bool) -> None:
    told = {"library": "mlx", "gate": Gate.UNKNOWN} | ({} if known else {"created_at": None})
    _starter(**told)
    number = the_model("org/a").pk
    assert (the_model("org/a").source, the_entry("org/a").source) == ("starter", "starter")
    assert the_entry("org/a").synced_at == NOW - timedelta(days=90)
    assert save(make_record("org/a", hub_id=A), moment=LATER).changed == 1
    model, entry = the_model("org/a"), the_entry("org/a")
    assert (model.pk, model.source, model.hub_id, model.library) == (number, "hub", A, "transformers")
    assert (entry.source, entry.synced_at, entry.gate) == ("hub", LATER, "open")
    assert history("org/a") == []  # two sources are compared there, not two times


def test_the_hub_does_not_take_over_what_was_born_at_another_time() -> None:
    _starter(created_at=NOW - timedelta(days=999))
    number = the_model("org/a").pk
    outcome = save(make_record("org/a", hub_id=A), moment=LATER)
    assert (outcome.new, outcome.removed) == (1, 1)
    assert the_model("org/a").pk != number
    assert HubModel.objects.get(pk=number).removed_at == LATER


@pytest.mark.parametrize("removed", [False, True], ids=["live", "removed"])
def test_the_starter_never_speaks_of_what_the_hub_spoke_of(removed: bool) -> None:
    save(make_record("org/a", hub_id=A))
    if removed:
        save(make_record("org/b", hub_id=B), make_record("org/a", hub_id=C), moment=LATER)
        save(make_record("org/c", hub_id=C), moment=LATER)
    before = (HubModel.objects.count(), list(Entry.objects.order_by("pk").values()))
    outcome = save(make_record("org/a", hub_id=None, library="of old"), moment=LAST, as_of=NOW)
    assert (outcome.rows, outcome.new, outcome.changed, outcome.removed) == (1, 0, 0, 0)
    assert (HubModel.objects.count(), list(Entry.objects.order_by("pk").values())) == before
