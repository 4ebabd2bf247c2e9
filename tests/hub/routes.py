"""Which route a path belongs to, and which repository it names."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from tests.hub.data import Data
from tests.hub.limits import Bucket

MODELS = "models"
MODEL = "model"
RESOLVE = "resolve"
RESOLVE_CACHE = "resolve-cache"
LFS = "lfs"
TAGS = "models-tags-by-type"
WHOAMI = "whoami"
UNKNOWN = "unknown"

# What may follow a repository's name under /api/models/.
WORDS = frozenset(
    {"revision", "tree", "paths-info", "commits", "refs", "scan", "treesize", "safetensors-metadata"}
)


@dataclass(frozen=True, slots=True)
class Routed:
    """A path taken apart: the route's name (which faults go by), the repository named, and what follows."""

    route: str
    repo_id: str = ""
    rest: tuple[str, ...] = ()
    before: str = ""

    @property
    def bucket(self) -> Bucket:
        """Which quota a request to this route counts against."""
        if self.route in (RESOLVE, RESOLVE_CACHE):
            return "resolvers"
        return "pages" if self.route == UNKNOWN else "api"

    def renamed(self, repo_id: str) -> str:
        """The same path under another repository name."""
        words = () if self.route == MODEL and not self.rest else (self.route,)
        if self.route == MODEL and self.rest:
            words = ("revision",)
        tail = "".join(f"/{quote(part, safe='')}" for part in (*words, *self.rest))
        return f"{self.before}/{quote(repo_id)}{tail}"


def route(path: str, data: Data) -> Routed:
    """The route of a path. One-segment names are told from words by what the store knows."""
    parts = tuple(unquote(part) for part in path.strip("/").split("/"))
    if parts[0] == LFS:
        return Routed(LFS, rest=parts[1:])
    if parts[0] != "api":
        return _file_route(parts, data)
    if parts[1:] == ("models",):
        return Routed(MODELS)
    if parts[1:] == (TAGS,):
        return Routed(TAGS)
    if parts[1:] == ("whoami-v2",):
        return Routed(WHOAMI)
    if parts[1:3] == ("resolve-cache", "models"):
        return _cached_route(parts[3:], data)
    if parts[1:2] == ("models",) and len(parts) > 2:
        return _model_route(parts[2:], data)
    return Routed(UNKNOWN)


def _model_route(parts: tuple[str, ...], data: Data) -> Routed:
    size = _name_size(parts, data)
    repo_id, rest = "/".join(parts[:size]), parts[size:]
    if not rest:
        return Routed(MODEL, repo_id, before="/api/models")
    if rest[0] == "revision" and len(rest) > 1:
        return Routed(MODEL, repo_id, rest[1:], before="/api/models")
    if rest[0] in WORDS:
        return Routed(rest[0], repo_id, rest[1:], before="/api/models")
    return Routed(UNKNOWN)


def _file_route(parts: tuple[str, ...], data: Data) -> Routed:
    for size in (1, 2):
        if parts[size : size + 1] == (RESOLVE,) and len(parts) > size + 2:
            return Routed(RESOLVE, "/".join(parts[:size]), parts[size + 1 :])
    return Routed(UNKNOWN)


def _cached_route(parts: tuple[str, ...], data: Data) -> Routed:
    size = _name_size(parts, data)
    return Routed(RESOLVE_CACHE, "/".join(parts[:size]), parts[size:])


def _name_size(parts: tuple[str, ...], data: Data) -> int:
    if len(parts) == 1 or data.knows("/".join(parts[:2])):
        return min(2, len(parts))
    return 1 if data.knows(parts[0]) else 2
