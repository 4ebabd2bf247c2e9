"""`manage.py export_licences [--output FILE]`: all that we know about licences, as one JSON document."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.licences import export, knowledge
from registry.licences.tables import BadKnowledge


class Command(BaseCommand):
    """Write the knowledge of this release; no database is asked."""

    help = "Write what this release knows about licences as one JSON document; the same release, the same bytes."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to."""
        parser.add_argument("--output", type=Path, metavar="FILE", help="a file instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it; beside a file, one line on the other output says what is in it."""
        try:
            known = knowledge.load()
        except BadKnowledge as error:
            raise CommandError(str(error)) from error
        content, output = export.encode(known), options["output"]
        if output is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        typed = sum(one.terms is not None for one in known.licences.values())
        self.stderr.write(
            f"licence knowledge {known.version}: {len(known.licences):,} licences, {typed:,} with terms"
        )
