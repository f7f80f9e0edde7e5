"""`manage.py sandbox`: the pretend network, in a process of its own."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand

from config.env import refuse
from inbox.sandbox.serve import CannotListen, serve


class Command(BaseCommand):
    """Run the sandbox network until it is stopped."""

    help = "Run the sandbox: a pretend network on which to play the customer. Ctrl-C ends it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, if not where SANDBOX_URL says."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, help="instead of the port of SANDBOX_URL; 0 chooses a free one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve; ends the process with code 2 and one sentence when it cannot listen."""
        address = urlsplit(settings.SANDBOX_URL)
        port = address.port or 80 if options["port"] is None else options["port"]
        try:
            serve(settings.SANDBOX_FILE, host=options["host"], port=port, hosts=[address.hostname or "localhost"])
        except CannotListen as problem:
            raise refuse(str(problem)) from None
