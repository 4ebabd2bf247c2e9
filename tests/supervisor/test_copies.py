"""Copies for a user who may read and run, and not change, them."""

import os
import stat
from pathlib import Path

import pytest

from supervisor.copies import built, copy_files, digest, files_below


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small tree as it may stand in a home closed to others."""
    folder = tmp_path / "source"
    for name, mode in (("a.py", 0o600), ("bin/run", 0o700), ("lib/open.py", 0o644), ("lib/tool", 0o755)):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
        file.chmod(mode)
    (folder / "lib/link.py").symlink_to(folder / "a.py")
    return folder


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("link", [False, True])
def test_what_is_copied_can_be_read_and_run_by_all_and_written_by_us_alone(
    source: Path, tmp_path: Path, link: bool
) -> None:
    target = tmp_path / "target"
    copy_files(files_below(source), source, target, link=link)
    modes = {str(file.relative_to(target)): _mode(file) for file in files_below(target)}
    assert modes == {
        "a.py": 0o644,
        "bin/run": 0o755,
        "lib/link.py": 0o644,
        "lib/open.py": 0o644,
        "lib/tool": 0o755,
    }
    assert (target / "lib/link.py").read_text() == "a.py"
    assert (source / "a.py").stat().st_mode & 0o777 == 0o600, "the original stays as it was"


def test_what_is_edited_in_place_is_never_linked(source: Path, tmp_path: Path) -> None:
    copy_files([source / "lib/open.py"], source, tmp_path / "target", link=False)
    (source / "lib/open.py").write_text("edited")
    assert (tmp_path / "target/lib/open.py").read_text() == "lib/open.py"


@pytest.mark.skipif(os.geteuid() != 0, reason="only what belongs to root is shared")
def test_what_all_can_read_and_root_alone_can_write_takes_no_room_twice(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    copy_files(files_below(source), source, target, link=True)
    shared = {str(file.relative_to(target)) for file in files_below(target) if file.stat().st_nlink > 1}
    assert shared == {"lib/open.py", "lib/tool"}


def test_caches_hidden_files_and_what_is_not_needed_stay_away(source: Path) -> None:
    for name in (".git/config", "__pycache__/a.pyc", "lib/b.pyc", ".env", "test/test_a.py"):
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).touch()
    found = [str(file.relative_to(source)) for file in files_below(source, frozenset({"test"}))]
    assert found == ["a.py", "bin/run", "lib/link.py", "lib/open.py", "lib/tool"]


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "packages"

    def fill_and_fail() -> None:
        with built(place) as building:
            (building / "half").touch()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fill_and_fail()
    assert not place.exists()
    with built(place) as building:
        (building / "whole").touch()
    assert [file.name for file in place.iterdir()] == ["whole"]
    assert _mode(place) == 0o755


def test_a_digest_tells_apart_what_is_said_in_other_words() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4
    assert digest("a", b"b") == digest(b"a", "b")
