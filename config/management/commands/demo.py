"""`manage.py demo`: an inbox in use, to look around in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from inbox.demo.company import LOGINS
from inbox.demo.load import Occupied, load

__all__ = ["LOGINS", "Command"]


class Command(BaseCommand):
    """Load the demo company once."""

    help = "Fill an empty Liaison with a demo company, its people, and thirty days of conversations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, unless it is there already."""
        if not settings.DEMO_LOGINS_ALLOWED:
            raise CommandError("The demo's passwords are published, and other machines can reach this one.")
        try:
            is_new = load(settings.SANDBOX_FILE, settings.SANDBOX_URL)
        except Occupied as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write("Northline has moved in." if is_new else "Northline is here already; nothing to do.")
