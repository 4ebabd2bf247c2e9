"""`manage.py up`: start everything and keep it running until Ctrl-C."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.texts.compiled import TextsNotCompiled, compile_texts
from supervisor import up


class Command(BaseCommand):
    """The door to the supervisor, which does the work."""

    help = "Start database, broker, worker and web server, and keep them running until Ctrl-C."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument(
            "--print-env",
            action="store_true",
            help='only print, for a shell, the addresses of the embedded servers: eval "$(… up --print-env)"',
        )

    def handle(self, *args: Any, print_env: bool, **options: Any) -> None:
        """Run until told to stop."""
        if print_env:
            status = up.print_addresses(os.environ)
        else:
            self._compile_texts()
            status = up.up(settings.ROOT, os.environ)
        if status:
            sys.exit(status)

    def _compile_texts(self) -> None:
        """Do it before anything is placed; a checkout that cannot be written keeps nobody from starting."""
        try:
            compile_texts(settings.ROOT / "locale")
        except TextsNotCompiled as problem:
            self.stderr.write(f"permis: pages may show English alone: {problem}")
