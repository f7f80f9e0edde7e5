"""Letting acts happen in the past: a demo in which everything happened just now tells nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from inbox.models import Conversation


def after(conversation: Conversation, wanted: datetime, now: datetime) -> datetime:
    """The wanted moment, or soon after the last message when that came later: nobody acts on what is not there yet."""
    return min(now, max(wanted, conversation.last_message_at + timedelta(minutes=2)))


@contextlib.contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within it, Django's clock stands at `moment`. For commands only: it holds for the whole process."""
    real = timezone.now
    setattr(timezone, "now", lambda: moment)  # noqa: B010 - a plain assignment to a function is no valid type
    try:
        yield
    finally:
        setattr(timezone, "now", real)  # noqa: B010
