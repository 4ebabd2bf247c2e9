"""What a child does before it becomes another program, as `preexec_fn`."""

import signal


def hear() -> None:
    """Hear what tests send: whoever started them may be deaf to it, as under `nohup` or in the background."""
    for one in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
