"""Copies of files for a user who may read and run, and not change, them. Hard links where that says the same."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def built(place: Path) -> Iterator[Path]:
    """Give a folder to fill, and rename it into its place once that went well: a kill leaves no half of it.

    Its name is new each time: what a killed start began may still be written to.
    """
    building = Path(tempfile.mkdtemp(prefix=f"{place.name}.", suffix=".new", dir=place.parent))
    building.chmod(0o755)
    yield building
    building.rename(place)


def digest(*words: str | bytes) -> str:
    """Return twelve characters that name the words."""
    made = hashlib.sha256()
    for word in words:
        text = word.encode() if isinstance(word, str) else word
        made.update(len(text).to_bytes(8, "big") + text)
    return made.hexdigest()[:12]


def files_below(folder: Path, unneeded: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Return the files below a folder in a stable order, without caches, hidden ones and the unneeded folders."""
    for above, folders, files in os.walk(folder):
        kept = {one for one in folders if one not in unneeded and one != "__pycache__" and not one.startswith(".")}
        folders[:] = sorted(kept)
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith(".pyc"):
                yield Path(above, name)


def copy_files(files: Iterable[Path], source: Path, target: Path, *, link: bool) -> None:
    """Copy files from below ``source`` to the same places below ``target``, readable by all.

    ``link`` makes hard links where file system and permissions allow: for files that are replaced, never edited.
    """
    made: set[Path] = set()
    for file in files:
        to = target / file.relative_to(source)
        if to.parent not in made:
            to.parent.mkdir(parents=True, exist_ok=True)
            made.add(to.parent)
        _copy(file, to, link=link)


def _copy(file: Path, to: Path, *, link: bool) -> None:
    found = file.stat()  # a symbolic link becomes the file that it names
    as_it_should_be = found.st_uid == 0 and stat.S_IMODE(found.st_mode) in (0o644, 0o755)
    if link and as_it_should_be and not file.is_symlink():
        try:
            os.link(file, to)
            return
        except OSError:  # another file system, or one without hard links
            pass
    shutil.copy2(file, to)
    to.chmod(0o755 if found.st_mode & stat.S_IXUSR else 0o644)
