"""The starter catalogue holds real models with what their sources say, and nothing that no source says."""

import gzip
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry.catalogue.witnesses import WITNESSES
from registry.hardware.parameters import count
from registry.hub.records import Gate, HubRecord
from registry.sync import starter, starter_sources

SHIPPED = starter.read()
RECORDS = {
    record.repo_id: record for facts in SHIPPED.facts for record in facts.records if isinstance(record, HubRecord)
}
DISTILLED = {
    "deepseek-ai/DeepSeek-R1-Distill-Llama-8B": (8_030_261_248, "meta-llama/Llama-3.1-8B"),
    "deepseek-ai/DeepSeek-R1-Distill-Llama-70B": (70_553_706_496, "meta-llama/Llama-3.3-70B-Instruct"),
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B": (1_777_088_000, "Qwen/Qwen2.5-Math-1.5B"),
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B": (7_615_616_512, "Qwen/Qwen2.5-Math-7B"),
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-14B": (14_770_033_664, "Qwen/Qwen2.5-14B"),
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B": (32_763_876_352, "Qwen/Qwen2.5-32B"),
}


def test_holds_thousands_of_readable_models_each_once() -> None:
    assert len(RECORDS) >= 3_000
    assert len(RECORDS) == sum(len(facts.records) for facts in SHIPPED.facts)
    assert starter.FILE.stat().st_size < 1_500_000


def test_facts_come_oldest_first_with_their_days() -> None:
    told = [(facts.as_of, facts.told_by) for facts in SHIPPED.facts]
    assert told == sorted(set(told))
    assert (f"{SHIPPED.since:%F}", f"{SHIPPED.until:%F}") == ("2026-02-21", "2026-08-22")
    assert SHIPPED.digest == starter.digest()


def test_each_of_its_facts_has_witnesses_that_we_can_name() -> None:
    assert {name for facts in SHIPPED.facts for name in facts.told_by} == WITNESSES.keys()
    assert all(facts.told_by for facts in SHIPPED.facts)
    notice = (Path(__file__).resolve().parents[2] / "NOTICE").read_text(encoding="utf-8")
    assert all(one.name in notice and one.url in notice for one in WITNESSES.values())


def test_nothing_that_recordings_made_up_is_in() -> None:
    assert all(record.hub_id is None and record.revision is None for record in RECORDS.values())
    for line in gzip.decompress(starter.FILE.read_bytes()).splitlines():
        row = json.loads(line)
        assert not {"_id", "sha", "usedStorage"} & row.keys()
        assert row["_source"]
        assert row.get("gated") in (None, False, True), "how a gate opens is not known"


def test_a_gate_whose_kind_no_source_states_is_not_given_one() -> None:
    assert {record.gate for record in RECORDS.values()} == {Gate.OPEN, Gate.GATED, Gate.UNKNOWN}
    assert RECORDS["meta-llama/Llama-3.1-8B"].gate is Gate.GATED
    assert not any(problem.field == "gated" for record in RECORDS.values() for problem in record.problems)


def test_deepseek_r1_is_told_as_its_page_tells_it() -> None:
    record = RECORDS["deepseek-ai/DeepSeek-R1"]
    assert record.licence_tags == ("mit",)
    assert record.safetensors_total == 684_531_386_000
    assert record.created_at is not None
    assert record.created_at.isoformat() == "2025-01-20T03:46:07+00:00"
    assert record.last_modified is not None
    assert record.last_modified.isoformat() == "2025-03-27T04:01:59+00:00"
    assert (record.gate, record.pipeline_tag, record.library) == (Gate.OPEN, "text-generation", "transformers")


@pytest.mark.parametrize("repo_id", DISTILLED)
def test_the_distilled_models_name_their_parents(repo_id: str) -> None:
    record, (total, parent) = RECORDS[repo_id], DISTILLED[repo_id]
    assert record.licence_tags == ("mit",)
    assert count(name=repo_id, safetensors_total=record.safetensors_total).total == total
    assert parent in {one.repo_id for one in record.parents}
    assert parent in RECORDS


def test_what_no_source_says_stays_absent() -> None:
    v3 = RECORDS["deepseek-ai/DeepSeek-V3"]
    assert v3.licence_tags == ()
    assert v3.licence_declared is None
    assert v3.gate is Gate.UNKNOWN
    assert v3.created_at is None
    for janus in (RECORDS["deepseek-ai/Janus-Pro-7B"], RECORDS["deepseek-ai/Janus-Pro-1B"]):
        assert (janus.licence_tags, janus.licence_name, janus.licence_link) == (("mit",), "deepseek", "LICENSE")
        assert janus.safetensors_total is None
        assert janus.downloads is None


@pytest.mark.parametrize(
    ("line", "least"),
    [("meta-llama/", 30), ("Qwen/", 200), ("google/gemma", 20), ("mistralai/", 10), ("openai/gpt-oss", 2)],
)
def test_the_lines_of_the_great_makers_are_in(line: str, least: int) -> None:
    assert sum(repo_id.startswith(line) for repo_id in RECORDS) >= least


@pytest.mark.shared
def test_the_recordings_give_the_shipped_file_and_every_ancestor_they_hold(shared: Path) -> None:
    built = starter_sources.build(shared / "data")
    # Compressors differ between machines; what they hold may not.
    assert gzip.decompress(built.content) == gzip.decompress(starter.FILE.read_bytes())
    assert built.content[3:8] == bytes(5), "neither a name nor a time is written into it"
    assert built.models == len(RECORDS)
    named = {parent.repo_id for record in RECORDS.values() for parent in record.parents}
    with gzip.open(shared / "data" / "hub" / "models_2026-08-22.jsonl.gz") as lines:
        recorded = map(json.loads, lines)
        live = {row["id"] for row in recorded if "_removed_at" not in row}
    assert named & live <= RECORDS.keys()


def test_a_folder_without_recordings_is_one_line_of_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(
            "build_starter", "--data", str(tmp_path), "--output", str(tmp_path / "out"), stdout=io.StringIO()
        )
    assert not (tmp_path / "out").exists()
