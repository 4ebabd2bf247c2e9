"""Single models and single files of the Hub, as values whatever happens.

Addresses, headers and the meaning of refusals are huggingface_hub's; the connection is ours, because its own
waits for ever, and its reading of a model ends at the first odd member.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
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
from registry.hub.links import EXPAND
from registry.hub.pacing import Quota, asked_wait, quota
from registry.hub.records import HubRecord, Unreadable, parse
from registry.hub.retry import worth_another_try
from registry.hub.siblings import first_gguf
from registry.hub.token import sendable

LARGEST_TEXT = 2 * 1024 * 1024  # bytes
LARGEST_MODEL = 32 * 1024 * 1024
_MOST_REDIRECTS = 5
_POINTER = b"version https://git-lfs.github.com/spec/"


class Why(StrEnum):
    """Why there is no answer."""

    NO_REPOSITORY = "no_repository"  # deleted, private, or never there: strangers cannot tell
    NO_REVISION = "no_revision"
    NO_FILE = "no_file"
    GATED = "gated"
    DISABLED = "disabled"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    REFUSED = "refused"  # asking again will not help
    NOT_REACHABLE = "not_reachable"  # asking again later may


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer: why, in a sentence, and after how many seconds to ask again where the Hub says so."""

    why: Why
    sentence: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """A model as the Hub describes it now; ``asked`` is a former name of it where the two differ.

    ``gguf``: the path of its first GGUF file, None where it lists none.
    """

    record: HubRecord
    asked: str
    gguf: str | None = None

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
        told = rows[0] if isinstance(rows, tuple) and len(rows) == 1 else None
        row = parse(told) if told is not None else rows
        if isinstance(row, HubRecord) and isinstance(told, dict):
            return Described(row, repo_id, first_gguf(told.get("siblings")))
        reason = row.reason if isinstance(row, Unreadable) else "is not one model"
        return Refusal(Why.UNREADABLE, f"What the Hub says of {repo_id} cannot be read: it {reason}.")

    def text(self, repo_id: str, revision: str, path: str, *, largest: int = LARGEST_TEXT) -> FileText | Refusal:
        """Read a text file as it stands at a revision. At most three requests of the file quota.

        Bytes that are no UTF-8 are shown as the replacement character; a byte order mark is left out.
        """
        url = self._url(repo_id, revision, path)
        if isinstance(url, Refusal):
            return url
        body, self.of_files = self._body(url, largest)
        if isinstance(body, Refusal):
            return body
        if body.startswith(_POINTER):
            return Refusal(Why.UNREADABLE, "The file is a pointer to a large file; its content is not there.")
        text = body.decode("utf-8-sig", errors="replace").replace("\x00", "\ufffd")
        return FileText(text, len(body), hashlib.sha256(body).hexdigest())

    def beginning(self, repo_id: str, revision: str, path: str, size: int) -> bytes | Refusal:
        """Read the first bytes of a file, however large it is. At most three requests of the file quota.

        No more than ``size`` bytes are taken, also of a host that sends the whole file.
        """
        url = self._url(repo_id, revision, path)
        if isinstance(url, Refusal):
            return url
        body, self.of_files = self._body(url, size, begins=True)
        return body

    def _url(self, repo_id: str, revision: str, path: str) -> str | Refusal:
        if reading.repo_id(repo_id) is None or path[:1] == "/" or ".." in path.split("/"):
            return Refusal(Why.NO_FILE, f"{path[:200]!r} of {repo_id[:200]!r} is not a file that the Hub gives.")
        return hf_hub_url(repo_id, path, revision=revision, endpoint=self._endpoint)

    def _body(self, url: str, largest: int, *, begins: bool = False) -> tuple[bytes | Refusal, Quota | None]:
        if is_offline_mode():
            return Refusal(Why.NOT_REACHABLE, "HF_HUB_OFFLINE is set, so the Hub is not asked."), None
        self._left = None
        found = self._asked(url, largest, begins=begins)
        if self._cutoff.passed:
            found = Refusal(Why.NOT_REACHABLE, f"The answer took longer than {self._cutoff.seconds:g} s.")
        return found, self._left

    def _asked(self, url: str, largest: int, *, begins: bool) -> bytes | Refusal:
        watch = {"trace": self._trace}
        part = {"Range": f"bytes=0-{largest - 1}", "Accept-Encoding": "identity"} if begins else None
        try:
            with (
                self._cutoff.counting(),
                self._http.stream("GET", url, headers=part, extensions=watch) as response,
            ):
                self._left = quota(response.headers)
                if begins and response.is_success:
                    return _beginning(response, largest)
                return _read(response, largest if response.is_success else 100_000)
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


def _beginning(response: httpx2.Response, size: int) -> bytes:
    pieces = bytearray()
    for piece in response.iter_bytes():
        pieces += piece
        if len(pieces) >= size:
            break
    return bytes(pieces[:size])


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
