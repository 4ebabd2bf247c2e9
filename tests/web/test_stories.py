"""The story of DeepSeek is told from what is held: with the starter catalogue, with other facts, with none."""

from datetime import timedelta

import pytest

from registry.hub.records import HubRecord
from registry.models import Entry
from registry.procurement.claims import JANUS, LLAMAS, R1
from registry.sync import starter
from tests.builders import NOW, a_revision
from tests.procurement.asking import a_model
from tests.sync.saving import save
from tests.web.asking import Seen, see

pytestmark = pytest.mark.django_db


@pytest.fixture
def _as_shipped(db: None) -> None:
    """What the starter catalogue says of the models of the story."""
    wanted = {R1, JANUS, *LLAMAS}
    told = [one for facts in starter.read().facts for one in facts.records if isinstance(one, HubRecord)]
    save(*(one for one in told if one.repo_id in wanted))


def _section(page: Seen, id_: str) -> str:
    return page.id(id_).text


@pytest.mark.usefixtures("_as_shipped")
def test_the_claims_are_answered_from_the_starter_catalogue() -> None:
    page = see("/stories/deepseek")
    assert page.status == 200
    counted = _section(page, "parameters")
    assert "685 B" in counted
    assert "the count is not sure" in counted
    assert "The scales of eight-bit weights stand among the counted elements." in counted
    opened = _section(page, "open-source")
    assert "Not fully: its code is under MIT, its weights under DeepSeek License Agreement v1.0" in opened
    assert "The project's README puts the weights under the DeepSeek Model License" in opened
    assert "Fields of use" in opened
    free = _section(page, "royalties")
    assert "Yes: its licence permits commercial use" in free
    assert "Limit of revenue" in free
    assert "Yes, for the use described below." in _section(page, "training-deepseek-r1")
    assert "No, not for the use described below." in _section(page, "training-llama-2-7b-hf")
    assert "clause 1.b.v" in _section(page, "training-llama-2-7b-hf")
    assert "No, not for the use described below." in _section(page, "training-meta-llama-3-8b")
    assert "Built with Llama" in _section(page, "training-llama-3-1-8b-instruct")
    assert {f"/models/{R1}", f"/models/{JANUS}"} <= {one["href"] for one in page.all("a")}


@pytest.mark.usefixtures("_as_shipped")
def test_answers_change_with_what_is_held() -> None:
    Entry.objects.filter(repo_id=R1).update(removed_at=NOW)
    page = see("/stories/deepseek")
    assert "The registry cannot say so: see why below." in _section(page, "royalties")
    assert "It has been removed from the Hub." in _section(page, "royalties")
    assert "A person has to decide: see why below." in _section(page, "training-deepseek-r1")


def test_a_registry_that_holds_nothing_says_so() -> None:
    page = see("/stories/deepseek")
    assert page.status == 200
    for name in (R1, JANUS, *LLAMAS):
        assert f"The registry does not hold {name}." in page.text
    assert "Yes" not in [one.text for one in page.all("span", class_="word")]
    assert "The registry cannot confirm it: no source that it holds gives the total." in page.text


def test_a_total_from_a_source_that_is_sure_confirms_or_denies() -> None:
    save(a_model(1, R1, "mit", safetensors_total=671_026_404_352))
    assert "Yes: the registry counts 671 B." in _section(see("/stories/deepseek"), "parameters")
    save(
        a_model(1, R1, "mit", safetensors_total=70 * 10**9, revision=a_revision(2)),
        moment=NOW + timedelta(hours=1),
    )
    assert "The registry counts 70.0 B, which is another number." in _section(
        see("/stories/deepseek"), "parameters"
    )
