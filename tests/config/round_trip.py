"""One wake-up through broker, worker and database; run by `manage.py shell` inside a deployment under test."""

from __future__ import annotations

import time
from datetime import timedelta

from django.utils import timezone

from inbox.models.conversation import Conversation, Status
from inbox.tasks.triage import sweep_snoozed
from tests import cast

PATIENCE = 30  # seconds


def snooze_and_wake() -> bool:
    """Make a conversation whose snooze has ended, send the wake-up, and wait for a worker to open it."""
    conversation = cast.conversation(cast.channel(cast.department("Customer Service", "CS")))
    past = timezone.now() - timedelta(minutes=1)
    Conversation.objects.filter(pk=conversation.pk).update(status=Status.SNOOZED, snoozed_until=past)
    sweep_snoozed.delay()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if Conversation.objects.get(pk=conversation.pk).status == Status.OPEN:
            return True
        time.sleep(0.1)
    return False
