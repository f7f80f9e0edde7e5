"""`manage.py restored`: to be run once after an older copy of the data folder was put back."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from accounts.actors import SETUP
from inbox.actions.restore import notice_restore, pause_deliveries
from inbox.models import Installation


class Command(BaseCommand):
    """Let deliveries look on their networks before anything leaves."""

    help = "After putting back an older copy of the data: look what has left since, before anything leaves again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many replies will be looked up."""
        notice_restore(by=SETUP)
        held = pause_deliveries(Installation.objects.get(pk=1), by=SETUP)
        self.stdout.write(f"{held} replies will be looked up on their networks before anything leaves.")
