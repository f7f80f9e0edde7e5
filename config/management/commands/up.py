"""`manage.py up`: everything Liaison needs, started, looked after and stopped by one command."""

from __future__ import annotations

import contextlib
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import OperationalError

from config import embedded, startup, web
from config.env import refuse
from config.supervisor import GaveUp, StopRequested, Supervisor, stop_signals


class Command(BaseCommand):
    """Run Liaison on this machine until Ctrl-C."""

    help = "Run all of Liaison on this machine: databases, web, worker and scheduler. Ctrl-C ends it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only one choice: with or without the demo."""
        parser.add_argument("--no-demo", action="store_true", help="start empty; the first page makes your first team")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, look after, stop; ends the process with code 2 and one sentence when it cannot start."""
        self.began = time.monotonic()
        try:
            with embedded.claim(settings.DATA_DIR), stop_signals():
                self.run(demo=not options["no_demo"])
        except (embedded.CannotStart, OSError, OperationalError) as problem:
            raise refuse(embedded.sentence(problem)) from None
        except GaveUp as problem:
            sys.stderr.write(f"{problem}\n")
            raise SystemExit(1) from None

    def run(self, *, demo: bool) -> None:
        """Start everything and look after it until somebody asks to stop."""
        supervisor = Supervisor(self.say)
        try:
            with contextlib.suppress(StopRequested):
                self.start(supervisor, demo=demo)
                supervisor.watch()
            self.say("Stopping.")
        finally:
            startup.release_connections()
            supervisor.stop()
        self.say("Everything has stopped.")

    def start(self, supervisor: Supervisor, *, demo: bool) -> None:
        """Take every step, ending with the address and the demo logins."""
        listener = web.listen(settings.BIND, settings.PORT)
        startup.databases(supervisor, self.say)
        startup.schema(self.say)
        startup.files(self.say)
        startup.sandbox(supervisor, self.say)
        if demo:
            startup.demo_data(self.say)
        logins, set_up = startup.demo_logins(), startup.set_up_link()
        startup.release_connections()
        startup.programs(supervisor, listener, self.say)
        self.say(f"Liaison is ready: {settings.LIAISON_URL}/")
        if set_up:
            self.stdout.write(f"           make your team at {set_up}")
        for role, email, password in logins:
            self.stdout.write(f"           sign in as {role:<14} {email:<34} password {password}")
        self.stdout.flush()

    def say(self, sentence: str) -> None:
        """One line of progress, with the seconds since the start."""
        self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {sentence}")
        self.stdout.flush()
