"""`manage.py count_facets`: count anew how many models each choice of the filters has."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from registry.catalogue.facets import count_facets


class Command(BaseCommand):
    """Count what the forms show beside each choice; runs by itself after each synchronisation."""

    help = "Count anew how many models each choice of the filters has."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say how many counts there are."""
        self.stdout.write(f"{count_facets(timezone.now())} counts")
