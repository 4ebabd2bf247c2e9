"""A report holds what has to be filed: who asked, in which context, on what it rests, what is to be done."""

from datetime import timedelta

import pytest

from registry.licences.evidence import Component, Match, Source
from registry.models import Evidence
from registry.procurement import report
from tests.api.asking import ask
from tests.api.test_checks import made
from tests.builders import NOW, a_revision
from tests.procurement.asking import a_model
from tests.sync.saving import save, the_model

pytestmark = pytest.mark.django_db

LLAMA = "meta-llama/Llama-3.1-8B-Instruct"


@pytest.fixture(autouse=True)
def _a_registry(db: None) -> None:
    save(a_model(1, LLAMA, "llama3.1", publisher="meta-llama"), a_model(2, "deepseek-ai/DeepSeek-V3", "mit"))
    Evidence.objects.create(
        model=the_model(LLAMA),
        source=Source.LICENCE_FILE.value,
        component=Component.WEIGHTS.value,
        value="LICENSE",
        licence="LicenseRef-scancode-llama-3.1-license-2024",
        match=Match.EXACT.value,
        repo_id=LLAMA,
        revision=a_revision(1),
        path="LICENSE",
        sha256="ab" * 32,
        url=f"https://huggingface.co/{LLAMA}/blob/main/LICENSE",
        seen_at=NOW,
    )


def test_a_report_holds_what_is_filed() -> None:
    more = {
        "entity": "Example SA",
        "requested_by": "A. Buyer",
        "note": "For the chat.",
        "context": "commercial-saas-eu",
    }
    check = made(LLAMA, "deepseek-ai/DeepSeek-V3", **more).body
    told = ask(f"/api/v1/checks/{check['id']}/report").body
    assert {name: told[name] for name in ("entity", "requested_by", "note", "digest", "knowledge_version")} == {
        name: check[name] for name in ("entity", "requested_by", "note", "digest", "knowledge_version")
    }
    lines = {one["member"]: (one["value"], one["given"]) for one in told["context_lines"]}
    assert lines["seat"] == ("FR", "ready_made")
    llama = next(one for one in told["results"] if one["model"] == LLAMA)
    assert [(one["sha256"], one["seen"], one["revision"]) for one in llama["documents"]] == [
        ("ab" * 32, f"{NOW:%Y-%m-%d}", a_revision(1))
    ]
    assert llama["granted"][0]["publisher"] == "meta-llama"
    assert llama["obligations"]
    assert {(one["owner"], one["due"], one["done"]) for one in llama["obligations"]} == {(None, None, None)}
    assert all(one["clause"] or one["licence"] is None for one in llama["reasons"])
    licence = next(one for one in told["licences"] if one["key"].startswith("LicenseRef-scancode-llama-3.1"))
    assert (licence["licensor"], licence["governing_law"], licence["models"]) == ("Meta", "US-CA", 1)
    assert licence["ending"]
    assert {one["kind"] for one in licence["documents"]} >= {"agreement", "use_policy"}
    deepseek = next(one for one in told["results"] if one["model"].startswith("deepseek"))
    assert any(one["reason"] for one in deepseek["curations"])
    assert told["approval"] == {"approver": None, "decision": None, "approved_at": None, "valid_until": None}
    assert told["disclaimer"]


def test_what_was_said_is_told_apart_from_what_was_not() -> None:
    told = ask(f"/api/v1/checks/{made(LLAMA, context={'seat': 'FR'}).body['id']}/report").body
    lines = {one["member"]: (one["value"], one["given"]) for one in told["context_lines"]}
    assert lines["seat"] == ("FR", "said")
    assert lines["purpose"] == (None, "not_said")


def test_a_report_is_told_again_as_it_was() -> None:
    address = f"/api/v1/checks/{made(LLAMA).body['id']}/report"
    before = ask(address).body
    save(a_model(1, LLAMA, "mit", publisher="other", revision=a_revision(2)), moment=NOW + timedelta(hours=1))
    assert ask(address).body == before


def test_a_list_that_no_person_reads_is_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.api.checks.MOST_IN_REPORT", 1)
    assert report.MOST_MODELS > 100
    answer = ask(f"/api/v1/checks/{made(LLAMA, 'no/body').body['id']}/report")
    assert (answer.status, answer.body["type"]) == (422, "/problems/report-too-long")
