"""What to take instead: the nearest models that the same context allows, and no others."""

import pytest

from registry.hub.records import HubRecord, Parent, Relation
from registry.models import FormerName
from tests.api.asking import ask, pointers
from tests.builders import NOW
from tests.procurement.asking import a_model
from tests.sync.saving import save, the_model

pytestmark = pytest.mark.django_db
ASKED = "/api/v1/models/org/shut/alternatives?context=commercial-saas-eu"


def a_chat(number: int, name: str, licence: str, *parents: Parent, size: int = 7, **more: object) -> HubRecord:
    """A language model of so many billion parameters."""
    return a_model(number, name, licence, *parents, safetensors_total=size * 10**9, **more)


@pytest.fixture(autouse=True)
def _a_registry(db: None) -> None:
    base = Parent("org/base", Relation.FINETUNE)
    save(
        a_chat(1, "org/base", "apache-2.0", downloads=5),
        a_chat(2, "org/shut", "cc-by-nc-4.0", base),
        a_chat(3, "org/sister", "apache-2.0", base, downloads=9),
        a_chat(4, "org/shut-sister", "cc-by-nc-4.0", base, downloads=90),
        a_chat(5, "org/shut-child", "apache-2.0", Parent("org/shut", Relation.FINETUNE), downloads=90),
        a_chat(6, "org/popular", "mit", downloads=1_000),
        a_chat(7, "org/french", "mit", downloads=2_000, languages=("fr",)),
        a_chat(8, "org/large", "mit", size=70, downloads=3_000),
        a_chat(9, "org/draws", "mit", pipeline_tag="text-to-image", downloads=9_000),
    )


def test_those_of_one_family_come_first_and_then_the_most_used() -> None:
    answer = ask(ASKED)
    assert answer.status == 200
    assert [(one["model"]["repo_id"], one["ancestor"], one["shared"]) for one in answer.body["results"]] == [
        ("org/sister", "org/base", ["ancestor", "task", "language", "size"]),
        ("org/base", "org/base", ["ancestor", "task", "language", "size"]),
        ("org/popular", None, ["task", "language", "size"]),
        ("org/french", None, ["task", "size"]),
        ("org/large", None, ["task"]),
    ]
    assert {one["model"]["verdict"]["outcome"] for one in answer.body["results"]} <= {
        "allowed",
        "allowed_with_obligations",
    }
    assert answer.body["knowledge_version"]
    assert answer.body["disclaimer"]


def test_at_most_five_are_told() -> None:
    save(*(a_chat(20 + number, f"org/more-{number}", "mit") for number in range(9)))
    assert len(ask(ASKED).body["results"]) == 5


def test_a_context_in_which_nothing_is_allowed_has_no_alternatives() -> None:
    denied = "policy.deny_licences=MIT,Apache-2.0"
    assert ask(f"{ASKED}&{denied}").body["results"] == []


def test_a_model_without_a_task_is_like_no_other() -> None:
    save(a_chat(30, "gpt-old", "cc-by-nc-4.0", pipeline_tag=None))
    answer = ask("/api/v1/models/alternatives?repo_id=gpt-old&context=commercial-saas-eu")
    assert (answer.status, answer.body["repo_id"], answer.body["results"]) == (200, "gpt-old", [])


def test_former_names_lead_on_and_bad_questions_are_refused() -> None:
    FormerName.objects.create(model=the_model("org/shut"), repo_id="org/once", until=NOW)
    moved = ask("/api/v1/models/org/once/alternatives?context=commercial-saas-eu")
    assert (moved.status, moved.headers["Location"]) == (308, ASKED)
    assert ask("/api/v1/models/org/nothing/alternatives?context=commercial-saas-eu").status == 404
    for query, pointer in (("", "?context"), ("?context=none", "?context"), ("?seat=XX", "?seat")):
        answer = ask(f"/api/v1/models/org/shut/alternatives{query}")
        assert (answer.status, pointers(answer)) == (400, [pointer])
