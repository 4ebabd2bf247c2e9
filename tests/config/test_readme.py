"""The README tells of every setting there is, and of none that there is not."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_SETTINGS = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
_SUPERVISOR = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "supervisor").glob("*.py")))
_OF_THE_SYSTEM = frozenset({"XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "HF_HOME"})
_OF_THE_TESTS = frozenset({"PERMIS_POSTGRES_BIN"})


def _read() -> set[str]:
    by_settings = set(re.findall(r'\benv\.[a-z]+\(\s*"([A-Z_]+)"', _SETTINGS))
    by_supervisor = set(re.findall(r'\.get\("([A-Z_]+)"', _SUPERVISOR))
    return (by_settings | by_supervisor) - _OF_THE_SYSTEM - _OF_THE_TESTS


def _told() -> set[str]:
    table = README.split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_every_setting_is_told_and_no_other() -> None:
    assert len(_read()) > 15
    assert _told() == _read()


def test_every_room_is_on_the_map() -> None:
    rooms = {path.name for path in (ROOT / "registry").iterdir() if path.is_dir() and path.name != "__pycache__"}
    table = README.split("## The map")[1].split("\n## ")[0]
    on_the_map = set(re.findall(r"registry/([a-z]+)", table))
    assert rooms - {"migrations"} == on_the_map


def test_every_file_that_the_recipes_name_is_there() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8") + README
    named = set(re.findall(r"`((?:registry|tests|config|requirements|docs)/[\w./-]+\.\w+)`", told))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
