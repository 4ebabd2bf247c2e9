"""The emulated Hub's repositories, alive: every test can change them while a client walks the listing."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any

from tests.hub.archive import Archive, Files, siblings_of
from tests.hub.content import Revisions
from tests.hub.encoding import Row, decode, encode
from tests.hub.order import Order, Sort
from tests.hub.repo import Repo, millis, read, shared_fields, stamp


class Data:
    """The store. Every method is safe to call from any thread; a name has one live repository at a time."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.lock = RLock()
        self.now = clock
        self._repos: dict[str, Repo] = {}
        self._names: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._moved: dict[str, str] = {}
        self._orders: dict[Sort, Order] = {}
        self._serial = count(1)
        self._archive = Archive()

    # Whole sets of rows

    def load(self, rows: Iterable[Row], at: datetime | None = None) -> int:
        """Take rows in by `_id`, adding or replacing; returns how many are listed now because of it.

        A row with `_removed_at` is left out (and what it replaces removed) unless `at` lies before that moment.
        A name that is live under another `_id` passes to the row that comes later.
        Linear, plus one sort at the next listing.
        """
        with self.lock:
            self._orders.clear()
            return sum(self._take(row, at) for row in rows)

    def replace(self, rows: Iterable[Row], at: datetime | None = None) -> int:
        """Make these rows the whole truth: like `load`, and every repository not among them is gone."""
        with self.lock:
            before = set(self._repos)
            kept = list(rows)
            for key in before - {row["_id"] for row in kept}:
                self._remove(self._repos[key])
            return self.load(kept, at)

    def load_files(self, paths: Iterable[Path], at: datetime | None = None) -> int:
        """`load` the rows of .jsonl or .jsonl.gz files, in the given order."""
        return sum(self.load(rows_of(path), at) for path in paths)

    # Single repositories

    def create(self, repo_id: str, *, files: Files | None = None, **fields: Any) -> Row:
        """A new repository, listed at once; the given members override what a bare one has. Returns its row."""
        with self.lock:
            moment = self.now()
            key = f"{int(moment.timestamp()):08x}{next(self._serial):016x}"
            row: Row = {"_id": key, "id": repo_id}
            if "/" in repo_id:
                row["author"] = repo_id.split("/")[0]
            row |= {"sha": _sha(key, "first"), "createdAt": stamp(moment), "lastModified": stamp(moment)}
            row |= {"private": False, "disabled": False, "gated": False, "downloads": 0, "likes": 0}
            row |= {"trendingScore": 0, "tags": ["region:us"]}
            if files is not None:
                row |= {"siblings": siblings_of(files), "_files": files}
            row |= fields
            self._take(row, None)
            return self[repo_id]

    def touch(self, repo_id: str, **fields: Any) -> Row:
        """Change what is not a commit (likes, downloads, gating, …): `sha` and `lastModified` stay."""
        with self.lock:
            repo = self._live(repo_id)
            row = self.row(repo) | fields
            self._store(row, repo)
            return row

    def commit(
        self, repo_id: str, *, files: Files | None = None, without: Sequence[str] = (), **fields: Any
    ) -> Row:
        """Change members and files by a commit: `sha` moves and `lastModified` becomes now (or what is given)."""
        with self.lock:
            row = self[repo_id]
            self._archive.revisions(row)
            moved: Row = {"sha": _sha(row["_id"], str(row.get("sha")), str(next(self._serial)))}
            moved["lastModified"] = stamp(self.now())
            if files or without:
                moved["siblings"] = self._archive.rewrite(row, files or {}, without)
            row = self.touch(repo_id, **moved | fields)
            self._archive.revisions(row)
            return row

    def rename(self, old: str, new: str) -> Row:
        """Give a repository another name; its `_id` stays and the old name redirects until someone takes it."""
        with self.lock:
            row = self.touch(old, id=new, **({"author": new.split("/")[0]} if "/" in new else {}))
            self._moved.pop(new, None)
            self._moved[old] = new
            return row

    def redirect(self, old: str, new: str) -> None:
        """Make a name redirect to another without asking whether that leads anywhere (loops included)."""
        with self.lock:
            self._moved[old] = new

    def delete(self, repo_id: str) -> None:
        """Remove a repository from listing and answers."""
        with self.lock:
            self._remove(self._live(repo_id))

    def recreate(self, repo_id: str, **fields: Any) -> Row:
        """Delete a repository and let the same name come back under another `_id`."""
        with self.lock:
            self.delete(repo_id)
            return self.create(repo_id, **fields)

    def set_private(self, repo_id: str, *, private: bool) -> None:
        """Hide a repository from the listing and from strangers, or show it again."""
        self.touch(repo_id, private=private)

    def disable(self, repo_id: str, *, disabled: bool = True) -> None:
        """Block access to a repository, as the Hub does after a takedown; it stays listed."""
        self.touch(repo_id, disabled=disabled)

    def plant(self, row: object, *, created: str | None = None, modified: str | None = None) -> str:
        """List a row exactly as it stands, however broken: a JSON text as bytes or str, or any JSON value.

        It gets a place of its own in every order (`created` and `modified`: now unless given) and no name that
        could be asked for. Returns the key that `unplant` takes.
        """
        text = row if isinstance(row, bytes) else row.encode() if isinstance(row, str) else encode(row)
        with self.lock:
            moment = self.now()
            key = f"{int(moment.timestamp()):08x}{next(self._serial):016x}"
            self._enlist(
                Repo(
                    key=key,
                    name="",
                    listed=text,
                    hidden={},
                    fields=shared_fields(frozenset()),
                    created=millis(created or stamp(moment)),
                    modified=millis(modified or stamp(moment)),
                    downloads=0,
                    likes=0,
                    trending=0,
                    planted=True,
                )
            )
            return key

    def unplant(self, key: str) -> None:
        """Take a planted row away again."""
        with self.lock:
            self._remove(self._repos[key])

    # Reading

    def find(self, name: str) -> Repo | None:
        """The repository that has this very name now."""
        with self.lock:
            key = self._names.get(name)
            return None if key is None else self._repos[key]

    def next_name(self, name: str) -> str | None:
        """One step of a redirect: where a former name points, None for a name that does not redirect."""
        with self.lock:
            if name in self._names:
                return None
            if name in self._moved:
                return self._moved[name]
            key = self._folded.get(name.casefold())
            return None if key is None else self._repos[key].name

    def knows(self, name: str) -> bool:
        """Whether a name is live or leads somewhere."""
        with self.lock:
            return name in self._names or self.next_name(name) is not None

    def row(self, repo: Repo) -> Row:
        """The whole row of a repository, freshly decoded."""
        row: Row = decode(repo.listed)
        return row | repo.hidden

    def revisions(self, repo: Repo) -> Revisions:
        """A repository's commits and refs."""
        with self.lock:
            return self._archive.revisions(self.row(repo))

    def __getitem__(self, repo_id: str) -> Row:
        with self.lock:
            return self.row(self._live(repo_id))

    def __contains__(self, repo_id: str) -> bool:
        return repo_id in self._names

    def __len__(self) -> int:
        """How many rows a complete walk of the listing meets."""
        with self.lock:
            return sum(repo.visible for repo in self._repos.values())

    def names(self) -> tuple[str, ...]:
        """The names of all listed repositories, in no promised order."""
        with self.lock:
            return tuple(repo.name for repo in self._repos.values() if repo.visible and repo.name)

    def order(self, sort: Sort) -> Order:
        """The listing's order by a sort; built at its first use. Hold `lock` while reading it."""
        if sort not in self._orders:
            self._orders[sort] = Order(sort, (repo for repo in self._repos.values() if repo.visible))
        return self._orders[sort]

    def rows(self) -> Iterator[Row]:
        """The rows of all listed repositories; decodes every one."""
        with self.lock:
            repos = [repo for repo in self._repos.values() if repo.visible and repo.name]
        return (self.row(repo) for repo in repos)

    def has_key(self, key: str) -> bool:
        """Whether an `_id` is there."""
        return key in self._repos

    def by_key(self, key: str) -> Repo:
        """The repository with an `_id`."""
        return self._repos[key]

    # One writer for all of the above

    def _live(self, repo_id: str) -> Repo:
        return self._repos[self._names[repo_id]]

    def _take(self, row: Row, at: datetime | None) -> bool:
        known = self._repos.get(row["_id"])
        namesake = self.find(row["id"])
        if namesake and namesake.key != row["_id"]:
            self._remove(namesake)
        if _removed(row, at):
            if known:
                self._remove(known)
            return False
        self._moved.pop(row["id"], None)
        if "_files" in row:
            self._archive.write(row["_id"], row["_files"])
        self._store(row, known)
        return True

    def _store(self, row: Row, known: Repo | None) -> None:
        if known:
            self._remove(known)
        self._enlist(read(row))

    def _enlist(self, repo: Repo) -> None:
        self._repos[repo.key] = repo
        if repo.name:
            self._names[repo.name] = repo.key
            self._folded.setdefault(repo.name.casefold(), repo.key)
        if repo.visible:
            for order in self._orders.values():
                order.add(repo)

    def _remove(self, repo: Repo) -> None:
        del self._repos[repo.key]
        if self._names.get(repo.name) == repo.key:
            del self._names[repo.name]
        if self._folded.get(repo.name.casefold()) == repo.key:
            del self._folded[repo.name.casefold()]
        if repo.visible:
            for order in self._orders.values():
                order.discard(repo)


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a .jsonl or .jsonl.gz file, one by one."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield decode(line)


def _removed(row: Row, at: datetime | None) -> bool:
    removed = millis(row.get("_removed_at"))
    return removed is not None and (at is None or removed <= at.timestamp() * 1000)


def _sha(*parts: str) -> str:
    return sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()
