"""File bytes: `resolve` with its redirects, the cache and the second origin behind them, ranges, gates."""

import json
import re
from urllib.parse import quote

from tests.hub.access import Access, gated, no_entry, no_revision
from tests.hub.content import Commit, File
from tests.hub.data import Data
from tests.hub.repo import Repo
from tests.hub.wire import Headers, Reply, Request, json_reply

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
_TEXTS = {".md": "text/plain; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8"}


def resolve(
    data: Data, access: Access, elsewhere: str, request: Request, repo: Repo, rest: tuple[str, ...]
) -> Reply:
    """`/{id}/resolve/{revision}/{path}`: a redirect to the bytes, with the file's identity in headers."""
    owner = access.owner(request)
    if data.row(repo).get("gated") and not access.granted(owner, repo.name):
        return gated(owner, repo.name)
    found = _file(data, repo, rest)
    if isinstance(found, Reply):
        return found
    commit, path, file = found
    identity: Headers = (("X-Repo-Commit", commit.sha), ("Accept-Ranges", "bytes"))
    if file.lfs:
        linked = (("X-Linked-ETag", f'"{file.digest}"'), ("X-Linked-Size", str(file.size)))
        location = f"{elsewhere}/lfs/{repo.key}/{commit.sha}/{quote(path)}"
        return Reply(302, (*identity, *linked, ("Location", location)), b"Found", "text/plain")
    location = f"/api/resolve-cache/models/{quote(repo.name)}/{commit.sha}/{quote(path, safe='')}"
    linked = (("ETag", f'"{file.oid}"'), ("X-Linked-Size", str(file.size)))
    return Reply(307, (*identity, *linked, ("Location", location)), b"Temporary Redirect", "text/plain")


def cached(data: Data, request: Request, repo: Repo, rest: tuple[str, ...]) -> Reply:
    """`/api/resolve-cache/models/{id}/{sha}/{path}`: the bytes of a small file."""
    found = _file(data, repo, rest)
    if isinstance(found, Reply):
        return found
    commit, path, file = found
    return _bytes(request, file, path, (("X-Repo-Commit", commit.sha), ("ETag", f'"{file.oid}"')))


def large(data: Data, request: Request, rest: tuple[str, ...]) -> Reply:
    """`/lfs/{_id}/{sha}/{path}` on the second origin: the bytes of a large file."""
    repo = data.by_key(rest[0]) if len(rest) > 2 and data.has_key(rest[0]) else None
    found = no_entry("/".join(rest)) if repo is None else _file(data, repo, rest[1:])
    if isinstance(found, Reply):
        return found
    _, path, file = found
    return _bytes(request, file, path, (("ETag", f'"{file.digest}"'),))


def safetensors_metadata(data: Data, repo: Repo, rest: tuple[str, ...]) -> Reply:
    """`/api/models/{id}/safetensors-metadata/{index}`: all shard headers of `main` in one answer."""
    files = data.revisions(repo).head.files
    index = files.get("/".join(rest))
    if index is None:
        return no_entry("/".join(rest))
    shards = {path: _header(file) for path, file in files.items() if path.endswith(".safetensors")}
    return json_reply(200, {"index": {"metadata": json.loads(index.content)["metadata"]}, "headers": shards})


def _file(data: Data, repo: Repo, rest: tuple[str, ...]) -> tuple[Commit, str, File] | Reply:
    revision, path = rest[0], "/".join(rest[1:])
    commit = data.revisions(repo).at(revision)
    if commit is None:
        return no_revision(revision)
    file = commit.files.get(path)
    return no_entry(path) if file is None else (commit, path, file)


def _bytes(request: Request, file: File, path: str, headers: Headers) -> Reply:
    content_type = next((kind for end, kind in _TEXTS.items() if path.endswith(end)), "application/octet-stream")
    headers = (*headers, ("Accept-Ranges", "bytes"))
    asked = _RANGE.match(request.headers.get("range", ""))
    if asked is None or asked.groups() == ("", ""):
        body, zeros = file.part(0, file.size)
        return Reply(200, headers, body, content_type, zeros=zeros)
    start, stop = _bounds(asked[1], asked[2], file.size)
    if start >= file.size:
        return Reply(416, (*headers, ("Content-Range", f"bytes */{file.size}")), b"", content_type)
    body, zeros = file.part(start, stop)
    told = ("Content-Range", f"bytes {start}-{stop - 1}/{file.size}")
    return Reply(206, (*headers, told), body, content_type, zeros=zeros)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)


def _header(file: File) -> object:
    length = int.from_bytes(file.content[:8], "little")
    return json.loads(file.content[8 : 8 + length])
