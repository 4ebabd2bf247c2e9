"""A list is judged as each model alone would be, kept whole, and says the same for as long as it is kept."""

from datetime import timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from psycopg.errors import CheckViolation

from registry.assessment.judging import load, verdict_of
from registry.hub.records import Parent, Relation
from registry.models import ApiToken, Check, CheckResult, FormerName, Judgement
from registry.policy.context import Context
from registry.policy.verdict import ReasonCode
from registry.procurement.keeping import forget_expired
from registry.procurement.stored import ResultPage, all_results, find_check, names_of, results
from tests.builders import NOW, a_revision
from tests.procurement.asking import GROUNDS, SAAS, a_model, kept, made, outcomes, result
from tests.sync.saving import save, the_model

pytestmark = pytest.mark.django_db

A_LIST = ("org/free", "org/shared", "org/child", "org/silent", "no/body", "org/free@" + "f" * 40)


@pytest.fixture(autouse=True)
def _a_registry(db: None) -> None:
    save(
        a_model(1, "org/free", "mit"),
        a_model(2, "org/shared", "cc-by-nc-4.0"),
        a_model(3, "org/child", "mit", Parent("org/shared", Relation.FINETUNE)),
        a_model(4, "org/silent", None),
    )


def test_each_model_of_a_list_is_judged_as_it_is_alone() -> None:
    check = kept(made(*A_LIST).public_id)
    alone = {name: verdict_of(load([name], GROUNDS)[0], SAAS, GROUNDS, NOW) for name in A_LIST}
    assert {one.asked: one.verdict for one in all_results(check)} == alone
    assert outcomes(check) == {
        "org/free": "allowed_with_obligations" if alone["org/free"].obligations else "allowed",
        "org/shared": "forbidden",
        "org/child": "forbidden",
        "org/silent": "unknown",
        "no/body": "unknown",
        "org/free@" + "f" * 40: "unknown",
    }
    assert dict(check.counts) == {
        outcome: list(outcomes(check).values()).count(outcome.value) for outcome, _ in check.counts
    }


def test_the_worst_come_first_and_what_they_rest_on_is_kept_with_them() -> None:
    check = kept(made(*A_LIST).public_id)
    found = list(all_results(check))
    assert [one.asked for one in found[:2]] == ["org/shared", "org/child"]
    assert [one.verdict.outcome.badness for one in found] == sorted(
        (one.verdict.outcome.badness for one in found), reverse=True
    )
    child = result(check, "org/child")
    assert [(one.from_repo_id, one.depth) for one in child.origins.layers] == [("org/child", 0), ("org/shared", 1)]
    assert {one.repo_id for one in child.origins.evidence} == {"org/child", "org/shared"}
    assert result(check, "no/body").origins.layers == ()


def test_names_of_one_model_are_one_result() -> None:
    FormerName.objects.create(model=the_model("org/free"), repo_id="old/name", until=NOW)
    names = ("ORG/Free", "pkg:huggingface/org/free", "old/name", f"org/free@{a_revision(1)}", "no/body", "No/Body")
    check = kept(made(*names).public_id)
    assert [(one.asked, one.also_asked) for one in all_results(check)] == [
        ("no/body", ("No/Body",)),
        ("ORG/Free", ("pkg:huggingface/org/free", "old/name", f"org/free@{a_revision(1)}")),
    ]
    assert check.number == 2
    assert set(names_of(check)) == set(names)


def test_what_is_kept_says_the_same_after_everything_has_changed() -> None:
    public_id = made(*A_LIST).public_id
    before = msgspec.json.encode(tuple(all_results(kept(public_id))))
    save(a_model(1, "org/free", "cc-by-nc-4.0", revision=a_revision(2)), moment=NOW + timedelta(hours=1))
    assert msgspec.json.encode(tuple(all_results(kept(public_id)))) == before
    assert outcomes(kept(made(*A_LIST).public_id))["org/free"] == "forbidden"


def test_the_same_list_has_the_same_digest_and_another_answer_another() -> None:
    first, again = (kept(made(*A_LIST).public_id) for _ in range(2))
    assert first.digest == again.digest
    assert first.public_id != again.public_id
    assert kept(made(*A_LIST[:-1]).public_id).digest != first.digest
    assert kept(made(*A_LIST, context=Context()).public_id).digest != first.digest


def test_a_verdict_is_kept_once_for_all_models_that_it_is_given_to() -> None:
    save(*(a_model(10 + number, f"org/like-{number}", "mit") for number in range(20)))
    made(*(f"org/like-{number}" for number in range(20)))
    made(*(f"org/like-{number}" for number in range(20)))
    assert CheckResult.objects.count() == 40
    assert Judgement.objects.count() == 1


def test_queries_do_not_grow_with_the_list() -> None:
    save(*(a_model(10 + number, f"org/more-{number}", "mit") for number in range(60)))
    with CaptureQueriesContext(connection) as few:
        made("org/free", "org/child")
    with CaptureQueriesContext(connection) as many:
        made("org/child", *(f"org/more-{number}" for number in range(60)))
    assert len(many) == len(few) < 20


def test_nothing_is_half_stored() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE check_result ADD CONSTRAINT no_body CHECK (asked <> 'no/body')")
    with pytest.raises(CheckViolation, match="no_body"):
        made("org/free", "no/body")
    assert [table.objects.count() for table in (Check, CheckResult, Judgement)] == [0, 0, 0]


def test_what_too_little_is_held_of_is_told_to_whoever_examines() -> None:
    names = ("no/body", "no/body@" + "f" * 40, "org/free", "org/free@" + "e" * 40, "org/silent", "é/b")
    assert made(*names).to_examine == (
        ("no/body", None),
        ("no/body", "f" * 40),
        ("org/free", "e" * 40),
        ("org/silent", a_revision(1)),
    )


def test_what_a_stranger_asked_goes_after_ninety_days_and_what_a_token_asked_stays() -> None:
    token = ApiToken.objects.create(name="tool", digest="0" * 64, created_at=NOW)
    strange, known = made("org/free"), made("org/shared", asker_id=token.pk)
    assert kept(known.public_id).asker == "tool"
    assert kept(strange.public_id).expires_at == NOW + timedelta(days=90)
    assert forget_expired(NOW + timedelta(days=89)) == 0
    assert forget_expired(NOW + timedelta(days=90)) == 1
    assert find_check(strange.public_id) is None
    assert [one.asked for one in all_results(kept(known.public_id))] == ["org/shared"]
    assert Judgement.objects.count() == 1


def test_questions_are_gathered_with_how_many_models_wait_for_them() -> None:
    save(*(a_model(20 + number, f"org/nc-{number}", "cc-by-nc-4.0") for number in range(3)))
    check = kept(made("org/free", *(f"org/nc-{number}" for number in range(3)), context=Context()).public_id)
    asked = {one.member: one.models for one in check.open.questions}
    assert asked["purpose"] == 3
    assert {one.member for one in check.open.questions[:3]} == {
        "organisation",
        "purpose",
        "product_annual_revenue_usd",
    }
    assert {one.decides for one in check.open.questions} == {3}
    assert check.open.settles == 3
    assert all(
        any(one.code is ReasonCode.MISSING_CONTEXT for one in found.verdict.reasons)
        for found in all_results(check)
        if found.asked != "org/free"
    )


def test_results_come_in_pages_that_hold_each_once() -> None:
    check = kept(made(*A_LIST).public_id)
    seen, cursor = [], None
    while True:
        page = results(check, cursor, 2)
        assert isinstance(page, ResultPage)
        seen += [one.asked for one in page.results]
        if (cursor := page.cursor) is None:
            break
    assert seen == [one.asked for one in all_results(check)]
    assert len(seen) == len(A_LIST)


@pytest.mark.parametrize("public_id", ["", "x", "0" * 32, "0" * 31 + "\x00", "F" * 32, "0" * 33])
def test_a_word_that_is_no_id_leads_to_nothing(public_id: str) -> None:
    assert find_check(public_id) is None


def test_the_table_takes_no_id_that_could_be_guessed() -> None:
    made("org/free")
    with pytest.raises(IntegrityError, match="check_id_is_128_bits"):
        Check.objects.update(public_id="1")
