"""Every change of the promises is a new page in their book; callers record what they changed."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from routing.models import PromiseBook, SlaPolicy
from routing.stored import policy_kept


def write_book() -> PromiseBook:
    """All policies with their calendars, as they hold from now on."""
    rows = SlaPolicy.objects.standing().select_related("calendar")
    return PromiseBook.objects.create(at=timezone.now(), policies=[policy_kept(row) for row in rows])


def one_at_a_time() -> None:
    """Policies are made and ordered by one at a time, also while there are none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('routing.promises'))")
