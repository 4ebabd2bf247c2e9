"""The names by which a model is asked for: `repo_id`, `repo_id@revision`, a purl, its address. Pure and total."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from django.utils.translation import gettext_lazy as _

from registry.catalogue.wording import Text

LONGEST = 200
HUB = "https://huggingface.co/"
_ADDRESS = re.compile(r"(?:https?:/+)?(?:www\.)?(?:huggingface\.co|hf\.co)/+(?P<path>[^?#]*)", re.IGNORECASE)
_PLACES = frozenset({"tree", "blob", "raw", "resolve", "commit", "commits", "discussions"})  # below a repository
_OTHER_THINGS = frozenset({"datasets", "spaces", "papers", "collections", "docs", "blog", "posts", "learn"})
_PURL = re.compile(r"pkg:/*huggingface/+", re.IGNORECASE)
_OF_THE_HUB = re.compile(r"(?:https?:/+)?(?:www\.)?(?:huggingface\.co|hf\.co)(?:/.*)?", re.IGNORECASE)
_REVISION = re.compile(r"[0-9a-f]{7,40}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model as asked for; ``revision``: the first 7 to 40 hex digits of a commit, or None."""

    repo_id: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class BadName:
    """Why a text cannot name a model."""

    detail: Text


def parse_name(text: str) -> ModelName | BadName:
    """Return the model that the text names, or why it names none. Never raises."""
    if len(text) > 3 * LONGEST:
        return BadName(_("a name has at most 200 characters"))
    if text[:4].lower() == "pkg:":
        return _from_purl(text)
    if is_address(text):
        return _from_address(text.strip())
    repo_id, at, revision = text.partition("@")
    return _from_parts(repo_id, revision if at else None)


def is_address(text: str) -> bool:
    """Tell whether the text is an address on the Hub, as copied from a browser."""
    return _ADDRESS.match(text.strip()) is not None


def is_purl(text: str) -> bool:
    """Tell whether the text is a package URL of a model; whether it names one, `parse_name` tells."""
    return _PURL.match(text) is not None


def page_of(repo_id: str) -> str:
    """Return the address of the model's own page on the Hub."""
    return HUB + quote(repo_id, safe="/")


def purl_of(repo_id: str, revision: str | None) -> str:
    """Return the package URL that names the model, at a revision if one is given."""
    return f"pkg:huggingface/{quote(repo_id, safe='/')}" + (f"@{revision}" if revision else "")


def _from_purl(text: str) -> ModelName | BadName:
    """Read `pkg:huggingface/<namespace>/<name>@<revision>?…#…`; of qualifiers only that of another hub matters."""
    found = _PURL.match(text)
    if not found:
        return BadName(_("a purl of a model begins with pkg:huggingface/"))
    path, _question, qualifiers = text[found.end() :].partition("#")[0].partition("?")
    if not all(map(_is_of_this_hub, qualifiers.split("&"))):
        return BadName(_("its repository_url names another hub"))
    path, at, version = path.rpartition("@") if "@" in path else (path, "", "")
    name, revision = _decoded(path.strip("/")), _decoded(version)
    if name is None or revision is None:
        return BadName(_("its percent-encoding cannot be read"))
    return _from_parts(name, revision.lower() if at else None)


def _is_of_this_hub(qualifier: str) -> bool:
    """Whether a qualifier does not lead to a hub of somebody else, where the same name is another model."""
    key, _equals, value = qualifier.partition("=")
    address = _decoded(value)
    if key.casefold() != "repository_url" or not value:
        return True
    return address is not None and _OF_THE_HUB.fullmatch(address) is not None


def _from_address(text: str) -> ModelName | BadName:
    """Read `https://huggingface.co/<namespace>/<name>/…`; a commit in it is the revision, a branch is none."""
    found = _ADDRESS.match(text)
    path = _decoded(found["path"].strip("/")) if found else None
    if path is None:
        return BadName(_("its percent-encoding cannot be read"))
    parts = [part for part in path.split("/") if part]
    if not parts or parts[0] in _OTHER_THINGS:
        return BadName(_("it is an address of the Hub, and of no model there"))
    name = parts[:1] if len(parts) > 1 and parts[1] in _PLACES else parts[:2]
    place = parts[len(name) :]
    commit = place[1] if len(place) > 1 and _COMMIT.fullmatch(place[1]) else None
    return _from_parts("/".join(name), commit)


def _decoded(text: str) -> str | None:
    if _BAD_ESCAPE.search(text):
        return None
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return None


def _from_parts(repo_id: str, revision: str | None) -> ModelName | BadName:
    if not 0 < len(repo_id) <= LONGEST:
        return BadName(_("a name has at least 1 and at most 200 characters"))
    if not repo_id.isprintable() or repo_id.count("/") > 1 or "" in repo_id.split("/"):
        return BadName(_("a name is “namespace/name”, or one word for the oldest models"))
    if revision is not None and not _REVISION.fullmatch(revision):
        return BadName(_("a revision is a commit: 7 to 40 hex digits"))
    return ModelName(repo_id, revision)
