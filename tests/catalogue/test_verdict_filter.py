"""A search in a context finds exactly the models whose single check has the verdict that is asked for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from registry.assessment import owns
from registry.catalogue import by_stack, counting, judgeable, search, verdicts
from registry.catalogue.facets import count_facets
from registry.catalogue.in_context import InContext
from registry.catalogue.query import SearchQuery, parse
from registry.catalogue.results import Page
from registry.catalogue.search import find
from registry.hub.records import Gate
from registry.licences import grounds
from registry.licences.determination import Determination, Status, Why
from registry.licences.evidence import Component
from registry.licences.lineage import Own, Trait
from registry.licences.stack import Layer, LayerRelation, digest, to_json
from registry.licences.terms import LicenceClass
from registry.models import Entry, LicenceStack
from registry.policy.context import Context
from registry.policy.house import House
from registry.policy.ready_made import ready_made
from registry.policy.verdict import Outcome, ReasonCode, Verdict
from tests.builders import NOW, make_entry
from tests.sync.saving import undone

pytestmark = pytest.mark.django_db

GROUNDS = grounds.load()
LLAMA = "LicenseRef-scancode-llama-3.2-license-2024"
KEYS = ("MIT", "Apache-2.0", "GPL-3.0-only", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", LLAMA)
PUBLISHERS = ("org", "Acme", None)
REASONS = (
    ReasonCode.NON_COMMERCIAL,
    ReasonCode.NOT_EXAMINED,
    ReasonCode.POLICY_DENIES,
    ReasonCode.GATED_ACCEPTANCE,
)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    verdicts.forget()


def a_stack(*layers: Layer) -> int:
    """Store a stack and return its id."""
    stack, _ = LicenceStack.objects.get_or_create(
        digest=digest(layers),
        defaults={
            "layers": to_json(layers),
            "status": layers[0].status.value,
            "keys": list(layers[0].licences),
            "licence_class": "unknown",
            "first_seen_at": NOW,
        },
    )
    return int(stack.pk)


def own(key: str, status: Status = Status.STATED, relation: LayerRelation = LayerRelation.OWN) -> Layer:
    return Layer((key,), status, Component.WEIGHTS, relation)


NOTHING = Layer((), Status.UNRESOLVED, Component.WEIGHTS, LayerRelation.OWN)


def a_model(
    name: str,
    *layers: Layer,
    publisher: str | None = "org",
    gate: Gate = Gate.OPEN,
    stale: bool = False,
    removed: bool = False,
    days: int | None = 10,
    pickle_only: bool | None = False,
    why: Why = Why.DECLARED,
    downloads: int = 100,
) -> int:
    """Store a model under a stack of layers and return its id."""
    entry = make_entry(
        name,
        publisher=publisher,
        gate=gate,
        stale=stale,
        removed_at=NOW if removed else None,
        last_modified=None if days is None else NOW - timedelta(days=days),
        downloads=downloads,
    )
    concluded = Determination(Status.STATED, None, (), (), LicenceClass.UNKNOWN, why)
    said = Own(concluded)
    Entry.objects.filter(pk=entry.pk).update(
        stack_id=a_stack(*layers), pickle_only=pickle_only, own_id=owns.intern([said])[said]
    )
    return int(entry.pk)


def checked(context: Context, *, removed: bool) -> dict[int, Verdict]:
    """The verdict on each live or each removed model, checked one by one."""
    ids = Entry.objects.filter(removed_at__isnull=not removed).values_list("pk", flat=True)
    return {one: verdicts.verdict_of(judgeable.by_ids([one])[one], context, GROUNDS, NOW) for one in ids}


def found(query: SearchQuery) -> list[int]:
    """The ids that all pages of a search list."""
    ids: list[int] = []
    while True:
        page = find(query, NOW)
        assert isinstance(page, Page)
        ids += [result.id for result in page.results]
        if page.cursor is None:
            return ids
        following = parse({**_params(query), "cursor": [page.cursor]})
        assert isinstance(following, SearchQuery), following
        query = following


def _params(query: SearchQuery) -> dict[str, list[str]]:
    assert query.within is not None
    params: dict[str, list[str]] = {"page_size": [str(query.page_size)], "order": [query.order]}
    for key, text in query.within.pairs:
        params[key] = [text]
    for key, value in query.values:
        params[key] = list(value) if isinstance(value, tuple) else [str(value).lower()]
    return params


def parse_back(context: Context) -> Context:
    """Return the context with its words as the values that reading makes of them."""
    query = parse({key: [text] for key, text in InContext(context).pairs} | {"q": []})
    assert isinstance(query, SearchQuery), query
    return query.within.context if query.within else Context(production=True)


layers = st.sampled_from([[own("MIT")], [own("CC-BY-NC-4.0")]]) | st.lists(
    st.builds(
        Layer,
        licences=st.sampled_from([(), *((key,) for key in KEYS), ("MIT", LLAMA)]),
        status=st.sampled_from(Status),
        component=st.just(Component.WEIGHTS),
        relation=st.sampled_from([LayerRelation.OWN, LayerRelation.FINETUNE, LayerRelation.MERGE]),
        traits=st.sampled_from([(), (Trait.MULTIMODAL.value,), (Trait.CYCLE.value,)]),
    ),
    min_size=1,
    max_size=3,
    unique=True,
)
models = st.fixed_dictionaries(
    {
        "layers": layers,
        "publisher": st.sampled_from(PUBLISHERS),
        "gate": st.sampled_from(Gate),
        "stale": st.sampled_from([False, False, False, True]),
        "removed": st.sampled_from([False, False, False, True]),
        "days": st.sampled_from([None, 1, 30, 31, 400]),
        "pickle_only": st.sampled_from([None, True, False]),
        "why": st.sampled_from([Why.DECLARED, Why.FAMILY_ONLY, Why.VARIANT_TEXT]),
        "downloads": st.integers(-1, 3),
    }
)
_rarely = st.sampled_from([False, False, True])
houses = st.builds(
    House,
    deny_publishers=st.sampled_from([(), ("acme",), ("acme", "org")]),
    approve_publishers=st.sampled_from([(), (), ("org",)]),
    deny_licences=st.sampled_from([(), (), ("MIT",)]),
    approve_licences=st.sampled_from([(), (), ("Apache-2.0",)]),
    refuse_gated=_rarely,
    refuse_removed=_rarely,
    refuse_unknown_lineage=_rarely,
    refuse_pickle_only=_rarely,
    maximum_age_days=st.sampled_from([None, None, 30]),
    unknown_is_forbidden=_rarely,
)
contexts = st.builds(
    Context,
    organisation=st.sampled_from([None, "company", "academic"]),
    purpose=st.sampled_from([None, "product", "research", "internal"]),
    deployment=st.sampled_from([None, (), ("hosted_service",), ("redistribution",)]),
    seat=st.sampled_from([None, "FR", "US"]),
    derivation=st.sampled_from([None, (), ("finetune",)]),
    fields_of_use=st.sampled_from([None, (), ("military",)]),
    minimum_status=st.sampled_from([None, "confirmed"]),
    policy=st.sampled_from([House(), House()]) | houses,
).map(parse_back) | st.sampled_from([one.context for one in ready_made()])


# Examples are small as they are, and making them smaller would take minutes of stored rows.
@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(models, min_size=1, max_size=6),
    context=contexts,
    pair=st.sets(st.sampled_from(Outcome), min_size=2, max_size=4),
    code=st.sampled_from([None, None, *REASONS]),
    removed=st.sampled_from([False, False, True]),
    way=st.sampled_from(["walk", "by stack"]),
    order=st.sampled_from(["-downloads", "-likes"]),
)
def test_a_search_finds_exactly_what_single_checks_say(
    rows: list[dict[str, Any]],
    context: Context,
    pair: set[Outcome],
    code: ReasonCode | None,
    removed: bool,
    way: str,
    order: str,
) -> None:
    with undone(), pytest.MonkeyPatch.context() as patch:
        for number, row in enumerate(rows):
            a_model(f"org/model-{number}", *row["layers"], **{key: row[key] for key in row if key != "layers"})
        if way == "by stack":
            count_facets(NOW)
            patch.setattr(by_stack, "LOOKING_UP", -1_000_000)
        single = checked(context, removed=removed)
        query = SearchQuery(within=InContext(context), page_size=4, order=order).replace(
            "removed", removed or None
        )
        for outcomes in (pair, *({one} for one in Outcome)):
            for reasons in ((), (code,) if code else ()):
                expected = {
                    model_id
                    for model_id, verdict in single.items()
                    if verdict.outcome in outcomes and (not reasons or code in codes(verdict))
                }
                asked = query.replace("verdict", tuple(sorted(outcomes))).replace("reason", reasons or None)
                listed = found(asked)
                assert len(listed) == len(set(listed))
                assert set(listed) == expected


def codes(verdict: Verdict) -> set[ReasonCode]:
    return {reason.code for reason in verdict.reasons}


def names(params: dict[str, list[str]]) -> list[str]:
    """The names on the first page of a search."""
    return [result.repo_id for result in page(params).results]


def page(params: dict[str, list[str]]) -> Page:
    query = parse(params)
    assert isinstance(query, SearchQuery), query
    listed = find(query, NOW)
    assert isinstance(listed, Page)
    return listed


SAAS = {"context": ["commercial-saas-eu"]}


def test_a_context_lists_what_it_allows_and_says_what_comes_of_each() -> None:
    free = a_model("org/free", own("MIT"), downloads=9)
    gated = a_model("org/gated", own("MIT"), gate=Gate.AUTO, downloads=8)
    a_model("org/closed", own("CC-BY-NC-4.0"))
    a_model("org/stale", own("MIT"), stale=True)
    listed = page(SAAS)
    assert [result.id for result in listed.results] == [free, gated]
    assert {one: verdict.outcome for one, verdict in listed.verdicts.items()} == {
        free: Outcome.ALLOWED,
        gated: Outcome.ALLOWED_WITH_OBLIGATIONS,
    }
    assert codes(listed.verdicts[gated]) == {ReasonCode.GATED_ACCEPTANCE}
    assert names({**SAAS, "verdict": ["forbidden"]}) == ["org/closed"]
    assert names({**SAAS, "verdict": ["unknown"]}) == ["org/stale"]
    assert names({**SAAS, "reason": ["NON_COMMERCIAL"]}) == ["org/closed"]
    assert names({"context": ["academic-research"], "verdict": ["forbidden"]}) == []
    assert page({}).verdicts == {}


def test_a_stack_that_is_stored_later_is_judged_before_the_next_search() -> None:
    a_model("org/one", own("MIT"))
    assert names(SAAS) == ["org/one"]
    a_model("org/two", own("Apache-2.0"), downloads=1)
    assert names(SAAS) == ["org/one", "org/two"]
    a_model("org/three", own("CC-BY-NC-4.0"))
    assert names({**SAAS, "verdict": ["forbidden"]}) == ["org/three"]


def test_a_stack_is_judged_once_in_a_context(monkeypatch: pytest.MonkeyPatch) -> None:
    a_model("org/one", own("MIT"))
    a_model("org/two", own("CC-BY-NC-4.0"))
    names(SAAS)

    def again(*_: object) -> None:
        raise AssertionError("judged twice")

    monkeypatch.setattr(verdicts, "judge", again)
    assert names(SAAS) == ["org/one"]
    assert names({**SAAS, "verdict": ["forbidden"], "pipeline_tag": ["text-generation"]}) == ["org/two"]
    with pytest.raises(AssertionError, match="judged twice"):
        names({**SAAS, "seat": ["US"]})


def test_a_context_costs_two_queries_more() -> None:
    a_model("org/one", own("MIT"))
    for _ in range(2):
        with CaptureQueriesContext(connection) as without:
            page({})
        with CaptureQueriesContext(connection) as within:
            page(SAAS)
    assert len(within) - len(without) == 2


def test_verdicts_that_few_models_have_are_found_by_their_stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        a_model(f"org/free-{number}", own("MIT"), downloads=1_000 - number)
    for number in range(4):
        a_model(f"org/closed-{number}", own("CC-BY-NC-4.0"), downloads=number)
        a_model(f"org/tight-{number}", own("CC-BY-NC-ND-4.0"), downloads=number)
    count_facets(NOW)
    a_model("org/closed-since", own("CC-BY-NC-4.0"), downloads=7)
    a_model("org/stale", own("MIT"), stale=True)

    def walked(*_: object) -> None:
        raise AssertionError("walked past models that are allowed")

    monkeypatch.setattr(search, "_listed", walked)
    forbidden = {**SAAS, "verdict": ["forbidden"], "page_size": ["5"]}
    first = page(forbidden)
    assert [result.downloads for result in first.results] == [7, 3, 3, 2, 2]
    assert names({**forbidden, "cursor": [first.cursor or ""]}) == [
        *("org/tight-1", "org/closed-1", "org/tight-0", "org/closed-0"),
    ]
    assert names({**SAAS, "verdict": ["unknown"]}) == ["org/stale"]
    with pytest.raises(AssertionError, match="walked"):
        page({**SAAS, "page_size": ["5"]})


def test_of_a_large_catalogue_the_cube_tells_how_many_have_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        a_model(f"org/free-{number}", own("MIT"), gate=Gate.AUTO if number % 3 == 0 else Gate.OPEN)
    for number in range(9):
        a_model(f"org/closed-{number}", own("CC-BY-NC-4.0"))
    count_facets(NOW)
    monkeypatch.setattr(counting, "COUNT_CAP", 5)
    monkeypatch.setattr(counting, "COUNTED_ONE_BY_ONE", 0)
    numbers = {
        outcome: page({**SAAS, "verdict": [outcome], "page_size": ["1"]}).count.value for outcome in Outcome
    }
    assert numbers == {
        Outcome.ALLOWED: 8,
        Outcome.ALLOWED_WITH_OBLIGATIONS: 4,
        Outcome.UNKNOWN: 0,
        Outcome.REVIEW_REQUIRED: 0,
        Outcome.FORBIDDEN: 9,
    }
    assert page({**SAAS, "reason": ["GATED_ACCEPTANCE"], "page_size": ["1"]}).count.value == 4
    assert page({**SAAS, "gated": ["false"], "page_size": ["1"]}).count.value == 8
    # House rules on publishers are not in the cube: then what can be counted is counted.
    denied = page({**SAAS, "policy.deny_publishers": ["org"], "verdict": ["forbidden"], "page_size": ["1"]})
    assert (denied.count.value, denied.count.counted_at) == (5, None)


def test_a_walk_in_a_context_bears_its_verdicts() -> None:
    a_model("org/one", own("MIT"))
    a_model("org/two", own("CC-BY-NC-4.0"))
    query = parse({**SAAS, "verdict": ["forbidden"]})
    assert isinstance(query, SearchQuery)
    [(result, verdict)] = search.walk(query, 10, NOW)
    assert (result.repo_id, verdict and verdict.outcome) == ("org/two", Outcome.FORBIDDEN)
