"""Two questions of whoever supervises us: is the process alive, and may it be given work?"""

from __future__ import annotations

from collections.abc import Callable

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

BROKER_UNREADABLE = "The broker's address has an option that its driver does not understand."


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as this process can answer at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, schema and broker are there, else 503 naming what is not."""
    checks = {name: check() for name, check in CHECKS.items()}
    everything = all(sentence == "ok" for sentence in checks.values())
    return JsonResponse({"status": "ok" if everything else "not ready", **checks}, status=200 if everything else 503)


def database_check() -> str:
    """Whether a query is answered."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer."
    return "ok"


def schema_check() -> str:
    """Whether every migration of this version has been applied."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The schema cannot be read."
    return f"{len(plan)} migrations have not been applied; run manage.py migrate." if plan else "ok"


def broker_check() -> str:
    """Whether the broker accepts a connection within two seconds."""
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return "The broker does not answer."
    except (ValueError, TypeError, LookupError):  # what drivers raise for options that they do not know
        return BROKER_UNREADABLE
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database_check,
    "schema": schema_check,
    "broker": broker_check,
}
