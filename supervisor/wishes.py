"""What the operator set in the environment, as far as it concerns the supervisor."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from supervisor.problem import Problem

_SECRETS = ("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "CACHE_URL", "HF_TOKEN")


class BadWish(Problem):
    """The environment holds something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The environment, with the secrets that are given as files read in, and where the web server listens."""

    environment: Mapping[str, str]
    host: str
    port: int

    @property
    def own_database(self) -> bool:
        """Whether the embedded PostgreSQL is wanted."""
        return not self.environment.get("DATABASE_URL")

    @property
    def own_broker(self) -> bool:
        """Whether the embedded Valkey is wanted: for tasks, for the cache, or for both."""
        return not (self.environment.get("BROKER_URL") and self.environment.get("CACHE_URL"))

    @property
    def reached_at(self) -> str:
        """The address at which this machine reaches a server that listens on ``host``."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound

    @property
    def address(self) -> str:
        """What a person on this machine writes into a browser."""
        if self.host in ("127.0.0.1", "::1", "0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            return f"http://localhost:{self.port}"
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    @property
    def name(self) -> str:
        """A host name to which the web server answers."""
        for name in self.environment.get("PERMIS_ALLOWED_HOSTS", "").split(","):
            if name.strip().strip("*."):
                return name.strip().lstrip(".")
        return "localhost"


def read(environment: Mapping[str, str]) -> Wishes:
    """Read what concerns the supervisor. The other settings are read, and judged, by those who use them.

    Raises:
        BadWish: PORT is no port, or a file that holds a secret cannot be read.
    """
    values = dict(environment)
    for name in _SECRETS:  # now, because the user who runs the children may not be able to read the file
        file = values.pop(f"{name}_FILE", "")
        if file:
            try:
                values[name] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise BadWish(f"{name}_FILE names a file that cannot be read: {error}") from error
    port = values.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or len(port) > 5 or not 0 < int(port) < 65536:
        raise BadWish(f"PORT is {port!r}: use a number from 1 to 65535")
    return Wishes(environment=values, host=values.get("PERMIS_HOST") or "127.0.0.1", port=int(port))
