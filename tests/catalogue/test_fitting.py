"""Search by machine: what is found surely fits; what is stored says it in SQL as the formula does in Python."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.catalogue import fitting
from registry.catalogue.needs import NeedRow, bound_of
from registry.catalogue.query import InvalidQuery, SearchQuery, parse, sentence, to_query_string
from registry.catalogue.reading import fetched
from registry.catalogue.results import Page
from registry.catalogue.search import find, walk
from registry.hardware import seeds
from registry.hardware.architecture import CacheBasis
from registry.hardware.bounds import Terms, fits, most_needed, terms
from registry.hardware.devices import device, devices
from registry.hardware.engines import usual
from registry.hardware.fit import Needs, Verdict, fit
from registry.hardware.layers import LayerKind, Layers
from registry.hardware.machine import Machine, Work
from registry.hardware.measured import Measured
from registry.hardware.weights import Precision
from registry.models import EntryNeed
from tests.builders import NOW, make_entry
from tests.catalogue.measured import GIB, a_measurement, an_architecture, make_measured

pytestmark = pytest.mark.django_db


def search(**asked: object) -> SearchQuery:
    """Return a search, read as it is from an address."""
    query = parse({key: [str(value)] for key, value in asked.items()})
    assert isinstance(query, SearchQuery), query
    return query


def found(**asked: object) -> list[str]:
    """Return the names of all models that a search finds."""
    return sorted(one.repo_id for one, _ in walk(search(**asked), 1_000, NOW))


def test_what_fits_a_machine_is_found_and_nothing_else() -> None:
    make_measured("org/small", a_measurement(6 * GIB))
    make_measured("org/large", a_measurement(60 * GIB))
    make_measured("org/cache-unknown", a_measurement(GIB, an_architecture(basis=CacheBasis.UNKNOWN)))
    make_measured("org/weights-unknown", a_measurement(None))
    make_entry("org/not-measured", params_total=10**9, weights_bytes=GIB)
    assert found(device="laptop-16gb") == ["org/small"]
    assert found(device="h100-80gb-sxm") == ["org/large", "org/small"]
    assert found(device="laptop-8gb") == []


def test_more_devices_more_context_and_other_precisions_are_reckoned_with() -> None:
    make_measured("org/model", a_measurement(100 * GIB, parameters=50 * 10**9))
    assert found(device="h100-80gb-sxm") == []
    assert found(device="h100-80gb-sxm", devices=2) == ["org/model"]
    assert found(device="h100-80gb-sxm", devices=3) == []  # the heads cannot be parted
    assert found(device="h100-80gb-sxm", precision="fp8") == ["org/model"]
    assert found(device="rtx-4090-24gb", precision="q4_k_m") == []
    assert found(device="h100-80gb-sxm", precision="fp8", context_length=131_072) == ["org/model"]
    assert found(device="h100-80gb-sxm", precision="fp8", context_length=131_073) == []  # more than it takes
    assert found(precision="q4_k_m") == ["org/model"]


def test_how_long_a_context_may_be_need_not_be_stated_where_memory_is_asked() -> None:
    make_measured("org/silent", a_measurement(GIB, an_architecture(longest=None)))
    make_measured("org/short", a_measurement(GIB, an_architecture(longest=2_048)))
    assert found(device="laptop-16gb", context_length=4_096) == ["org/silent"]
    assert found(context_length=2_048) == ["org/short"]


def test_memory_alone_is_asked_of_one_accelerator_and_limits_a_device_too() -> None:
    make_measured("org/model", a_measurement(10 * GIB))
    assert found(memory_max_gib=10) == []
    assert found(memory_max_gib=16) == ["org/model"]
    assert found(device="h100-80gb-sxm", memory_max_gib=10) == []
    assert found(device="h100-80gb-sxm", memory_max_gib=16) == ["org/model"]


def test_where_no_engine_runs_nothing_fits() -> None:
    make_measured("org/model", a_measurement(GIB))
    idle = [one.slug for one in devices().values() if terms(Machine(one, 1, usual(one))) is None]
    assert all(found(device=slug) == [] for slug in idle[:3])


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"device": "abacus"}, "?device"),
        ({"device": "' OR 1=1"}, "?device"),
        ({"devices": "0", "device": "laptop-16gb"}, "?devices"),
        ({"devices": "65", "device": "laptop-16gb"}, "?devices"),
        ({"devices": "2"}, "?devices"),
        ({"memory_max_gib": "-1"}, "?memory_max_gib"),
        ({"memory_max_gib": "1e9"}, "?memory_max_gib"),
        ({"precision": "q3_k_s"}, "?precision"),
        ({"context_length": "0"}, "?context_length"),
        ({"context_length": "99999999999"}, "?context_length"),
        ({"context_length": "８"}, "?context_length"),
    ],
)
def test_nonsense_is_named(asked: dict[str, str], pointer: str) -> None:
    query = parse({key: [value] for key, value in asked.items()})
    assert isinstance(query, InvalidQuery)
    assert [error.pointer for error in query.errors] == [pointer]


def test_it_is_said_in_a_sentence() -> None:
    query = search(device="h200-141gb", devices=8, precision="fp8", context_length=8192)
    assert sentence(query) == (
        "Models that fit NVIDIA H200 SXM, 8 of them, with weights in FP8, with 8192 tokens of context"
    )
    assert to_query_string(query) == "device=h200-141gb&devices=8&precision=fp8&context_length=8192"


# --- Never a false "fits" ---------------------------------------------------------------------------

KINDS = st.sampled_from([LayerKind.FULL, LayerKind.SLIDING, LayerKind.MLA, LayerKind.MAMBA2, LayerKind.CHUNKED])


@st.composite
def layers(draw: st.DrawFn) -> Layers:
    """Layers that are alike, of any kind, with numbers of any size that a configuration may state."""
    kind = draw(KINDS)
    windowed = kind in (LayerKind.SLIDING, LayerKind.CHUNKED)
    recurrent = kind is LayerKind.MAMBA2
    return Layers(
        kind=kind,
        count=draw(st.integers(1, 80)),
        token_elements=0 if recurrent else draw(st.integers(1, 20_000)),
        window=draw(st.integers(1, 40_000)) if windowed else None,
        state_bytes=draw(st.integers(0, 10**7)) if recurrent else 0,
        conv_channels=draw(st.integers(0, 20_000)) if recurrent else 0,
        conv_kernel=4 if recurrent else 0,
        key_value_heads=0 if kind is LayerKind.MLA or recurrent else draw(st.sampled_from([1, 2, 4, 6, 8, 128])),
    )


NEEDS = st.builds(
    lambda size, kept, heads, words: a_measurement(size, an_architecture(*kept, heads=heads, words=words)),
    st.integers(1, 300 * GIB),
    st.lists(layers(), min_size=1, max_size=4),
    st.sampled_from([None, 1, 12, 32, 64, 128]),
    st.sampled_from([None, 1, 32_000, 129_280, 151_936, 262_144]),
)
ASKED = st.fixed_dictionaries(
    {"device": st.sampled_from(sorted(devices()))},
    optional={
        "devices": st.sampled_from([1, 2, 3, 4, 8, 16, 64]),
        "precision": st.sampled_from([one.value for one in Precision]),
        "context_length": st.sampled_from([1, 512, 8_192, 32_768, 131_072]),
    },
)


def machine_of(asked: Mapping[str, object]) -> Machine:
    slug = device(str(asked["device"]))
    assert slug
    return Machine(slug, int(str(asked.get("devices", 1))), usual(slug))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_search_never_finds_what_does_not_fit(data: st.DataObject, known: dict[str, Needs]) -> None:
    asked = data.draw(ASKED)
    machine = machine_of(asked)
    work = Work(
        int(str(asked.get("context_length", 8_192))),
        precision=Precision(str(asked.get("precision", "as_published"))),
    )
    shown = found(**asked)
    for name in shown:
        assert fit(known[name], machine, work).verdict is Verdict.FITS, (name, asked)
    told = terms(machine)
    if told is None:
        assert not shown
        return
    least = int(str(asked.get("context_length", 0)))
    reckoned = in_sql(told, Precision(work.precision), work.context_length)
    by_formula = []
    for row in EntryNeed.objects.select_related("entry"):
        stored = bound_of(need_of(row), Precision(work.precision))
        if stored is None:
            continue
        assert reckoned[row.pk] == most_needed(stored, told, work.context_length)
        if fits(stored, told, work.context_length) and (row.context_length is None or row.context_length >= least):
            by_formula.append(row.entry.repo_id)
    assert shown == sorted(by_formula)


def in_sql(told: Terms, precision: Precision, tokens: int) -> dict[int, int]:
    """Return what PostgreSQL makes of the formula, by model."""
    sql, given = fitting.most_needed(told, precision, tokens)
    return dict(fetched(f"SELECT id, {sql} FROM entry_need WHERE {precision.value} IS NOT NULL", given))  # noqa: S608 - names of ours


def need_of(row: EntryNeed) -> NeedRow:
    """Return a stored row as the value it was made from."""
    return NeedRow(
        id=row.pk, **{name: getattr(row, name) for name in NeedRow.__dataclass_fields__ if name != "id"}
    )


@pytest.fixture
def known() -> dict[str, Needs]:
    """Store every model that is shipped with its configuration, and some that nobody made."""
    shipped = {name: one for name in seeds.seeds() if (one := seeds.measured(name)) is not None}
    whole = shipped | {f"made/{number}": one for number, one in enumerate(_made())}
    for name, measured in whole.items():
        make_measured(name, measured)
    return {name: measured.needs for name, measured in whole.items()}


def _made() -> list[Measured]:
    examples: list[Measured] = []

    @settings(max_examples=60, database=None, derandomize=True, deadline=None)
    @given(NEEDS)
    def collect(needs: Measured) -> None:
        examples.append(needs)

    collect()
    return examples


def test_the_list_and_its_count_agree_and_pages_go_on() -> None:
    for number in range(30):
        make_measured(f"org/{number}", a_measurement((number + 1) * GIB), downloads=1_000 - number)
    page = find(search(device="rtx-4090-24gb", page_size=10), NOW)
    assert isinstance(page, Page)
    assert page.cursor
    assert [one.repo_id for one in page.results] == [f"org/{number}" for number in range(10)]
    assert page.count.exact
    assert page.count.value == len(found(device="rtx-4090-24gb"))
