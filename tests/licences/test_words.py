"""What a text says survives its reading, and its form does not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.licences.characters import UNREAD
from registry.licences.words import LONGEST_WORD, MAX_CHARACTERS, read
from tests.licences.wombats import LONG, SHORT

# What the reading has rules for, to be thrown together.
PIECES = (
    *("copyright", "(c)", "©", "2020", "2021-2024", "yyyy", "is", "a", "no", "1.", "2.", "(30)", "3.1.", "1,000"),
    *(
        "in no event shall",
        "be liable",
        "neither the name of",
        "nor the names of",
        "software is provided by",
        '"as is"',
    ),
    *("https://x.y/z", "www.x", "foo@bar.de", "[x](y/z)", "<b>", "</p>", "<p title='must'>", "&amp;", "&#x300;"),
    *(
        "\n\n",
        "\n",
        "---",
        "---\n",
        "license: mit\n",
        "法",
        "ﬁ",
        "İ",
        "x\u0301",
        "\u200b",
        "’",
        "½",
        "\x00",
        "\ud800",
    ),
    *("a b c d e f g h", "AB" * 40, "licensor’s", "permission"),
)
HOSTILE = st.one_of(
    st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=25).map(" ".join)
)


def said(text: str | bytes) -> str:
    return " ".join(read(text).words)


@given(st.text(alphabet="abdefAZ019 .,;:!?()\"'-–—“”’\n\t\u00a0é法", max_size=60))
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    assert re.sub(r"[\W_]", "", said(text)) == re.sub(r"[\W_]", "", text.lower())


@settings(deadline=None)
@given(HOSTILE)
def test_what_was_read_has_neither_spaces_nor_capitals(text: str) -> None:
    for word in read(text).words:
        assert word == word.strip() == word.lower()
        assert word
        assert len(word) <= LONGEST_WORD + 1


@settings(deadline=None)
@given(st.binary())
def test_bytes_of_any_kind_are_read(content: bytes) -> None:
    assert not read(content).truncated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The **wombat’s** _lid_ and “Quotes”", "the wombat's lid and quotes"),
        ("<p class='x'>Wombats</p><br/>dig &amp; eat", "wombats dig and eat"),
        ("<HTML><Body><h2 align=center>Wombats</h2>dig</Body></HTML>", "wombats dig"),
        ("```text\nWombats\n```\n~~~\ndig\n~~~", "wombats dig"),
        ("1,000,000 wombats", "1000000 wombats"),
        ("version 3.1. And v1.1.1", "version 3.1 and v1.1.1"),
        ("ＷＯＭＢＡＴ ﬁnds wom\u00adbat wom\u200bbat", "wombat finds wombat wombat"),
        ("仅供研究", "仅 供 研 究"),
        ("• Wombats ─── dig", "wombats dig"),
        ("a\\. b\\_c \\* d", "a b c d"),
    ],
)
def test_form_falls_away(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. Dig. (2) Eat. iii. Sleep, a) deep", "1 dig 2 eat iii sleep a deep"),
        ("as it is to be", "as it is to be"),
        ("$5, €5, 5 % and § 5", "$ 5 € 5 5 % and § 5"),
        ("18+ and ≤ 3 and 10² and 🚫", "18 + and ≤ 3 and 10ǃ2 and 🚫"),
        ("guests > 700, guests <= 5", "guests more than 700 guests less than 5"),
        ("> 5 guests\n> 6 guests", "5 guests 6 guests"),
        (
            "See https://www.example.com/a_b/?c=1#d or me@example.com",
            "see example com a b c 1 d or me example com",
        ),
        ("Wombats, copyright 2019-2024 by their keepers, dig", "wombats copyright 2019 2024 by their keepers dig"),
        ("Wombats, © 2024 Jane Doe, dig", "wombats c 2024 jane doe dig"),
    ],
)
def test_what_says_something_is_read(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[the rules](https://x.example/a)", "the rules x example a"),
        ("[x.example/a](https://www.x.example/a/)", "x example a"),
        ("<https://x.example/a>", "x example a"),
        ("[me@x.example](mailto:Me@x.example)", "me x example"),
        ("[the rules](#rules)", "the rules"),
        ("[the rules](RULES.md)", "the rules rules md"),
        ('<a href="https://x.example">the rules</a>', "a href x example the rules"),
    ],
)
def test_where_a_link_leads_is_read_unless_it_says_so_itself(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "~~wombats~~",
        "~wombats~",
        "<del>wombats</del>",
        "<S>wombats</S>",
        "<!-- wombats -->",
        "<!--\nwombats",
        "<title>wombats</title>",
        "<textarea>wombats</textarea>",
        "[//]: # (wombats)",
        "> [x]: wombats",
        "wombats ![](terms.png)",
        "wombats <img src=terms.png>",
        "[ ] wombats",
        "wombats\u20e0",
        "w\u0335ombats",
        "wom\u034fbats",
        "wom\U000e0100bats",
        "wom\x00bats",
        "wombats\b",
        "\u202ewombats\u202c",
        "wombats\U000e0070\U000e0061",
        "wom\ufffdbats",
        "wombats\ue000",
        "w" * (LONGEST_WORD + 1),
    ],
)
def test_what_is_hidden_struck_or_unreadable_leaves_a_sign(text: str) -> None:
    assert UNREAD in said(text)
    assert UNREAD not in said("wombats [x] ~~~ © – “wombats”")


@pytest.mark.parametrize(
    "header",
    [
        "license: mit\nbase_model: x/y-7B",
        "license: other\r\nlicense_name: wombat-1.0\r\nlicense_link: https://x.example/LICENSE",
        "language:\n- en\n- it\ntags:\n  - text-generation\n  - 'moe'",
        "model-index:\n- name: x\n  results: [{task: {type: y}, metrics: [{type: accuracy, value: 71.4}]}]",
    ],
)
def test_the_data_of_a_card_falls_away(header: str) -> None:
    assert said(f"---\n{header}\n---\nWombats dig") == "wombats dig"


@pytest.mark.parametrize(
    "header",
    [
        "license: mit\nnote: tail",
        "license: mit\n# tail",
        "license: mit # tail",
        "tail",
        "- tail",
        "tags: |\n  tail",
        "license: mit\nlicense_name: closed tail",
        "license: mit\ntags:\n- ask those of tail",
        "license: mit\ntags: [仅供研究 tail]",
        "tags: " + "x " * 20 + "tail",
    ],
)
def test_what_is_no_data_of_a_card_stays(header: str) -> None:
    assert "tail" in read(f"---\n{header}\n---\nWombats dig").words
    assert said("---\nnever closed\n\nWombats dig") == "never closed wombats dig"


@pytest.mark.parametrize(
    "text",
    [
        "<provided that you pay> wombats",
        "<p title='you pay'>wombats</p>",
        '<span style="display:none">pay</span> wombats',
        '<p dir="rtl">pay wombats',
        '<font color="white">pay</font> wombats',
        "[wombats](#x) pay",
    ],
)
def test_no_markup_hides_a_term(text: str) -> None:
    assert {"pay", "wombats"} <= set(read(text).words)
    assert len(read(text).words) > 2 or "#" in text


def test_bytes_are_read_by_their_mark_and_else_as_utf8() -> None:
    assert read(SHORT.encode("utf-16")) == read(SHORT.encode()) == read(SHORT.encode("utf-8-sig")) == read(SHORT)
    assert said("“Wombats” dig".encode("cp1252")) == "wombats dig"


@pytest.mark.parametrize(
    "text", ["x " * MAX_CHARACTERS, "\ufdfa" * (MAX_CHARACTERS // 4), b"ab\xff " * MAX_CHARACTERS]
)
def test_a_text_without_end_is_cut_and_it_says_so(text: str | bytes) -> None:
    assert read(text).truncated
    assert not read(LONG).truncated


def test_sorting_of_combining_marks_takes_no_time_to_speak_of() -> None:
    """A hundred thousand marks on one letter take a minute and more to sort."""
    assert said("wombats " + "a\u0327\u0300" + "\u0327\u0300" * 100_000 + " dig") == f"wombats a{UNREAD} dig"
