"""`manage.py hub_state`: whether the Hub can be reached, in one line."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from registry.hub.reach import reach


class Command(BaseCommand):
    """Ask the Hub for one model."""

    help = "Say whether the Hub can be reached, and why not. Ends with 0 or 1; takes ten seconds at most."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Say it on standard output."""
        found = reach(settings.HF_ENDPOINT, settings.HF_TOKEN)
        self.stdout.write(found.sentence)
        if not found.reachable:
            raise SystemExit(1)
