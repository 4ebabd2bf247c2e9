"""A README in any state: what its header states and its text says of the licence, and never an exception."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.hub import card, front_matter
from registry.hub.card import LONGEST_BODY, LONGEST_SECTION, Card
from registry.hub.records import Parent, Problem, Relation

_LINES = st.sampled_from(
    [
        "---", "license: mit", "license: [mit, other]", "license_name: x", "a: &a [*a]", "<<: *a", "? - x",
        "extra_gated_prompt: |", "  # Licence", "base_model: org/a", "base_model: [a/b, {c: d}]", "# License",
        "## Licence and terms", "```", "License: MIT", "\x00", "\ufeff", "\u202e", "!!python/object:os.system x",
        "- - - -", "{{[[", "<h2>License</h2>", "=====",
    ]
)  # fmt: skip


def _problems(found: Card) -> dict[str, str]:
    return {one.field: one.reason for one in found.problems}


def _reasons(header: str) -> str:
    return _problems(card.read(f"---\n{header}\n---\n")).get("header", "")


def test_everything_that_a_header_states_is_read() -> None:
    found = card.read(
        b"\xef\xbb\xbf---\r\nlicense: other\r\nlicense_name: the-name\r\nlicense_link: LICENSE\r\n"
        b"base_model: org/base\r\nbase_model_relation: quantized\r\n"
        b"extra_gated_prompt: |-\r\n  Agree\r\n  first.\r\n"
        b"---\r\n# A model\r\n"
    )
    assert found.has_header
    assert (found.licence, found.licence_name, found.licence_link) == (("other",), "the-name", "LICENSE")
    assert found.parents == (Parent("org/base", Relation.QUANTIZED),)
    assert found.gate_prompt == "Agree\nfirst."
    assert found.body == "# A model"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1.0", ("1.0",)),  # YAML of old makes a number, a flag or a date of these
        ("no", ("no",)),
        ("2024-01-01", ("2024-01-01",)),
        ("0x1F", ("0x1F",)),
        ("1:30", ("1:30",)),
        ("'null'", ("null",)),
        ("null", None),
        ("~", None),
        ("", None),
        ("[mit, 'apache-2.0', mit]", ("mit", "apache-2.0")),
        ("!!python/object/apply:os.system [ls]", ("ls",)),
    ],
)
def test_a_value_is_what_its_author_wrote(written: str, read: tuple[str, ...] | None) -> None:
    assert card.read(f"---\nlicense: {written}\n---\n").licence == read


def test_a_value_that_is_no_text_is_told_and_not_guessed() -> None:
    found = card.read("---\nlicense: true\nlicense_name: [a]\nextra_gated_prompt: {a: b}\n---\n")
    assert (found.licence, found.licence_name, found.gate_prompt) == (None, None, None)
    assert set(_problems(found)) == {"license", "license_name", "extra_gated_prompt"}


def test_a_member_that_is_stated_twice_counts_only_where_both_say_the_same() -> None:
    same = card.read("---\nlicense: mit\nlicense: mit\n---\n")
    assert (same.licence, same.problems) == (("mit",), ())
    found = card.read("---\nlicense: mit\nlicense: cc-by-nc-4.0\n---\n")
    assert found.licence is None
    assert found.problems == (Problem("license", "is stated twice, differently"),)


def test_an_alias_is_what_it_names_and_a_merge_is_a_member_like_any_other() -> None:
    found = card.read("---\nbase: &l mit\nlicense: *l\nmore: &m {license_name: x}\n<<: *m\n---\n")
    assert (found.licence, found.licence_name, found.problems) == (("mit",), None, ())


def test_bombs_are_defused() -> None:
    laughs = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    laughs += [
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    found = card.read("---\n" + "\n".join([*laughs, "license: *i", "license_name: ok"]) + "\n---\n")
    assert (found.licence, found.licence_name) == (None, "ok")
    assert card.read("---\na: &a {b: *a, b: *a}\nlicense: mit\n---\n").licence == ("mit",)
    assert "aliases" in _reasons("a: &a x\nb: [" + "*a," * 2_000 + "]")
    assert "deep" in _reasons("[" * 100_000)
    assert "deep" in _reasons("{" * 100_000)
    assert "deep" in _reasons("- " * 100_000)
    assert "values" in _reasons("a: [" + "b," * 100_000 + "]")
    assert "anchor" in _reasons("license: *nothing")
    assert "document" in (front_matter.read("a: b\n---\nc: d").problem or "")
    assert "not a set of members" in _reasons("- mit")


def test_a_header_without_an_end_and_one_that_is_too_long_say_nothing() -> None:
    assert "no end" in _problems(card.read("---\nlicense: mit\n"))["header"]
    long = card.read("---\nlicense: mit\nx: " + "a" * 600_000 + "\n---\n")
    assert (long.licence, long.has_header) == (None, False)
    assert "header" in _problems(long)


def test_a_card_without_a_header_has_none() -> None:
    found = card.read("# Model\nlicense: none\n")
    assert (found.has_header, found.licence, found.problems) == (False, None, ())


def test_fifty_megabytes_and_odd_bytes_are_read_within_bounds() -> None:
    found = card.read(b"# License\n" + b"\xff\x00a " * 12_500_000)
    assert len(found.body) <= LONGEST_BODY
    assert len(found.licence_section or "") <= LONGEST_SECTION
    assert "\x00" not in found.body
    assert "body" in _problems(found)


def test_marks_that_turn_text_round_do_not_reach_the_body() -> None:
    assert card.read("evil \u202etxet\u202c \u2066x\u2069").body == "evil txet x"


@pytest.mark.parametrize(
    ("body", "section"),
    [
        (
            "# M\nx\n## License\nMIT here.\n### Details\nmore\n## Other\ny",
            "## License\nMIT here.\n### Details\nmore",
        ),
        ("Licence\n-------\nMIT\n\nOther\n=====\nno", "Licence\n-------\nMIT"),
        ("<h2 align='center'>License</h2>\nMIT\n<h2>More</h2>\nno", "<h2 align='center'>License</h2>\nMIT"),
        ("- **License:** MIT\n- Language: en", "- **License:** MIT"),
        ("| License | MIT |\n| x | y |", "| License | MIT |"),
        ("```\n# license of nothing\n```\ntext", None),
        ("## License\n```\n# a comment\n```\nMIT", "## License\n```\n# a comment\n```\nMIT"),
        ("a licensed plumber\nwas here", None),
        ("## 4. Model Licensing\nMIT", "## 4. Model Licensing\nMIT"),
    ],
)
def test_what_a_card_says_of_its_licence_is_found(body: str, section: str | None) -> None:
    assert card.read(body).licence_section == section


@given(st.binary(max_size=300) | st.lists(_LINES, max_size=12).map("\n".join).map(str.encode))
@example(b"---\na: &a {b: *a, b: *a}\n---\n")
@example(b"---\na: &a [&b [*a, *b]]\nlicense: *a\n---")
@example(b"---\na: &a [*a]\nb: &b [*b]\nx: *a\nx: *b\n---\n")  # comparing the two would never end
@example(b"---\n? [a, b]\n: c\n---\n")
def test_any_bytes_are_a_card(content: bytes) -> None:
    found = card.read(content)
    for text in (found.body, found.licence_section, found.licence_name, *(found.licence or ())):
        assert "\x00" not in (text or "")
        assert "\u202e" not in (text or "")
        (text or "").encode()
    assert all(problem.reason for problem in found.problems)
