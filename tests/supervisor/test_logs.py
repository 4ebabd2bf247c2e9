"""Logs: the last few starts are kept, and none grows without bound."""

from pathlib import Path

from supervisor import logs


def test_the_last_three_starts_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for number in range(6):
        logs.rotate(log)
        log.write_text(f"start {number}")
    logs.rotate(log)
    assert log.read_text() == ""
    assert [log.with_name(f"web.log.{number}").read_text() for number in (1, 2, 3)] == [
        "start 5",
        "start 4",
        "start 3",
    ]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_log_that_grew_too_large_begins_anew_under_the_pen_of_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab") as pen:
        pen.write(b"x" * (20 * 1024 * 1024))
        pen.flush()
        logs.trim(log)
        assert log.stat().st_size == 20 * 1024 * 1024, "twenty megabytes are within bounds"
        pen.write(b"y")
        pen.flush()
        logs.trim(log)
        pen.write(b"after")
        pen.flush()
    assert log.read_bytes() == b"after"
    assert log.with_name("web.log.1").read_bytes().endswith(b"xy")


def test_the_reason_is_the_last_line_that_says_something(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    assert logs.last_line(log) == ""
    log.write_bytes(b"first\n" + b"long " * 2000 + b"\nthe \xff reason\n  \n\n")
    assert logs.last_line(log) == "the \ufffd reason"
    log.write_text("z" * 9000)
    assert len(logs.last_line(log)) == 300


def test_a_log_that_is_not_there_is_nothing_to_trim(tmp_path: Path) -> None:
    logs.trim(tmp_path / "none.log")
    assert list(tmp_path.iterdir()) == []
