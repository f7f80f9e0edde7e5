"""Questions of whoever supervises us: does this process live, may it be given work, do the others work?"""

from __future__ import annotations

from collections.abc import Callable

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from inbox.alive import lives
from inbox.operations import beats

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


@never_cache
@require_safe
def working(request: HttpRequest) -> JsonResponse:
    """200 while scheduler and workers show that they live, else 503 with the sentence about each.

    For whoever watches from outside: when these are gone, nobody inside can send a mail about it.
    Not part of ready(): a web process is as ready without them, and restarting it would not help.
    """
    try:
        found = lives(beats(), timezone.now())
    except DatabaseError:
        return JsonResponse({"status": "unknown", "said": [_("The database does not answer.")]}, status=503)
    well = all(life.state == "ok" for life in found)
    said = [life.sentence for life in found]
    return JsonResponse({"status": "ok" if well else "silent", "said": said}, status=200 if well else 503)


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
