"""The emulated Hub by hand: `python -m tests.hub --data FILE.jsonl.gz --port 9000`, until Ctrl-C."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.hub import PAGES, EmulatedHub, Quota
from tests.hub.limits import ANONYMOUS
from tests.hub.listing import LARGEST_PAGE


def parser() -> argparse.ArgumentParser:
    """What can be set on the command line."""
    options = argparse.ArgumentParser(prog="python -m tests.hub", description="Serve an emulated Hub on loopback.")
    options.add_argument(
        "--data",
        type=Path,
        nargs="+",
        action="extend",
        metavar="FILE",
        help="rows to hold, as .jsonl or .jsonl.gz; later files win (default: the project's own small page set)",
    )
    options.add_argument("--port", type=int, default=0, help="port to listen on (default: any free one)")
    options.add_argument("--page-limit", type=int, default=LARGEST_PAGE, help="most rows of a page")
    options.add_argument("--quota", type=int, default=ANONYMOUS.api, help="API requests per five minutes")
    options.add_argument("--token", action="append", default=[], help="a token to accept; others are refused")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 0 on a clean stop, 2 when a file or the port cannot be had."""
    chosen = parser().parse_args(arguments)
    # Blocked before the first thread starts, so that only the wait below ever sees them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    quota = Quota(chosen.quota, chosen.quota, chosen.quota)
    try:
        hub = EmulatedHub(port=chosen.port, page_limit=chosen.page_limit, quota=quota, known_quota=quota)
        hub.data.load_files(chosen.data or [PAGES])
    except (OSError, OverflowError, ValueError) as error:
        sys.stderr.write(f"python -m tests.hub: {error}\n")
        return 2
    for token in chosen.token:
        hub.access.accept(token, "reader")
    with hub:
        sys.stdout.write(f"{len(hub.data)} models. Ctrl-C ends it.\nHF_ENDPOINT={hub.url} make run\n")
        sys.stdout.flush()
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


if __name__ == "__main__":
    sys.exit(main())
