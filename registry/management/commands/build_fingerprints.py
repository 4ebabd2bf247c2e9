"""`manage.py build_fingerprints`: rebuild the fingerprints of licence texts; for maintainers."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from registry.licences import knowledge
from registry.licences.fingerprint_sources import MAP, BadTexts, find, read_map
from registry.licences.fingerprints import FILE


class Command(BaseCommand):
    """The same texts give the same file."""

    help = "Rebuild the fingerprints by which licence texts are recognised, from folders of texts."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the texts are, and where to write."""
        parser.add_argument("--texts", type=Path, required=True, nargs="+", help="folders of licence texts")
        parser.add_argument("--output", type=Path, default=FILE, help="file to write (default: the shipped one)")

    def handle(self, *, texts: list[Path], output: Path, **options: object) -> None:
        """Build, write, and say what is in it and what is missing."""
        licences = knowledge.load().licences
        try:
            found = find(read_map(MAP.read_text(), licences), tuple(texts))
        except BadTexts as error:
            raise CommandError(str(error)) from error
        content = found.packed
        output.write_bytes(content)
        for file in found.absent:
            self.stdout.write(f"not in these folders: {file}")
        documented = {key for text in found.texts for key in text.document.keys}
        self.stdout.write(
            f"{len(found.texts):,} texts of {len(documented):,} of {len(licences):,} licences "
            f"as {len(found.documents):,} documents in {len(content):,} bytes: {output}"
        )
