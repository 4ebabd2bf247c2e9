"""Signing in with a password, a few tries a minute: one is slow to check, and quick to guess without end."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from registry.teams.asker import address_of
from registry.teams.quota import BLIND_SECONDS, Charge, spend


class CannotTry(Exception):
    """No password is checked now: when to try again, and whether tries were too many or uncountable."""

    def __init__(self, seconds: int, *, too_many: bool) -> None:
        super().__init__()
        self.seconds, self.too_many = seconds, too_many


class CountedSignIn(ModelBackend):
    """Django's own check of passwords, for every form that asks for one, after counting the try.

    Tries are counted by address and by name, each by itself: many names from one address, and one name from many
    addresses. Raises `CannotTry` beyond the limit, and where nothing can be counted: reading goes on without a
    cache, guessing does not.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Return who signs in, None if the password is not theirs. ``request`` is None for our own commands."""
        if request is not None and username is not None:
            _count_try(request, username)
        return super().authenticate(request, username, password, **kwargs)


def _count_try(request: HttpRequest, name: str) -> None:
    limit = settings.SIGN_IN_RATE_PER_MINUTE
    tries = ("address " + address_of(request), "name " + name.casefold())
    spent = spend(*(Charge(f"sign-in by {who}", limit) for who in tries))
    if spent is None:
        raise CannotTry(BLIND_SECONDS, too_many=False)
    over = [quota.seconds for quota in spent if quota.left < 0]
    if over:
        raise CannotTry(max(over), too_many=True)
