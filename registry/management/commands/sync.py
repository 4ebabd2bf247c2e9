"""`manage.py sync`: one run in the foreground, with a progress bar and a summary."""

import json
import time
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.management.bar import Bar
from registry.management.stopping import stoppable
from registry.models import SyncRun
from registry.sync import due, removal, run
from registry.sync.advance import Standing, advance
from registry.sync.connection import FOREGROUND, connect
from registry.sync.due import Kind
from registry.sync.progress import progress_of
from registry.sync.upkeep import keep_up

# What the process says of the run when it ends: beside 0 for done and 1 for failed or waiting.
_HELD = 3
_INTERRUPTED = 130
_MOST = 2**31 - 1  # models of a limit, as the table holds it


class Command(BaseCommand):
    """Read the Hub's listing: all of it, or what changed."""

    help = (
        "Read the Hub's listing into the registry: everything (--walk), or what changed since (--delta). Without "
        "either, what is due. Ends with 0 when done, 1 when it failed or has to wait, 3 when removals wait for a "
        "person, 130 when interrupted; an interrupted run goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the kind of run, its limit, and how to report."""
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--walk", action="store_const", const="walk", dest="kind", help="read every model")
        kind.add_argument("--delta", action="store_const", const="delta", dest="kind", help="read what changed")
        parser.add_argument(
            "--limit", type=_positive, metavar="N", help="read at most N models; nothing is removed"
        )
        parser.add_argument("--endpoint", metavar="URL", help="another Hub than HF_ENDPOINT; it is shown no token")
        parser.add_argument("--json", action="store_true", help="write the summary as one JSON object")
        parser.add_argument(
            "--confirm-removals",
            action="store_true",
            help="let removals pass however many they are: those of a walk that waits for it, or of this walk",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it. Progress goes to standard error, the summary to standard output."""
        if options["confirm_removals"] and options["kind"] is None and self._confirm(options):
            return
        endpoint = _endpoint(options["endpoint"])
        run_id, lease = self._take_up(options["kind"] or _due_kind(endpoint), endpoint, options["limit"])
        began = time.monotonic()
        before = SyncRun.objects.get(pk=run_id)
        stream = cast(TextIO, self.stderr._out)  # noqa: SLF001 - the bare stream: the wrapper ends every line
        bar = Bar(stream, progress_of(before), _expected(before))
        with stoppable() as stop:
            standing = advance(
                run_id,
                lease,
                client=connect(FOREGROUND, stop),
                stop=stop,
                watch=bar.show,
                confirmed=options["confirm_removals"],
            )
            stop.set()
        bar.clear()
        if standing.state in ("done", "held"):
            keep_up(timezone.now())
        self._report(before, standing, time.monotonic() - began, as_json=options["json"])

    def _take_up(self, kind: Kind, endpoint: str, limit: int | None) -> tuple[int, str]:
        """A run of ours with its lease: the one that stands still if it is the same, else a new one."""
        now = timezone.now()
        standing = run.running()
        wanted = (kind, endpoint, limit)
        if standing is not None and (standing.kind, standing.endpoint, standing.limit) != wanted:
            if not run.set_aside(standing.pk, now):
                raise CommandError(_busy(standing))
            standing = None
        try:
            run_id = run.begin(kind, endpoint=endpoint, now=now, limit=limit) if standing is None else standing.pk
        except run.NoWalkYet:
            raise CommandError(
                "a delta tells what changed since a walk, and there was none: sync --walk"
            ) from None
        except run.AlreadyRunning:
            raise CommandError("another run was begun just now; try again in a moment") from None
        lease = run.claim(run_id, now)
        if lease is None:
            raise CommandError(_busy(SyncRun.objects.get(pk=run_id)))
        if standing is not None:
            self.stderr.write(f"Going on with run {run_id} after {standing.rows:,} models.")
        return run_id, lease

    def _confirm(self, options: dict[str, Any]) -> bool:
        """Conclude the removals of a walk that waits for it; whether there was one."""
        held = due.last_walk(_endpoint(options["endpoint"]))
        if held is None or held.state != "held":
            return False
        began = time.monotonic()
        outcome = removal.conclude(held.pk, timezone.now(), confirmed=True)
        run.settle(held.pk, outcome.message)
        run.settle_earlier(held.pk)
        keep_up(timezone.now())
        self._report(held, Standing("done", outcome.message), time.monotonic() - began, as_json=options["json"])
        return True

    def _report(self, before: SyncRun, standing: Standing, seconds: float, *, as_json: bool) -> None:
        row = SyncRun.objects.get(pk=before.pk)
        read = row.rows - before.rows
        told = {
            "run": row.pk,
            "kind": row.kind,
            "state": standing.state,
            "endpoint": row.endpoint,
            "pages": row.pages,
            "models": row.rows,
            "new": row.new,
            "changed": row.changed,
            "unreadable": row.unreadable,
            "removed": row.removed,
            "vanished": row.vanished,
            "requests": row.requests,
            "retries": row.retries,
            "seconds": round(seconds, 3),
            "models_per_second": round(read / max(seconds, 1e-3), 1),
            "message": standing.sentence,
        }
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(_summary(told))
        if standing.state != "done":
            code = {"held": _HELD, "stopped": _INTERRUPTED}.get(standing.state, 1)
            raise CommandError(standing.sentence, returncode=code)


def _summary(told: dict[str, Any]) -> str:
    return (
        f"{told['kind']} {told['run']} {told['state']}: {told['models']:,} models on {told['pages']:,} pages; "
        f"{told['new']:,} new, {told['changed']:,} changed, {told['unreadable']:,} unreadable, "
        f"{told['removed']:,} removed; {told['requests']:,} requests, {told['retries']:,} tried again; "
        f"{told['seconds']:,.1f} s, {told['models_per_second']:,.0f} models/s"
    )


def _endpoint(given: str | None) -> str:
    endpoint: str = (given or settings.HF_ENDPOINT).rstrip("/")
    if not endpoint.startswith(("http://", "https://")):
        raise CommandError("--endpoint must begin with http:// or https://")
    return endpoint


def _due_kind(endpoint: str) -> Kind:
    standing = run.running()
    if standing is not None and standing.endpoint == endpoint:
        return "delta" if standing.kind == "delta" else "walk"
    return due.due(
        timezone.now(), endpoint, due.rhythm(settings.WALK_EVERY_HOURS, settings.SYNC_EVERY_MINUTES)
    ) or ("walk" if due.last_walk(endpoint) is None else "delta")


def _expected(row: SyncRun) -> int | None:
    """How many models the run will meet, where that can be guessed: as many as the walk before it."""
    if row.limit is not None or row.kind != "walk":
        return row.limit
    last = due.last_walk(row.endpoint)
    return last.rows if last is not None else None


def _busy(row: SyncRun) -> str:
    return (
        f"run {row.pk} ({row.kind} of {row.endpoint}) is under way: {row.rows:,} models so far. Wait for it, or "
        "stop the process that is at it. " + row.message
    ).rstrip()


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST:
        raise ValueError(text)
    return number
