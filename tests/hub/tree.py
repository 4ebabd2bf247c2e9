"""What a repository looks like without its bytes: tree, paths, commits, refs."""

import base64
import json
from hashlib import sha1
from urllib.parse import parse_qsl, urlencode

from tests.hub.access import no_entry, no_revision
from tests.hub.content import Commit, File, Revisions
from tests.hub.encoding import Row
from tests.hub.projection import one, truthy
from tests.hub.wire import Headers, Reply, Request, json_reply

_ENTRIES, _EXPANDED_ENTRIES = 1000, 100
_COMMITS, _MOST_COMMITS = 50, 1000
_MOST_PATHS = 2000


def tree(request: Request, revisions: Revisions, rest: tuple[str, ...]) -> Reply:
    """`/tree/{revision}/{path}`: a folder's entries, or with `recursive` all below it, in pages."""
    commit = revisions.at(rest[0]) if rest else revisions.head
    if commit is None:
        return no_revision(rest[0])
    folder = "/".join(rest[1:])
    below = {path: file for path, file in commit.files.items() if not folder or path.startswith(f"{folder}/")}
    if folder and not below:
        return no_entry(folder)
    expand = truthy(request.query, "expand")
    entries = _entries(below, folder, recursive=truthy(request.query, "recursive"))
    shown = [_expanded(entry, commit) for entry in entries] if expand else entries
    return _paged(request, shown, _EXPANDED_ENTRIES if expand else _ENTRIES)


def paths_info(request: Request, revisions: Revisions, rest: tuple[str, ...]) -> Reply:
    """`POST /paths-info/{revision}`: the entries of the paths asked for; those that are not there are left out."""
    commit = revisions.at(rest[0]) if rest else revisions.head
    if commit is None:
        return no_revision(rest[0])
    paths, expand = _asked(request)
    if len(paths) > _MOST_PATHS:
        return json_reply(400, {"error": f"✖ Too big: expected array to have <={_MOST_PATHS} items"})
    known = {entry["path"]: entry for entry in _entries(dict(commit.files), "", recursive=True)}
    entries = [known[path] for path in paths if path in known]
    return json_reply(200, [_expanded(entry, commit) for entry in entries] if expand else entries)


def treesize(revisions: Revisions, rest: tuple[str, ...]) -> Reply:
    """`/treesize/{revision}/{path}`: the bytes of everything below a folder."""
    commit = revisions.at(rest[0]) if rest else revisions.head
    if commit is None:
        return no_revision(rest[0])
    folder = "/".join(rest[1:])
    sizes = (file.size for path, file in commit.files.items() if not folder or path.startswith(f"{folder}/"))
    return json_reply(200, {"path": folder or "/", "size": sum(sizes)})


def commits(request: Request, revisions: Revisions, rest: tuple[str, ...]) -> Reply:
    """`/commits/{revision}`: newest first, in pages of 50 (1,000 at most), with the total in a header."""
    start = revisions.at(rest[0]) if rest else revisions.head
    if start is None:
        return no_revision(rest[0])
    history = revisions.commits[revisions.commits.index(start) :]
    size = min(_number(request, "limit", _COMMITS), _MOST_COMMITS)
    page = _number(request, "p", 0)
    formatted = "formatted" in (one(request.query, "expand[]"), one(request.query, "expand"))
    rows = [_commit_row(commit, formatted=formatted) for commit in history[page * size : (page + 1) * size]]
    headers: Headers = (("X-Total-Count", str(len(history))),)
    if (page + 1) * size < len(history):
        headers = (*headers, _link(request, "p", str(page + 1)))
    return json_reply(200, rows, headers)


def refs(request: Request, revisions: Revisions) -> Reply:
    """`/refs`: branches and tags, with `include_prs` pull requests too."""
    main = {"main": revisions.head.sha}
    answer = {
        "branches": [_ref(name, f"refs/heads/{name}", sha) for name, sha in (main | revisions.branches).items()],
        "converts": [],
        "tags": [_ref(name, f"refs/tags/{name}", sha) for name, sha in revisions.tags.items()],
    }
    if truthy(request.query, "include_prs"):
        answer["pullRequests"] = [_ref(name, name, sha) for name, sha in revisions.pull_requests.items()]
    return json_reply(200, answer)


def sibling(path: str, file: File) -> Row:
    """A file as the single-model answer shows it with `blobs=true`."""
    row: Row = {"rfilename": path, "blobId": file.oid, "size": file.size}
    if file.lfs:
        row["lfs"] = {"sha256": file.digest, "size": file.size, "pointerSize": len(file.pointer)}
    return row


def _entries(files: dict[str, File], folder: str, *, recursive: bool) -> list[Row]:
    start = len(folder) + 1 if folder else 0
    entries: dict[str, Row] = {}
    for path, file in files.items():
        parts = path[start:].split("/")
        for depth in range(1, len(parts)) if recursive else range(1, min(2, len(parts))):
            name = path[:start] + "/".join(parts[:depth])
            entries[name] = {"type": "directory", "oid": _oid(name), "size": 0, "path": name}
        if recursive or len(parts) == 1:
            entries[path] = _file_entry(path, file)
    return [entries[path] for path in sorted(entries)]


def _file_entry(path: str, file: File) -> Row:
    row: Row = {"type": "file", "oid": file.oid, "size": file.size, "path": path}
    if file.lfs:
        row["lfs"] = {"oid": file.digest, "size": file.size, "pointerSize": len(file.pointer)}
        row["xetHash"] = file.digest[::-1]
    return row


def _expanded(entry: Row, commit: Commit) -> Row:
    more: Row = {"lastCommit": {"id": commit.sha, "title": commit.title, "date": commit.date}}
    if entry["type"] == "file":
        scans = ("avScan", "pickleImportScan", "protectAiScan", "jFrogScan", "virusTotalScan")
        more["securityFileStatus"] = {"status": "safe"} | {scan: {"status": "safe"} for scan in scans}
    return entry | more


def _paged(request: Request, entries: list[Row], size: int) -> Reply:
    mark = one(request.query, "cursor")
    try:
        start = 0 if mark is None else int(base64.b64decode(mark, validate=True))
    except ValueError:
        return json_reply(400, {"error": "Invalid cursor"})
    headers: Headers = ()
    if start + size < len(entries):
        headers = (_link(request, "cursor", base64.b64encode(str(start + size).encode()).decode()),)
    return json_reply(200, entries[start : start + size], headers)


def _asked(request: Request) -> tuple[list[str], bool]:
    if request.headers.get("content-type", "").startswith("application/json"):
        asked = json.loads(request.body)
        return asked["paths"], bool(asked.get("expand"))
    pairs = parse_qsl(request.body.decode(), keep_blank_values=True)
    return [value for name, value in pairs if name == "paths"], ("expand", "true") in pairs


def _number(request: Request, name: str, default: int) -> int:
    text = one(request.query, name)
    return int(text) if text is not None and text.isdecimal() else default


def _link(request: Request, name: str, value: str) -> tuple[str, str]:
    kept = [(key, kept) for key, kept in request.query if key != name]
    return "Link", f'<{request.origin}{request.path}?{urlencode([*kept, (name, value)])}>; rel="next"'


def _commit_row(commit: Commit, *, formatted: bool) -> Row:
    row: Row = {"id": commit.sha, "title": commit.title, "message": "", "date": commit.date}
    row["authors"] = [{"user": "emulated", "avatar": "/avatars/emulated.svg"}]
    return row | ({"formatted": {"title": commit.title, "message": ""}} if formatted else {})


def _ref(name: str, ref: str, sha: str) -> Row:
    return {"name": name, "ref": ref, "targetCommit": sha}


def _oid(name: str) -> str:
    return sha1(name.encode(), usedforsecurity=False).hexdigest()
