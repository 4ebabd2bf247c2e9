"""`manage.py token create|list|revoke NAME`: the tokens of procurement tools."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.models import ApiToken
from registry.teams.access import BadTokenName, create_token, revoke


class Command(BaseCommand):
    """Make, list and end tokens."""

    help = "Make, list and end the tokens with which tools use the REST interface."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do and, where it is about one token, its name."""
        tasks = parser.add_subparsers(dest="task", required=True)
        tasks.add_parser("create", help="make a token and show it, once").add_argument("name")
        tasks.add_parser("list", help="list the tokens by name")
        tasks.add_parser("revoke", help="end a token for good").add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a token itself is the only thing that `create` writes to standard output."""
        if options["task"] == "list":
            self._list()
        elif options["task"] == "revoke":
            if not revoke(options["name"], timezone.now()):
                raise CommandError(f"no working token is named {options['name']!r}")
        else:
            self._create(options["name"])

    def _create(self, name: str) -> None:
        try:
            token = create_token(name, timezone.now())
        except BadTokenName as problem:
            raise CommandError(str(problem)) from problem
        self.stderr.write("Keep it: it is shown this once. Send it as: Authorization: Bearer …")
        self.stdout.write(token)

    def _list(self) -> None:
        for token in ApiToken.objects.order_by("name"):
            used = f"last used {token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never used"
            ended = f", revoked {token.revoked_at:%Y-%m-%d %H:%M}" if token.revoked_at else ""
            self.stdout.write(f"{token.name}: made {token.created_at:%Y-%m-%d %H:%M}, {used}{ended}")
