"""A progress bar for one run: a line that is drawn over on a terminal, a line every few pages elsewhere."""

import shutil
import time
from collections.abc import Callable
from typing import TextIO

from registry.sync.progress import Progress

_REDRAW = 0.1  # seconds
_PAGES_PER_LINE = 10
_WIDTH = 20


class Bar:
    """Shows how far a run is, how fast, what is left of the quota, and when it ends where that can be guessed."""

    def __init__(
        self,
        stream: TextIO,
        before: Progress,
        total: int | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream, self._total, self._clock = stream, total, clock
        self._before = before.rows
        self._began = self._drawn = clock()
        self._terminal = stream.isatty()
        self._pages = 0

    def show(self, progress: Progress) -> None:
        """Draw the bar anew, unless it was drawn a moment ago."""
        self._pages += 1
        moment = self._clock()
        if self._terminal and moment - self._drawn >= _REDRAW:
            self._drawn = moment
            columns = shutil.get_terminal_size().columns
            self._stream.write("\r" + self.line(progress)[: columns - 1].ljust(columns - 1))
            self._stream.flush()
        elif not self._terminal and self._pages % _PAGES_PER_LINE == 1:
            self._stream.write(self.line(progress) + "\n")
            self._stream.flush()

    def clear(self) -> None:
        """Leave the line to whoever writes next."""
        if self._terminal:
            self._stream.write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
            self._stream.flush()

    def rate(self, progress: Progress) -> float:
        """Return models per second since we began."""
        return (progress.rows - self._before) / max(self._clock() - self._began, 1e-3)

    def line(self, progress: Progress) -> str:
        """Say it in one line."""
        rate = self.rate(progress)
        parts = [f"{progress.rows:,} models", f"{rate:,.0f} models/s"]
        if progress.quota_left is not None:
            parts.append(f"{progress.quota_left:,} requests left")
        if progress.unreadable:
            parts.append(f"{progress.unreadable:,} unreadable")
        if self._total is None or progress.rows >= self._total:
            return " · ".join(parts)
        share = progress.rows / self._total
        if rate > 0:
            parts.append(f"about {_duration((self._total - progress.rows) / rate)} left")
        filled = "█" * int(share * _WIDTH)
        return f"{filled:░<{_WIDTH}} {share:4.0%} " + " · ".join(parts)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
