"""What a page of a model tells of who was asked, and what of it can be quoted."""

import re
from datetime import UTC, datetime

import pytest

from registry.licences.determination import Status
from registry.licences.evidence import Source
from registry.models import Entry, HubModel
from tests.builders import make_entry
from tests.web.rows import DISTILL, a_full_model, make_evidence
from tests.web.sheets import shown, told

pytestmark = pytest.mark.django_db


# --- Who was asked ---------------------------------------------------------------------------------


def a_starter_model(*told_by: str) -> str:
    """Store a model of which witnesses recorded little more than its name."""
    nothing_known = {"licence_declared": None, "licence_concluded": None, "licence_keys": ()}
    entry = make_entry(
        "org/bare",
        source="starter",
        revision=None,
        pipeline_tag=None,
        library=None,
        created_at=None,
        last_modified=None,
        likes=-1,
        licence_status=Status.NOT_EXAMINED,
        **nothing_known,  # type: ignore[arg-type]  # three members of three types
    )
    recorded = datetime(2026, 5, 12, tzinfo=UTC)
    HubModel.objects.filter(pk=entry.pk).update(told_by=list(told_by), as_of=recorded, revision=None)
    return entry.repo_id


_LABELS = ("Declared by its publisher", "Task", "Likes", "Languages", "Created", "Datasets named", "Architecture")


@pytest.mark.parametrize(
    ("told_by", "not_stated"),
    [
        ("llmfit", {"Task"}),
        ("radar-huggingface-dataset", {"Declared by its publisher", "Task", "Likes", "Languages", "Created"}),
        ("model-pages", set()),
        ("somebody we cannot name", set()),
    ],
)
def test_what_nobody_was_asked_is_not_called_not_stated(told_by: str, not_stated: set[str]) -> None:
    said = told(shown(a_starter_model(told_by)))
    assert {label for label in _LABELS if said[label] == "not stated"} == not_stated
    assert {label for label in _LABELS if said[label] == "not examined yet"} == set(_LABELS) - not_stated


def test_what_no_listing_tells_is_not_examined_of_the_hub_s_models_either() -> None:
    make_entry("org/model", languages=())
    said = told(shown("org/model"))
    unread = ("Weights", "Active for each token", "Architecture", "Quantisation")
    assert {said[label] for label in unread} == {"not examined yet"}
    assert (said["Languages"], said["In total"]) == ("not stated", "not stated")


def test_starter_facts_name_who_recorded_them_and_when_also_beside_the_evidence() -> None:
    name = a_starter_model("llmfit")
    page = shown(name)
    assert "Nobody was asked about its licence yet." in page.text
    assert "Nobody was asked yet whether it was made from others." in page.text
    make_evidence(Entry.objects.get(repo_id=name), revision=None)
    page = shown(name)
    note = page.one("ul", class_="note").text
    assert note == "Starter data, not yet met on the Hub. Recorded by: llmfit; as of: 12 May 2026"
    assert page.links["llmfit"] == "https://github.com/AlexsJones/llmfit"
    assert "Recorded by: llmfit; as of: 12 May 2026" in page.all("tr")[1].text


def test_a_name_of_several_texts_is_told_with_them_and_a_family_as_none() -> None:
    entry = make_entry("org/model")
    make_evidence(entry, value="gemma")
    make_evidence(entry, Source.CARD_LICENSE, "cc")
    make_evidence(entry, Source.CARD_LICENSE_NAME, "my own words")
    gemma, family, unknown = [row.text for row in shown("org/model").all("tr")[1:]]
    assert "one of these texts, and not which: Gemma Terms of Use" in gemma
    assert "no licence: a family of them, or another one" in family
    assert "no licence that we know" in unknown


# --- What can be quoted ----------------------------------------------------------------------------


def test_every_time_of_the_page_has_its_date() -> None:
    a_full_model()
    page = shown(DISTILL)
    times = [one.text for one in page.all("time")]
    assert len(times) > 5
    assert [text for text in times if not re.search(r"\b\d{4}\b", text)] == []
    said = told(page)
    assert said["Created"].startswith("2025-01-01 (")
    assert page.all("time", datetime="2025-06-01T00:00:00+00:00")[0].text.startswith("2025-06-01 (")


def test_on_paper_it_says_of_which_day_and_of_which_knowledge_it_is() -> None:
    make_entry("org/model", knowledge_version="0123456789abcdef")
    said = shown("org/model").one("p", class_="on-paper").text
    assert re.fullmatch(
        r"http://testserver/models/org/model, printed on \d{1,2} \w+ \d{4}; licence knowledge 0123456789abcdef\.",
        said,
    )
