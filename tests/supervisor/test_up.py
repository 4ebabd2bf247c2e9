"""`manage.py up`, whole: what it says, whom it runs, what it survives, and how it ends."""

import os
import pwd
import re
import signal
import socket
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from supervisor import processes
from supervisor.identity import unprivileged
from tests.hub import PAGES, EmulatedHub
from tests.supervisor.running import CHILDREN, Started, Up, only_with_proc, owner
from tests.supervisor.waiting import until
from tests.supervisor.walking import ENDED, LIVE, RUNS, Walk

pytestmark = [pytest.mark.slow, only_with_proc]

_OK, _UNAUTHORISED, _FOUND = 200, 401, 302


@pytest.fixture(scope="module")
def first() -> Iterator[Up]:
    """Started once for all of these tests on an empty folder, with a Hub of some models in reach."""
    with EmulatedHub.from_jsonl([PAGES]) as hub:
        permis = Up(hub.url)
        try:
            permis.serve()
            until(lambda: "The Hub at" in permis.said, "it tells of the Hub")
            yield permis
        finally:
            permis.close()


@pytest.fixture(scope="module")
def first_words(first: Up) -> str:
    """What the first start said."""
    return first.said


@pytest.fixture
def permis(first_words: str, first: Up) -> Up:
    """Permis, serving, whatever the test before did to it."""
    first.serve()
    until(lambda: set(first.pids) == CHILDREN, "all children run")
    return first


@pytest.fixture(scope="module")
def token(first_words: str, first: Up) -> str:
    """A token that was made before anything was killed."""
    return first.command("token", "create", "probe").splitlines()[-1]


def _password(words: str) -> str:
    found = re.search(r"password (\S+) \(shown this once", words)
    assert found, words
    return found[1]


def test_the_first_start_tells_where_it_is_and_the_password_and_whether_there_is_a_hub(
    permis: Up, first_words: str
) -> None:
    assert f"http://localhost:{permis.port}\n" in first_words
    assert f"data    {permis.folder}\n" in first_words
    assert re.search(r"^  The Hub at http://127\.0\.0\.1:\d+ can be reached\.$", first_words, re.MULTILINE)
    assert first_words.index("is ready") < first_words.index("password")
    assert len(_password(first_words)) >= 16


def test_the_password_opens_the_admin(permis: Up, first_words: str) -> None:
    _, headers = permis.ask("GET", "/admin/login/", {})
    mark = SimpleCookie(headers["Set-Cookie"])["csrftoken"].value
    form = {"username": "admin", "password": _password(first_words), "csrfmiddlewaretoken": mark}
    sent = {"Cookie": f"csrftoken={mark}", "Content-Type": "application/x-www-form-urlencoded"}
    status, answered = permis.ask("POST", "/admin/login/?next=/admin/", sent, urlencode(form))
    assert (status, answered["Location"]) == (_FOUND, "/admin/")


def test_the_password_and_the_key_are_kept_nowhere_that_others_can_read(permis: Up, first_words: str) -> None:
    password, key = _password(first_words).encode(), (permis.folder / "secret_key").read_bytes()
    assert (permis.folder / "secret_key").stat().st_mode & 0o077 == 0
    for log in permis.folder.glob("logs/*"):
        said = log.read_bytes()
        assert password not in said, log
        assert key not in said, log


def test_database_and_broker_see_no_secret_of_ours(permis: Up) -> None:
    for name in ("database", "broker"):
        seen = Path(f"/proc/{permis.pids[name]}/environ").read_bytes()
        assert {word.partition(b"=")[0] for word in seen.split(b"\0") if word} <= {b"PATH", b"LC_ALL", b"TZ"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_runs_nothing_as_root_and_nobody_can_change_what_runs(permis: Up) -> None:
    children = {owner(pid) for pid in permis.family()} - {owner(min(permis.family()))}
    runners = {owner(pid) for pid in permis.pids.values()}
    assert 0 not in runners
    assert children <= runners
    (runner,) = runners
    assert ("could read its secrets" in permis.said) == (runner == pwd.getpwnam("nobody").pw_uid)
    placed = list((permis.folder / "placed").rglob("*"))
    assert len(placed) > 1000
    assert not [one for one in placed if one.lstat().st_uid == runner]
    assert not [one for one in placed if not one.is_symlink() and one.stat().st_mode & 0o022]


@pytest.mark.skipif(os.geteuid() == 0, reason="root has others run them")
def test_an_ordinary_user_runs_all_of_it(permis: Up) -> None:
    assert {owner(pid) for pid in permis.family()} == {os.geteuid()}
    assert permis.folder.stat().st_mode & 0o077 == 0


def test_a_shell_is_told_where_the_servers_are(permis: Up) -> None:
    with psycopg.connect(permis.addresses["DATABASE_URL"]) as link:
        assert link.execute("SELECT count(*) FROM auth_user WHERE username = 'admin'").fetchone() == (1,)
    assert permis.works()


@pytest.mark.parametrize("name", ["web server", "worker", "database", "broker"])
def test_a_child_that_is_killed_comes_back_and_serves(permis: Up, token: str, name: str) -> None:
    permis.kill(name)
    until(lambda: permis.get("/readyz") == _OK, "it serves again")
    until(permis.works, "the worker works again")
    assert permis.get("/api/v1/models", token) == _OK
    assert f"{name} ended by SIGKILL; starting it again" in permis.said


def test_a_second_start_on_the_same_folder_is_refused_in_one_line(permis: Up) -> None:
    status, said = permis.refused(PORT="1")
    assert status == 1
    assert re.fullmatch(rf"permis: already running on {permis.folder} \(process \d+\)\n", said)
    assert permis.get("/readyz") == _OK


def test_a_port_that_is_taken_is_told_in_one_line(permis: Up) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, said = permis.refused(PERMIS_DATA=f"{permis.folder}-other", PORT=port)
    assert status == 1
    assert said == f"permis: port {port} on 127.0.0.1 cannot be used (Address already in use): set PORT\n"


def test_nonsense_is_told_in_one_line(permis: Up) -> None:
    assert permis.refused(PORT="many") == (1, "permis: PORT is 'many': use a number from 1 to 65535\n")


def test_a_stop_takes_less_than_ten_seconds_leaves_no_process_and_the_next_start_has_everything(
    permis: Up, token: str
) -> None:
    family = permis.family()
    assert len(family) > len(CHILDREN)
    assert permis.end(signal.SIGTERM) < 10
    assert permis.status == 0
    assert [pid for pid in family if processes.birth(pid) == family[pid]] == []
    assert permis.left() == []
    assert permis.said.endswith("stopping\nstopped\n")
    assert not permis.pids
    permis.serve()
    assert "password" not in permis.said
    assert "placing" not in permis.said
    assert permis.get("/api/v1/models", token) == _OK
    assert permis.get("/api/v1/models", token[:-1] + "_") == _UNAUTHORISED


def test_servers_of_yours_are_used_and_ours_stay_off(permis: Up, servers: None) -> None:
    permis.end(signal.SIGINT)
    own = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(own._replace(path="/postgres").geturl(), autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS external")
        link.execute("CREATE DATABASE external")
    given = {"DATABASE_URL": own._replace(path="/external").geturl()}
    given |= {name: os.environ[name] for name in ("BROKER_URL", "CACHE_URL")}
    try:
        permis.serve(**given)
        until(lambda: set(permis.pids) == CHILDREN - {"database", "broker"}, "only our programs run")
        assert "password" in permis.said, "it is the first start of that database"
        with psycopg.connect(given["DATABASE_URL"]) as link:
            assert link.execute("SELECT count(*) FROM auth_user").fetchone() == (1,)
    finally:
        permis.end()


_MODELS, _PAGE = 3000, 25


@pytest.fixture
def ordinary(first_words: str, first: Up) -> Started:
    """How an ordinary user starts it: from the checkout, or, where root runs the tests, from what root placed."""
    if os.geteuid() != 0:
        return Started()
    first.end()
    (python,) = first.folder.glob("placed/packages-*/bin/python")
    (program,) = first.folder.glob("placed/program-*")
    libraries = ":".join(str(folder) for folder in first.folder.glob("placed/python-*/lib"))
    return Started(program, python, {"LD_LIBRARY_PATH": libraries} if libraries else {}, unprivileged())


@pytest.fixture
def walk(ordinary: Started) -> Iterator[Walk]:
    """A walk that an ordinary user's first start has begun, over a Hub of many models on small pages."""
    with EmulatedHub(page_limit=_PAGE) as hub:
        for number in range(_MODELS):
            hub.data.create(f"org/model-{number}")
        permis = Up(hub.url, ordinary)
        try:
            permis.serve()
            yield Walk(permis, hub)
        finally:
            permis.close()


def test_whoever_is_killed_the_walk_ends_with_every_model_once(walk: Walk, ordinary: Started) -> None:
    for victim in ("worker", "database", "broker", "supervisor"):
        walk.goes_on()
        assert walk.rows(RUNS) == [("walk", "running")]
        if victim == "supervisor":
            _kill_supervisor_and_start_again(walk.permis)
        else:
            walk.permis.kill(victim)
    walk.goes_on()
    walk.comes_to_its_end()
    assert walk.rows(ENDED) == [(_MODELS, _MODELS, 0)]
    assert set(walk.rows(LIVE)) == {(f"org/model-{number}", 1, 1) for number in range(_MODELS)}
    assert {owner(pid) for pid in walk.permis.family()} == {ordinary.identity.uid}


def _kill_supervisor_and_start_again(permis: Up) -> None:
    """The web server goes with it: its workers live on, and keep the port."""
    left, known = permis.family(), permis.pids
    assert set(known) == CHILDREN
    os.kill(known["web server"], signal.SIGSTOP)  # it is to end no worker of its own
    permis.end(signal.SIGKILL)
    os.kill(known["web server"], signal.SIGKILL)
    assert processes.birth(known["database"]) == left[known["database"]], "nobody ended the database"
    permis.serve()
    told = re.search(r"^  ended what a killed start had left running: (.*)$", permis.said, re.MULTILINE)
    assert told
    assert set(told[1].split(", ")) == CHILDREN
    assert "password" not in permis.said
    assert [pid for pid in left if processes.birth(pid) == left[pid]] == []
