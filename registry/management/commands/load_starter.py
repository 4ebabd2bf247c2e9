"""`manage.py load_starter`: the starter catalogue into a registry that has not met the Hub yet."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from registry.sync.starting import stock
from registry.sync.upkeep import keep_up


class Command(BaseCommand):
    """`prepare` does this, too."""

    help = "Load the starter catalogue, unless it is loaded already or the Hub has been walked. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, and say what came of it."""
        now = timezone.now()
        stocked = stock(now)
        if stocked is None:
            self.stdout.write("nothing to load: it is there already, or the Hub has been walked")
            return
        keep_up(now)
        self.stdout.write(stocked.sentence)
