"""The house keeps its own rules: sizes, rooms, words, and what the project may say of itself."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS_WITHOUT_A_NAME = {"utils", "util", "helpers", "common", "core", "base", "misc", "services", "managers"}


def _tracked(*patterns: str) -> list[Path]:
    """Files of the project that git tracks or would track; all files where there is no git."""
    try:
        listed = subprocess.run(  # noqa: S603 - our own command
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],  # noqa: S607 - git, wherever it is installed
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_no_file_is_longer_than_a_reader_holds() -> None:
    files = [path for path in _tracked("*.py") if "migrations" not in path.parts]
    assert len(files) > 50
    long = {str(path.relative_to(ROOT)): n for path in files if (n := len(path.read_text().splitlines())) > 400}
    assert not long


def test_every_room_has_a_name_of_its_own_and_says_what_it_owns() -> None:
    rooms = [path for path in (ROOT / "registry").iterdir() if (path / "__init__.py").exists()]
    assert len(rooms) >= 9
    for path in _tracked("*.py"):
        assert path.stem not in ROOMS_WITHOUT_A_NAME, path
        assert not ROOMS_WITHOUT_A_NAME & set(path.relative_to(ROOT).parts), path
    for room in rooms:
        if room.name in {"migrations", "management"}:
            continue
        assert (room / "__init__.py").read_text().startswith('"""'), f"{room.name} does not say what it owns"


@pytest.mark.parametrize("room", ["hub", "licences", "hardware"])
def test_the_ground_floor_knows_no_framework(room: str) -> None:
    modules = [f"registry.{room}.{path.stem}" for path in (ROOT / "registry" / room).glob("[a-z]*.py")]
    assert modules
    code = f"import sys, {', '.join(modules)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0  # noqa: S603 - our own command


def test_the_project_speaks_of_itself_alone() -> None:
    # Written in pieces, so that this file does not find itself.
    forbidden = re.compile(
        "|".join(
            ["/wor" + "k/", "/ro" + "ot/[.]", "pyp" + "i[.]org", "pythonhoste" + "d", "registry[.]npm" + "js"]
        )
    )
    files = _tracked(
        "*.py", "*.md", "*.toml", "*.txt", "*.in", "*.html", "*.css", "*.js", "*.po", "*.yml", "Makefile"
    )
    assert len(files) > 50
    found = [str(path.relative_to(ROOT)) for path in files if forbidden.search(path.read_text(errors="replace"))]
    assert not found
