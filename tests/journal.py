"""Reading the journal in tests: whoever follows it waits for transactions of other tests on the same server."""

from __future__ import annotations

import time

from accounts.models import Event

LONGEST, LOOKS = 300, 20
"""Seconds that another test's transaction may last, and looks in each; a test may have stopped the clock."""


def await_settled() -> None:
    """Wait until no running transaction can still put an event before the last one."""
    for _look in range(LONGEST * LOOKS):
        if Event.objects.settled().count() == Event.objects.count():
            return
        time.sleep(1 / LOOKS)
    raise AssertionError("a transaction elsewhere has not ended")
