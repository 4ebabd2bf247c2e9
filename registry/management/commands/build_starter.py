"""Rebuilds the starter catalogue from the recordings it is made of; for maintainers."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from registry.sync.starter import FILE
from registry.sync.starter_sources import BadSource, build


class Command(BaseCommand):
    help = "Rebuild the starter catalogue from a folder of recorded facts; the same folder gives the same file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, required=True, help="folder of the recordings")
        parser.add_argument("--output", type=Path, default=FILE, help="file to write (default: the shipped one)")

    def handle(self, *, data: Path, output: Path, **options: object) -> None:
        try:
            starter = build(data)
        except BadSource as error:
            raise CommandError(str(error)) from error
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(starter.content)
        told = ", ".join(f"{count:,} of {source}" for source, count in starter.by_source.items())
        self.stdout.write(f"{starter.models:,} models ({told}) in {len(starter.content):,} bytes: {output}")
