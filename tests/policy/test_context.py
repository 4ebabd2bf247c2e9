"""Contexts as people and programs write them, and every way of writing them wrongly."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.licences.uses import Purpose
from registry.policy.context import Context, Deployment, digest, to_json
from registry.policy.context_parameters import from_parameters, is_parameter, to_parameters
from registry.policy.context_reading import BadContext, read_context
from registry.policy.house import House
from tests.policy.strategies import contexts, houses

_TERM = "LicenseRef-scancode-llama-3.1-license-2024#user_threshold"


def _pointers(value: Any) -> list[str]:
    with pytest.raises(BadContext) as told:
        read_context(value)
    assert all(fault.detail for fault in told.value.faults)
    return [fault.pointer for fault in told.value.faults]


@settings(max_examples=100, deadline=None)
@given(contexts, houses)
def test_what_is_written_is_read_back(context: Context, house: House) -> None:
    whole = replace(context, policy=house)
    if whole.trained_model is not None and to_json(whole).get("trained_model") is None:
        whole = replace(whole, trained_model=None)
    assert read_context(to_json(whole)) == whole
    assert from_parameters(to_parameters(whole)) == whole


def test_nothing_said_is_a_context() -> None:
    assert read_context({}) == Context()
    assert read_context({"purpose": None, "markets": None, "policy": None}) == Context()
    assert to_json(Context()) == {}


def test_none_of_them_is_not_the_same_as_nothing_said() -> None:
    assert read_context({"markets": []}).markets == ()
    assert read_context({}).markets is None
    assert digest(read_context({"markets": []})) != digest(Context())


def test_contexts_that_say_the_same_have_the_same_name() -> None:
    one = read_context({"seat": "FR", "markets": ["FR", "DE"], "purpose": "product"})
    other = read_context({"purpose": "product", "markets": ["DE", "FR"], "seat": "FR", "production": None})
    assert one == other
    assert digest(one) == digest(other)
    assert len(digest(one)) == 32
    assert digest(one) != digest(replace(one, seat="DE"))


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ([], [""]),
        ("product", [""]),
        (None, [""]),
        ({"seat": "XX"}, ["/seat"]),
        ({"seat": "fr"}, ["/seat"]),
        ({"seat": ["FR"]}, ["/seat"]),
        ({"markets": ["FR", "XX", 1]}, ["/markets/1", "/markets/2"]),
        ({"markets": ["FR", "FR"]}, ["/markets/1"]),
        ({"markets": "FR"}, ["/markets"]),
        ({"places_of_use": ["FR"] * 501}, ["/places_of_use"]),
        ({"group_monthly_active_users": -1}, ["/group_monthly_active_users"]),
        ({"group_monthly_active_users": 1.5}, ["/group_monthly_active_users"]),
        ({"group_monthly_active_users": "5"}, ["/group_monthly_active_users"]),
        ({"group_monthly_active_users": True}, ["/group_monthly_active_users"]),
        ({"group_monthly_active_users": 10**15 + 1}, ["/group_monthly_active_users"]),
        ({"production": "true"}, ["/production"]),
        ({"production": 1}, ["/production"]),
        ({"purpose": "fun"}, ["/purpose"]),
        ({"purpose": {}}, ["/purpose"]),
        ({"deployment": ["hosted_service", "by_post"]}, ["/deployment/1"]),
        ({"fields_of_use": ["medical", []]}, ["/fields_of_use/1"]),
        ({"revenue": 5}, ["/revenue"]),
        ({"a/b~c": 5}, ["/a~1b~0c"]),
        ({"trained_model": {"kind": "brain", "size": 5}}, ["/trained_model/kind", "/trained_model/size"]),
        ({"trained_model": {"base": "meta-llama/Llama-2-7b"}}, ["/trained_model/base"]),
        ({"trained_model": "llm"}, ["/trained_model"]),
        ({"answers": {"MIT": True}}, ["/answers/MIT"]),
        ({"answers": {_TERM: "yes"}}, [f"/answers/{_TERM}"]),
        ({"answers": []}, ["/answers"]),
        ({"minimum_status": "guessed"}, ["/minimum_status"]),
        ({"policy": {"deny_licences": ["MIT", 5]}}, ["/policy/deny_licences/1"]),
        ({"policy": {"maximum_age_days": -1}}, ["/policy/maximum_age_days"]),
        ({"policy": {"refuse_everything": True}}, ["/policy/refuse_everything"]),
        ({"policy": {"deny_publishers": ["a/b"]}}, ["/policy/deny_publishers/0"]),
        ({"seat": "XX", "employees": -5, "nonsense": 1}, ["/seat", "/employees", "/nonsense"]),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_where_it_is(value: Any, pointers: list[str]) -> None:
    assert _pointers(value) == pointers


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(("seat", "markets", "policy", "answers", "x")), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_context_or_is_told_what_is_wrong(value: Any) -> None:
    try:
        assert isinstance(read_context(value), Context)
    except BadContext as error:
        assert error.faults  # noqa: PT017 - either of the two is right


def test_publishers_are_of_any_case() -> None:
    context = read_context({"policy": {"deny_publishers": ["Meta-Llama"]}})
    assert context.policy.deny_publishers == ("meta-llama",)
    assert _pointers({"policy": {"deny_publishers": ["Acme", "acme"]}}) == ["/policy/deny_publishers/1"]


def test_a_query_string_says_a_context() -> None:
    context = from_parameters(
        [
            ("purpose", "product"),
            ("deployment", "hosted_service,on_device"),
            ("seat", "FR"),
            ("markets", "FR, DE"),
            ("fields_of_use", "none"),
            ("production", "true"),
            ("group_monthly_active_users", "250000"),
            ("trained_model.kind", "llm"),
            ("policy.refuse_gated", "true"),
            (f"answers.{_TERM}", "false"),
            ("employees", ""),
            ("q", "llama"),
        ]
    )
    assert context.purpose is Purpose.PRODUCT
    assert context.deployment == (Deployment.HOSTED_SERVICE, Deployment.ON_DEVICE)
    assert context.markets == ("DE", "FR")
    assert context.fields_of_use == ()
    assert context.employees is None
    assert context.policy.refuse_gated
    assert context.answers == ((_TERM, False),)
    assert is_parameter("seat")
    assert is_parameter(f"answers.{_TERM}")
    assert not is_parameter("q")
    assert not is_parameter("policy")


def test_a_parameter_goes_before_what_is_said_already() -> None:
    before = read_context({"seat": "US", "purpose": "product", "policy": {"refuse_removed": True}})
    after = from_parameters([("seat", "FR"), ("policy.refuse_gated", "true")], over=before)
    assert after == read_context(
        {"seat": "FR", "purpose": "product", "policy": {"refuse_removed": True, "refuse_gated": True}}
    )


@pytest.mark.parametrize(
    ("given_", "pointers"),
    [
        ([("seat", "XX")], ["?seat"]),
        ([("markets", "FR,XX")], ["?markets"]),
        ([("employees", "many")], ["?employees"]),
        ([("employees", "-5")], ["?employees"]),
        ([("production", "yes")], ["?production"]),
        ([("seat", "FR"), ("seat", "DE")], ["?seat"]),
        ([("trained_model.kind", "brain")], ["?trained_model.kind"]),
        ([("policy.maximum_age_days", "x")], ["?policy.maximum_age_days"]),
        ([("answers.MIT", "true")], ["?answers.MIT"]),
        ([("markets", "FR," * 3000)], ["?markets"]),
    ],
)
def test_a_fault_names_its_parameter(given_: list[tuple[str, str]], pointers: list[str]) -> None:
    with pytest.raises(BadContext) as told:
        from_parameters(given_)
    assert [fault.pointer for fault in told.value.faults] == pointers
