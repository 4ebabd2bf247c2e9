"""A Python that an unprivileged user can run: ours, or a copy where ours lies in a home closed to others."""

import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from supervisor.copies import built, copy_files, digest, files_below
from supervisor.identity import MINIMAL, Identity

# Of the standard library: what no server needs, above a hundred megabytes of it.
_UNNEEDED = frozenset({"site-packages", "test", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip"})


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An executable, and the variables that it needs."""

    executable: Path
    env: Mapping[str, str]
    placed: Path | None  # the folder of the copy, if it is one

    @property
    def name(self) -> str:
        """What packages compiled for it depend on."""
        return digest(str(self.executable), sys.version)


def reachable(target: Path, identity: Identity, say: Callable[[str], None]) -> Interpreter:
    """Return the interpreter that runs us, or its copy below ``target``. The first copy takes a second or two."""
    executable = Path(sys.executable).resolve()
    if runs(executable, {}, identity):
        return Interpreter(executable, env={}, placed=None)
    made = executable.stat()
    folder = target / f"python-{digest(sys.version, str(executable), str(made.st_size), str(made.st_mtime_ns))}"
    if not folder.exists():
        say(f"copying Python to where {identity.name} can run it")
        with built(folder) as building:
            copy_files(_needed(executable), Path(sys.base_prefix), building, link=True)
    # Some builds find their libpython by an absolute path, which this user cannot follow.
    library = {"LD_LIBRARY_PATH": str(folder / "lib")}
    return Interpreter(folder / executable.relative_to(sys.base_prefix), env=library, placed=folder)


def runs(executable: Path, env: Mapping[str, str], identity: Identity, imports: str = "ssl, zlib") -> bool:
    """Whether ``identity`` can run it with what it imports."""
    argv = [str(executable), "-I", "-c", f"import {imports}"]
    try:
        return identity.run(argv, env={**MINIMAL, **env}).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _needed(executable: Path) -> Iterator[Path]:
    yield executable
    base = Path(sys.base_prefix)
    yield from (library for library in (base / "lib").glob("*.so*") if library.is_file())
    for folder in {Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib")}:
        for file in files_below(folder, _UNNEEDED):
            if not file.relative_to(folder).parts[0].startswith("config-"):
                yield file
