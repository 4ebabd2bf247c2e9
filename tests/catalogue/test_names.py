"""A model is named by its repository, at a revision or not, or by a purl."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.catalogue.names import BadName, ModelName, parse_name

SHA = "56d4cbbb4d29f4355bab4b9a39ccb717a14ad5ad"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gpt2", ModelName("gpt2")),
        ("deepseek-ai/DeepSeek-R1", ModelName("deepseek-ai/DeepSeek-R1")),
        ("org/v0.3.1-a_b", ModelName("org/v0.3.1-a_b")),
        (f"deepseek-ai/DeepSeek-R1@{SHA}", ModelName("deepseek-ai/DeepSeek-R1", SHA)),
        ("gpt2@56d4cbb", ModelName("gpt2", "56d4cbb")),
        ("pkg:huggingface/gpt2", ModelName("gpt2")),
        ("pkg:huggingface/deepseek-ai/DeepSeek-R1", ModelName("deepseek-ai/DeepSeek-R1")),
        (f"pkg:huggingface/deepseek-ai/DeepSeek-R1@{SHA.upper()}", ModelName("deepseek-ai/DeepSeek-R1", SHA)),
        (f"PKG:HuggingFace/a/b@{SHA}?checksum=x/y@z#sub/path", ModelName("a/b", SHA)),
        ("pkg:huggingface/a/b?x=1&repository_url=https:%2F%2Fhuggingface.co", ModelName("a/b")),
        ("pkg:huggingface/a%2Fb%2E1", ModelName("a/b.1")),
        ("https://huggingface.co/deepseek-ai/DeepSeek-R1", ModelName("deepseek-ai/DeepSeek-R1")),
        ("https:/huggingface.co/deepseek-ai/DeepSeek-R1", ModelName("deepseek-ai/DeepSeek-R1")),
        (" HTTP://www.HuggingFace.co/a/b/ ", ModelName("a/b")),
        ("huggingface.co/a/b?library=vllm#files", ModelName("a/b")),
        ("hf.co/gpt2/tree/main", ModelName("gpt2")),
        ("https://huggingface.co/a/b/blob/main/LICENSE", ModelName("a/b")),
        (f"https://huggingface.co/a/b/tree/{SHA}/sub", ModelName("a/b", SHA)),
    ],
)
def test_a_name_is_read(text: str, name: ModelName) -> None:
    assert parse_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("", "/", "a/", "/a", "a//b", "a/b/c", "a\x00b", "a/b\n", "a/\u202eb", "a" * 201, "x" * 100_000),
        *("a/b@", "a/b@main", "a/b@56d4cb", f"a/b@{SHA}0", "a@b@56d4cbb", f"a/b@{SHA.upper()}"),
        *("pkg:pypi/django@5.2", "pkg:huggingface/", "pkg:huggingface", "pkg:huggingface/a/b/c"),
        *("pkg:huggingface/a%ZZ", "pkg:huggingface/a%", "pkg:huggingface/%ff%fe", "pkg:huggingface/a%00b"),
        "pkg:huggingface/a/b@",
        *("pkg:huggingface/a/b?repository_url=https://x.test", "pkg:huggingface/a/b?x=1&Repository_URL=x.test"),
        "pkg:huggingface/a/b?repository_url=https:%2F%2Fhuggingface.co.example.com",
        *("https://huggingface.co/", "https://huggingface.co/datasets/a/b", "https://huggingface.co/spaces/a/b"),
        *("https://huggingface.co/%ff%fe", "https://example.com/a/b", "https://huggingface.co.example.com/a/b"),
    ],
)
def test_what_cannot_be_a_name_says_why(text: str) -> None:
    found = parse_name(text)
    assert isinstance(found, BadName)
    assert str(found.detail)


@given(
    st.text()
    | st.text().map("pkg:huggingface/{}".format)
    | st.text().map("org/model@{}".format)
    | st.text().map("hf.co/{}".format)
)
def test_any_text_is_a_name_or_is_none(text: str) -> None:
    found = parse_name(text)
    if isinstance(found, ModelName):
        assert found.repo_id
        assert "\x00" not in found.repo_id
        assert found.repo_id.count("/") <= 1
