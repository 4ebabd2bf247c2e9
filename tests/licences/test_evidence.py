"""Evidence says where each statement stands, and makes no address that a hostile string could choose."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge
from registry.licences.evidence import Component, Evidence, Source, Statement, component_of, gather

KNOWLEDGE = knowledge.load()
SEEN = datetime(2026, 11, 23, tzinfo=UTC)
REVISION = "5" * 40


def a_statement(
    *,
    repo_id: str = "org/model",
    revision: str | None = REVISION,
    tags: tuple[str, ...] = (),
    card: tuple[str, ...] | None = None,
    name: str | None = None,
    link: str | None = None,
    files: tuple[str, ...] | None = None,
    gate_prompt: str | None = None,
) -> Statement:
    return Statement(
        repo_id=repo_id,
        revision=revision,
        licence_tags=tags,
        licence_declared=card,
        licence_name=name,
        licence_link=link,
        licence_files=files,
        gate_prompt=gate_prompt,
    )


def gathered(statement: Statement) -> tuple[Evidence, ...]:
    return gather(statement, KNOWLEDGE, SEEN)


def test_every_statement_of_a_listing_becomes_one_piece_of_evidence() -> None:
    said = a_statement(
        tags=("mit",),
        card=("mit",),
        name="deepseek",
        link="LICENSE",
        files=("LICENSE", "LICENSE-CODE", "docs/USE_POLICY.md", "NOTICE.txt"),
        gate_prompt="Do agree to our terms.",
    )
    page, blob = "https://huggingface.co/org/model", f"https://huggingface.co/org/model/blob/{REVISION}"
    assert [(one.source, one.component, one.value, one.licence, one.path, one.url) for one in gathered(said)] == [
        (Source.HUB_TAG, "weights", "mit", "MIT", None, page),
        (Source.CARD_LICENSE, "weights", "mit", "MIT", "README.md", f"{blob}/README.md"),
        (
            Source.CARD_LICENSE_NAME,
            "weights",
            "deepseek",
            "LicenseRef-scancode-deepseek-la-1.0",
            "README.md",
            f"{blob}/README.md",
        ),
        (Source.CARD_LICENSE_LINK, "weights", "LICENSE", None, "README.md", f"{blob}/LICENSE"),
        (Source.LICENCE_FILE, "weights", "LICENSE", None, "LICENSE", f"{blob}/LICENSE"),
        (Source.LICENCE_FILE, "code", "LICENSE-CODE", None, "LICENSE-CODE", f"{blob}/LICENSE-CODE"),
        (
            Source.USE_POLICY_FILE,
            "weights",
            "docs/USE_POLICY.md",
            None,
            "docs/USE_POLICY.md",
            f"{blob}/docs/USE_POLICY.md",
        ),
        (Source.LICENCE_FILE, "docs", "NOTICE.txt", None, "NOTICE.txt", f"{blob}/NOTICE.txt"),
        (Source.GATE_PROMPT, "weights", "Do agree to our terms.", None, None, page),
    ]
    assert all(one.match is None for one in gathered(said)), "nothing has been read"
    assert all((one.repo_id, one.revision, one.seen_at) == ("org/model", REVISION, SEEN) for one in gathered(said))


def test_what_is_said_twice_is_kept_once() -> None:
    assert len(gathered(a_statement(tags=("mit", "mit"), card=("mit", "mit"), files=("LICENSE", "LICENSE")))) == 3


def test_a_name_of_several_texts_names_no_single_licence() -> None:
    (gemma,) = gathered(a_statement(tags=("gemma",)))
    assert gemma.licence is None


def test_without_a_revision_links_lead_to_the_current_one() -> None:
    (card,) = gathered(a_statement(revision=None, card=("mit",)))
    assert card.url == "https://huggingface.co/org/model/blob/main/README.md"
    assert card.revision is None


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://example.org/terms", "https://example.org/terms"),
        ("./LICENSE.md", f"https://huggingface.co/org/model/blob/{REVISION}/LICENSE.md"),
        ("LICENSE 1?.md", f"https://huggingface.co/org/model/blob/{REVISION}/LICENSE%201%3F.md"),
    ],
)
def test_a_link_leads_where_it_says(link: str, url: str) -> None:
    assert gathered(a_statement(link=link))[0].url == url


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,hello",
        "//evil.example/x",
        "/etc/passwd",
        "../../other/model/blob/main/LICENSE",
        "https://user:password@evil.example/",
        "https://evil.example/\r\nX: y",
        "http://",
        "#",
    ],
)
def test_a_link_that_is_none_leads_to_the_card_that_states_it(link: str) -> None:
    (stated,) = gathered(a_statement(link=link))
    assert stated.url == f"https://huggingface.co/org/model/blob/{REVISION}/README.md"
    assert stated.value == link


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_string_leads_off_the_web_or_breaks_the_line(link: str, path: str) -> None:
    for one in gathered(a_statement(link=link, files=(path,), tags=(path,), gate_prompt=link)):
        assert urlsplit(one.url).scheme.lower() in {"http", "https"}
        assert one.url.isprintable()
        assert " " not in one.url
        if one.source is not Source.CARD_LICENSE_LINK:
            assert one.url.startswith("https://huggingface.co/org/model")


def test_long_statements_are_kept_as_an_excerpt_with_the_digest_of_the_whole() -> None:
    (prompt,) = gathered(a_statement(gate_prompt="agree " * 10_000))
    (other,) = gathered(a_statement(gate_prompt="agree " * 10_001))
    assert len(prompt.value) == 500
    assert prompt.value == other.value
    assert prompt.sha256 is not None
    assert prompt.sha256 != other.sha256


@pytest.mark.parametrize(
    ("path", "component"),
    [
        ("LICENSE", Component.WEIGHTS),
        ("LICENSE-MODEL", Component.WEIGHTS),
        ("LICENSE_weights", Component.WEIGHTS),
        ("LICENSE-CODE", Component.CODE),
        ("LICENSE_CODE.md", Component.CODE),
        ("src/License.code.txt", Component.CODE),
        ("code/LICENSE", Component.WEIGHTS),
        ("CODE_LICENSE", Component.CODE),
        ("LICENSE-DATA", Component.DATA),
        ("NOTICE", Component.DOCS),
        ("LICENSE-encoder", Component.WEIGHTS),
    ],
)
def test_what_a_file_covers_by_its_name(path: str, component: Component) -> None:
    assert component_of(path) is component
