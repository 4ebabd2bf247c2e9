"""Sleep that signals end; asked of a process of its own, because signals are the process's."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.supervisor.hearing import hear

ROOT = Path(__file__).resolve().parents[2]


def _spoken(body: str, *signals: signal.Signals, deaf_to: str = "") -> tuple[str, int]:
    """Run `body` within a Wake, send the signals once it says so, and return what it said last and its status."""
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    program = (
        f"import subprocess, time\nfrom supervisor.wake import StopAsked, Wake\nwith Wake() as wake:\n{indented}\n"
    )
    ears = f"trap '' {deaf_to}; " if deaf_to else ""
    with subprocess.Popen(  # noqa: S603 - our own command
        ["/bin/sh", "-c", f'{ears}exec "$0" -u -c "$1"', sys.executable, program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=hear,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "now\n"
        for one in signals:
            process.send_signal(one)
        said = process.stdout.read().strip()
    return said, process.returncode


_SLEEPER = """\
try:
    print("now")
    wake.sleep(600)
    print("slept")
except StopAsked:
    print("stop")"""


@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_ends_a_sleep(one: signal.Signals) -> None:
    assert _spoken(_SLEEPER, one) == ("stop", 0)


def test_a_request_that_came_while_awake_is_not_forgotten() -> None:
    body = (
        """\
import os, signal
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(0)
"""
        + _SLEEPER
    )
    assert _spoken(body) == ("stop", 0)


def test_the_end_of_a_child_ends_a_sleep() -> None:
    body = """\
child = subprocess.Popen(["/bin/sleep", "0.1"])
print("now")
wake.sleep(600)
print("woken", child.wait())"""
    assert _spoken(body) == ("woken 0", 0)


def test_long_work_is_cut_off_at_once() -> None:
    body = """\
try:
    with wake.at_once():
        print("now")
        time.sleep(600)
except StopAsked:
    print("cut off")"""
    assert _spoken(body, signal.SIGTERM) == ("cut off", 0)


def test_what_unwinds_is_not_torn_by_a_second_request() -> None:
    body = """\
import os, signal
try:
    with wake.at_once():
        try:
            print("now")
            time.sleep(600)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
            print("tidied")
except StopAsked:
    pass"""
    assert _spoken(body, signal.SIGTERM) == ("tidied", 0)


def test_who_was_started_to_outlive_its_terminal_does() -> None:
    body = """\
import os, signal
os.kill(os.getpid(), signal.SIGHUP)
print("now")
wake.sleep(0.1)
print("still here")"""
    assert _spoken(body, deaf_to="HUP") == ("still here", 0)
