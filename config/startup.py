"""The steps of `manage.py up`, in the order in which they are taken."""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from accounts.first_run import setup_token
from config import addresses, embedded, health, postgres, processes, statics, web
from config.embedded import CannotStart
from config.processes import Child
from config.supervisor import GaveUp, Supervisor

Say = Callable[[str], None]
PATIENCE = 600.0  # seconds that the first page may take on a machine that does much else
ONE_ANSWER = 60.0  # seconds
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


def databases(supervisor: Supervisor, say: Say) -> None:
    """Start what the environment does not name, and make sure that what it names answers."""
    base = settings.DATA_DIR
    if settings.ONE_MACHINE:
        supervisor.add(partial(postgres.start_postgres, base), is_database=True)
        say("PostgreSQL is ready.")
    else:
        require_database()
    if embedded.broker_url(base) == settings.CELERY_BROKER_URL or embedded.cache_url(base) == os.environ["CACHE_URL"]:
        supervisor.add(partial(embedded.start_valkey, base), is_database=True)
        say("Valkey is ready.")
    require_broker()


def require_database() -> None:
    """Raise CannotStart, with the server's reason, when DATABASE_URL leads nowhere."""
    try:
        psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).strip().partition("\n")[0].split())  # the lines below it only repeat or guess
        raise CannotStart(f"DATABASE_URL names a database that does not let us in ({reason}); mend either.") from None


def require_broker() -> None:
    """Raise CannotStart when CELERY_BROKER_URL leads nowhere, or nowhere that can be understood."""
    found = health.broker_check()
    if found == health.BROKER_UNREADABLE:
        remedy = f"write it like {addresses.BROKER_EXAMPLE}"
        raise CannotStart(f"CELERY_BROKER_URL has an option that its driver does not understand; {remedy}.")
    if found != "ok":
        raise CannotStart("CELERY_BROKER_URL names a broker that does not answer; start it, or unset the variable.")


def schema(say: Say) -> None:
    """Apply the migrations that are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        say("The schema is up to date.")


def files(say: Say) -> None:
    """Collect the files for browsers if they changed."""
    if not settings.DEBUG and statics.collect():
        say("The files for browsers are collected.")


def demo_data(say: Say) -> None:
    """Fill an empty database with the demo, if this version brings one and nobody else can reach us."""
    if "demo" not in get_commands() or get_user_model().objects.exists():
        return
    if not settings.DEMO_LOGINS_ALLOWED:
        say("No demo data, since its passwords are published and other machines can reach this one.")
        return
    call_command("demo")
    say("The demo data is there.")


def sandbox(supervisor: Supervisor, say: Say) -> None:
    """Start the pretend network beside us, unless SANDBOX_URL says that it runs elsewhere."""
    address = urlsplit(settings.SANDBOX_URL)
    if addresses.is_loopback(address.hostname or ""):
        web.listen("127.0.0.1", address.port or 80).close()  # tells in our words when it cannot
        supervisor.add(start_sandbox)
        say(f"The sandbox, where you play the customer, is at {settings.SANDBOX_URL}/")


def release_connections() -> None:
    """Give back this process's connections and end the threads of its pool, which would delay its own end."""
    for each in connections.all(initialized_only=True):
        each.close()
        if isinstance(each, PostgreSQL):
            each.close_pool()


def programs(supervisor: Supervisor, listener: socket.socket, say: Say) -> None:
    """Start the web processes, wait for the first page, then start worker and scheduler."""
    for number in range(1, settings.WEB_PROCESSES + 1):
        supervisor.add(partial(start_web, number, listener))
    wait_for_page(supervisor)
    say("The web server answers.")
    supervisor.add(start_worker)
    supervisor.add(start_beat)


def start_web(number: int, listener: socket.socket) -> Child:
    """One web process on the shared socket, which stays open here for those to come."""
    descriptor = listener.fileno()
    command = [sys.executable, "-m", "config.web", str(descriptor)]
    return processes.start(f"web process {number}", command, pass_fds=[descriptor])


def start_sandbox() -> Child:
    """The sandbox network: a small program that knows nothing of the product, Django included."""
    port = urlsplit(settings.SANDBOX_URL).port or 80
    command = [sys.executable, "-m", "inbox.sandbox", "--file", str(settings.SANDBOX_FILE), "--port", str(port)]
    return processes.start("sandbox", command, log=settings.DATA_DIR / "sandbox.log")


def start_worker() -> Child:
    """The worker: threads, one task taken at a time by each."""
    return processes.start("worker", worker_command())


def worker_command() -> list[str | Path]:
    """The command line of a worker."""
    size = ["--pool", "threads", "--concurrency", str(settings.WORKER_THREADS)]
    return celery("worker", *size, "--without-mingle", "--without-gossip")


def start_beat() -> Child:
    """The scheduler, a process of its own so that there is exactly one."""
    return processes.start("scheduler", beat_command())


def beat_command() -> list[str | Path]:
    """The command line of the scheduler."""
    return celery("beat", "--pidfile=")


def celery(command: str, *arguments: str) -> list[str | Path]:
    """A Celery command line that keeps quiet unless something is wrong."""
    as_root = ["-W", "ignore:You're running the worker with superuser"]
    quiet = ["--quiet", "-A", "config.celery", command, "--loglevel", "WARNING"]
    return [sys.executable, *as_root, "-m", "celery", *quiet, *arguments]


def wait_for_page(supervisor: Supervisor) -> None:
    """Wait until readiness is answered; raises GaveUp when a web process ends or it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not answers(ANYWHERE.get(settings.BIND, settings.BIND), settings.PORT):
        if not all(service.child.is_running() for service in supervisor.services):
            raise GaveUp("The web server did not start; what it said stands above.")
        if time.monotonic() > deadline:
            raise GaveUp(f"The web server did not answer within {PATIENCE / 60:g} minutes. Start again.")
        time.sleep(0.05)


def answers(host: str, port: int) -> bool:
    """Whether an HTTP request is answered there at all."""
    request = http.client.HTTPConnection(host, port, timeout=ONE_ANSWER)
    try:
        request.request("GET", "/readyz")
        return request.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        request.close()


def set_up_link() -> str:
    """The address of the page that makes the first administrator; empty once there is a member."""
    if get_user_model().objects.exists():
        return ""
    token = setup_token(settings.SETUP_TOKEN, settings.SECRET_KEY)
    return f"{settings.LIAISON_URL}{reverse('accounts:welcome')}?token={token}"


def demo_logins() -> list[tuple[str, str, str]]:
    """Role, e-mail address and password of each demo member who exists."""
    package = get_commands().get("demo")
    if package is None or not settings.DEMO_LOGINS_ALLOWED:
        return []
    logins: list[tuple[str, str, str]] = import_module(f"{package}.management.commands.demo").LOGINS
    present = set(get_user_model().objects.values_list("email", flat=True))
    return [login for login in logins if login[1] in present]
