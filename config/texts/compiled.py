"""Compiles the translations, `locale/*/LC_MESSAGES/*.po`, into the `.mo` files beside them that Django reads."""

import hashlib
import os
from pathlib import Path

import polib

_MADE_FROM = "X-Made-From"  # in the head of a compiled file: the digest of the file that it was compiled from


class TextsNotCompiled(Exception):
    """A translation cannot be read, or its compiled form not be written; the message says which and why."""


def compile_texts(locale: Path) -> tuple[Path, ...]:
    """Compile what is missing or was made from other bytes; return the files written.

    A translation that is marked fuzzy, or that lacks one of its forms, is left out: its text stays English. The
    same file gives the same bytes. Several processes may do this at once, and a kill leaves no half of a file.
    Cost where nothing is to do: reading and hashing the files.

    Raises:
        TextsNotCompiled: at the first file that cannot be read or written.
    """
    return tuple(
        compiled for kept in sorted(locale.glob("*/LC_MESSAGES/*.po")) if (compiled := _compile(kept)) is not None
    )


def _compile(kept: Path) -> Path | None:
    target = kept.with_suffix(".mo")
    try:
        digest = hashlib.sha256(kept.read_bytes()).hexdigest()
        if _is_made_from(digest, target):
            return None
        texts = polib.pofile(str(kept))
        texts.metadata[_MADE_FROM] = digest
        _place(target, texts.to_binary())
    except (OSError, ValueError) as error:  # polib tells of a line it cannot read as an OSError
        raise TextsNotCompiled(f"{kept} cannot be compiled: {error}") from error
    return target


def _is_made_from(digest: str, target: Path) -> bool:
    """Tell it by the content: times of files say nothing after a copy, a checkout or an unpacked archive."""
    return target.is_file() and f"{_MADE_FROM}: {digest}".encode() in target.read_bytes()


def _place(target: Path, content: bytes) -> None:
    beside = target.with_name(f".{target.stem}-{os.getpid()}.mo")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
