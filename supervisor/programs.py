"""Our own processes: worker, clock, web server, and the commands that run before and beside them."""

import http.client
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import SIGQUIT, SIGTERM

from supervisor.child import Child
from supervisor.folder import DataFolder
from supervisor.identity import Identity
from supervisor.keeper import Step
from supervisor.placing import Program
from supervisor.processes import Escalation
from supervisor.servers import addresses
from supervisor.wishes import Wishes

TIER = 1
_ENDING_WORKER = ((SIGTERM, 3.0), (SIGQUIT, 1.5))  # the second hands unfinished tasks back to the broker
_ENDING_OTHERS = ((SIGTERM, 4.0),)
_INTERPRETER_STATE = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
_PERSONAL = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "HF_HOME", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Programs:
    """Makes children and steps of one program, one user and one environment."""

    program: Program
    identity: Identity
    env: Mapping[str, str]
    logs: Path

    def step(self, name: str, command: str, *options: str) -> Step:
        """Return a command of `manage.py`."""
        argv = (str(self.program.python), "manage.py", command, *options)
        log = self.logs / f"{command}.log"
        return Step(name=name, argv=argv, env=self.env, identity=self.identity, cwd=self.program.root, log=log)

    def worker(self) -> Child:
        """Return the worker: a process for each core, two at least, so that a long task leaves room for others."""
        width = max(2, min(_cores(), 8))
        argv = f"celery -A config worker --loglevel INFO --concurrency {width} --without-gossip --without-mingle"
        return self._child("worker", *argv.split(), ending=_ENDING_WORKER)

    def clock(self) -> Child:
        """Return beat, apart from the worker: a worker that is started again must not ring twice.

        It remembers nothing, so that every start rings at once, and no kill tears what it remembers.
        """
        argv = "celery -A config beat --loglevel INFO --scheduler celery.beat:Scheduler --pidfile="
        return self._child("beat", *argv.split())

    def web(self, want: Wishes) -> Child:
        """Return the web server: two processes of four threads on a small machine, each with a kept connection."""
        width = max(2, min(_cores(), 4))
        argv = f"granian --interface wsgi --host {want.host} --port {want.port} --no-ws --workers {width}"
        argv += " --blocking-threads 4 --workers-kill-timeout 3 --respawn-failed-workers config.wsgi:application"
        return self._child("web server", *argv.split(), ready=lambda: is_ready(want))

    def _child(
        self,
        name: str,
        *argv: str,
        ready: Callable[[], bool] | None = None,
        ending: Escalation = _ENDING_OTHERS,
    ) -> Child:
        return Child(
            name=name,
            argv=(str(self.program.python), "-m", *argv),
            env=self.env,
            identity=self.identity,
            log=self.logs / f"{name.replace(' ', '-')}.log",
            ready=ready,
            ending=ending,
            tier=TIER,
            cwd=self.program.root,
        )


def environment(want: Wishes, folder: DataFolder, identity: Identity, program: Program) -> dict[str, str]:
    """Return what our own processes get to see: what we see, and where the servers are."""
    env = {name: value for name, value in want.environment.items() if name not in _INTERPRETER_STATE}
    if identity.switch:  # nothing that points into a home they may not enter
        env = {name: value for name, value in env.items() if name not in _PERSONAL}
        env |= {"HOME": str(folder.home), "USER": identity.name, "LOGNAME": identity.name}
    env |= program.env
    env |= {"PERMIS_DATA": str(folder.root), "PORT": str(want.port), "PYTHONUNBUFFERED": "1"}
    if not env.get("SECRET_KEY"):
        env["SECRET_KEY"] = folder.secret_key()
    for name, address in addresses(folder, identity).items():
        env[name] = env.get(name) or address
    return env


def is_ready(want: Wishes) -> bool:
    """Whether the web server says that it can serve. Cost: one request."""
    link = http.client.HTTPConnection(want.reached_at, want.port, timeout=2)
    try:
        # The second header keeps a server that insists on HTTPS from sending us there.
        link.request("GET", "/readyz", headers={"Host": want.name, "X-Forwarded-Proto": "https"})
        return link.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def _cores() -> int:
    return os.cpu_count() or 1
