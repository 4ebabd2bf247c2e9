"""A walk that beat began, seen from outside: by what the Hub was asked, and by what stands in the database."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from tests.hub import EmulatedHub
from tests.supervisor.running import Up
from tests.supervisor.waiting import PATIENCE

RUNS = "SELECT kind, state FROM sync_run WHERE kind <> 'starter'"
# As done, or as held: an emulated Hub does not list the models of the starter catalogue.
ENDED = "SELECT rows, new, unreadable FROM sync_run WHERE kind = 'walk' AND state IN ('done', 'held')"
LIVE = (
    "SELECT repo_id, count(*), count(DISTINCT hub_id) FROM hub_model "
    "WHERE removed_at IS NULL AND repo_id LIKE 'org/%' GROUP BY repo_id"
)


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk of one Permis over one Hub."""

    permis: Up
    hub: EmulatedHub

    def goes_on(self) -> None:
        """Wait until it has gone some pages further."""
        mark = self._asked() + 4
        self._wait(lambda: self._asked() >= mark, "the walk goes on")

    def comes_to_its_end(self) -> None:
        """Wait until its listing was read to its end."""
        self._wait(lambda: bool(self.rows(ENDED)), "the walk comes to its end")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the database answers."""
        with psycopg.connect(self.permis.addresses["DATABASE_URL"]) as link:
            return link.execute(query).fetchall()

    def _asked(self) -> int:
        return len(self.hub.asked("models"))

    def _wait(self, met: Callable[[], bool], what: str) -> None:
        """Wait, and let minutes pass whenever nobody seems to be at the run."""
        deadline, seen, still_since = time.monotonic() + PATIENCE, -1, 0.0
        while not met():
            assert time.monotonic() < deadline, f"not so: {what}; the runs: {self.rows(RUNS)}"
            if self._asked() != seen:
                seen, still_since = self._asked(), time.monotonic()
            elif time.monotonic() > still_since + 2:
                still_since = time.monotonic()
                self.permis.minutes_pass()
            time.sleep(0.02)
