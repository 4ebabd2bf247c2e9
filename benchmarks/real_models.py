"""What is concluded of real models as they were recorded, and how fast they are concluded anew.

Runs on the database that DATABASE_URL names, an empty one.
"""

import io
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from benchmarks.names import keys_of
from benchmarks.recordings import Row, json_lines
from registry.assessment import licences, stale
from registry.hub.records import HubRecord, parse
from registry.licences import grounds
from registry.licences.determination import Status
from registry.licences.grounds import Grounds
from registry.licences.names import resolve
from registry.licences.stack import from_json
from registry.models import Entry, LicenceStack
from registry.sync import run
from registry.sync.outcome import PageStep
from registry.sync.store import save_page

SPEED_AT_LEAST = 5_000  # models a second, concluded anew by the processes together
_PAGE = 1_000
_SURE = (Status.CONFIRMED, Status.STATED)
_TAG_HOLDS = ("consistent", "compatible", "tag incomplete")  # what is said of a case whose tag is not wrong


def main() -> None:
    """Store the recorded models and the known conflicts, tell what is concluded, and conclude it anew."""
    logging.disable()
    folder = Path(os.environ["BENCH_RECORDINGS"])
    call_command("migrate", verbosity=0)
    call_command("load_licences", stdout=io.StringIO())
    known = grounds.load()
    cases = json_lines(folder / "truth" / "conflict_cases.jsonl.gz")
    rows = [row for row in json_lines(folder / "hub" / "models_2026-08-22.jsonl.gz") if "_removed_at" not in row]
    held = {row["id"] for row in rows}
    pages = {page["id"]: page["card_yaml"] for page in _pages(folder) if "card_yaml" in page}
    took = _store(
        [parse(row) for row in (*rows, *(_row(case, pages) for case in cases if case["id"] not in held))]
    )
    _say(f"\n{len(rows):,} real models stored with their conclusions at {len(rows) / took:,.0f} a second")
    _tell_statuses()
    wrong = _tell_conflicts(cases, known)
    speed = _tell_speed(known)
    sys.exit(1 if wrong or speed < SPEED_AT_LEAST else 0)


def _pages(folder: Path) -> list[Row]:
    return json_lines(folder / "cards" / "hub_pages_transcribed.jsonl.gz")


def _row(case: Row, pages: Mapping[str, Row]) -> Row:
    """A row of the listing as it would be, of a model that was recorded elsewhere: its tag, its card if known."""
    digest = sha256(case["id"].encode()).hexdigest()
    card = dict(pages.get(case["id"], {}))
    if case["hub_tag"]:
        card.setdefault("license", case["hub_tag"])
    tags = [f"license:{case['hub_tag']}"] if case["hub_tag"] else []
    return {
        "_id": digest[:24],
        "id": case["id"],
        "sha": digest[:40],
        "tags": tags,
        "cardData": card,
        "siblings": [],
    }


def _store(found: Sequence[object]) -> float:
    """Store the records as a walk does, a page at a time, and draw every conclusion; return how long that took."""
    records = [one for one in found if isinstance(one, HubRecord)]
    began = time.perf_counter()
    run_id = run.begin("walk", endpoint="http://recordings.test", now=timezone.now(), limit=None)
    lease = run.claim(run_id, timezone.now()) or ""
    for at in range(0, len(records), _PAGE):
        step = PageStep(next_link=None, lease_until=timezone.now() + run.LEASE)
        save_page(run_id, lease, records[at : at + _PAGE], (), step, timezone.now())
    stale.renew(grounds.load(), timezone.now)
    return time.perf_counter() - began


def _tell_statuses() -> None:
    entries = Entry.objects.filter(removed_at=None)
    for status, models in Counter(entries.values_list("licence_status", flat=True)).most_common():
        _say(f"  {status:<14}{models:8,}")
    _say(f"  stacks        {len(set(entries.values_list('stack_id', flat=True))):8,} distinct")


def _tell_conflicts(cases: Sequence[Row], known: Grounds) -> int:
    """Tell what is concluded of each known conflict; return of how many it is what their wrong tag says."""
    told = [_Outcome.of(case, known) for case in cases]
    wrong = [one for one in told if one.wrong]
    _say(f"\nknown conflicts                {len(cases):8}")
    for one in told:
        _say(f"  {one}")
    _say(f"concluded as their wrong tag   {len(wrong):8}   none")
    return len(wrong)


class _Outcome:
    """What is concluded of one known conflict."""

    def __init__(self, case: Row, entry: Entry, others: frozenset[str], tagged: frozenset[str]) -> None:
        self.case, self.entry, self.others = case, entry, others
        sure = entry.licence_status in _SURE
        alone = case["outcome"] == "tag incomplete" and not others
        same = case["outcome"] not in _TAG_HOLDS and not tagged.isdisjoint(entry.entrywords.licence_keys)
        self.wrong = sure and (alone or same)

    @classmethod
    def of(cls, case: Row, known: Grounds) -> "_Outcome":
        entry = Entry.objects.select_related("entrywords").get(repo_id__iexact=case["id"], removed_at=None)
        layers = from_json(LicenceStack.objects.get(pk=entry.stack_id).layers)
        named = frozenset(key for layer in layers for key in layer.licences)
        tagged = keys_of(resolve(case["hub_tag"] or "", known.knowledge))
        return cls(case, entry, named - frozenset(entry.entrywords.licence_keys), tagged)

    def __str__(self) -> str:
        besides = f" + {', '.join(sorted(self.others))}" if self.others else ""
        keys = ", ".join(self.entry.entrywords.licence_keys) or "nothing"
        mark = "WRONG " if self.wrong else ""
        return f"{mark}{self.case['id']} [{self.case['hub_tag']}]: {self.entry.licence_status} {keys}{besides}"


def _tell_speed(known: Grounds) -> float:
    """Let other knowledge come, and conclude everything anew; return how many models a second that is."""
    other = replace(known, knowledge=replace(known.knowledge, version="f" * 16))
    began = time.perf_counter()
    marked = licences.write(other).stale
    between = time.perf_counter()
    renewed = stale.renew(other, timezone.now)
    took = time.perf_counter() - between
    speed = renewed / took
    _say(f"\n{marked:,} models marked by other knowledge in {between - began:.1f} s")
    _say(
        f"concluded anew, models a second{speed:8,.0f}   at least {SPEED_AT_LEAST:,} ({renewed:,} in {took:.1f} s)"
    )
    return speed


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
