"""Acts on many conversations, a turn of some seconds at a time."""

from __future__ import annotations

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from inbox.actions import bulk
from inbox.models import BulkJob


@shared_task
def carry_out_bulk(job_id: int) -> None:
    """Go on with a job; the next turn goes to the back of the queue."""
    if bulk.carry_out(job_id):
        carry_out_bulk.delay(job_id)


@shared_task
def sweep_bulk() -> None:
    """Go on where a worker died, and with what no wake-up reached."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    for job_id in BulkJob.objects.waiting().filter(free).order_by("id").values_list("pk", flat=True)[:50]:
        carry_out_bulk.delay(job_id)
