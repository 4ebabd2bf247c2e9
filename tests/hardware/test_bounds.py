"""Stored bounds: a search built on them never finds a model that does not fit, and finds almost all that do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware import bounds
from registry.hardware.engines import engines
from registry.hardware.fit import Verdict, fit
from registry.hardware.machine import Machine, Work
from tests.hardware.machines import (
    H100,
    MACHINES,
    SHIPPED,
    WORKS,
    device_of,
    needs_of,
)


@given(st.sampled_from(SHIPPED), MACHINES, WORKS)
def test_a_stored_bound_never_says_that_it_fits_where_it_does_not(name: str, machine: Machine, work: Work) -> None:
    needs = needs_of(name, work.precision)
    stored, terms = bounds.bound(needs, work.precision), bounds.terms(machine)
    found = fit(needs, machine, work)
    if stored is None:
        assert found.verdict is not Verdict.FITS
        return
    if terms is None:
        return
    assert found.need is None or found.need.high <= bounds.most_needed(
        stored, terms, work.context_length, work.sequences
    )
    if bounds.fits(stored, terms, work.context_length, work.sequences):
        assert found.verdict is Verdict.FITS


@pytest.mark.parametrize("name", SHIPPED)
def test_a_stored_bound_is_above_the_need_on_every_number_of_devices(name: str) -> None:
    needs = needs_of(name, "q4_k_m")
    stored = bounds.bound(needs, "q4_k_m")
    for count in (1, 2, 3, 8, 16):
        for engine, slug in (("vllm", "h200-141gb"), ("vllm", "mi300x-192gb"), ("llama.cpp", "rtx-4090-24gb")):
            machine = Machine(device_of(slug), count, engines()[engine])
            terms = bounds.terms(machine)
            for length, sequences in ((1, 1), (131_072, 1), (4_096, 32)):
                found = fit(needs, machine, Work(length, sequences, "q4_k_m"))
                assert terms
                if found.need is None:
                    assert stored is None
                    continue
                assert stored
                assert found.need.high <= bounds.most_needed(stored, terms, length, sequences)


def test_stored_bounds_still_find_what_fits() -> None:
    """A bound that never said yes would keep the promise above, and find nothing."""
    agreed = asked_of = 0
    for name in SHIPPED:
        for machine in (
            H100,
            replace(H100, devices=8),
            Machine(device_of("laptop-32gb"), 1, engines()["llama.cpp"]),
        ):
            needs = needs_of(name, "q4_k_m")
            stored, terms = bounds.bound(needs, "q4_k_m"), bounds.terms(machine)
            if stored and terms and fit(needs, machine, Work(8192, 1, "q4_k_m")).verdict is Verdict.FITS:
                asked_of += 1
                agreed += bounds.fits(stored, terms, 8192)
    assert asked_of > 100
    assert agreed >= 0.97 * asked_of


def test_a_search_has_no_constants_for_engines_that_are_not_stored() -> None:
    assert bounds.terms(Machine(device_of("rtx-4090-24gb"), 1, engines()["transformers"])) is None
    assert bounds.terms(Machine(device_of("laptop-16gb"), 1, engines()["vllm"])) is None
