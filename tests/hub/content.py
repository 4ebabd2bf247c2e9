"""What a repository holds: files (large ones sparse), commits, and the names that point at commits."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1, sha256

# By suffix, as a .gitattributes of the Hub has it.
_LARGE = (".safetensors", ".bin", ".gguf", ".pt", ".pth", ".ckpt", ".onnx", ".h5", ".msgpack", ".joblib")
_BYTES = {"F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "BF16": 2, "F16": 2, "I16": 2}


@dataclass(frozen=True, slots=True)
class File:
    """A file of `size` bytes, of which those behind `content` are zeros that nobody stores."""

    content: bytes
    size: int
    lfs: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 in hex; of a sparse file only over what is stored and the size, which is as good a name."""
        told = b"" if self.size == len(self.content) else str(self.size).encode()
        return sha256(self.content + told).hexdigest()

    @property
    def pointer(self) -> bytes:
        """What git stores in the place of a large file."""
        version = "version https://git-lfs.github.com/spec/v1"
        return f"{version}\noid sha256:{self.digest}\nsize {self.size}\n".encode()

    @property
    def oid(self) -> str:
        """Git's blob id: of the pointer where the content is elsewhere."""
        stored = self.pointer if self.lfs else self.content
        return sha1(b"blob %d\0" % len(stored) + stored, usedforsecurity=False).hexdigest()

    def part(self, start: int, stop: int) -> tuple[bytes, int]:
        """The bytes of a range: those stored, and how many zeros follow them."""
        stored = self.content[start:stop]
        return stored, stop - start - len(stored)


def file_of(path: str, content: "bytes | str | File") -> File:
    """A file from what a test writes down; large file storage goes by the path's suffix."""
    if isinstance(content, File):
        return content
    text = content.encode() if isinstance(content, str) else content
    return File(text, len(text), lfs=path.endswith(_LARGE))


def safetensors(header: Mapping[str, object]) -> File:
    """A safetensors file: its true header, and zeros for tensors."""
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    ends = [
        tensor["data_offsets"][1] for tensor in header.values() if isinstance(tensor, dict) and "dtype" in tensor
    ]
    return File(struct.pack("<Q", len(text)) + text, 8 + len(text) + max(ends, default=0), lfs=True)


def tensors(parameters: Mapping[str, int], note: str = "") -> dict[str, object]:
    """A safetensors header with one tensor per dtype; a long `note` makes the header as long."""
    header: dict[str, object] = {"__metadata__": {"format": "pt", **({"note": note} if note else {})}}
    start = 0
    for dtype, count in parameters.items():
        stop = start + count * _BYTES.get(dtype, 1)
        header[f"weights.{dtype.lower()}"] = {"dtype": dtype, "shape": [count], "data_offsets": [start, stop]}
        start = stop
    return header


def declared_too_large() -> File:
    """A safetensors file whose first eight bytes promise a header beyond every reader's limit (25 MB)."""
    return File(struct.pack("<Q", 25_000_001) + b"{}", 25_000_100, lfs=True)


def corrupt_header() -> File:
    """A safetensors file whose header is not JSON."""
    return File(struct.pack("<Q", 16) + b"{not json at all", 1024, lfs=True)


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit and the whole tree it leaves behind; `date` in the Hub's form."""

    sha: str
    title: str
    date: str
    files: Mapping[str, File]


@dataclass(slots=True)
class Revisions:
    """A repository's commits, newest first, and its branches, tags and pull requests (name -> sha)."""

    commits: list[Commit] = field(default_factory=list)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pull_requests: dict[str, str] = field(default_factory=dict)

    @property
    def head(self) -> Commit:
        """What `main` points at."""
        return self.commits[0]

    def at(self, revision: str) -> Commit | None:
        """The commit of a branch, tag, full ref or sha."""
        if revision in ("main", "refs/heads/main"):
            return self.head
        sha = self._pointed_at(revision)
        return next((commit for commit in self.commits if commit.sha == sha), None)

    def _pointed_at(self, revision: str) -> str:
        for prefix, names in (("refs/heads/", self.branches), ("refs/tags/", self.tags), ("", self.pull_requests)):
            name = revision.removeprefix(prefix)
            if name in names:
                return names[name]
        return revision
