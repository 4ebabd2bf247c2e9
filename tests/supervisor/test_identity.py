"""As whom the servers run."""

import os
import pwd
from pathlib import Path

import pytest

from supervisor.identity import MINIMAL, Identity, NoIdentity, unprivileged

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@as_root
def test_root_gives_its_children_to_somebody_without_rights() -> None:
    found = unprivileged()
    assert found.switch
    said = found.run(["/bin/sh", "-c", "id -u; id -g; id -G; pwd"], env=MINIMAL).stdout.split()
    assert said == [str(found.uid), str(found.gid), str(found.gid), "/"]
    assert found.uid != 0


@as_root
@pytest.mark.parametrize(("wanted", "why"), [("root", "which is root"), ("nobody-of-that-name", "no user named")])
def test_root_is_not_to_run_the_servers_nor_somebody_unknown(wanted: str, why: str) -> None:
    with pytest.raises(NoIdentity, match=why):
        unprivileged(wanted)


@pytest.mark.parametrize(
    ("name", "switch", "shared"), [("nobody", True, True), ("permis", True, False), ("nobody", False, False)]
)
def test_a_user_whom_other_programs_may_be_too_is_known_as_such(name: str, *, switch: bool, shared: bool) -> None:
    assert Identity(name, 65534, 65534, switch=switch).shared is shared


@as_root
def test_root_may_name_who_runs_them() -> None:
    somebody = next(one for one in pwd.getpwall() if one.pw_uid not in (0, pwd.getpwnam("nobody").pw_uid))
    assert unprivileged(somebody.pw_name) == Identity(
        somebody.pw_name, somebody.pw_uid, somebody.pw_gid, switch=True
    )


@as_root
def test_what_is_given_away_is_never_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "ours").touch()
    (tmp_path / "link").symlink_to(tmp_path / "ours")
    unprivileged().owns(tmp_path / "link")
    assert (tmp_path / "ours").stat().st_uid == 0
    assert (tmp_path / "link").lstat().st_uid == unprivileged().uid


@pytest.mark.skipif(os.geteuid() == 0, reason="root does not run them itself")
def test_an_ordinary_user_runs_them_itself() -> None:
    found = unprivileged("somebody-else")
    assert (found.uid, found.gid, found.switch) == (os.geteuid(), os.getegid(), False)


def test_servers_see_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    said = unprivileged().run(["/usr/bin/env"], env=MINIMAL).stdout
    assert {line.partition("=")[0] for line in said.splitlines()} <= {"PATH", "LC_ALL", "TZ", "PWD", "SHLVL", "_"}


def test_whether_a_program_can_be_run_is_found_by_running_it(tmp_path: Path) -> None:
    assert not unprivileged().can_execute(tmp_path / "none")
    assert not unprivileged().can_execute(Path("/bin/false"))
    assert unprivileged().can_execute(Path("/bin/true"))
