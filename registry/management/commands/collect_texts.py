"""Brings the files of translated texts up to what the sources say; for maintainers."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.texts.kept import Kept, update
from config.texts.sources import UnreadableSource, collect


class Command(BaseCommand):
    """New texts come in without a translation, texts that no source holds any more go."""

    help = "Collect the texts of Python files and templates into locale/*/LC_MESSAGES/django.po, for translation."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Update the file of each language but the one that the sources are written in."""
        try:
            found = collect(settings.ROOT)
        except UnreadableSource as error:
            raise CommandError(str(error)) from error
        for language, _ in settings.LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                self._tell(update(settings.ROOT / "locale", language, found))

    def _tell(self, kept: Kept) -> None:
        for sign, texts in (("+", kept.added), ("-", kept.gone)):
            for text in texts:
                self.stdout.write(f"{sign} {text}")
        self.stdout.write(
            f"{kept.file.relative_to(settings.ROOT)}: {len(kept.added):,} added, {len(kept.gone):,} gone, "
            f"{kept.untranslated:,} without a translation"
        )
