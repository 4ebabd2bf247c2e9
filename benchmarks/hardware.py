"""``python -m benchmarks.hardware --truth FILE``: how far off our answers about memory are, measured.

Scored are rows that were measured, are exact or follow from such; claims and rules of thumb are not truth. A row
that we dispute is shown with the reason and not scored. Rows that are known to be wrong are traps: nothing may be
said to fit because of them. Beside each figure stands what others publish of themselves or were found to do. The
profile of vLLM was read off the same logs as its pool is compared with, so that figure says how well few numbers
describe many runs, not how well unseen ones are foretold.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import hardware_rows
from benchmarks.hardware_rows import (
    Row,
    architecture_of,
    cache_of,
    counts_of,
    disputed,
    engine_of,
    pool_of,
    weights_of,
)
from registry.hardware import seeds
from registry.hardware.devices import GIB, device, devices
from registry.hardware.engines import usual
from registry.hardware.fit import Needs, Verdict, fit, smallest_that_fits
from registry.hardware.machine import Machine, Work
from registry.hardware.weights import Precision, Weights, estimate

_TOTALS = ("params_total_text_tower", "params_total_main_model", "params_total_checkpoint")
_ACTIVE = ("params_active_incl_embeddings", "params_active_excl_input_embedding")
_COUNTS = (1, 2, 4, 8)
_MILLISECONDS_AT_MOST = 5.0
_REPEATS = 200


@dataclass(frozen=True, slots=True)
class Score:
    """Our errors on the rows of one figure, as shares; rows without inputs are counted and not scored."""

    errors: tuple[tuple[str, float], ...]
    without_inputs: int

    @property
    def mean(self) -> float:
        """The mean of the errors without their signs; nothing scored is no success."""
        return sum(abs(error) for _, error in self.errors) / len(self.errors) if self.errors else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code says whether the goals are met."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.hardware", description=main.__doc__)
    options.add_argument("--truth", type=Path, required=True, help="table of measured and exact figures")
    rows = hardware_rows.read(options.parse_args(arguments).truth)
    told = [
        _totals(rows),
        _figure("active", "active parameters", _score(rows, _ACTIVE, _active), 0.005, worst=False),
        _figure("weights", "bytes of weights", _score(rows, _WEIGHTS, _weights), 0.005, worst=False),
        _figure("cache", "cache and state", _caches(rows), 0.001, worst=True),
        _figure("pool", "pool of vLLM", _pools(rows), 0.03, worst=False),
        _traps(rows),
        _speed(),
    ]
    return 0 if all(told) else 1


def _totals(rows: Sequence[Row]) -> bool:
    """Every total is exact, or says why it is not, or is not published."""
    listed = {row.model: int(row.value) for row in rows if row.quantity.startswith("hub_safetensors_total")}
    exact = flagged = without = 0
    wrong: list[str] = []
    for row in rows:
        if row.quantity not in _TOTALS or not row.scored:
            continue
        if architecture_of(row.model) is None:
            without += 1
            continue
        found = counts_of(row.model, listed)
        said = found.stored if row.quantity == "params_total_checkpoint" else found.total
        if said == int(row.value):
            exact += 1
        elif said is None or found.flags:
            flagged += 1
            _say(f"  flagged: {row.model} {row.quantity}: {said} for {row.value:.0f}, {', '.join(found.flags)}")
        else:
            wrong.append(f"{row.model}: {said} for {row.value:.0f}")
    share = exact / max(exact + flagged + len(wrong), 1)
    _say(f"total parameters: {exact} exact, {flagged} flagged, {len(wrong)} wrong; {without} without inputs here")
    _say(f"  exact {share:.0%}, at least 80 %; wrong none")
    _rivals("totals")
    for one in wrong:
        _say(f"  wrong: {one}")
    return share >= 0.8 and not wrong


def _active(row: Row) -> float | None:
    if architecture_of(row.model) is None:
        return None
    found = counts_of(row.model, {})
    return found.active if row.quantity == _ACTIVE[0] else found.active_without_embedding


_WEIGHTS = ("weights_bytes_bf16_main_model", "weights_gib_vllm_per_gpu")


def _weights(row: Row) -> float | None:
    if row.quantity == "weights_gib_vllm_per_gpu":
        found = weights_of(row)
        return None if found is None else found / GIB
    architecture = architecture_of(row.model)
    counts = counts_of(row.model, {})
    if counts.total is None or architecture is None or architecture.multimodal:
        return None  # the row counts towers, which a configuration does not tell
    return float(estimate(counts.total, Precision.BF16).low)


def _caches(rows: Sequence[Row]) -> Score:
    quantities = {row.quantity for row in rows if row.quantity.startswith(("kv_", "recurrent_"))}
    return _score(rows, tuple(sorted(quantities)), cache_of)


def _pools(rows: Sequence[Row]) -> Score:
    def said(row: Row) -> float | None:
        engine, utilisation, memory = engine_of(row)
        found = pool_of(row, engine, utilisation=utilisation, memory_gib=memory)
        if found is None or row.quantity == "kv_pool_gib_vllm":
            return None if found is None else found / GIB
        each = cache_of(Row(row.model, "kv_bytes_per_token_full_layers", 0, "", ""))
        return None if each is None else found / (each / 2 if row.quantity.endswith("fp8") else each)

    return _score(rows, ("kv_pool_gib_vllm", "kv_tokens_vllm", "kv_tokens_vllm_fp8"), said)


def _score(rows: Iterable[Row], quantities: Sequence[str], say: Callable[[Row], float | None]) -> Score:
    errors, without = [], 0
    for row in rows:
        if row.quantity not in quantities or not row.scored:
            continue
        said = say(row)
        if said is None:
            without += 1
        elif (why := disputed(row)) is not None:
            _say(f"  disputed: {row.model} {row.quantity}: {said:.0f} for {row.value:.0f}, not scored. {why}")
        else:
            errors.append((f"{row.model} {row.quantity} ({row.condition[:40]})", said / row.value - 1))
    return Score(tuple(errors), without)


def _figure(key: str, name: str, score: Score, most: float, *, worst: bool) -> bool:
    largest = max((abs(error) for _, error in score.errors), default=1.0)
    reached = largest if worst else score.mean
    of = "each" if worst else "mean"
    _say(
        f"{name}: {len(score.errors)} rows, {score.without_inputs} without inputs here; "
        f"mean {score.mean:.3%}, largest {largest:.2%}; goal {of} {most:.1%}"
    )
    _rivals(key)
    for one, error in score.errors:
        if abs(error) > most:
            _say(f"  off by {error:+.2%}: {one}")
    return reached <= most


def _traps(rows: Sequence[Row]) -> bool:
    """Sizes that were published and are wrong: nothing fits a machine that holds those and not the true ones."""
    traps = [row for row in rows if row.basis == "published_wrong"]
    listed = {row.model: int(row.value) for row in traps if row.quantity.startswith("hub_safetensors_total")}
    asked = false = repeated = 0
    for row in traps:
        counts = counts_of(row.model, listed)
        repeated += counts.total == int(row.value)
        known = seeds.measured(row.model)
        architecture = architecture_of(row.model) or (known.architecture if known else None)
        needs = known.needs if known and known.weights.variants else Needs(Weights((), counts.total), architecture)
        claimed = row.value * 10**9 if row.quantity.startswith("vram") else row.value / 2
        for machine in _machines():
            if machine.fitting_bytes < claimed:
                continue
            found = fit(needs, machine, Work(4096, 1, Precision.Q4_K_M))
            short = found.variant is None or machine.usable_bytes < found.variant.low
            asked += short
            false += short and found.verdict is Verdict.FITS
    _say(f"published and wrong: {len(traps)} rows, {repeated} repeated by us, none allowed")
    _say(f"  {asked} machines that hold the wrong size and not the true one: {false} false “fits”, none allowed")
    return not false and not repeated and asked > 0


def _machines() -> list[Machine]:
    return [Machine(one, count, usual(one)) for one in devices().values() for count in _COUNTS]


def _speed() -> bool:
    known, own = seeds.measured("deepseek-ai/DeepSeek-R1"), device("h200-141gb")
    if known is None or own is None:
        raise RuntimeError("the shipped measurements or devices lack what is asked about here")
    machine, work = Machine(own, 8, usual(own)), Work(8192)
    began = time.process_time()
    for _ in range(_REPEATS):
        fit(known.needs, machine, work)
        smallest_that_fits(known.needs, work)
    spent = (time.process_time() - began) / _REPEATS * 1000
    _say(f"a question of memory, with the smallest machine: {spent:.2f} ms, at most {_MILLISECONDS_AT_MOST:g}")
    return spent <= _MILLISECONDS_AT_MOST


def _rivals(figure: str) -> None:
    for one in hardware_rows.rivals(figure):
        _say(f"  published of {one}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
