"""Single models and single files of the Hub, as values whatever happens.

Addresses, headers and the meaning of refusals are huggingface_hub's; the connection is ours, because its own
waits for ever, and its reading of a model ends at the first odd member.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlencode

import httpx2
from huggingface_hub import hf_hub_url, is_offline_mode
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import (  # type: ignore[attr-defined]  # documented, though not marked as exported
    build_hf_headers,
    hf_raise_for_status,
)

from registry.hub import pages, reading
from registry.hub.cutoff import Cutoff
from registry.hub.destinations import Destinations
from registry.hub.errors import LedAway
from registry.hub.links import EXPAND, next_link
from registry.hub.pacing import Quota, asked_wait, quota
from registry.hub.parts import FilePart, ListedFile, read_part, read_tree
from registry.hub.records import HubRecord, Unreadable, parse
from registry.hub.refusal import Refusal, Why
from registry.hub.retry import worth_another_try
from registry.hub.token import sendable

LARGEST_TEXT = 2 * 1024 * 1024  # bytes
LARGEST_MODEL = 32 * 1024 * 1024
MOST_PAGES = 20  # of a tree, a thousand files each
_MOST_REDIRECTS = 5
_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class Described:
    """A model as the Hub describes it now; ``asked`` is a former name of it where the two differ."""

    record: HubRecord
    asked: str

    @property
    def renamed(self) -> bool:
        """Whether it was asked for by a name it had before."""
        return self.asked.casefold() != self.record.repo_id.casefold()


@dataclass(frozen=True, slots=True)
class FileText:
    """A whole text file: what it says, and the size in bytes and the digest of what was sent."""

    text: str
    size: int
    sha256: str


_Read = TypeVar("_Read")


class HubFiles:
    """A connection for single calls, one try each: whoever queues them tries again. Not for several threads.

    ``timeout`` is the longest silence, ``total`` the longest answer with all its redirects, in seconds. Raises
    `NotReachable` for a token that cannot be sent.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | None = None,
        *,
        timeout: float = 20.0,
        total: float = 60.0,
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._cutoff, self._destinations = Cutoff(total), Destinations(self._endpoint)
        self._left: Quota | None = None  # of the quota of the answer under way
        self.of_models: Quota | None = None  # what is left, as the last answer said, of each of the Hub's quotas
        self.of_files: Quota | None = None
        self._http = httpx2.Client(
            timeout=timeout,
            headers=build_hf_headers(token=sendable(token) or False, library_name="permis", library_version="1"),
            follow_redirects=True,  # to a model's new name, and to where large files lie; the token stays here
            max_redirects=_MOST_REDIRECTS,
            event_hooks={"request": [self._destinations.check]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def model(self, repo_id: str) -> Described | Refusal:
        """Describe one model by its present or a former name. One request of the API quota, two if renamed."""
        if reading.repo_id(repo_id) is None:
            return Refusal(Why.NO_REPOSITORY, f"{repo_id[:200]!r} is not a name that the Hub gives.")
        query = urlencode([("expand", name) for name in EXPAND])
        body, self.of_models = self._body(f"{self._endpoint}/api/models/{quote(repo_id)}?{query}", LARGEST_MODEL)
        if isinstance(body, Refusal):
            return body
        rows = pages.decode(b"[" + body + b"]")
        row = parse(rows[0]) if isinstance(rows, tuple) and len(rows) == 1 else rows
        if isinstance(row, HubRecord):
            return Described(row, repo_id)
        reason = row.reason if isinstance(row, Unreadable) else "is not one model"
        return Refusal(Why.UNREADABLE, f"What the Hub says of {repo_id} cannot be read: it {reason}.")

    def part(self, repo_id: str, revision: str, path: str, start: int, stop: int) -> FilePart | Refusal:
        """Read the bytes from ``start`` to before ``stop`` of a file at a revision; fewer where it ends before.

        Never reads more, whatever is sent. At most three requests of the file quota.
        """
        if reading.repo_id(repo_id) is None or path[:1] == "/" or ".." in path.split("/") or not 0 <= start < stop:
            return Refusal(Why.NO_FILE, f"{path[:200]!r} of {repo_id[:200]!r} has no such part.")
        url = hf_hub_url(repo_id, path, revision=revision, endpoint=self._endpoint)
        headers = {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity"}
        return self._of_files(url, lambda response: _sound(response) or read_part(response, start, stop), headers)

    def tree(self, repo_id: str, revision: str) -> tuple[ListedFile, ...] | Refusal:
        """List the files of a revision with their sizes in bytes; more than `MOST_PAGES` thousand are refused.

        One request of the API quota for every thousand files.
        """
        if reading.repo_id(repo_id) is None:
            return Refusal(Why.NO_REPOSITORY, f"{repo_id[:200]!r} is not a name that the Hub gives.")
        link = f"{self._endpoint}/api/models/{quote(repo_id)}/tree/{quote(revision, safe='')}?recursive=true"
        found: list[ListedFile] = []
        for _ in range(MOST_PAGES):
            page = self._tree_page(link)
            if isinstance(page, Refusal):
                return page
            entries, following = page
            found += entries
            if following is None:
                return tuple(found)
            link = following
        return Refusal(
            Why.TOO_LARGE, f"The repository has more than {MOST_PAGES * 1000} files; not all were listed."
        )

    def text(self, repo_id: str, revision: str, path: str, *, largest: int = LARGEST_TEXT) -> FileText | Refusal:
        """Read a text file as it stands at a revision. At most three requests of the file quota.

        Bytes that are no UTF-8 are shown as the replacement character; a byte order mark is left out.
        """
        if reading.repo_id(repo_id) is None or path[:1] == "/" or ".." in path.split("/"):
            return Refusal(Why.NO_FILE, f"{path[:200]!r} of {repo_id[:200]!r} is not a file that the Hub gives.")
        url = hf_hub_url(repo_id, path, revision=revision, endpoint=self._endpoint)
        body, self.of_files = self._body(url, largest)
        if isinstance(body, Refusal):
            return body
        if body.startswith(_POINTER):
            return Refusal(Why.UNREADABLE, "The file is a pointer to a large file; its content is not there.")
        text = body.decode("utf-8-sig", errors="replace").replace("\x00", "\ufffd")
        return FileText(text, len(body), hashlib.sha256(body).hexdigest())

    def _tree_page(self, link: str) -> tuple[tuple[ListedFile, ...], str | None] | Refusal:
        following: list[str | None] = []

        def read(response: httpx2.Response) -> bytes | Refusal:
            following.append(next_link(response.headers.get("link"), link))
            return _read(response, LARGEST_MODEL)

        body, self.of_models = self._answer(link, read)
        if isinstance(body, Refusal):
            return body
        entries = read_tree(body)
        if entries is None:
            return Refusal(Why.UNREADABLE, "What the Hub says of the repository's files cannot be read.")
        return entries, following[-1]

    def _body(self, url: str, largest: int) -> tuple[bytes | Refusal, Quota | None]:
        return self._answer(url, lambda response: _read(response, largest if response.is_success else 100_000))

    def _of_files(
        self, url: str, read: Callable[[httpx2.Response], _Read | Refusal], headers: Mapping[str, str]
    ) -> _Read | Refusal:
        answer, self.of_files = self._answer(url, read, headers)
        return answer

    def _answer(
        self,
        url: str,
        read: Callable[[httpx2.Response], _Read | Refusal],
        headers: Mapping[str, str] | None = None,
    ) -> tuple[_Read | Refusal, Quota | None]:
        if is_offline_mode():
            return Refusal(Why.NOT_REACHABLE, "HF_HUB_OFFLINE is set, so the Hub is not asked."), None
        self._left = None
        found = self._asked(url, read, headers)
        if self._cutoff.passed:
            found = Refusal(Why.NOT_REACHABLE, f"The answer took longer than {self._cutoff.seconds:g} s.")
        return found, self._left

    def _asked(
        self,
        url: str,
        read: Callable[[httpx2.Response], _Read | Refusal],
        headers: Mapping[str, str] | None,
    ) -> _Read | Refusal:
        watch = {"trace": self._trace}
        try:
            with (
                self._cutoff.counting(),
                self._http.stream("GET", url, headers=headers, extensions=watch) as response,
            ):
                self._left = quota(response.headers)
                return read(response)
        except HfHubHTTPError as error:
            return _refusal(error)
        except LedAway as away:
            return Refusal(Why.REFUSED, str(away))
        except httpx2.TooManyRedirects:
            return Refusal(Why.NO_REPOSITORY, "The name leads from one former name to the next without an end.")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return Refusal(Why.NOT_REACHABLE, f"The Hub did not answer ({type(error).__name__}: {error}).")

    def _trace(self, event: str, told: Mapping[str, Any]) -> None:
        self._cutoff.trace(event, told)
        self._destinations.trace(event, told)


def _read(response: httpx2.Response, largest: int) -> bytes | Refusal:
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > largest:
            return Refusal(Why.TOO_LARGE, f"The answer is larger than {largest} bytes; it was not read.")
    hf_raise_for_status(response)
    return b"".join(pieces)


def _sound(response: httpx2.Response) -> Refusal | None:
    """Why an answer is none, before its body is looked at."""
    if response.status_code == 416:
        return Refusal(Why.UNREADABLE, "The file is shorter than the part that was asked for.")
    return None if response.is_success else _refused(response)


def _refused(response: httpx2.Response) -> Refusal:
    read = _read(response, 100_000)
    return read if isinstance(read, Refusal) else Refusal(Why.REFUSED, f"The Hub answered {response.status_code}.")


_KINDS: tuple[tuple[type[HfHubHTTPError], Why, str], ...] = (
    (
        GatedRepoError,
        Why.GATED,
        "The publisher gives the files only to those who ask, and our token is not let in.",
    ),
    (DisabledRepoError, Why.DISABLED, "The Hub has disabled access to this repository."),
    (RevisionNotFoundError, Why.NO_REVISION, "The repository has no such revision (any more)."),
    (RemoteEntryNotFoundError, Why.NO_FILE, "The repository has no such file at this revision."),
    (RepositoryNotFoundError, Why.NO_REPOSITORY, "The repository was deleted, is private, or was never there."),
)


def _refusal(error: HfHubHTTPError) -> Refusal:
    for kind, why, sentence in _KINDS:
        if isinstance(error, kind):
            return Refusal(why, sentence)
    response = error.response
    status = response.status_code
    told = reading.one_line(response.headers.get("x-error-message", ""))[:200]
    if status == 401 and told != "Invalid credentials in Authorization header":
        return Refusal(Why.NO_REPOSITORY, _KINDS[-1][2])  # a Hub that is not behind TLS is not recognised above
    sentence = f"The Hub answered HTTP {status} {told}".rstrip() + "."
    if worth_another_try(status):
        return Refusal(Why.NOT_REACHABLE, sentence, asked_wait(status, response.headers, datetime.now(UTC)))
    return Refusal(Why.REFUSED, sentence)
