"""“671 billion parameters on a laptop”: answered from the starter catalogue, with numbers that say otherwise."""

import pytest

from registry.assessment import licences
from registry.assessment.laptop_claim import MODEL, Standing, laptop_claim
from registry.hardware.fit import Verdict
from registry.licences import grounds
from registry.sync.starting import stock
from tests.builders import NOW
from tests.catalogue.measured import GIB, a_measurement, make_measured
from tests.web.asking import see

pytestmark = pytest.mark.django_db


def test_the_starter_catalogue_contradicts_it() -> None:
    licences.write(grounds.load())
    assert stock(NOW)
    claim = laptop_claim()
    assert claim.standing is Standing.CONTRADICTED
    assert claim.counts
    counted = (claim.counts.total, claim.counts.active, claim.counts.stored)
    assert counted == (671_026_404_352, 37_552_282_624, 684_489_845_504)
    assert len(claim.on_laptop) == 6
    assert {one.fit.verdict for one in claim.on_laptop} == {Verdict.DOES_NOT_FIT}
    assert claim.on_laptop[0].fit.weights_bytes in range(
        130 * 10**9, 132 * 10**9
    )  # the smallest that is published
    assert [one.fit.verdict for one in claim.on_racks] == [Verdict.DOES_NOT_FIT, Verdict.FITS]
    assert [one.fit.weights_bytes for one in claim.on_racks] == [688_574_839_360] * 2
    assert claim.on_racks[0].fit.kv_bytes_per_token == 70_272
    fitting = {one.repo_id.rpartition("-")[2]: one.fit.verdict for one in claim.distilled}
    assert fitting == {
        "1.5B": Verdict.FITS,
        "7B": Verdict.FITS,
        "8B": Verdict.FITS,
        "14B": Verdict.TIGHT,
        "32B": Verdict.DOES_NOT_FIT,
        "70B": Verdict.DOES_NOT_FIT,
    }
    told = see("/stories/deepseek").id("laptop").text
    for said in ("Contradicted", "671 B", "641 GiB", "68.6 KiB", "Tight", "8× NVIDIA H100 SXM"):
        assert said in told


def test_where_nothing_is_held_nothing_is_said() -> None:
    claim = laptop_claim()
    assert (claim.standing, claim.held, claim.on_laptop) == (Standing.NOT_ANSWERED, None, ())
    assert "Not answered" in see("/stories/deepseek").id("laptop").text


def test_another_measurement_gives_another_answer() -> None:
    make_measured(MODEL, a_measurement(4 * GIB), publisher="deepseek-ai")  # type: ignore[arg-type]  # its maker
    assert laptop_claim().standing is Standing.BORNE_OUT
