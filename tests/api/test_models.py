"""One model by its address, and what changed about it."""

from datetime import timedelta

import pytest

from registry.hub.records import Relation
from registry.licences.evidence import Component, Match, Source
from registry.models import Entry, Evidence, FormerName, History, Lineage
from tests.api.asking import ask, pointers, refused
from tests.builders import NOW, a_revision, make_entry

pytestmark = pytest.mark.django_db
R1 = "deepseek-ai/DeepSeek-R1"


def _stated(entry: Entry) -> None:
    Evidence.objects.create(
        model_id=entry.pk,
        source=Source.HUB_TAG.value,
        component=Component.WEIGHTS.value,
        value="mit",
        licence="MIT",
        match=Match.EXACT.value,
        repo_id=entry.repo_id,
        revision=a_revision(1),
        url=f"https://huggingface.co/{entry.repo_id}",
        seen_at=NOW,
    )


def test_a_model_is_its_entry_and_everything_beneath_it() -> None:
    entry = make_entry(R1)
    _stated(entry)
    answer = ask(f"/api/v1/models/{R1}")
    [in_list] = ask("/api/v1/models").body["results"]
    assert answer.status == 200
    assert {key: answer.body[key] for key in in_list} == in_list
    assert answer.body["card"] is None
    assert answer.body["purl"] == f"pkg:huggingface/{R1}@{a_revision(1)}"
    assert answer.body["determination"] == {
        "status": "stated",
        "meaning": "A licence is declared and identified; its text was not seen.",
        "concluded": "MIT",
        "class": "permissive",
        "knowledge_version": "0" * 16,
        "assessed_at": answer.body["determination"]["assessed_at"],
        "stale": False,
    }
    assert answer.body["evidence"] == [
        {
            "source": "hub_tag",
            "component": "weights",
            "value": "mit",
            "licence": "MIT",
            "match": "exact",
            "repo_id": R1,
            "revision": a_revision(1),
            "path": None,
            "sha256": None,
            "seen_at": "2026-11-23T12:00:00Z",
            "url": f"https://huggingface.co/{R1}",
            "unread": None,
            "text": None,
            "reason": None,
        }
    ]
    assert answer.body["stack"] == [
        {
            "licence": "MIT",
            "status": "stated",
            "component": "weights",
            "from": R1,
            "relation": "own",
            "depth": 0,
            "evidence": [0],
            "traits": [],
            "layer": 0,
            "applies": "always",
            "expression": "MIT",
        }
    ]


def test_a_model_that_declares_nothing_has_a_layer_without_a_licence() -> None:
    make_entry(R1, licence_keys=(), licence_concluded=None, licence_declared=None)
    body = ask(f"/api/v1/models/{R1}").body
    assert [layer["licence"] for layer in body["stack"]] == [None]
    assert body["licence"]["declared"] is None


def test_lineage_tells_relatives_as_entries() -> None:
    parent, child = make_entry("org/parent"), make_entry("org/child")
    Lineage.objects.create(child_id=child.pk, parent_repo_id="org/parent", relation=Relation.FINETUNE.value)
    Lineage.objects.create(child_id=child.pk, parent_repo_id="else/where", relation=Relation.UNSTATED.value)
    known, unknown = ask("/api/v1/models/org/child").body["lineage"]["parents"]
    assert (known["repo_id"], known["relation"], known["model"]["licence"]["concluded"]) == (
        "org/parent",
        "finetune",
        "MIT",
    )
    assert unknown == {"repo_id": "else/where", "relation": "unstated", "model": None}
    children = ask("/api/v1/models/org/parent").body["lineage"]["children"]
    assert parent.pk
    assert (children["count"], children["by_relation"]) == (
        {"value": 1, "exact": True, "counted_at": None},
        {"finetune": 1},
    )
    assert children["first"][0]["model"]["repo_id"] == "org/child"


@pytest.mark.parametrize(
    "path",
    [
        "gpt2",
        f"gpt2@{a_revision(1)}",
        "org/v0.3.1",
        f"org/v0.3.1@{a_revision(1)[:10]}",
        "org%2Fv0.3.1",
        "pkg:huggingface/org/v0.3.1",
        f"pkg:huggingface/gpt2@{a_revision(1)}",
        "org/models.csv",
    ],
)
def test_each_kind_of_name_is_an_address(path: str) -> None:
    for name in ("gpt2", "org/v0.3.1", "org/models.csv"):
        make_entry(name)
    answer = ask(f"/api/v1/models/{path}")
    assert (answer.status, answer.body["repo_id"] in path.replace("%2F", "/")) == (200, True)


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("deepseek-AI/deepseek-r1", f"/api/v1/models/{R1}"),
        ("deepseek-ai/R1-old", f"/api/v1/models/{R1}"),
        (f"deepseek-ai/R1-old@{a_revision(1)}", f"/api/v1/models/{R1}@{a_revision(1)}"),
        ("deepseek-ai/r1-OLD/history", f"/api/v1/models/{R1}/history"),
        ("deepseek-ai/R1-old/history?page_size=5", f"/api/v1/models/{R1}/history?page_size=5"),
        ("history?repo_id=deepseek-ai/R1-old&page_size=5", f"/api/v1/models/{R1}/history?page_size=5"),
        ("GPT2", "/api/v1/models/gpt2"),
        ("history?repo_id=GPT2&page_size=5", "/api/v1/models/history?page_size=5&repo_id=gpt2"),
        ("org/caf%C3%A9", "/api/v1/models/org/Caf%C3%A9"),
    ],
)
def test_former_names_and_other_spellings_lead_to_the_current_name(asked: str, location: str) -> None:
    entry = make_entry(R1)
    make_entry("gpt2")
    make_entry("org/Café")
    FormerName.objects.create(model_id=entry.pk, repo_id="deepseek-ai/R1-old", until=NOW - timedelta(days=1))
    answer = ask(f"/api/v1/models/{asked}")
    assert (answer.status, answer.body, answer.headers["Location"]) == (308, None, location)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert ask(location).status == 200


def test_a_recreated_name_answers_with_the_new_model() -> None:
    gone = make_entry("org/name", removed_at=NOW)
    _stated(gone)
    History.objects.create(model_id=gone.pk, field="removal", old=None, new="2026", seen_at=NOW)
    fresh = make_entry("org/name")
    body = ask("/api/v1/models/org/name").body
    assert (body["hub_id"], body["removed_at"], body["evidence"]) == (fresh.model.hub_id, None, [])
    assert ask("/api/v1/models/org/name/history").body["results"] == []


def test_a_removed_model_is_told_with_its_date() -> None:
    make_entry("org/gone", removed_at=NOW)
    assert ask("/api/v1/models/org/gone").body["removed_at"] == "2026-11-23T12:00:00Z"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("org/nothing", "unknown-model"),
        ("nothing", "unknown-model"),
        ("org/nothing/history", "unknown-model"),
        ("history?repo_id=org/nothing", "unknown-model"),
        ("org/na%00me", "unknown-model"),
        ("org/%ff%fe", "unknown-model"),
        ("org/%zz", "unknown-model"),
        ("org/" + "a" * 5000, "unknown-model"),
        ("..", "unknown-model"),
        ("org/x@main", "unknown-model"),
        ("pkg:pypi/django@5", "unknown-model"),
        ("pkg:huggingface/a/b/c", "unknown-model"),
        ("org/x/memory", "unknown-model"),
        ("org/x/", "not-found"),
    ],
)
def test_what_is_no_model_is_a_problem(path: str, kind: str) -> None:
    answer = refused(f"/api/v1/models/{path}")
    assert (answer.status, answer.body["type"]) == (404, f"/problems/{kind}")
    assert len(answer.body["detail"]) < 500


def test_another_revision_is_not_answered_with_this_one() -> None:
    make_entry(R1)
    answer = refused(f"/api/v1/models/{R1}@{a_revision(2)}")
    assert (answer.status, answer.body["type"]) == (404, "/problems/revision-not-held")
    assert a_revision(1) in answer.body["detail"]


def test_history_is_told_page_by_page_with_values_as_they_were() -> None:
    entry = make_entry("gpt2")
    values = [None, "mit", ["mit", "other"], {"total": 5}, True]
    for number, value in enumerate(values):
        History.objects.create(
            model_id=entry.pk, field="licence", old=value, new=number, revision=a_revision(number), seen_at=NOW
        )
    first = ask("/api/v1/models/history?repo_id=gpt2&page_size=3").body
    assert (first["repo_id"], first["count"]) == ("gpt2", {"value": 5, "exact": True, "counted_at": None})
    second = ask(first["next"].removeprefix("http://testserver")).body
    assert [change["old"] for change in first["results"] + second["results"]] == values[::-1]
    assert second["next"] is None
    assert first["results"][0] == {
        "field": "licence",
        "old": True,
        "new": 4,
        "revision": a_revision(4),
        "seen_at": "2026-11-23T12:00:00Z",
    }


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("repo_id=gpt2&cursor=nonsense", "?cursor"),
        ("repo_id=gpt2&page_size=0", "?page_size"),
        ("repo_id=gpt2&colour=red", "?colour"),
        ("repo_id=a/b/c", "?repo_id"),
        ("repo_id=a%00b", "?repo_id"),
        ("repo_id=", "?repo_id"),
        ("repo_id=a&repo_id=b", "?repo_id"),
        ("", "?repo_id"),
    ],
)
def test_a_history_that_cannot_be_meant_is_a_problem(query: str, pointer: str) -> None:
    make_entry("gpt2")
    answer = refused(f"/api/v1/models/history?{query}")
    assert (answer.status, pointers(answer)) == (400, [pointer])
