"""Tokens of procurement tools: made once, shown once, kept as a hash, ended by a name."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from registry.models import ApiToken

PREFIX = "permis_"
LONGEST_NAME = 100
_NOTED_EVERY = timedelta(minutes=1)  # so that a busy token does not write a row with each request


class BadTokenName(ValueError):
    """A token cannot have this name; the message says why."""


def create_token(name: str, now: datetime) -> str:
    """Make a token and return it, the only time that it can be read. Raises BadTokenName."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadTokenName(f"a name has 1 to {LONGEST_NAME} printable characters")
    token = PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            ApiToken.objects.create(name=name, digest=_digest(token), created_at=now)
    except IntegrityError:
        raise BadTokenName(f"there is a token named {name!r} already") from None
    return token


def verify(token: str, now: datetime) -> ApiToken | None:
    """Return whose token it is; None for a wrong or a revoked one. Cost: one query, a second once a minute."""
    if not token.startswith(PREFIX):
        return None
    found = ApiToken.objects.filter(digest=_digest(token), revoked_at=None).first()
    if found:
        used_long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY)
        if found.last_used_at is None or found.last_used_at < now - _NOTED_EVERY:
            ApiToken.objects.filter(used_long_ago, pk=found.pk).update(last_used_at=now)
    return found


def revoke(name: str, now: datetime) -> bool:
    """End the token of that name for good; tell whether there was one that still worked."""
    return ApiToken.objects.filter(name=name, revoked_at=None).update(revoked_at=now) > 0


def _digest(token: str) -> str:
    """A token holds 256 random bits, so that one round of SHA-256 keeps it as well as any slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
