"""`manage.py prepare`: an empty database serves afterwards, and a second time changes nothing."""

import gzip
import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from registry.catalogue import facets
from registry.catalogue.model import Model, find_model
from registry.models import Entry, EntryWords, FacetCount, Licence, SyncRun
from registry.sync import starter
from tests.builders import make_run
from tests.sync.saving import stored

R1 = "deepseek-ai/DeepSeek-R1"
_PASSWORD = re.compile(r"admin   (\w+), password (\S+) ")


@pytest.fixture(autouse=True)
def _a_few_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship two hundred models, DeepSeek-R1 among them: loading all of them is tried elsewhere."""
    lines = gzip.decompress(starter.FILE.read_bytes()).splitlines(keepends=True)
    known = next(number for number, line in enumerate(lines) if f'"{R1}"'.encode() in line)
    (tmp_path / "few.jsonl.gz").write_bytes(gzip.compress(b"".join([lines[known], *lines[:200]])))
    monkeypatch.setattr(starter, "FILE", tmp_path / "few.jsonl.gz")
    facets.forget()


def _prepare() -> list[str]:
    call_command("prepare", stdout=(output := io.StringIO()))
    return output.getvalue().splitlines()


@pytest.mark.django_db
def test_an_empty_database_serves_afterwards() -> None:
    lines = _prepare()
    assert lines[0] == "tables are up to date"
    assert "licences" in lines[1]
    assert re.fullmatch(r"starter catalogue: 20[01] models, facts of 2026-02-21 to 2026-08-22", lines[2])
    assert Licence.objects.exists()
    assert isinstance(find_model(R1), Model)
    assert not EntryWords.objects.filter(head=False).exists()
    assert facets.facets().models == Entry.objects.count()


@pytest.mark.django_db
def test_the_password_is_told_once_and_opens_the_door() -> None:
    [line] = [line for line in _prepare() if "password" in line]
    assert line.startswith("below: ")
    found = _PASSWORD.search(line)
    assert found
    user = User.objects.get()
    assert (user.username, user.is_superuser, user.is_staff) == (found[1], True, True)
    assert user.check_password(found[2])
    assert len(found[2]) >= 20
    assert not [line for line in _prepare() if "password" in line]
    assert User.objects.get().password == user.password


@pytest.mark.django_db
def test_a_second_time_nothing_is_done_again() -> None:
    _prepare()
    before, counted = stored(), list(FacetCount.objects.order_by("id").values())
    lines = _prepare()
    assert (lines[0], len(lines)) == ("tables are up to date", 3)
    assert "licence knowledge" in lines[1]
    assert lines[2].startswith("below: facts   Starter data, recorded from 21 February to 22 August 2026.")
    assert stored() == before
    assert list(FacetCount.objects.order_by("id").values()) == counted


@pytest.mark.django_db
def test_where_the_hub_was_walked_no_starter_is_loaded() -> None:
    make_run(state="done")
    assert not [line for line in _prepare() if line.startswith("starter")]
    assert not Entry.objects.exists()
    assert SyncRun.objects.count() == 1


@pytest.mark.django_db
def test_an_administrator_of_another_name_is_enough() -> None:
    User.objects.create_superuser("root", password="hers")
    assert not [line for line in _prepare() if "password" in line]
    assert User.objects.get().username == "root"


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one_administrator() -> None:
    together = Barrier(3)

    def ensure() -> str:
        try:
            connection.ensure_connection()
            together.wait(10)
            call_command("ensure_admin", stdout=(output := io.StringIO()))
            return output.getvalue()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        told = [future.result(20) for future in [pool.submit(ensure) for _ in range(3)]]
    [one] = [text for text in told if text]
    assert (found := _PASSWORD.search(one))
    assert User.objects.get().check_password(found[2])
