"""A search is read from a query string and written back to the same one; nonsense is named, never ignored."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.catalogue import filters, orders
from registry.catalogue.context_filters import CONTEXT, MEMBERS
from registry.catalogue.cursors import Cursor
from registry.catalogue.filters import FILTERS
from registry.catalogue.in_context import InContext, read_context
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
from registry.policy.context_parameters import PARAMETERS
from registry.policy.ready_made import ready_made
from registry.policy.verdict import Outcome

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


_CODES = st.lists(st.sampled_from(["FR", "US", "EU", "NO"]), min_size=1, max_size=3, unique=True)
_MEMBERS = {
    "organisation": st.sampled_from(["company", "academic"]),
    "purpose": st.sampled_from(["product", "research"]),
    "seat": st.sampled_from(["FR", "US", "EU"]),
    "markets": st.just("none") | _CODES.map(",".join),
    "deployment": st.sampled_from(["none", "hosted_service", "internal,on_device"]),
    "group_monthly_active_users": st.integers(0, 10**15).map(str),
    "production": st.sampled_from(["true", "false"]),
    "trained_model.kind": st.sampled_from(["llm", "other"]),
    "policy.refuse_gated": st.sampled_from(["true", "false"]),
    "policy.deny_publishers": st.sampled_from(["org", "acme,org", "none"]),
    "answers.LicenseRef-scancode-llama-3.1-license-2024#users": st.sampled_from(["true", "false"]),
}


@st.composite
def contexts(draw: st.DrawFn) -> InContext:
    """Return any context that can be asked for, one's own or a ready-made one with members said otherwise."""
    ready = draw(st.none() | st.sampled_from(ready_made()))
    texts = draw(st.fixed_dictionaries({}, optional=_MEMBERS))
    params = {key: [text] for key, text in texts.items()} | ({"context": [ready.slug]} if ready else {})
    found = read_context(params)
    assume(found is not None)
    assert isinstance(found, InContext), found
    return found


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    """Return any search that can be asked."""
    query = SearchQuery(page_size=draw(st.integers(1, 100)), within=draw(st.none() | contexts()))
    possible = [one for one in FILTERS if query.within or one.condition]
    for one in draw(st.sets(st.sampled_from(possible))):
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
    ({"verdict": ["allowed"]}, "?verdict"),
    ({"reason": ["NON_COMMERCIAL"]}, "?reason"),
    ({"context": ["commercial-saas-eu"], "verdict": ["good"]}, "?verdict"),
    ({"context": ["commercial-saas-eu"], "reason": ["non_commercial"]}, "?reason"),
    ({"context": ["commercial-saas"]}, "?context"),
    ({"context": ["a", "b"]}, "?context"),
    ({"seat": ["XX"]}, "?seat"),
    ({"seat": ["FR", "US"]}, "?seat"),
    ({"markets": ["FR,XX"]}, "?markets"),
    ({"markets": ["FR", "FR"]}, "?markets"),
    ({"group_monthly_active_users": ["-1"]}, "?group_monthly_active_users"),
    ({"group_monthly_active_users": ["many"]}, "?group_monthly_active_users"),
    ({"production": ["yes"]}, "?production"),
    ({"trained_model.kind": ["big"]}, "?trained_model.kind"),
    ({"trained_model": ["llm"]}, "?trained_model"),
    ({"policy.refuse_everything": ["true"]}, "?policy.refuse_everything"),
    ({"policy.maximum_age_days": ["40000"]}, "?policy.maximum_age_days"),
    ({"answers.nonsense": ["true"]}, "?answers.nonsense"),
    ({"context": ["commercial-saas-eu"], "purpose": ["a\x00b"]}, "?purpose"),
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


def test_members_said_go_before_those_of_the_context_and_make_a_context_by_themselves() -> None:
    query = parse({"context": ["commercial-saas-eu"], "seat": ["US"], "markets": ["US", "CA"]})
    assert isinstance(query, SearchQuery)
    assert query.within is not None
    assert (query.within.slug, query.within.context.seat) == ("commercial-saas-eu", "US")
    assert query.within.context.markets == ("CA", "US")
    assert query.within.context.purpose == "product"
    assert to_query_string(query) == "context=commercial-saas-eu&markets=CA%2CUS&seat=US"
    alone = parse({"seat": ["US"]})
    assert isinstance(alone, SearchQuery)
    assert alone.within is not None
    assert (alone.within.slug, alone.within.context.purpose) == (None, None)
    assert to_query_string(alone) == "seat=US"
    same = parse({"context": ["commercial-saas-eu"], "seat": ["FR"]})
    assert same == parse({"context": ["commercial-saas-eu"]})


def test_a_context_asks_for_what_is_allowed_and_a_reason_for_whatever_has_it() -> None:
    allowed = {Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS}
    for params, outcomes in (
        ({}, allowed),
        ({"verdict": ["forbidden"]}, {Outcome.FORBIDDEN}),
        ({"reason": ["NON_COMMERCIAL"]}, set(Outcome)),
        ({"reason": ["NON_COMMERCIAL"], "verdict": ["forbidden"]}, {Outcome.FORBIDDEN}),
    ):
        query = parse({"context": ["commercial-saas-eu"], **params})
        assert isinstance(query, SearchQuery)
        assert query.outcomes == outcomes
        assert query.judged(None) == SearchQuery()


def test_the_sentence_says_for_what_it_is_allowed() -> None:
    query = parse(
        {"context": ["commercial-saas-eu"], "pipeline_tag": ["text-generation"], "params_max": ["8000000000"]}
    )
    assert isinstance(query, SearchQuery)
    assert sentence(query) == (
        "Models for text-generation, up to 8 B parameters, allowed for a commercial hosted service, by a company, "
        "seated in FR"
    )
    assert sentence(query.replace("verdict", ("forbidden",))).endswith(
        "with the verdict “Not allowed” for a commercial hosted service, by a company, seated in FR"
    )


def test_a_cursor_fits_no_other_context() -> None:
    query = parse({"context": ["commercial-saas-eu"]})
    assert isinstance(query, SearchQuery)
    word = cursor_to(query, Cursor(5, 7))
    assert isinstance(parse({"context": ["commercial-saas-eu"], "cursor": [word]}), SearchQuery)
    assert isinstance(parse({"context": ["commercial-saas-us"], "cursor": [word]}), InvalidQuery)
    assert isinstance(parse({"cursor": [word]}), InvalidQuery)


def test_an_empty_field_of_a_form_asks_nothing() -> None:
    assert (
        parse({one.key: [""] for one in (*FILTERS, CONTEXT, *MEMBERS)} | {"cursor": [""], "page_size": [""]})
        == SearchQuery()
    )


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


def test_every_member_of_a_context_is_a_parameter() -> None:
    assert {one.key for one in MEMBERS} == set(PARAMETERS)


def test_the_keys_are_those_of_the_contract() -> None:
    assert set(filters.BY_KEY) == {
        *("q", "licence", "licence_class", "status", "pipeline_tag", "library", "language", "publisher", "tag"),
        *("gated", "removed", "params_min", "params_max", "updated_after", "created_after", "verdict", "reason"),
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
