"""`manage.py build_hardware_seeds`: rebuild the configurations that are shipped; for maintainers."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from registry.hardware.seed_building import pack, published, transcribed
from registry.hardware.seeds import CONFIGS


class Command(BaseCommand):
    """The same configurations give the same file."""

    help = "Rebuild the configurations from which memory is worked out without the Hub."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the configurations are, of which day, and where to write."""
        parser.add_argument("--published", type=Path, required=True, help="folder of {owner}--{name}_config.json")
        parser.add_argument("--transcribed", type=Path, required=True, help="file of configurations by name")
        parser.add_argument("--dated", required=True, help="the day on which they were read, as 2026-08-22")
        parser.add_argument("--output", type=Path, default=CONFIGS, help="file to write (default: as shipped)")

    def handle(self, *, published: Path, transcribed: Path, dated: str, output: Path, **options: object) -> None:
        """Build, write, and say how many there are."""
        found = [*_published(published, dated), *_transcribed(transcribed, dated)]
        content = pack(found)
        output.write_bytes(content)
        self.stdout.write(f"{len(found)} configurations in {len(content):,} bytes: {output}")


_published, _transcribed = published, transcribed
