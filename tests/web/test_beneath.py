"""A list never shows a model's own licence as if it were all that binds."""

import csv

import pytest

from registry.hub.records import Parent, Relation
from registry.models import Entry
from tests.api.asking import ask, asked, bytes_of
from tests.builders import a_hub_id, make_record
from tests.sync.saving import save
from tests.web.asking import see

pytestmark = pytest.mark.django_db

LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"


def _tune(number: int, name: str, parent: str) -> None:
    save(make_record(name, hub_id=a_hub_id(number), parents=(Parent(parent, Relation.FINETUNE),)))


@pytest.fixture(autouse=True)
def _family() -> None:
    """A model under terms of its maker, a permissive one, and children of both and of a model nobody holds."""
    terms = {"licence_tags": ("llama3.1",), "licence_declared": ("llama3.1",)}
    save(
        make_record("org/terms", hub_id=a_hub_id(1), **terms),  # type: ignore[arg-type]  # two of many members
        make_record("org/free", hub_id=a_hub_id(2)),
    )
    _tune(3, "org/tuned", "org/terms")
    _tune(4, "org/kept", "org/free")
    _tune(5, "org/orphan", "nobody/absent")


def _of_lists() -> dict[str, object]:
    return {one["repo_id"]: one["licence"]["ancestors"] for one in ask("/api/v1/models").body["results"]}


def test_the_list_over_rest_says_what_else_binds() -> None:
    assert _of_lists() == {
        "org/terms": None,
        "org/free": None,
        "org/tuned": {"licences": [LLAMA], "settled": True},
        "org/kept": None,  # its parent's licence is its own
        "org/orphan": {"licences": [], "settled": False},
    }


def test_a_row_of_the_page_says_it_beside_the_licence() -> None:
    rows = [row.text for row in see("/").all("li", class_="row")]
    beside = {row.split()[0]: row.partition(" + ")[2] for row in rows}
    assert beside["org/tuned"].startswith("Llama 3.1 Community License Agreement")
    assert beside["org/orphan"].startswith("an ancestor not settled")
    assert {beside[name] for name in ("org/terms", "org/free", "org/kept")} == {""}


def test_the_model_page_does_not_promise_what_an_ancestor_may_forbid() -> None:
    promise = "Use, change and pass on"
    assert promise in see("/models/org/free").one("main").text
    for name in ("org/tuned", "org/orphan"):
        page = see(f"/models/{name}").one("main").text
        assert "is not all that binds" in page
        assert promise not in page


def test_only_what_hardly_binds_bears_the_colour_of_go_ahead() -> None:
    Entry.objects.update(licence_status="confirmed")
    rows = see("/").all("li", class_="row")
    names = [row.text.split()[0] for row in rows]
    tones = [one["class"] for one in see("/").all("span") if one.text.endswith("Confirmed")]
    assert dict(zip(names, tones, strict=True)) == {
        "org/free": "word tone-good",
        "org/kept": "word tone-good",
        "org/terms": "word tone-quiet",
        "org/tuned": "word tone-quiet",
        "org/orphan": "word tone-quiet",
    }


def test_the_file_of_a_search_says_it_too() -> None:
    rows = csv.DictReader(bytes_of(asked("/api/v1/models.csv")).decode().splitlines())
    told = {row["repo_id"]: (row["ancestor_licences"], row["ancestors_settled"]) for row in rows}
    assert told["org/tuned"] == (LLAMA, "True")
    assert told["org/orphan"] == ("", "False")
    assert told["org/free"] == ("", "")
