"""Every shape in which a row of the Hub may come: what is read of it, and what is said of the rest."""

from datetime import UTC, datetime

import pytest

from registry.hub.pages import NotJson
from registry.hub.records import Gate, Gguf, HubRecord, Parent, Problem, Relation, Unreadable, digest, parse
from tests.hub_room.rows import HUB_ID, REVISION, a_row, complaints, read

WHOLE = {
    "_id": HUB_ID,
    "id": "org/Name-7B-GGUF",
    "author": "org",
    "sha": REVISION,
    "createdAt": "2026-03-01T10:11:12.000Z",
    "lastModified": "2026-10-02T08:00:01.000Z",
    "private": False,
    "disabled": False,
    "gated": "manual",
    "downloads": 1234,
    "downloadsAllTime": 56789,
    "likes": 42,
    "trendingScore": 3,
    "library_name": "transformers",
    "pipeline_tag": "text-generation",
    "mask_token": "[MASK]",
    "inference": "warm",
    "tags": [
        "gguf",
        "base_model:up/Base",
        "base_model:quantized:up/Base",
        "license:other",
        "dataset:a/b",
        "region:us",
    ],
    "cardData": {
        "license": ["apache-2.0", "other"],
        "license_name": "x-1.0",
        "license_link": "LICENSE",
        "language": "en",
        "base_model": ["up/Base"],
        "base_model_relation": "quantized",
        "datasets": "a/b",
        "extra_gated_prompt": "You must\r\nagree.",
        "extra_gated_fields": {"Company": "text"},
        "model-index": [{"name": "Name", "results": []}],
    },
    "model-index": None,
    "config": {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "quantization_config": {"quant_method": "awq", "bits": 4},
        "tokenizer_config": {"chat_template": "…"},
    },
    "transformersInfo": {"auto_model": "AutoModelForCausalLM"},
    "safetensors": {"parameters": {"F32": 260, "BF16": 8030261248}, "total": 8030261508},
    "gguf": {"total": 8030261248, "architecture": "llama", "context_length": 131072, "totalFileSize": 17310784672},
    "siblings": [
        {"rfilename": "README.md"},
        {"rfilename": "LICENSE"},
        {"rfilename": "a.gguf"},
        {"rfilename": "b.safetensors"},
    ],
    "baseModels": {
        "relation": "quantized",
        "models": [{"_id": "66a39ef1b65d5ec98a553449", "id": "up/Base"}],
    },
    "evalResults": [{"filename": ".eval_results/bad.yaml", "error": "✖ Invalid input"}],
    "xetEnabled": True,
}


def test_a_row_with_everything_is_read_whole() -> None:
    assert parse(WHOLE) == HubRecord(
        hub_id=HUB_ID,
        repo_id="org/Name-7B-GGUF",
        publisher="org",
        revision=REVISION,
        created_at=datetime(2026, 3, 1, 10, 11, 12, tzinfo=UTC),
        last_modified=datetime(2026, 10, 2, 8, 0, 1, tzinfo=UTC),
        private=False,
        disabled=False,
        gate=Gate.MANUAL,
        downloads=1234,
        downloads_all_time=56789,
        likes=42,
        trending=3.0,
        pipeline_tag="text-generation",
        library="transformers",
        tags=(
            "gguf",
            "base_model:up/Base",
            "base_model:quantized:up/Base",
            "license:other",
            "dataset:a/b",
            "region:us",
        ),
        languages=("en",),
        licence_tags=("other",),
        licence_declared=("apache-2.0", "other"),
        licence_name="x-1.0",
        licence_link="LICENSE",
        gate_prompt="You must\nagree.",
        datasets=("a/b",),
        parents=(Parent("up/Base", Relation.QUANTIZED),),
        architectures=("LlamaForCausalLM",),
        model_type="llama",
        quantisation="awq",
        safetensors_total=8030261508,
        safetensors_parameters=(("BF16", 8030261248), ("F32", 260)),
        gguf=Gguf(8030261248, "llama", 131072, 17310784672),
        licence_files=("LICENSE",),
        weight_formats=("gguf", "safetensors"),
        problems=(),
    )


def test_absence_is_no_problem_and_no_value() -> None:
    record = read()
    assert record.problems == ()
    assert (record.publisher, record.gate) == ("org", Gate.UNKNOWN)
    assert record.licence_declared is None
    assert record.licence_files is None
    assert record.weight_formats is None
    assert record.downloads is None
    assert (record.tags, record.parents, record.datasets) == ((), (), ())


# Each of these ends a listing of the official client, with all rows behind it lost. Here each costs nothing.
@pytest.mark.parametrize(
    "members",
    [
        {"lastModified": "2026-10-01 10:00:00"},
        {"lastModified": "2026-10-01T10:00:00+00:00"},
        {"transformersInfo": {"auto_model": "A", "brand_new": 1}},
        {"transformersInfo": {"processor": "B"}},
        {"safetensors": {"parameters": {"BF16": 7}}},
        {"safetensors": {"total": 7}},
        {"evalResults": [{"filename": "a", "error": "b"}]},
        {"evalResults": [{"filename": "a", "data": {"dataset": {}, "source": {"name": "n"}}}]},
        {"inferenceProviderMapping": [{"status": "live"}]},
        {"inferenceProviderMapping": "x"},
        {"inferenceProviderMapping": {"together": {"status": "error"}}},
        {"cardData": {"self": 1, "ignore_metadata_errors": 2}},
        {"cardData": {"model-index": [{"name": "n", "results": [{"source": "text"}]}]}},
        {"cardData": {"model-index": "text"}},
        {"cardData": {"tags": ["a", ["b"]], "eval_results": "text"}},
        {"cardData": None},
        {"siblings": None},
        {"brand_new_member": {"a": [1, 2]}},
    ],
    ids=str,
)
def test_what_ends_the_official_client_is_read_without_a_word(members: dict[str, object]) -> None:
    assert read(**members).problems == ()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "is null, not an object"),
        ("text", "is text, not an object"),
        (7, "is a number, not an object"),
        ([1], "is a list, not an object"),
        (NotJson("nests too deeply", "[[["), "nests too deeply"),
        ({"_id": HUB_ID}, "names no repository of the Hub's characters"),
        (a_row(id=None), "names no repository of the Hub's characters"),
        (a_row(id="a/b/c"), "names no repository of the Hub's characters"),
        (a_row(id="a/.."), "names no repository of the Hub's characters"),
        (a_row(id="../etc"), "names no repository of the Hub's characters"),
        (a_row(id="org/na me"), "names no repository of the Hub's characters"),
        (a_row(id="org/ñ"), "names no repository of the Hub's characters"),
        (a_row(id="org/name\n"), "names no repository of the Hub's characters"),
        (a_row(id="org/" + "n" * 97), "names no repository of the Hub's characters"),
        ({"id": "org/Name"}, "has no `_id` of 24 hex digits"),
        (a_row(_id="xyz"), "has no `_id` of 24 hex digits"),
        (a_row(_id=7), "has no `_id` of 24 hex digits"),
    ],
    ids=str,
)
def test_a_row_that_names_no_model_is_kept_with_its_reason(raw: object, reason: str) -> None:
    row = parse(raw)
    assert isinstance(row, Unreadable)
    assert row.reason == reason
    assert len(row.excerpt) <= 500


@pytest.mark.parametrize(
    ("text", "hub_id"),
    [
        (f'{{"_id":"{HUB_ID}","id":"org/a",\x00oops', HUB_ID),
        (f'{{"id":"org/a", "_id" : "{HUB_ID.upper()}", oops', HUB_ID),
        ('{"_id":"xyz"', None),
        (f'{{"author_id":"{HUB_ID}"', None),
    ],
)
def test_a_row_that_is_no_json_says_whose_it_is_and_how_it_begins(text: str, hub_id: str | None) -> None:
    row = parse(NotJson("is not JSON", text))
    assert row == Unreadable("is not JSON", hub_id, None, text.replace("\x00", ""))


def test_an_unreadable_row_says_what_it_can_of_itself() -> None:
    assert parse(a_row(id="a b", note="x" * 3000)) == Unreadable(
        "names no repository of the Hub's characters",
        HUB_ID,
        None,
        f'{{"_id": "{HUB_ID}", "id": "a b", "note": "' + "x" * 80 + '"}',
    )
    nameless = parse({"id": "org/Name"})
    assert isinstance(nameless, Unreadable)
    assert (nameless.hub_id, nameless.repo_id) == (None, "org/Name")


def test_dated_facts_of_others_may_lack_the_hubs_id() -> None:
    record = parse({"id": "org/Name"}, needs_hub_id=False)
    assert isinstance(record, HubRecord)
    assert record.hub_id is None


@pytest.mark.parametrize("repo_id", ["gpt2", "a/b", "T5.1.1", "org/v1.0-beta_2", "-_./._-", "o/" + "n" * 96])
def test_names_of_one_and_two_segments_with_dots_are_names(repo_id: str) -> None:
    assert read(id=repo_id).repo_id == repo_id


def test_the_publisher_of_a_legacy_name_is_its_author() -> None:
    assert read(id="gpt2", author="openai-community").publisher == "openai-community"
    assert read(id="gpt2").publisher is None
    assert read(id="gpt2", author="a/b").publisher is None
    assert read(id="org/Name", author="somebody-else").publisher == "org"


@pytest.mark.parametrize(
    ("stated", "gate", "told"),
    [
        (False, Gate.OPEN, False),
        ("auto", Gate.AUTO, False),
        ("manual", Gate.MANUAL, False),
        (None, Gate.UNKNOWN, False),
        (True, Gate.GATED, False),
        ("sometimes", Gate.UNKNOWN, True),
        (0, Gate.UNKNOWN, True),
        ({}, Gate.UNKNOWN, True),
    ],
)
def test_only_false_opens_a_gate(stated: object, gate: Gate, told: bool) -> None:
    record = read(gated=stated)
    assert (record.gate, "gated" in complaints(record)) == (gate, told)


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-01T10:00:00.000Z",
        "2026-10-01T10:00:00Z",
        "2026-10-01 10:00:00",
        "2026-10-01 10:00:00+00:00",
        "2026-10-01T12:00:00+02:00",
        "2026-10-01T10:00:00.000000000Z",
        " 2026-10-01T10:00:00Z ",
    ],
)
def test_a_time_in_any_usual_form_is_the_same_moment(written: str) -> None:
    assert read(createdAt=written).created_at == datetime(2026, 10, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "yesterday", 1759312800, "0001-01-01T00:00:00+14:00", "9999-12-31", [], {}]
)
def test_what_is_no_time_is_told(written: object) -> None:
    record = read(lastModified=written)
    assert record.last_modified is None
    assert "lastModified" in complaints(record)


@pytest.mark.parametrize("value", [2**63, 10**400, -1, 1.5, float("nan"), float("inf"), True, "7", [7], {}])
def test_a_count_that_is_none_is_told_and_left_out(value: object) -> None:
    record = read(
        downloads=value, gguf={"total": value}, safetensors={"total": value, "parameters": {"BF16": value}}
    )
    assert (record.downloads, record.safetensors_total, record.safetensors_parameters) == (None, None, ())
    assert record.gguf == Gguf(None, None, None, None)
    assert set(complaints(record)) == {
        "downloads",
        "gguf.total",
        "safetensors.total",
        "safetensors.parameters.BF16",
    }


def test_a_count_written_with_a_point_is_that_count() -> None:
    assert read(likes=12.0).likes == 12
    assert read(likes=2**63 - 1).likes == 2**63 - 1


@pytest.mark.parametrize(
    ("stated", "declared", "told"),
    [
        ("mit", ("mit",), False),
        (["mit", "apache-2.0", "mit"], ("mit", "apache-2.0"), False),
        ([], (), False),
        ("", (), False),
        (None, None, False),
        (7, ("7",), False),
        ({"name": "mit"}, None, True),
        ([["mit"]], None, True),
        (["mit", None], ("mit",), True),
        (True, None, True),
        ("x" * 501, ("x" * 499 + "…",), True),
        ("mi\x00t\ud800", ("mit",), False),
    ],
    ids=str,
)
def test_a_licence_is_declared_in_many_ways(stated: object, declared: tuple[str, ...] | None, told: bool) -> None:
    record = read(cardData={"license": stated})
    assert (record.licence_declared, "cardData.license" in complaints(record)) == (declared, told)


def test_a_card_that_is_no_object_is_told() -> None:
    assert read(cardData="license: mit").problems == (Problem("cardData", "is text, not an object"),)


def test_text_is_freed_of_what_no_database_holds_and_no_reader_sees() -> None:
    record = read(
        pipeline_tag="text\x00-gen\ud83d\u202egnp",
        tags=["a\tb", " c ", "", "\x1b[31mred", "日本語", "😀", "<script>"],
        library_name="\n",
        cardData={"extra_gated_prompt": "a\x00\ud800\r\nb\tc", "license_name": "a\n b"},
    )
    assert record.pipeline_tag == "text-gengnp"
    assert record.tags == ("a b", "c", "[31mred", "日本語", "😀", "<script>")
    assert record.library is None
    assert (record.gate_prompt, record.licence_name) == ("a\nb\tc", "a b")


def test_everything_has_a_bound() -> None:
    record = read(
        tags=[f"t{n}" for n in range(20_000)],
        pipeline_tag="p" * 10_000,
        cardData={
            "extra_gated_prompt": "é" * 90_000,
            "license": [f"l{n}" for n in range(1_000)],
            "language": [f"l{n}" for n in range(20_000)],
        },
        safetensors={"parameters": {f"T{n}": n for n in range(1_000)}},
    )
    assert len(record.tags) == 5_000
    assert len(record.pipeline_tag or "") == 200
    assert len((record.gate_prompt or "").encode()) == 100_000
    assert len(record.licence_declared or ()) == 50
    assert len(record.languages) == 200
    assert len(record.safetensors_parameters) == 50
    assert len(record.problems) == 6


def test_problems_are_bounded_too() -> None:
    record = read(safetensors={"parameters": {f"{n}-" + "\x00t" * 300: "x" for n in range(50)}})
    assert len(record.problems) == 30
    assert all(len(problem.field) <= 200 and "\x00" not in problem.field for problem in record.problems)


def test_the_digest_moves_with_every_fact_and_with_no_counter() -> None:
    before = digest(read(**WHOLE))
    assert len(before) == 16
    counters = {"downloads": 9, "downloadsAllTime": 9, "likes": 9, "trendingScore": 9.5}
    assert digest(read(**WHOLE | counters)) == before
    changes: list[dict[str, object]] = [
        {"gated": False},
        {"sha": "0" * 40},
        {"private": True},
        {"tags": []},
        {"cardData": {}},
        {"id": "org/other"},
        {"lastModified": None},
        {"siblings": None},
        {"gguf": None},
        {"safetensors": {"total": 1, "parameters": {}}},
        {"baseModels": None},
        {"library_name": 7.5},
    ]
    assert len({before, *(digest(read(**WHOLE | change)) for change in changes)}) == len(changes)
