"""How often whoever asks may ask: counted in the cache, so that all processes count together."""

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

_log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
BLIND_SECONDS = 5  # how long a cache that failed is not asked again


@dataclass(frozen=True, slots=True)
class Charge:
    """What a request costs ``who``, of so many a minute; a ``weight`` of 0 only looks."""

    who: str
    limit: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a window, and in how many seconds it is full again; ``left`` below 0 is refused."""

    limit: int
    left: int
    seconds: int


class CountingCache(RedisCache):
    """Django's cache, which can also count several things in one round trip."""

    def count(self, keys: Sequence[tuple[str, int]], seconds: int) -> list[tuple[int, int]]:
        """Add to each key, and return for each its sum and the seconds it has left of the ``seconds`` it is kept.

        The time begins with the first that is added. Cost: one round trip.
        """
        names = [self.make_and_validate_key(key) for key, _ in keys]
        client = self._cache.get_client(write=True)
        with client.pipeline() as pipe:
            for name, (_, weight) in zip(names, keys, strict=True):
                pipe.set(name, 0, ex=seconds, nx=True)
                pipe.incrby(name, weight)
                pipe.ttl(name)
            said = pipe.execute()
        counted = list(zip(said[1::3], said[2::3], strict=True))
        for name, (_, left) in zip(names, counted, strict=True):
            if left < 0:  # its time was over between the first two steps, so that it would be kept for ever
                client.expire(name, seconds)
        return [(number, left if left > 0 else seconds if left < 0 else 1) for number, left in counted]


class _Blindness:
    """Until when the cache is not asked; each process finds out for itself."""

    until = 0.0


def spend(*charges: Charge) -> tuple[Quota, ...] | None:
    """Count the charges, and return what is left to each; None where nothing can be counted now.

    A charge beyond the whole limit costs the limit, so that it can be had at all. Cost: one round trip.
    """
    if time.monotonic() < _Blindness.until:
        return None
    weights = [min(charge.weight, charge.limit) for charge in charges]
    keys = [(_key(charge.who), weight) for charge, weight in zip(charges, weights, strict=True)]
    try:
        counted = _cache().count(keys, WINDOW_SECONDS)
    except (RedisError, OSError) as error:
        _log.warning("the cache does not answer (%s): nothing is counted for %d s", error, BLIND_SECONDS)
        _Blindness.until = time.monotonic() + BLIND_SECONDS
        return None
    return tuple(
        Quota(charge.limit, charge.limit - number, seconds)
        for charge, (number, seconds) in zip(charges, counted, strict=True)
    )


def look_again() -> None:
    """Ask the cache at the next charge, also if it has just failed."""
    _Blindness.until = 0.0


def _cache() -> CountingCache:
    found = caches["default"]
    if not isinstance(found, CountingCache):
        raise TypeError("CACHES must name CountingCache")
    return found


def _key(who: str) -> str:
    """A key of fixed length, whatever somebody calls himself."""
    return "spent:" + hashlib.sha256(who.encode("utf-8", "surrogateescape")).hexdigest()[:32]
