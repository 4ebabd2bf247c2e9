"""The same weights are often there several times: one set is chosen, and none is added to another."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware.weight_sets import File, find, named_by, quantisation_of, stated_bytes, stated_total

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "weight_sets.toml").read_text()
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_files_make_the_sets_of_the_table(case: dict[str, Any]) -> None:
    found = find(File(path, size) for path, size in case["files"].items())
    assert [[one.kind.value, one.name, len(one.files), one.size, one.complete] for one in found] == case["sets"]


def test_an_index_names_its_set() -> None:
    sets = find(
        File(f"model-{index:05}-of-{count:05}.safetensors", 1) for count in (2, 4) for index in range(1, count + 1)
    )
    four = named_by({"weight_map": {"a": "model-00003-of-00004.safetensors"}}, sets)
    assert four is not None
    assert len(four.files) == 4
    wrong: tuple[object, ...] = (None, [], {}, {"a": "other.safetensors", "b": 3})
    for stated in wrong:
        assert named_by({"weight_map": stated}, sets) is None


@pytest.mark.parametrize("stated", [None, "x", -1, 0, True, 2**70, float("nan"), [1]])
def test_what_an_index_claims_is_a_number_or_nothing(stated: object) -> None:
    index = {"metadata": {"total_parameters": stated, "total_size": stated}}
    assert stated_total(index) is None
    assert stated_bytes(index) is None


def test_an_index_claims_parameters_and_bytes() -> None:
    assert stated_total({"metadata": {"total_parameters": 7}}) == 7
    assert stated_bytes({"metadata": {"total_size": 7.0}}) == 7
    assert stated_total({"metadata": []}) is stated_bytes({}) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("m-Q4_K_M.gguf", "Q4_K_M"),
        ("q4_k_m/m.gguf", "Q4_K_M"),
        ("Q8_0/m-Q4_0.gguf", "Q4_0"),
        ("m.IQ2_XXS.gguf", "IQ2_XXS"),
        ("m-UD-Q4_K_XL.gguf", "UD-Q4_K_XL"),
        ("m-MXFP4_MOE.gguf", "MXFP4_MOE"),
        ("m-fp16.gguf", "F16"),
        ("m-bf16.gguf", "BF16"),
        ("m.gguf", None),
    ],
)
def test_reads_quantisations_in_names(path: str, name: str | None) -> None:
    assert quantisation_of(path) == name


SHARDS = st.from_regex(r"[a-z]-0000\d-of-0000\d\.(gguf|bin|safetensors)", fullmatch=True)


@given(st.lists(st.builds(File, st.text(max_size=40) | SHARDS, st.none() | st.integers(0, 10**12)), max_size=20))
def test_a_file_is_of_one_set_at_most(files: list[File]) -> None:
    sets = find({file.path: file for file in files}.values())
    named = [path for one in sets for path in one.files]
    assert len(named) == len(set(named))
    assert set(named) <= {file.path for file in files}
