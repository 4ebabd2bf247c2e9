"""`manage.py compile_texts`: what a deployment without `manage.py up` does once after each release."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.texts.compiled import TextsNotCompiled, compile_texts


class Command(BaseCommand):
    """The texts of every language, made ready for Django."""

    help = "Compile the translated texts below locale/, where that has not been done. Safe to repeat."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Compile, and say what was written."""
        locale = settings.ROOT / "locale"
        try:
            written = compile_texts(locale)
        except TextsNotCompiled as error:
            raise CommandError(str(error)) from error
        for file in written:
            self.stdout.write(f"compiled {file.relative_to(settings.ROOT)}")
        if not written:
            self.stdout.write("the compiled texts are up to date")
