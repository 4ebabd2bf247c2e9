"""A search is read from a query string and written back to the same one; nonsense is named, never ignored."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.catalogue import filters, orders
from registry.catalogue.cursors import Cursor
from registry.catalogue.filters import FILTERS
from registry.catalogue.parameters import Kind, Parameter, Value, words_of
from registry.catalogue.query import (
    InvalidQuery,
    SearchQuery,
    cursor_to,
    parse,
    sentence,
    to_query_string,
)
from registry.licences import knowledge

_CLEAN = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


def _values_of(parameter: Parameter) -> st.SearchStrategy[Value]:
    """Return values that the parameter can hold."""
    texts: st.SearchStrategy[str] = (
        st.sampled_from([choice.value for choice in parameter.choices]) if parameter.choices else _CLEAN
    )
    if parameter.key == "licence":
        texts = st.sampled_from(sorted(knowledge.load().licences))
    several = st.sets(texts, min_size=1, max_size=5).map(lambda found: tuple(sorted(found)))
    words = _CLEAN.map(lambda text: " ".join(text.split())).filter(lambda text: 0 < len(words_of(text)) <= 16)
    by_kind: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.WORDS: words,
        Kind.CHOICE: texts,
        Kind.CHOICES: several,
        Kind.TAGS: several,
        Kind.FLAG: st.booleans(),
        Kind.INTEGER: st.integers(parameter.low or 0, parameter.high or 0),
        Kind.DATETIME: st.datetimes(timezones=st.just(UTC)),
    }
    return by_kind[parameter.kind]


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    """Return any search that can be asked."""
    query = SearchQuery(page_size=draw(st.integers(1, 100)))
    for one in draw(st.sets(st.sampled_from(FILTERS))):
        query = query.replace(one.key, draw(_values_of(one)))
    low, high = query.value("params_min"), query.value("params_max")
    assume(not (isinstance(low, int) and isinstance(high, int) and low > high))
    keys = [key for key in orders.BY_KEY if key != orders.RELEVANCE or query.value("q")]
    query = query.ordered(draw(st.sampled_from(keys)))
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    times = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999)  # of the years 1 to 9999
    by_kind = {"float": numbers, "integer": st.integers(-(2**63), 2**63 - 1), "datetime": times}
    value = draw(by_kind[query.ordering.holds])
    return query.following(draw(st.none() | st.just(Cursor(value, 7))))


@given(queries())
def test_what_is_written_reads_back_as_the_same_search(query: SearchQuery) -> None:
    assert parse(parse_qs(to_query_string(query))) == query


@given(queries())
def test_every_search_can_be_said(query: SearchQuery) -> None:
    assert sentence(query)


@given(
    st.dictionaries(st.sampled_from([one.key for one in FILTERS]) | st.text(), st.lists(st.text(), max_size=30))
)
def test_any_parameters_make_a_search_or_a_list_of_faults(params: dict[str, list[str]]) -> None:
    query = parse(params)
    if isinstance(query, InvalidQuery):
        assert query.errors
        assert all(error.pointer.startswith("?") and str(error.detail) for error in query.errors)
    else:
        assert parse(parse_qs(to_query_string(query))) == query


@given(queries(), st.text(max_size=60))
def test_no_other_text_passes_for_a_cursor(query: SearchQuery, text: str) -> None:
    assume(text)
    found = parse({**parse_qs(to_query_string(query)), "cursor": [text]})
    if not isinstance(found, InvalidQuery):
        assert found.after is not None
        assert cursor_to(query, found.after) == text


BAD = [
    ({"colour": ["red"]}, "?colour"),
    ({"device": ["abacus"]}, "?device"),
    ({"Q": ["llama"]}, "?Q"),
    ({"page_size": ["0"]}, "?page_size"),
    ({"page_size": ["101"]}, "?page_size"),
    ({"page_size": ["ten"]}, "?page_size"),
    ({"page_size": ["٣"]}, "?page_size"),
    ({"page_size": ["10", "20"]}, "?page_size"),
    ({"q": ["a" * 201]}, "?q"),
    ({"q": ["a" * 10_000]}, "?q"),
    ({"q": ["lla\x00ma"]}, "?q"),
    ({"q": ["lla\ud800ma"]}, "?q"),
    ({"q": ["!!!"]}, "?q"),
    ({"q": ["a b c d e f g h i j k l m n o p q"]}, "?q"),
    ({"tag": ["x"] * 21}, "?tag"),
    ({"tag": ["a\x00b"]}, "?tag"),
    ({"licence_class": ["free"]}, "?licence_class"),
    ({"status": ["stated", "sure"]}, "?status"),
    ({"gated": ["maybe"]}, "?gated"),
    ({"gated": ["True"]}, "?gated"),
    ({"removed": ["1"]}, "?removed"),
    ({"params_min": ["-1"]}, "?params_min"),
    ({"params_min": ["8B"]}, "?params_min"),
    ({"params_max": ["1" * 30]}, "?params_max"),
    ({"params_min": ["9"], "params_max": ["8"]}, "?params_max"),
    ({"updated_after": ["yesterday"]}, "?updated_after"),
    ({"updated_after": ["2026-13-01"]}, "?updated_after"),
    ({"created_after": ["0001-01-01T00:00:00+14:00"]}, "?created_after"),
    ({"order": ["downloads"]}, "?order"),
    ({"order": ["relevance"]}, "?order"),
    ({"cursor": ["abc"]}, "?cursor"),
    ({"cursor": ["A" * 10_000]}, "?cursor"),
]


@pytest.mark.parametrize(("params", "pointer"), BAD)
def test_what_cannot_be_meant_is_named(params: dict[str, list[str]], pointer: str) -> None:
    query = parse(params)
    assert isinstance(query, InvalidQuery)
    assert [error.pointer for error in query.errors] == [pointer]


def test_every_fault_is_told_at_once() -> None:
    query = parse({"page_size": ["0"], "gated": ["maybe"], "colour": ["red"]})
    assert isinstance(query, InvalidQuery)
    assert {error.pointer for error in query.errors} == {"?colour", "?gated", "?page_size"}


def test_an_empty_field_of_a_form_asks_nothing() -> None:
    assert parse({one.key: [""] for one in FILTERS} | {"cursor": [""], "page_size": [""]}) == SearchQuery()


def test_a_cursor_fits_no_other_list() -> None:
    query = SearchQuery().replace("pipeline_tag", ("text-generation",))
    word = cursor_to(query, Cursor(5, 7))
    assert parse({"pipeline_tag": ["text-generation"], "cursor": [word]}) == query.following(Cursor(5, 7))
    for other in ({}, {"pipeline_tag": ["fill-mask"]}, {"pipeline_tag": ["text-generation"], "order": ["-likes"]}):
        assert isinstance(parse({**other, "cursor": [word]}), InvalidQuery)


def test_a_day_and_a_local_time_mean_a_moment_in_utc() -> None:
    query = parse({"updated_after": ["2026-08-01"], "created_after": ["2026-08-01T12:00:00+02:00"]})
    assert isinstance(query, SearchQuery)
    assert query.value("updated_after") == datetime(2026, 8, 1, tzinfo=UTC)
    assert query.value("created_after") == datetime(2026, 8, 1, 10, tzinfo=UTC)


def test_the_sentence_names_each_filter() -> None:
    query = parse(
        {
            "pipeline_tag": ["text-generation"],
            "licence": ["MIT", "Apache-2.0"],
            "params_max": ["8000000000"],
            "gated": ["false"],
        }
    )
    assert isinstance(query, SearchQuery)
    said = sentence(query)
    assert said == "Models for text-generation, up to 8 B parameters, under Apache-2.0 or MIT, without a gate"


def test_one_value_of_several_is_taken_off_alone() -> None:
    query = SearchQuery().replace("licence", ("Apache-2.0", "MIT")).replace("removed", value=True)
    assert query.without("licence", "MIT").value("licence") == ("Apache-2.0",)
    assert query.without("licence").value("licence") is None
    assert query.without("licence", "MIT").without("licence", "Apache-2.0").value("licence") is None
    assert query.without("removed").value("removed") is False
    several = parse({"device": ["h200-141gb"], "devices": ["8"]})
    assert isinstance(several, SearchQuery)
    assert several.without("device") == SearchQuery()  # eight of nothing


def test_the_keys_are_those_of_the_contract() -> None:
    assert set(filters.BY_KEY) == {
        *("q", "licence", "licence_class", "status", "pipeline_tag", "library", "language", "publisher", "tag"),
        *("gated", "removed", "params_min", "params_max", "updated_after", "created_after"),
        *("device", "devices", "memory_max_gib", "precision", "context_length"),
    }
    assert {*orders.BY_KEY} == {
        *("-downloads", "-likes", "-last_modified", "-trending", "params", "-params", "relevance"),
    }


# --- What licences are called ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["MIT"], ("MIT",)),
        (["mit"], ("MIT",)),
        (["apache-2.0", "mit", "MIT"], ("Apache-2.0", "MIT")),
        (["LicenseRef-scancode-llama-3.1-license-2024"], ("LicenseRef-scancode-llama-3.1-license-2024",)),
        (["llama3.1"], ("LicenseRef-scancode-llama-3.1-license-2024",)),
    ],
)
def test_a_licence_is_found_by_its_names(names: list[str], keys: tuple[str, ...]) -> None:
    query = parse({"licence": names})
    assert isinstance(query, SearchQuery)
    assert query.value("licence") == keys


def test_a_name_of_several_texts_means_any_of_them() -> None:
    query = parse({"licence": ["gemma"]})
    assert isinstance(query, SearchQuery)
    keys = query.value("licence")
    assert isinstance(keys, tuple)
    assert len(keys) > 1
    assert query == parse({"licence": list(keys)})


@pytest.mark.parametrize(
    ("name", "meant"),
    [("apache2.0.1", "Apache-2.0"), ("MIT-license-of-mine", "MIT"), ("openrail", "CreativeML"), ("zzzzzz", "")],
)
def test_what_is_no_licence_that_we_know_is_refused_with_what_may_be_meant(name: str, meant: str) -> None:
    query = parse({"licence": [name]})
    assert isinstance(query, InvalidQuery)
    [error] = query.errors
    assert error.pointer == "?licence"
    assert name in str(error.detail)
    assert meant.casefold() in str(error.detail).casefold()
