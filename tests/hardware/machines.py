"""Questions of memory for tests: shipped models, machines, and what is to be done on them."""

from hypothesis import strategies as st

from registry.hardware import seeds
from registry.hardware.architecture import read
from registry.hardware.devices import Device, Platform, device, devices
from registry.hardware.engines import engines, usual
from registry.hardware.fit import Fit, Needs, fit
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.machine import Machine, Work
from registry.hardware.weights import (
    Precision,
    Variant,
    Weights,
    WeightsSource,
)

R1 = "deepseek-ai/DeepSeek-R1"
DISTILL = "deepseek-ai/DeepSeek-R1-Distill-"


def device_of(slug: str) -> Device:
    """The device of a slug."""
    found = device(slug)
    assert found is not None, slug
    return found


def asked(
    repo_id: str, slug: str, count: int = 1, precision: str = "as_published", context_length: int = 8192
) -> Fit:
    """Ask what is shipped of a model about a machine under its usual engine."""
    known = seeds.measured(repo_id)
    assert known is not None, repo_id
    machine = Machine(device_of(slug), count, usual(device_of(slug)))
    return fit(known.needs, machine, Work(context_length, 1, precision))


LLAMA = read(seeds.configs()["meta-llama/Meta-Llama-3.1-8B"].config)
SMALL = Weights(
    (Variant("as_published", 10**9, 10**9, exact=True, source=WeightsSource.SAFETENSORS_HEADERS),), None
)
H100 = Machine(device_of("h100-80gb-sxm"), 1, engines()["vllm"])


SHIPPED = [name for name in seeds.seeds() if (known := seeds.measured(name)) and known.needs.architecture]
MACHINES = st.builds(
    lambda device, count, engine: Machine(device, count, engine or usual(device)),
    st.sampled_from([one for one in devices().values() if one.platform is not Platform.NEURON]),
    st.sampled_from([1, 2, 3, 4, 8, 16]),
    st.sampled_from([None, engines()["vllm"], engines()["llama.cpp"], engines()["transformers"]]),
)
WORKS = st.builds(
    Work, st.integers(1, 2**20), st.integers(1, 64), st.sampled_from(Precision), st.just(CachePrecision.BF16)
)


def needs_of(name: str, precision: str) -> Needs:
    """What is known of a shipped model; where its weights are not, made up, so that there is something to fit."""
    known = seeds.measured(name)
    assert known is not None
    if known.weights.pick(precision) is not None:
        return known.needs
    return Needs(Weights((), 30 * 10**9), known.architecture)
