"""A text is a licence only if nothing that counts was added, lost or moved; everything else is for a person."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.licences.documents import DocumentKind
from registry.licences.evidence import Match
from registry.licences.guards import LEGAL
from registry.licences.matching import Recognition, recognise
from registry.licences.words import MAX_CHARACTERS, read
from tests.licences.test_words import HOSTILE
from tests.licences.wombats import AGREEMENT, LONG, OTHER, POLICY, SHORT, SIBLING, fingerprints

PRINTS = fingerprints()
TEXTS = {"Wombat-1.0": SHORT, "Teapot-1.0": OTHER, "Menagerie-1.0": LONG}
FILLER = "The burrow smells of grass and rain."
CARD = f"---\nlicense: other\nbase_model: x/y-7B\n---\n# Burrow\n\n{FILLER}\n\n## License\n\n{{}}\n"


def seen(text: str | bytes) -> Recognition:
    return recognise(text, PRINTS)


@settings(deadline=None)
@given(HOSTILE | st.binary())
def test_anything_is_answered(text: str | bytes) -> None:
    assert seen(text).match is Match.UNKNOWN


@given(
    st.lists(st.sampled_from([*SHORT.split(), *OTHER.split(), "\n\n", "5", "must"]), max_size=200).map(" ".join)
)
def test_a_heap_of_a_licences_words_is_no_licence(text: str) -> None:
    assert not seen(text).accepted


@pytest.mark.parametrize("key", TEXTS)
def test_a_licence_is_recognised(key: str) -> None:
    assert seen(TEXTS[key]) == Recognition(Match.EXACT, (key,), (AGREEMENT,), coverage=1.0, likeness=1.0)


@settings(max_examples=50, deadline=None)
@given(
    key=st.sampled_from(sorted(TEXTS)),
    width=st.integers(1, 200),
    fold=st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]),
    quotes=st.sampled_from(["“”", '""', "**", "``", "__"]),
    end=st.sampled_from(["\n", "\r\n", "\r", "\n> "]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    notice=st.sampled_from(["", "Copyright (c) 2024 Jane Doe and friends\n\n", "© 2019 Wombats, Inc.\n\n"]),
)
def test_form_never_changes_the_answer(
    key: str, width: int, fold: type[str], quotes: str, end: str, encoding: str, notice: str
) -> None:
    marked = re.sub(r"\b(wombat|teapot|basket)\b", rf"{quotes[0]}\1{quotes[1]}", TEXTS[key])
    paragraphs = ("\n".join(wrapped(one, width)) for one in marked.split("\n\n"))
    text = (notice + fold("\n\n".join(paragraphs))).replace("\n", end)
    assert seen(text.encode(encoding)).match is Match.EXACT
    assert seen(text).keys == (key,)


def wrapped(paragraph: str, width: int) -> list[str]:
    words = paragraph.split()
    return [" ".join(words[at : at + width]) for at in range(0, len(words), width)]


@settings(max_examples=300, deadline=None)
@given(
    key=st.sampled_from(sorted(TEXTS)),
    weight=st.one_of(st.sampled_from(sorted(LEGAL)), st.integers(0, 10**6).map("{} guests".format)),
    before=st.lists(st.sampled_from(FILLER.split()), max_size=4),
    after=st.lists(st.sampled_from(FILLER.split()), max_size=4),
    place=st.floats(0, 1),
)
def test_a_sentence_with_a_number_or_a_legal_word_is_never_overlooked(
    key: str, weight: str, before: list[str], after: list[str], place: float
) -> None:
    sentence = " ".join(["Now", *before, weight, *after]) + "."
    words = TEXTS[key].split(" ")
    at = round(place * len(words))
    changed = " ".join([*words[:at], sentence, *words[at:]])
    assert seen(changed).match is Match.VARIANT
    assert not seen(f"{sentence}\n\n{TEXTS[key]}").accepted
    assert not seen(f"{TEXTS[key]}\n\n{sentence}").accepted


@settings(max_examples=100, deadline=None)
@given(
    key=st.sampled_from(sorted(TEXTS)),
    weight=st.sampled_from(["not", "may", "shall", "and", "or", "only", "day"]),
    source=st.integers(0, 10**4),
    target=st.floats(0, 1),
)
def test_no_word_that_counts_may_be_lost_or_moved(key: str, weight: str, source: int, target: float) -> None:
    words = TEXTS[key].split(" ")
    places = [at for at, word in enumerate(words) if word == weight]
    if not places or weight == "day":
        places = [at for at, word in enumerate(words) if word.isdigit()]
    at = places[source % len(places)]
    rest = words[:at] + words[at + 1 :]
    assert not seen(" ".join(rest)).accepted
    to = round(target * len(rest))
    moved = " ".join([*rest[:to], words[at], *rest[to:]])
    assert seen(moved).match is (Match.EXACT if read(moved) == read(TEXTS[key]) else Match.VARIANT)


def test_a_few_words_without_weight_are_borne_in_a_long_text_and_none_in_a_short_one() -> None:
    one = LONG.replace("hand it over with its basket", "hand it gently over with its basket", 1)
    assert (seen(one).match, seen(one).added, seen(one).added_words) == (Match.SAME, ("gently",), 1)
    lost = LONG.replace("brush its coat on day 77 ", "brush its on day 77 ", 1)
    assert (seen(lost).match, seen(lost).added, seen(lost).missing_words) == (Match.SAME, (), 1)
    many = LONG.replace("hand it over with its basket", "hand it gently over with its basket", 20)
    assert (seen(many).match, seen(many).added_words) == (Match.VARIANT, 20)
    assert seen(SHORT.replace("may feed it", "may gently feed it")).match is Match.VARIANT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("does not lend the orchard to a foe", "does lend the orchard to not a foe"),
        ("on day 77 of the season", "on day of the season 77"),
        ("with its basket and its blanket, and does", "with its basket its blanket, and and does"),
        ("may brush its coat", "brush may its coat"),
    ],
)
def test_a_word_that_counts_stays_even_between_its_neighbours(old: str, new: str) -> None:
    assert old in LONG
    assert seen(LONG.replace(old, new, 1)).match is Match.VARIANT


def test_a_variant_names_what_was_added_and_what_is_missing() -> None:
    found = seen(SIBLING)
    assert (found.match, found.key, found.accepted) == (Match.VARIANT, "Wombat-1.0", False)
    assert found.added == ("18", "900")
    assert found.missing_words == 2
    assert found.missing_weighty == ("16", "700")
    assert not found.further_terms
    assert 0.9 < found.coverage < 1


def test_what_stands_there_more_often_was_added() -> None:
    paragraph = SHORT.split("\n\n")[1]
    found = seen(SHORT.replace(paragraph, f"{paragraph}\n\n{paragraph}"))
    assert (found.match, found.missing_words) == (Match.VARIANT, 0)
    assert "may feed walk and show guests" in " ".join(found.added)


def test_a_sibling_that_is_known_is_told_apart() -> None:
    both = fingerprints((("Wombat-1.0",), AGREEMENT, SHORT), (("Wombat-2.0",), AGREEMENT, SIBLING))
    assert recognise(SHORT, both).keys == ("Wombat-1.0",)
    assert recognise(SIBLING, both).keys == ("Wombat-2.0",)
    assert recognise(CARD.format(SIBLING), both).keys == ("Wombat-2.0",)


def test_a_part_is_a_variant_and_less_is_related_or_unknown() -> None:
    assert seen(LONG[: len(LONG) * 6 // 10]).match is Match.VARIANT
    assert seen(LONG[: len(LONG) * 4 // 10]).match is Match.RELATED
    assert seen(LONG[: len(LONG) // 20]).match is Match.UNKNOWN
    assert seen(LONG[: len(LONG) // 20]) == Recognition(Match.UNKNOWN)


def test_a_card_around_a_licence_is_borne_while_it_is_short_and_says_nothing_of_weight() -> None:
    assert seen(CARD.format(SHORT)).match is Match.SAME
    assert seen(CARD.format(SHORT)).added == ("burrow the burrow smells grass and rain license",)
    long = CARD.format(f"{FILLER * 8}\n\n{SHORT}")
    assert (seen(long).match, seen(long).further_terms) == (Match.VARIANT, True)
    assert not seen(CARD.replace("license: other", "note: you shall pay").format(SHORT)).accepted


def test_words_around_a_licence_are_counted_together() -> None:
    for words, accepted in ((20, True), (21, False), (39, False)):
        around = " ".join(["burrow"] * words)
        assert seen(f"{around}\n\n{SHORT}\n\n{around}").accepted is accepted


@pytest.mark.parametrize(
    "line",
    [
        "Keepers of more than 5000 wombats show its name.",
        "For research.",
        "Die Nutzung ist nur privat gestattet.",
        "Réservé à un usage non commercial.",
        "仅供研究",
        "Только для исследований",
        "n o n c o m m e r c i a l",
        "Some of it is under the Apache License.",
        "o\u0300nly guests",
    ],
)
def test_further_terms_are_seen_in_any_dress(line: str) -> None:
    for text in (f"{SHORT}\n\n{line}", f"{line}\n\n{SHORT}"):
        found = seen(text)
        assert (found.match, found.key, found.further_terms) == (Match.VARIANT, "Wombat-1.0", True)
        assert found.added


def test_a_licences_own_name_above_it_is_no_further_term_and_anothers_is() -> None:
    assert seen(f"SPDX-License-Identifier: Wombat-1.0\n\n{SHORT}").match is Match.SAME
    assert seen(f"Wombat Licence 1.0\n\n{SHORT}").match is Match.SAME
    assert not seen(f"Teapot-1.0\n\n{SHORT}").accepted


def test_several_licences_in_one_text_are_none_of_them() -> None:
    for text in (f"{SHORT}\n\n{OTHER}", f"{OTHER}\n\n{SHORT}"):
        found = seen(text)
        assert not found.accepted
        assert {*found.keys, *found.also} == {"Wombat-1.0", "Teapot-1.0"}
        assert found.added == ()


def test_a_licence_with_its_use_policy_behind_it_is_that_licence() -> None:
    found = seen(f"{SHORT}\n\n### Uses\n\n{POLICY}")
    assert (found.match, found.key) == (Match.SAME, "Wombat-1.0")
    assert found.kinds == (AGREEMENT, DocumentKind.USE_POLICY)
    assert seen(POLICY).kinds == (DocumentKind.USE_POLICY,)
    assert not seen(f"{OTHER}\n\n{POLICY}").accepted
    assert not seen(f"{SHORT}\n\n{POLICY}\n\nGuests pay.").accepted


def test_a_licence_twice_is_that_licence() -> None:
    assert seen(f"{SHORT}\n\n{SHORT}").match is Match.SAME


def test_a_document_of_several_licences_names_them_all() -> None:
    shared = fingerprints(
        (("Wombat-1.0", "Wombat-2.0"), DocumentKind.USE_POLICY, POLICY), (("Wombat-2.0",), AGREEMENT, SIBLING)
    )
    assert recognise(POLICY, shared).keys == ("Wombat-1.0", "Wombat-2.0")
    assert recognise(POLICY, shared).key is None
    assert recognise(f"{SIBLING}\n\n{POLICY}", shared).key == "Wombat-2.0"


def test_two_licences_that_are_equally_near_are_neither() -> None:
    one, other = (LONG.replace("basket", word, 1) for word in ("hamper", "crate"))
    both = fingerprints((("A-1.0",), AGREEMENT, one), (("B-1.0",), AGREEMENT, other))
    assert recognise(one, both).key == "A-1.0"
    assert recognise(LONG, both).match is Match.VARIANT


def test_a_text_that_was_not_read_to_its_end_is_never_accepted() -> None:
    found = seen(SHORT + "\n" * MAX_CHARACTERS + "You shall pay.")
    assert (found.match, found.truncated) == (Match.VARIANT, True)
    assert seen(SHORT.encode() + b"\n" * 50_000_000).truncated


def test_many_copies_end_in_an_answer() -> None:
    found = seen(f"{SHORT}\n\n" * 500)
    assert (found.match, found.key) == (Match.VARIANT, "Wombat-1.0")
