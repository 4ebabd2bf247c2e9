"""What a listing says is kept as of now; what was read stays for its revision; what a person wrote, for good."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.assessment.assess import assess_stored
from registry.hub.records import HubRecord
from registry.licences import grounds
from registry.models import Entry, Evidence
from tests.builders import NOW, a_hub_id, a_revision, make_record
from tests.sync.saving import save, stored

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
GROUNDS = grounds.load()
KNOWLEDGE = GROUNDS.knowledge
TOLD = make_record(
    "org/a",
    hub_id=a_hub_id(1),
    revision=a_revision(1),
    licence_tags=("mit",),
    licence_declared=("mit",),
    licence_name="the-mit",
    licence_link="LICENSE",
    licence_files=("LICENSE", "USE_POLICY.md", "NOTICE"),
    gate_prompt="Agree first.",
)
MOVED = replace(TOLD, revision=a_revision(2))
_OF_A_CARD = ("card_text", "MIT, as its owner wrote")
_FILE_READ = ("licence_file", "LICENSE")


def _held() -> dict[tuple[str, str], Evidence]:
    return {(one.source, one.value): one for one in Evidence.objects.order_by("id")}


def _read_otherwise(source: str, value: str, path: str | None, match: str | None, revision: str) -> Evidence:
    """Let somebody else than the listing have found a statement; a file that is read takes its listing's place."""
    model_id = Entry.objects.get().pk
    Evidence.objects.filter(model_id=model_id, source=source, value=value, path=path).delete()
    return Evidence.objects.create(
        model_id=model_id, source=source, component="weights", value=value, licence="MIT", match=match, path=path,
        repo_id="org/a", revision=revision, url="https://hub.test/org/a", sha256="0" * 64, seen_at=NOW,
    )  # fmt: skip


def test_everything_that_is_told_is_evidence_with_its_place() -> None:
    save(TOLD)
    held = _held()
    assert set(held) == {
        ("hub_tag", "mit"), ("card_license", "mit"), ("card_license_name", "the-mit"),
        ("card_license_link", "LICENSE"), ("licence_file", "LICENSE"), ("use_policy_file", "USE_POLICY.md"),
        ("licence_file", "NOTICE"), ("gate_prompt", "Agree first."),
    }  # fmt: skip
    assert {(one.repo_id, one.revision, one.seen_at, one.match) for one in held.values()} == {
        ("org/a", a_revision(1), NOW, None)
    }
    assert held["hub_tag", "mit"].licence == "MIT"
    assert held["licence_file", "NOTICE"].component == "docs"
    assert held["licence_file", "LICENSE"].url.endswith(f"/org/a/blob/{a_revision(1)}/LICENSE")


def test_the_same_said_again_keeps_the_day_it_was_first_seen() -> None:
    save(TOLD)
    before = stored(Evidence)
    save(replace(TOLD, languages=("fr",), tags=("gguf",), downloads=7), moment=LATER)
    assert stored(Evidence) == before


def test_another_commit_is_said_anew_and_what_was_said_before_is_gone() -> None:
    save(TOLD)
    before = _held()
    save(MOVED, moment=LATER)
    after = _held()
    assert set(after) == set(before)
    assert not {one.pk for one in before.values()} & {one.pk for one in after.values()}
    assert {(one.revision, one.seen_at) for one in after.values()} == {(a_revision(2), LATER)}


def test_what_is_not_said_any_more_is_no_evidence() -> None:
    save(TOLD)
    save(replace(TOLD, licence_name=None, licence_tags=("apache-2.0",), licence_files=None), moment=LATER)
    assert set(_held()) == {
        ("hub_tag", "apache-2.0"),
        ("card_license", "mit"),
        ("card_license_link", "LICENSE"),
        ("gate_prompt", "Agree first."),
    }


SAME = replace(TOLD, languages=("fr",))
UNLISTED = replace(TOLD, licence_files=None)


@pytest.mark.parametrize(
    ("listing", "stays"),
    [(TOLD, True), (SAME, True), (replace(TOLD, repo_id="org/b"), True), (MOVED, False), (UNLISTED, False)],
    ids=["the same", "other facts", "another name", "another commit", "files not listed"],
)
def test_a_text_speaks_for_the_revision_at_which_it_was_read(listing: HubRecord, *, stays: bool) -> None:
    save(TOLD)
    read = _read_otherwise(*_FILE_READ, "LICENSE", "exact", a_revision(1))
    before = stored(Evidence)
    save(listing, moment=LATER)
    assess_stored([Entry.objects.get().pk], GROUNDS, LATER)
    assert Evidence.objects.filter(pk=read.pk).exists() is stays
    if listing in (TOLD, SAME):
        assert stored(Evidence) == before
    again = _held().get(_FILE_READ)
    assert (again.match if again else None) == ("exact" if stays else None)


def test_a_prompt_that_was_read_stays_while_it_is_the_same() -> None:
    save(TOLD)
    Evidence.objects.filter(source="gate_prompt").update(match="unknown")
    save(SAME, moment=LATER)
    assert _held()["gate_prompt", "Agree first."].match == "unknown"
    save(replace(SAME, gate_prompt="Agree later."), moment=LATER)
    assert _held()["gate_prompt", "Agree later."].match is None
    assert ("gate_prompt", "Agree first.") not in _held()


def test_other_knowledge_reads_the_same_words_otherwise() -> None:
    save(TOLD)
    before = _held()
    known = {alias: keys for alias, keys in KNOWLEDGE.by_alias.items() if keys != ("MIT",)}
    other = replace(GROUNDS, knowledge=replace(KNOWLEDGE, version="f" * 16, by_alias=known))
    assess_stored([Entry.objects.get().pk], other, LATER)
    after = _held()
    assert set(after) == set(before)
    assert after["hub_tag", "mit"].licence is None
    assert after["gate_prompt", "Agree first."].pk == before["gate_prompt", "Agree first."].pk
    entry = Entry.objects.get()
    assert (entry.licence_status, entry.knowledge_version) == ("unresolved", other.version)


def test_one_model_s_evidence_is_not_another_one_s() -> None:
    save(TOLD, replace(TOLD, repo_id="org/b", hub_id=a_hub_id(2)))
    before = stored(Evidence)
    other = Entry.objects.get(repo_id="org/b").pk
    save(replace(TOLD, licence_tags=()), moment=LATER)
    assert Evidence.objects.filter(model_id=other).count() == 8
    assert Evidence.objects.exclude(model_id=other).count() == 7
    assert sum(row in before["evidence"] for row in stored(Evidence)["evidence"]) == 15
