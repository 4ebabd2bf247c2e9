"""`/healthz` and `/readyz`: alive, and able to serve. Open to everyone, and never counted against a quota."""

from collections.abc import Callable, Mapping

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from kombu.exceptions import KombuError
from msgspec import Struct
from rest_framework.request import Request

from config.celery import app
from registry.api.problems import UNAVAILABLE, Refused
from registry.api.schema import documented
from registry.api.view import Resource
from registry.models import Licence

_BROKER_SECONDS = 2


class Alive(Struct, frozen=True):
    """The process answers."""

    alive: bool


class Ready(Struct, frozen=True):
    """The service can do its work."""

    ready: bool
    checks: dict[str, bool]


class _Open(Resource):
    authentication_classes = ()
    permission_classes = ()
    weight = 0
    max_age = 0


class Health(_Open):
    """Whether the process answers."""

    @documented("healthz", Alive, tag="registry")
    def get(self, request: Request) -> HttpResponse:
        """Tell that the process answers; asks nothing of anything else."""
        return self.answer(Alive(alive=True), tagged=False)


class Readiness(_Open):
    """Whether the service can do its work."""

    @documented("readyz", Ready, tag="registry")
    def get(self, request: Request) -> HttpResponse:
        """Tell whether database, broker, tables and licence knowledge are there."""
        checks = {name: check() for name, check in _CHECKS.items()}
        if not all(checks.values()):
            missing = ", ".join(name for name, there in checks.items() if not there)
            raise Refused(UNAVAILABLE, f"Not ready: {missing}.", headers={"Retry-After": "2"}, checks=checks)
        return self.answer(Ready(ready=True, checks=checks), tagged=False)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    try:
        with app.connection_for_write(connect_timeout=_BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=_BROKER_SECONDS)
    except (OSError, KombuError):
        return False
    return True


def _migrations() -> bool:
    """Tables never go back while a process runs, so that a good answer is kept."""
    if not _seen.get("migrations"):
        try:
            executor = MigrationExecutor(connection)
            _seen["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            return False
    return _seen["migrations"]


def _knowledge() -> bool:
    try:
        return Licence.objects.exists()
    except DatabaseError:
        return False


_seen: dict[str, bool] = {}
_CHECKS: Mapping[str, Callable[[], bool]] = {
    "database": _database,
    "broker": _broker,
    "migrations": _migrations,
    "knowledge": _knowledge,
}
