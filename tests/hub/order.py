"""The listing's orders: sorted keys, so that a page costs its own length and never the catalogue's."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tests.hub.repo import Repo

Attribute = Literal["created", "modified", "downloads", "likes", "trending"]

# What the Hub calls a sort -> where the stored row keeps its value.
SORTS: dict[str, Attribute] = {
    "createdAt": "created",
    "lastModified": "modified",
    "downloads": "downloads",
    "likes": "likes",
    "trendingScore": "trending",
}

# Nulls last, then the value (negated where the order descends), then `_id` ascending in both directions.
Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of the listing: the Hub's name of the key, and whether it ascends."""

    name: str
    ascending: bool = False

    def key(self, repo: Repo) -> Key:
        """Where the repository stands."""
        return self.place(getattr(repo, SORTS[self.name]), repo.key)

    def place(self, value: int | None, key: str) -> Key:
        """Where a repository with this value and `_id` would stand."""
        if value is None:
            return (1, 0, key)
        return (0, value if self.ascending else -value, key)


class Order:
    """All visible repositories in one order. Building costs n log n, a change a memory move, a page its length."""

    def __init__(self, sort: Sort, repos: Iterable[Repo]) -> None:
        self._sort = sort
        self._keys = sorted(sort.key(repo) for repo in repos)

    def add(self, repo: Repo) -> None:
        """Take a repository in at its place."""
        insort(self._keys, self._sort.key(repo))

    def discard(self, repo: Repo) -> None:
        """Let a repository go; it must still have the values it was taken in with."""
        key = self._sort.key(repo)
        at = bisect_left(self._keys, key)
        if at < len(self._keys) and self._keys[at] == key:
            del self._keys[at]

    def index_after(self, place: Key | None) -> int:
        """The first position behind a place, whether or not anything stands there (any more)."""
        return 0 if place is None else bisect_right(self._keys, place)

    def keys(self, start: int, count: int | None = None) -> Iterator[str]:
        """The `_id`s from a position on."""
        stop = len(self._keys) if count is None else start + count
        return (key for _, _, key in self._keys[start:stop])

    def __len__(self) -> int:
        return len(self._keys)
