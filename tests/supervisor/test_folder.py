"""The data folder: where it is, who may enter which part, and that it has one keeper."""

import os
import stat
from pathlib import Path

import pytest

from supervisor.folder import AlreadyRunning, DataFolder, FolderProblem, default_root
from supervisor.identity import Identity
from supervisor.up import print_addresses

_ROOMY = 103 - len("/.s.PGSQL.5432")


@pytest.fixture
def us() -> Identity:
    """Whoever runs the tests, as an ordinary user would."""
    return Identity(name="us", uid=os.geteuid(), gid=os.getegid(), switch=False)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["a" * 200, "ü" * 60, "/".join(["deep"] * 40)])
def test_sockets_of_a_deep_folder_stand_where_their_names_fit(name: str) -> None:
    folder = DataFolder(Path("/srv") / name)
    assert len(os.fsencode(folder.sockets)) <= _ROOMY
    assert folder.sockets == DataFolder(Path("/srv") / name).sockets, "every shell must find them"
    assert folder.sockets != DataFolder(Path("/srv") / name / "other").sockets


def test_sockets_stand_inside_a_folder_that_is_not_deep() -> None:
    fitting = Path("/" + "a" * (_ROOMY - len("//run")))
    assert DataFolder(fitting).sockets == fitting / "run"
    assert DataFolder(fitting / "b").sockets.parent == Path("/tmp")  # noqa: S108 - compared, not used


def test_the_folder_is_where_the_environment_says(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert default_root({"PERMIS_DATA": str(tmp_path / "link/data")}) == tmp_path.resolve() / "data"
    with pytest.raises(FolderProblem, match="use an absolute path"):
        default_root({"PERMIS_DATA": "data"})


@pytest.mark.skipif(os.geteuid() == 0, reason="root has the folder of the system")
def test_without_a_wish_it_lies_in_the_data_folder_of_the_user(tmp_path: Path) -> None:
    assert default_root({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path.resolve() / "permis"
    assert default_root({"XDG_DATA_HOME": "relative"}) == Path("~/.local/share/permis").expanduser().resolve()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has the folder of the system")
def test_without_a_wish_root_has_the_folder_of_the_system() -> None:
    assert default_root({"XDG_DATA_HOME": "/elsewhere"}) == Path("/var/lib/permis").resolve()


def test_the_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    key = folder.secret_key()
    assert len(key) >= 50
    assert folder.secret_key() == key
    assert _mode(tmp_path / "secret_key") == 0o600
    (tmp_path / "secret_key").write_text("")  # killed between making and writing it
    assert len(folder.secret_key()) >= 50
    assert folder.secret_key() == (tmp_path / "secret_key").read_text()


def test_one_keeper_at_a_time(tmp_path: Path, us: Identity) -> None:
    folder = DataFolder(tmp_path / "data")
    with folder.lock(us):
        with pytest.raises(AlreadyRunning, match=rf"already running on {tmp_path}/data \(process {os.getpid()}\)"):
            folder.lock(us)
        with pytest.raises(AlreadyRunning, match=str(os.getpid())):
            folder.lock(us)
    folder.lock(us).close()


def test_whether_something_runs_is_known_without_taking_its_place(tmp_path: Path, us: Identity) -> None:
    folder = DataFolder(tmp_path / "data")
    assert not folder.is_kept()
    with folder.lock(us):
        assert folder.is_kept()
    assert not folder.is_kept()


def test_addresses_of_what_does_not_run_are_refused_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_addresses({"PERMIS_DATA": str(tmp_path)}) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"permis: nothing runs on {tmp_path}: make run first, with the same PERMIS_DATA\n"


def test_every_part_is_for_those_who_need_it_alone(tmp_path: Path, us: Identity) -> None:
    folder = DataFolder(tmp_path / "data")
    before = os.umask(0)
    try:
        folder.lock(us).close()
        folder.prepare(us)
        folder.prepare(us)
    finally:
        os.umask(before)
    assert _mode(folder.root) == 0o700
    assert {_mode(part) for part in (folder.logs, folder.valkey, folder.sockets)} == {0o700}


def test_a_folder_in_which_others_can_write_is_refused_and_left_as_it_is(tmp_path: Path, us: Identity) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(FolderProblem, match="others can write in the data folder"):
        DataFolder(tmp_path).lock(us)
    assert _mode(tmp_path) == 0o1777
    assert list(tmp_path.iterdir()) == []


def test_root_keeps_nothing_in_a_folder_in_which_a_group_can_write(tmp_path: Path) -> None:
    root = Identity(name="somebody", uid=os.geteuid(), gid=os.getegid(), switch=True)
    tmp_path.chmod(0o775)
    with pytest.raises(FolderProblem, match="others can write in the data folder"):
        DataFolder(tmp_path).lock(root)
    assert list(tmp_path.iterdir()) == []


def test_a_users_own_group_may_write(tmp_path: Path, us: Identity) -> None:
    tmp_path.chmod(0o770)
    DataFolder(tmp_path).lock(us).close()


def test_the_lock_is_never_what_a_link_leads_to(tmp_path: Path, us: Identity) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "lock").symlink_to(tmp_path / "precious")
    with pytest.raises(FolderProblem, match="cannot be used"):
        DataFolder(tmp_path).lock(us)
    assert (tmp_path / "precious").read_text() == "kept"


@pytest.mark.parametrize("trap", ["link", "file", "open"])
def test_a_trap_in_place_of_the_sockets_is_refused(tmp_path: Path, us: Identity, trap: str) -> None:
    folder, elsewhere = DataFolder(tmp_path / "data"), tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    folder.root.mkdir()
    if trap == "link":
        folder.sockets.symlink_to(elsewhere)
    elif trap == "file":
        folder.sockets.touch(mode=0o700)
    else:
        folder.sockets.mkdir()
        folder.sockets.chmod(0o755)
    with pytest.raises(FolderProblem, match="must be a folder that belongs to us alone"):
        folder.prepare(us)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, us: Identity) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderProblem, match=r"^the data folder .* cannot be used: .*Not a directory"):
        DataFolder(tmp_path / "file/data").lock(us)
