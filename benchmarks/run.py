"""The measurements in their order, on the database that DATABASE_URL names: an empty one, then a full one."""

import io
import logging
import os
import platform
import sys
import time
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from benchmarks import checks, latency, pipeline
from benchmarks.multiply import multiply
from benchmarks.pipeline import Speed
from benchmarks.rows import later, rows
from registry.sync.upkeep import keep_up

_SEED = 1
_FACTS, _COUNTERS = 0.10, 0.85  # what a walk three days later finds changed


def main() -> None:
    """Measure the pipeline on an empty and on a full catalogue, then searches and checks on the full one."""
    logging.disable()
    all_rows, walked, questions = map(int, os.environ["BENCH"].split())
    folder = Path(os.environ["BENCH_FOLDER"])
    call_command("migrate", verbosity=0)
    call_command("load_licences", stdout=io.StringIO())
    _say(f"{timezone.now():%Y-%m-%d %H:%M} UTC, {_machine()}")
    first = list(rows(walked, _SEED))
    _tell("new rows, empty catalogue", pipeline.measure(first, folder))
    _fill(all_rows)
    _tell("new rows", pipeline.measure(list(rows(walked // 2, _SEED + 1)), folder))
    _tell("nothing changed", pipeline.measure(first, folder))
    changed = list(later(first, _SEED, facts=_FACTS, counters=_COUNTERS))
    _tell(f"{_FACTS:.0%} facts, {_COUNTERS:.0%} counters", pipeline.measure(changed, folder))
    for one in latency.measure(questions):
        ended = f", {one.timeouts} ended by the deadline" if one.timeouts else ""
        _say(f"{one.kind:<34} p50 {one.p50:6.1f} ms  p95 {one.p95:6.1f} ms  ({one.questions} questions{ended})")
    for took in checks.measure():
        _say(
            f"check of {took.models:6,} models {took.middle:6.2f} s, the slowest {took.slowest:.2f} s, "
            f"the first {took.first:.2f} s"
        )


def _fill(all_rows: int) -> None:
    began = time.perf_counter()
    steps = multiply(all_rows)
    told = ", ".join(f"{step} {seconds:,.0f} s" for step, seconds in steps.items())
    between = time.perf_counter()
    keep_up(timezone.now())
    _say(
        f"filled to {all_rows:,} rows in {between - began:,.0f} s ({told}); "
        f"head and counts in {time.perf_counter() - between:,.1f} s"
    )


def _tell(what: str, speed: Speed) -> None:
    _say(
        f"{what:<34} {speed.walk:7,.0f} models/s ({speed.models:,}, {speed.new:,} new, {speed.changed:,} other); "
        f"plain COPY is {speed.ratio:.1f} times as fast ({speed.copy:,.0f} rows/s)"
    )


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
