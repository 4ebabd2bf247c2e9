"""Curations are told whole, name what we know, and win over what is declared."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.hub.records import HubRecord, parse
from registry.licences import curations, grounds
from registry.licences.curations import BadCuration, Concluded, Curation, Disputed, Parent, RelicensedByOwner
from registry.licences.determination import Determination, Status, Why, determine
from registry.licences.evidence import Component, Evidence, Match, Source, Statement, gather
from registry.licences.lineage import edges
from registry.licences.stack import LayerRelation
from tests.builders import NOW, a_revision
from tests.sharing import hub_rows, json_lines

GROUNDS = grounds.load()
KNOWLEDGE = GROUNDS.knowledge
ALL = tuple(GROUNDS.curations.by_id.values())
ONE = """
[[curation]]
id = "one"
kind = "concluded"
repositories = ["org/model"]
licence = "MIT"
reason = "Its owner says so."
reason_fr = "Son propriétaire le dit."
source = "https://huggingface.co/org/model"
dated = 2026-11-24
"""
DEEPSEEK = "LicenseRef-scancode-deepseek-la-1.0"


def read(folder: Path, text: str) -> curations.Curations:
    (folder / "some.toml").write_text(text)
    return curations.read(folder, KNOWLEDGE)


def a_statement(repo_id: str, *tags: str) -> Statement:
    return Statement(repo_id, a_revision(1), tags, tags or None, None, None, ())


def evidence_of(repo_id: str, *tags: str) -> tuple[Evidence, ...]:
    told = gather(a_statement(repo_id, *tags), KNOWLEDGE, NOW)
    return (*told, *curations.gather(repo_id, GROUNDS.curations.of(repo_id), KNOWLEDGE))


def conclude(held: tuple[Evidence, ...]) -> Determination:
    return determine(held, files_listed=True, readme_read=False, knowledge=KNOWLEDGE)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_curation_has_its_reason_in_both_languages(one: Curation) -> None:
    assert one.reason.endswith(".")
    assert one.reason_fr.endswith(".")
    assert one.reason != one.reason_fr
    assert one.dated.year >= 2026
    assert {curation.id for name in one.repositories for curation in GROUNDS.curations.of(name.rstrip("*"))} >= {
        one.id
    }


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("MIT", "No such licence"), "no licence that we know"),
        (("MIT", "openrail"), "no licence that we know"),
        (("concluded", "decided"), "decided"),
        (('"org/model"', '"org/mo*del"'), "exact id or publisher"),
        (('"org/model"', '"*"'), "exact id or publisher"),
        (('repositories = ["org/model"]', "repositories = []"), "exact id or publisher"),
        (("Son propriétaire le dit.", " "), "both languages"),
        (("https://", "http://"), "https source"),
        (("dated =", "day ="), "day"),
        (("dated = 2026-11-24", 'dated = "soon"'), "some.toml"),
        (('licence = "MIT"', 'licence = "MIT"\nrevisions = ["abc"]'), "40 hex"),
        (('kind = "concluded"', 'kind = "parent"\nparent = "a/b"\nrelation = "cousin"'), "some.toml"),
        (("[[curation]]", "[[curation"), "some.toml"),
    ],
)
def test_what_does_not_follow_the_format_is_refused(tmp_path: Path, change: tuple[str, str], problem: str) -> None:
    with pytest.raises(BadCuration, match=problem):
        read(tmp_path, ONE.replace(*change))


def test_a_parent_and_its_copies_are_named_exactly(tmp_path: Path) -> None:
    copies = ONE.replace('licence = "MIT"', 'parent = "a/b"\nrelation = "quantized"').replace(
        "concluded", "parent"
    )
    assert edges((), read(tmp_path, copies).of("org/model")) == (("a/b", LayerRelation.QUANTIZED),)
    with pytest.raises(BadCuration, match="named exactly"):
        read(tmp_path, copies.replace("org/model", "org/model*"))


def test_two_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCuration, match="another one too"):
        read(tmp_path, ONE + ONE)


def test_the_version_is_of_knowledge_and_curations_both(tmp_path: Path) -> None:
    one = replace(GROUNDS, curations=read(tmp_path, ONE))
    other = replace(GROUNDS, curations=read(tmp_path, ONE.replace("says so", "said so")))
    third = replace(one, knowledge=replace(KNOWLEDGE, version="0" * 16))
    assert len({one.version, other.version, third.version}) == 3
    assert len(one.version) == 16


def test_a_prefix_speaks_of_all_that_begin_so_in_any_case(tmp_path: Path) -> None:
    some = read(tmp_path, ONE.replace("org/model", "org/Model-*"))
    assert some.of("org/model-7B")
    assert some.of("ORG/MODEL-x")
    assert not some.of("org/model")
    assert not some.of("organ/model-7B")


@pytest.mark.parametrize(
    ("limits", "revision", "changed", "holds"),
    [
        (f'revisions = ["{a_revision(1)}"]', a_revision(1), None, True),
        (f'revisions = ["{a_revision(1)}"]', a_revision(2), None, False),
        (f'revisions = ["{a_revision(1)}"]', None, None, False),
        ("since = 2025-01-01\nuntil = 2025-02-01", None, datetime(2025, 1, 31, 23, 59, tzinfo=UTC), True),
        ("since = 2025-01-01\nuntil = 2025-02-01", None, datetime(2025, 2, 1, tzinfo=UTC), False),
        ("since = 2025-01-01\nuntil = 2025-02-01", None, datetime(2024, 12, 31, tzinfo=UTC), False),
        ("since = 2025-01-01", None, None, False),
    ],
)
def test_what_holds_for_a_time_is_not_said_of_another(
    tmp_path: Path, limits: str, revision: str | None, changed: datetime | None, holds: bool
) -> None:
    some = read(tmp_path, ONE + limits)
    assert bool(some.of("org/model", revision, changed)) is holds


# --- As evidence ------------------------------------------------------------------------------------


def test_what_a_person_settled_wins_over_everything_declared() -> None:
    evidence = evidence_of("deepseek-ai/Janus-Pro-7B", "mit")
    text = Evidence(
        Source.LICENCE_FILE,
        Component.WEIGHTS,
        "LICENSE",
        "MIT",
        Match.EXACT,
        "x/y",
        None,
        "LICENSE",
        "0" * 64,
        NOW,
        "",
    )
    for held in (evidence, (text, *evidence[::-1])):
        found = conclude(held)
        assert (found.status, found.concluded, found.why) == (Status.CONFIRMED, DEEPSEEK, Why.CURATED)
        [cited] = [held[place] for place in found.rests_on]
        assert isinstance(GROUNDS.curations.by_id[cited.path or ""], Concluded)


def test_code_is_another_component_than_weights() -> None:
    said = {(one.component, one.licence) for one in evidence_of("deepseek-ai/Janus-Pro-7B") if one.licence}
    assert said == {(Component.WEIGHTS, DEEPSEEK), (Component.CODE, "MIT")}


def test_of_a_name_that_dated_texts_share_it_stays_open_which() -> None:
    found = conclude(evidence_of("google/gemma-2-9b-it"))
    assert (found.status, found.concluded, len(found.candidates)) == (Status.STATED, None, 2)


def test_what_persons_dispute_is_conflicting() -> None:
    found = determine(
        evidence_of("greenarcade/suvangs-flux-lora", "mit"),
        files_listed=True,
        readme_read=False,
        knowledge=KNOWLEDGE,
    )
    assert (found.status, found.why, found.concluded) == (Status.CONFLICTING, Why.CURATED, None)
    assert {"MIT", "LicenseRef-scancode-flux-1-nc"} <= set(found.keys)


def test_a_curation_of_lineage_says_nothing_of_licences() -> None:
    held = evidence_of("unsloth/Llama-3.2-1B", "mit")
    found = conclude(held)
    assert (found.status, found.concluded, found.why) == (Status.STATED, "MIT", Why.DECLARED)
    assert {one.source for one in held} == {Source.HUB_TAG, Source.CARD_LICENSE, Source.CURATION}


def test_an_owner_that_licenses_anew_ends_an_edge() -> None:
    tune = LayerRelation.FINETUNE
    listed = [("deepseek-ai/deepseek-v3-base", tune), ("org/other", tune)]
    assert edges(listed, GROUNDS.curations.of("deepseek-ai/DeepSeek-R1")) == (("org/other", tune),)
    assert edges(listed, GROUNDS.curations.of("somebody/else")) == tuple(sorted(listed))


# --- The real cases ---------------------------------------------------------------------------------


@pytest.mark.shared
def test_no_known_conflict_comes_out_as_its_wrong_tag(shared: Path) -> None:
    cases = json_lines(shared / "data" / "truth" / "conflict_cases.jsonl.gz")
    assert len(cases) == 25
    for case in cases:
        repo_id, tags = case["id"], [case["hub_tag"]] if case["hub_tag"] else []
        found, tagged = conclude(evidence_of(repo_id, *tags)), conclude(evidence_of("x/y", *tags))
        assert found.why is Why.CURATED, repo_id
        sure = found.status in (Status.CONFIRMED, Status.STATED)
        if case["outcome"] not in ("consistent", "compatible", "tag incomplete"):
            assert not (sure and set(found.keys) & set(tagged.keys)), repo_id


@pytest.mark.shared
def test_every_curation_speaks_of_something_real(shared: Path) -> None:
    named = {case["id"] for case in json_lines(shared / "data" / "truth" / "conflict_cases.jsonl.gz")}
    for record in (parse(row) for row in hub_rows(shared, removed=True)):
        assert isinstance(record, HubRecord)
        named |= {record.repo_id, *(parent.repo_id for parent in record.parents)}
    spoken = {one.id for name in named for one in GROUNDS.curations.of(name)}
    parents = {one.parent for one in ALL if isinstance(one, Parent)}
    spoken |= {one.id for name in parents for one in GROUNDS.curations.of(name)}
    newer = {"v3-later-weights", "v3-later-relicensed", "llama-4-of-meta"}  # what no row names yet
    assert {one.id for one in ALL} - spoken <= newer
    assert all(isinstance(one, Concluded | Disputed | Parent | RelicensedByOwner) for one in ALL)
