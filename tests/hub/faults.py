"""Faults: what can go wrong between the Hub and a client, each addressable by route, call, page and cursor.

    hub.faults.add(Status(500), route="models", call=2)              # the second listing request from now on
    hub.faults.add(reset_mid_body(), route="models", page=3, times=2)  # the first two tries at page 3
    hub.faults.add(stall(), route="model", times=None)               # every single-model request

Every rule counts only the requests it matches, from the moment it was added; several rules may strike one request
and are applied in the order they were added.
"""

from dataclasses import dataclass, field
from threading import Lock

from tests.hub.mishaps import Fault


@dataclass(slots=True)
class Rule:
    """When a fault strikes. `seen` counts matching requests, `struck` those it struck."""

    fault: Fault
    route: str | None
    call: int
    times: int | None
    page: int | None
    cursor: str | None
    seen: int = 0
    struck: int = 0

    def strikes(self, route: str, page: int, cursor: str | None) -> bool:
        """Count a request, and say whether the fault strikes it."""
        if self.route not in (None, route) or self.page not in (None, page) or self.cursor not in (None, cursor):
            return False
        self.seen += 1
        if self.seen < self.call or (self.times is not None and self.seen >= self.call + self.times):
            return False
        self.struck += 1
        return True


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that happened: to which route, page of its chain and cursor, and when (monotonic seconds)."""

    fault: Fault
    route: str
    page: int
    cursor: str | None
    time: float


@dataclass(slots=True)
class Faults:
    """The rules of one Hub and the log of what they did."""

    rules: list[Rule] = field(default_factory=list)
    log: list[Struck] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(
        self,
        fault: Fault,
        route: str | None = None,
        *,
        call: int = 1,
        times: int | None = 1,
        page: int | None = None,
        cursor: str | None = None,
    ) -> Rule:
        """Let a fault strike the `call`-th matching request from now, `times` in a row (None: for good).

        `route` is one of `tests.hub.routes`, `page` the 1-based place in a chain of cursors.
        """
        rule = Rule(fault, route, call, times, page, cursor)
        with self._lock:
            self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Forget all rules; the log stays."""
        with self._lock:
            self.rules.clear()

    def pending(self) -> tuple[Rule, ...]:
        """The rules that never struck: a test that meant them to did not test what it says."""
        return tuple(rule for rule in self.rules if not rule.struck)

    def strike(self, route: str, page: int, cursor: str | None, now: float) -> tuple[Fault, ...]:
        """The faults that strike this request, counted and logged."""
        with self._lock:
            faults = tuple(rule.fault for rule in self.rules if rule.strikes(route, page, cursor))
            self.log.extend(Struck(fault, route, page, cursor, now) for fault in faults)
        return faults
