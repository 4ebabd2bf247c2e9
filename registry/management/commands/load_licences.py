"""Writes the licences of this release into their table."""

from django.core.management.base import BaseCommand, CommandError

from registry.assessment import licences
from registry.licences import grounds
from registry.licences.curations import BadCuration
from registry.licences.tables import BadKnowledge


class Command(BaseCommand):
    help = "Write the licence knowledge of this release into its table. Safe to repeat."

    def handle(self, *args: object, **options: object) -> None:
        try:
            known = grounds.load()
        except (BadKnowledge, BadCuration) as error:
            raise CommandError(str(error)) from error
        written = licences.write(known)
        self.stdout.write(
            f"licence knowledge {known.version}: {written.licences:,} licences, {written.gone:,} gone, "
            f"{written.stale:,} models to be concluded again"
        )
