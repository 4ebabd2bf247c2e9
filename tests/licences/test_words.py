"""What a text says survives its reading, and its form does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.licences.words import MAX_CHARACTERS, read
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


@settings(deadline=None)
@given(HOSTILE)
def test_reading_twice_is_reading_once(text: str) -> None:
    once = read(text).words
    assert read(" ".join(once)).words == once


@settings(deadline=None)
@given(st.binary())
def test_bytes_of_any_kind_are_read(content: bytes) -> None:
    assert not read(content).truncated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The **wombat’s** _lid_ and “Quotes”", "the wombats lid and quotes"),
        ("<p class='x'>Wombats</p><br/>dig &amp; eat", "wombats dig and eat"),
        (
            "See [the policy](https://example.com/a), or www.example.com/b?c=1 or me@example.com",
            "see the policy or or",
        ),
        ("1,000,000 wombats", "1000000 wombats"),
        ("version 3.1. And v1.1.1", "version 3.1 and v1.1.1"),
        ("ＷＯＭＢＡＴ ﬁnds wom\u00adbat wom\u200bbat", "wombat finds wombat wombat"),
        ("仅供研究", "仅 供 研 究"),
        ("Wombats, copyright 2019-2024 by their keepers, dig", "wombats their keepers dig"),
        ("Wombats, copyright (c) 2024 Jane Doe, dig", "wombats jane doe dig"),
        ("no wombat or, if quokkas go to eu, uk", "no wombat or if quokkas eu uk"),
    ],
)
def test_form_falls_away(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. Dig. 2. Eat. 3. Sleep.", "dig eat sleep"),
        ("(1) Dig (2) eat", "dig eat"),
        ("(iii) dig vii. eat", "dig eat"),
        ("1. Dig\n\n1. deep\n2. wide\n\n2. Eat\n3) Sleep", "dig deep wide eat sleep"),
        ("1. Dig. 3. Eat: makers skip a number now and then.", "dig eat makers skip number now and then"),
        ("within thirty (30) days", "within thirty 30 days"),
        ("at most 12.", "most 12"),
        ("1. Dig at most 10.", "dig most 10"),
        ("Llama 3.1. Llama 4 wins", "llama 3.1 llama 4 wins"),
    ],
)
def test_numbers_of_lists_fall_away_and_other_numbers_stay(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    "notice",
    [
        "Copyright (c) 2024 The Wombat Authors",
        "Copyright 2023-2024 01.AI",
        "© 2021, 2022 Jane Doe and contributors.\nAll rights reserved.",
        "copyright [yyyy] [name of copyright owner]",
        "(C) 2020 Wombat Ltd",
        "Copyright © Wombats, Inc. and affiliates.",
    ],
)
def test_notices_of_holders_fall_away(notice: str) -> None:
    assert said(f"{notice}\n\nWombats dig") == "wombats dig"
    assert said(f"> **{notice}**\n\nWombats dig") == "wombats dig"


@pytest.mark.parametrize(
    "paragraph",
    [
        "Copyright 2024 Wombat Ltd. Not for commercial use.",
        "Copyright 2024 Wombat Ltd. Usage commercial interdit.",
        "Copyright 2024 Wombat Ltd. Each visitor owes us beer.",
        "Copyright (c) 2024 Wombat Ltd, licensed under the Teapot Agreement",
        "Copyright\nEach contributor licenses everything to you",
        "Copyright 2024 Wombat Ltd. 仅供研究",
        "Copyright 2024 " + "Jane Wombat and " * 21,
        "(c) dig elsewhere",
    ],
)
def test_a_notice_that_says_more_stays(paragraph: str) -> None:
    kept = said(f"{paragraph}\n\nWombats dig")
    assert kept.endswith(" wombats dig")
    assert len(kept.split()) > 3


def test_the_maker_whom_a_disclaimer_protects_falls_away() -> None:
    named = (
        "In no event shall {0} be liable. It is provided by {0} “as is”. Neither the name of {0} nor the names of"
    )
    named += " its friends"
    assert said(named.format("Wombats, Inc. and Friends")) == said(named.format("the holder"))
    assert "commercial" in said(named.format("commercial users"))


def test_a_header_of_a_card_is_data_unless_it_holds_terms() -> None:
    assert said("---\nlicense: mit\nbase_model: x/y-7B\n---\nWombats dig") == "wombats dig"
    assert said("---\r\nlicense: mit\r\n---\r\nWombats dig") == "wombats dig"
    assert "must pay" in said("---\nlicense: mit\nnote: you must pay\n---\nWombats dig")
    assert said("---\nnever closed\n\nWombats dig") == "never closed wombats dig"


@pytest.mark.parametrize(
    "text",
    [
        "<provided that you pay> wombats",
        "<p title='you pay'>wombats</p>",
        "<!-- you pay --> wombats",
        "[wombats](#x) pay",
    ],
)
def test_no_markup_hides_a_term(text: str) -> None:
    assert {"pay", "wombats"} <= set(read(text).words)


def test_a_word_that_was_pulled_apart_is_seen() -> None:
    assert said("wombats n o n c o m m e r c i a l only").startswith("wombats noncommercial")
    assert said("as it is to be in wombats") == "wombats"


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
    assert said("wombats " + "a\u0327\u0300" + "\u0327\u0300" * 100_000 + " dig") == "wombats dig"
