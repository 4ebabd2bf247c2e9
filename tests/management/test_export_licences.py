"""`manage.py export_licences`: to standard output or a file, the same bytes from every process, no database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from registry.licences import export, knowledge


def test_it_is_written_to_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    call_command("export_licences")
    assert capfd.readouterr().out.encode() == export.encode(knowledge.load())


def test_it_is_written_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_licences", output=tmp_path / "licences.json")
    assert (tmp_path / "licences.json").read_bytes() == export.encode(knowledge.load())
    told = capsys.readouterr()
    assert told.out == ""
    assert f"licence knowledge {knowledge.load().version}: " in told.err


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none/licences\.json cannot be written: No such file"):
        call_command("export_licences", output=tmp_path / "none" / "licences.json")


def test_every_process_writes_the_same_bytes_without_any_server(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "manage.py", "export_licences"],
            cwd=settings.ROOT,
            env={
                "PATH": os.defpath,
                "HOME": str(tmp_path),
                "PERMIS_DATA": str(tmp_path),
                "PYTHONHASHSEED": seed,
                "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
                "LC_ALL": "C",
            },
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
        )
        written.append(done.stdout)
    assert written == [export.encode(knowledge.load())] * 2
