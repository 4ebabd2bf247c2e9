"""A name is recognised however it is spelled, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge, spelling
from registry.licences.knowledge import Family
from registry.licences.names import Licensed, SharedName, Unrecognised, resolve, resolve_link

KNOWLEDGE = knowledge.load()
LLAMA = "LicenseRef-scancode-llama-3.2-license-2024"
KIMI = "LicenseRef-scancode-moonshot-ai-modified-mit-2025"


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("mit", "MIT"),
        ("MIT", "MIT"),
        (" Mit\n", "MIT"),
        ("license:mit", "MIT"),
        ("License: MIT", "MIT"),
        ("ＭＩＴ", "MIT"),
        ("MIT Licence", "MIT"),
        ("apache_2.0", "Apache-2.0"),
        ("Apache  2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("apache–2.0", "Apache-2.0"),
        ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
        ("cc-by-nc-4.0", "CC-BY-NC-4.0"),
        ("https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
        ("LicenseRef-scancode-qwen-2024", "LicenseRef-scancode-qwen-2024"),
        ("llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"),
        ("Llama 3.1 Community License", "LicenseRef-scancode-llama-3.1-license-2024"),
        ("llama3", "LicenseRef-permis-llama-3"),
    ],
)
def test_spellings_of_a_name(value: str, key: str) -> None:
    assert resolve(value, KNOWLEDGE) == Licensed(key)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "\x00",
        "mit\x00",
        "МIT",
        "m-i-t",
        "mit AND apache-2.0",
        "mit; drop table",
        "../mit",
        "x" * 201,
        "\ud800",
        "llama",
        "modified mit license",
        "cc by nc",
        "MIT-0",
        "m" * 10_000_000,
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_only_looks_like_a_name(value: str) -> None:
    assert resolve(value, KNOWLEDGE) == Unrecognised()


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("http://apache.org/licenses/LICENSE-2.0/", "Apache-2.0"),
        ("HTTPS://OpenSource.org/licenses/mit#top", "MIT"),
        ("https://hf.co/meta-llama/Llama-3.2-1B/resolve/main/LICENSE.txt", LLAMA),
        ("https://huggingface.co/meta-llama/Llama-3.2-1B/raw/main/LICENSE.txt", LLAMA),
        ("https://raw.githubusercontent.com/MoonshotAI/Kimi-K2/main/LICENSE", KIMI),
        ("https://raw.githubusercontent.com/MoonshotAI/Kimi-K2/refs/heads/main/LICENSE", KIMI),
        ("https://creativecommons.org/licenses/by-nc/4.0/deed.en", "CC-BY-NC-4.0"),
    ],
)
def test_spellings_of_a_link(value: str, key: str) -> None:
    assert resolve_link(value, KNOWLEDGE) == Licensed(key)


@pytest.mark.parametrize(
    "value",
    [
        "mit",
        "LICENSE",
        "https://apache.org.evil.example/licenses/LICENSE-2.0",
        "https://user@apache.org/licenses/LICENSE-2.0",
        "https://apache.org:8443/licenses/LICENSE-2.0",
        "https://apache.org/licenses/LICENSE-2.0?version=mine",
        "https://huggingface.co/somebody/Llama-3.2-1B/blob/main/LICENSE.txt",
        "https://huggingface.co/meta-llama/Llama-3.2-1B/blob/main/LICENSE.txt/mine",
        "ftp://apache.org/licenses/LICENSE-2.0",
        "javascript:alert(1)",
        "https://[",
        "https://a:b:c/",
        "https://apache.org/licenses/LICENSE-2.0\nX",
        "https://" + "a" * 10_000,
    ],
)
def test_what_only_looks_like_a_link(value: str) -> None:
    assert resolve_link(value, KNOWLEDGE) == Unrecognised()


def test_families_and_shared_names_are_said_to_be_that() -> None:
    family = resolve("license:openrail", KNOWLEDGE)
    assert isinstance(family, Family)
    assert family.name == "openrail"
    gemma = resolve("Gemma", KNOWLEDGE)
    assert isinstance(gemma, SharedName)
    assert gemma.complete
    assert len(gemma.keys) == 2
    nvidia = resolve("nvidia-open-model-license", KNOWLEDGE)
    assert isinstance(nvidia, SharedName)
    assert not nvidia.complete


@given(st.text())
def test_any_string_is_answered_and_folding_again_changes_nothing(value: str) -> None:
    resolve(value, KNOWLEDGE)
    resolve_link("https://" + value, KNOWLEDGE)
    folded = spelling.name(value)
    assert folded is None or spelling.name(folded) in (folded, None)
