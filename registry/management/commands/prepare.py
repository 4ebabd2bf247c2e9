"""`manage.py prepare`: everything between an empty database and one that serves; safe to repeat."""

import io
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registry.assessment.texts import recognise_again
from registry.licences import fingerprints
from registry.sync.freshness import forget, freshness
from registry.sync.run import free_held
from registry.sync.starting import stock
from registry.sync.upkeep import keep_up

_BELOW = "below: "  # the supervisor shows such a line below the address, where it is not overlooked


class Command(BaseCommand):
    """Tables, licences, starter catalogue, administrator: each left alone where it is there already."""

    help = (
        "Bring the database up to this release: its tables, the licence knowledge, the starter catalogue where "
        "the Hub was not walked yet, and an administrator where there is none. Safe to repeat."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument(
            "--alone",
            action="store_true",
            help="no other process works on this database: let go of the run that a killed worker held",
        )

    def handle(self, *args: Any, alone: bool, **options: Any) -> None:
        """Do what is not done yet, and say it line by line."""
        call_command("migrate", verbosity=0, interactive=False)
        self._say("tables are up to date")
        if alone:
            free_held()
        call_command("load_licences", stdout=self.stdout)
        again = recognise_again(fingerprints.load())
        if again:
            self._say(f"licence texts: {again:,} compared with this release's fingerprints")
        now = timezone.now()
        stocked = stock(now)
        if stocked is not None:
            keep_up(now)
            self._say(f"starter catalogue: {stocked.sentence}")
        forget()
        self._say(f"{_BELOW}facts   {freshness(now).sentence}")
        self._administrator()

    def _administrator(self) -> None:
        told = io.StringIO()
        call_command("ensure_admin", stdout=told)
        for line in told.getvalue().splitlines():
            self._say(_BELOW + line)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
