"""`manage.py examine`: look into repositories in the foreground."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.hub.files import HubFiles
from registry.management.stopping import stoppable
from registry.models import Entry, Examination
from registry.sync import deepen, queue
from registry.sync.connection import connect_files
from registry.sync.deepen import Examined
from registry.sync.queue import Priority


class Command(BaseCommand):
    """Read licence texts and cards from repositories."""

    help = (
        "Look into repositories at the Hub's present revision: licence files, card, gate prompt. With names, "
        "those, though they were examined before; without, those that are next in the queue. Ends with 1 where "
        "one failed or has to wait, 130 when interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take names, or how many."""
        parser.add_argument("repo_ids", nargs="*", metavar="REPO_ID", help="a model's name, such as org/model")
        parser.add_argument("--limit", type=int, default=100, metavar="N", help="at most N of the queue (100)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine one after the other, a line for each."""
        self._failed = self._done = 0
        with connect_files() as files, stoppable() as stop:
            if options["repo_ids"]:
                for repo_id in options["repo_ids"]:
                    if not stop.is_set():
                        self._told(self._one(repo_id, files))
            else:
                queue.fill(timezone.now())
                deepen.work(files, timezone.now, most=options["limit"], watch=self._told, is_stopped=stop.is_set)
            stopped = stop.is_set()
        self.stdout.write(f"{self._done:,} examined, {self._failed:,} of them failed or wait")
        if stopped:
            raise CommandError("interrupted; what was begun is done", returncode=130)
        if self._failed:
            raise CommandError("not everything could be examined")

    def _one(self, repo_id: str, files: HubFiles) -> Examined:
        now = timezone.now()
        held = Entry.objects.filter(repo_id=repo_id, removed_at=None).values_list("revision", flat=True).first()
        queue.ask(repo_id, held, Priority.USER, now, anew=True)
        asked = Examination.objects.filter(repo_id=repo_id, revision=held).values_list("pk", flat=True).first()
        claimed = queue.claim(now, examination=asked)
        if claimed is None:
            return Examined(repo_id, "lost", "Another process is at it.")
        return deepen.examine(claimed, files, timezone.now)

    def _told(self, examined: Examined) -> None:
        self._done += 1
        self._failed += examined.outcome != "done"
        found = Entry.objects.filter(repo_id=examined.repo_id, removed_at=None).first()
        concluded = f"{found.licence_status} {found.licence_concluded or ''}".strip() if found else "not held"
        line = f"{self._done:>5}  {examined.repo_id}: {examined.outcome}; {concluded}. {examined.sentence}"
        self.stdout.write(line.rstrip())
        self.stdout.flush()
