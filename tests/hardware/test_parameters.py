"""A count is claimed as a number of parameters only where it can be one."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware.parameters import MOST, Parameters, ParameterSource, count, sizes_in

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "parameters.toml").read_text()
)["case"]
numbers = st.none() | st.integers() | st.integers(1, 10**12)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_claims_what_the_table_says(case: dict[str, Any]) -> None:
    found = count(
        name=case["name"],
        safetensors_total=case.get("safetensors"),
        safetensors_parameters=tuple(case.get("types", {}).items()),
        gguf_total=case.get("gguf"),
        quantisation=case.get("quantisation"),
        tags=tuple(case.get("tags", ())),
        adapter=case.get("adapter", False),
    )
    held = None if case["source"] == "none" else case.get("stored", case.get("safetensors", case.get("gguf")))
    assert found == Parameters(
        total=case.get("total"),
        active=None,
        stored=held,
        source=case["source"],
        flags=tuple(case.get("flags", ())),
    )


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("org/Llama-3.1-8B-Instruct", (8_000_000_000,)),
        ("org/internlm2-1_8b", (1_800_000_000,)),
        ("org/pythia-160m", (160_000_000,)),
        ("org/Mixtral-8x22B", (176_000_000_000,)),
        ("org/Qwen3-30B-A3B", (30_000_000_000,)),
        ("org/gemma-3n-E2B", ()),
        ("70b-lovers/model", ()),
        ("org/bge-m3", ()),
        ("org/CLIP-ViT-H-14-laion2B-s32B-b79K", ()),
        ("org/llama-7b-500b-tokens", (7_000_000_000,)),
        ("org/distil-32B-to-7b", (7_000_000_000, 32_000_000_000)),
        ("org/model-0b", ()),
    ],
)
def test_reads_sizes_in_names(name: str, sizes: tuple[int, ...]) -> None:
    assert sizes_in(name) == sizes


@given(
    name=st.text(),
    safetensors=numbers,
    gguf=numbers,
    types=st.lists(
        st.tuples(st.sampled_from(("BF16", "I32", "U8", "I8", "F8_E4M3", "?")), st.integers()), max_size=4
    ),
    quantisation=st.none() | st.sampled_from(("awq", "fp8")) | st.text(),
    adapter=st.booleans(),
)
def test_a_total_is_one_of_the_counts_given_or_nothing(
    name: str,
    safetensors: int | None,
    gguf: int | None,
    types: list[tuple[str, int]],
    quantisation: str | None,
    adapter: bool,
) -> None:
    found = count(
        name=name,
        safetensors_total=safetensors,
        safetensors_parameters=types,
        gguf_total=gguf,
        quantisation=quantisation,
        adapter=adapter,
    )
    assert found.total in (None, safetensors, gguf)
    assert found.stored in (None, safetensors, gguf)
    assert found.total is None or 0 < found.total <= MOST
    assert found.total is None or not adapter
    assert (found.source is ParameterSource.NONE) == (found.stored is None)
