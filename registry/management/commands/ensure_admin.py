"""`manage.py ensure_admin`: on an empty installation, make the administrator and print the password once."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from registry.catalogue import turns


class Command(BaseCommand):
    """Does nothing where there is any administrator."""

    help = "Make the administrator `admin` with a generated password, printed once, unless there is one already."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name."""
        parser.add_argument("--name", default="admin", help="the user to make (admin)")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Three queries at most; the database keeps a hash only."""
        users = get_user_model()
        with transaction.atomic():
            turns.take(turns.Turn.ADMINISTRATOR)  # two starts against one database make one
            if users.objects.filter(is_superuser=True).exists():
                return
            password = secrets.token_urlsafe(18)
            users.objects.create_superuser(username=name, password=password)
        self.stdout.write(f"admin   {name}, password {password} (shown this once: only its hash is kept)")
