"""Places the program where an unprivileged user can run it and cannot change it. Needed only when we are root.

Three parts, each in a folder named by what it is made of, so that a start places only what changed: the
interpreter (where the user cannot run ours), the locked packages as a virtual environment, and the program.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from supervisor import processes
from supervisor.copies import built, copy_files, digest, files_below
from supervisor.identity import Identity
from supervisor.interpreter import Interpreter, reachable, runs
from supervisor.problem import Problem

_PROGRAM = ("config", "registry", "supervisor", "templates", "static", "locale", "manage.py")
_LOCK = "requirements/embedded.txt"


class PlacingFailed(Problem):
    """The program cannot be placed."""


@dataclass(frozen=True, slots=True)
class Program:
    """What the children are started with: an interpreter that has our packages, and the folder of `manage.py`."""

    python: Path
    root: Path
    env: Mapping[str, str]
    packages: Path | None
    """The folder of the placed packages; None where those that we run with ourselves serve."""


def place(checkout: Path, target: Path, identity: Identity, say: Callable[[str], None]) -> Program:
    """Return a program that ``identity`` can run; what ``target`` holds of it is kept, older versions are removed.

    Raises:
        PlacingFailed: it cannot be placed, or does not run as that user.
    """
    if not identity.switch:
        return Program(python=Path(sys.executable), root=checkout, env={}, packages=None)
    try:
        interpreter = reachable(target, identity, say)
        environment = _place_packages(checkout, target, interpreter, identity, say)
        root = _place_program(checkout, target, environment / "bin/python", interpreter)
    except (OSError, ValueError) as error:
        raise PlacingFailed(f"the program cannot be placed under {target}: {error}") from error
    _remove_others(target, {interpreter.placed, environment, root})
    packages = _site_packages(environment)
    return Program(python=environment / "bin/python", root=root, env=interpreter.env, packages=packages)


def _place_packages(
    checkout: Path, target: Path, interpreter: Interpreter, identity: Identity, say: Callable[[str], None]
) -> Path:
    locked = list(_locked(checkout / _LOCK))
    records = [one.read_text("RECORD") or one.version for one in locked]
    environment = target / f"packages-{digest(interpreter.name, *records)}"
    if not environment.exists():
        say("placing the packages")
        with built(environment) as building:
            _make_environment(building, interpreter, locked)
            if not runs(building / "bin/python", interpreter.env, identity, imports="django, psycopg, celery"):
                raise PlacingFailed(
                    f"{identity.name} cannot run what was placed under {target}: run Permis as an ordinary user, "
                    "or with a Python of the system"
                )
    return environment


def _make_environment(building: Path, interpreter: Interpreter, locked: list[metadata.Distribution]) -> None:
    """Make what ``python -m venv`` makes, filled with exactly the locked distributions."""
    (building / "bin").mkdir()
    (building / "bin/python").symlink_to(interpreter.executable)
    config = f"home = {interpreter.executable.parent}\ninclude-system-site-packages = false\n"
    (building / "pyvenv.cfg").write_text(config, encoding="utf-8")
    packages = _site_packages(building)
    packages.mkdir(parents=True)
    for distribution in locked:
        source = Path(str(distribution.locate_file("")))
        # What lies outside, in bin/, is started through its module instead.
        names = (str(file) for file in distribution.files or () if ".." not in file.parts)
        copy_files((file for name in names if (file := source / name).is_file()), source, packages, link=True)
    _compile(building / "bin/python", interpreter, packages)


def _locked(lock: Path) -> Iterator[metadata.Distribution]:
    """The installed distributions that the lock names; some it names for other systems only."""
    for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE):
        try:
            yield metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue


def _place_program(checkout: Path, target: Path, python: Path, interpreter: Interpreter) -> Path:
    files = [
        file
        for name in _PROGRAM
        for file in ([checkout / name] if (checkout / name).is_file() else files_below(checkout / name))
    ]
    words: list[str | bytes] = [str(python)]
    for file in files:
        words += [str(file.relative_to(checkout)), file.read_bytes()]
    root = target / f"program-{digest(*words)}"
    if not root.exists():
        with built(root) as building:
            copy_files(files, checkout, building, link=False)
            _compile(python, interpreter, building)
    return root


def _compile(python: Path, interpreter: Interpreter, folder: Path) -> None:
    """Write the byte code that the user, who may not write here, could not keep. Seconds for all packages."""
    argv = [str(python), "-m", "compileall", "-q", "-j", "0", str(folder)]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(
        argv, env=dict(interpreter.env), stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    ) as process:
        try:
            # Status 1: a file does not compile, as one meant for another version of Python; nobody imports that.
            process.wait()
        finally:  # asked to stop meanwhile: it has processes of its own, which would wait for work for ever
            processes.end_group(process.pid)


def _site_packages(environment: Path) -> Path:
    return environment / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def _remove_others(target: Path, kept: set[Path | None]) -> None:
    for old in target.iterdir():
        if old not in kept:
            shutil.rmtree(old, ignore_errors=True)
