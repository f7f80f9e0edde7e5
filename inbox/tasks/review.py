"""Drafts that wait too long: a reminder, and in the end back to their author."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.actors import SCHEDULE
from inbox.actions.review_time import expire, remind
from inbox.models import ReviewStep


@shared_task
def sweep_reviews() -> None:
    """End what nobody decided in time, then remind of what waits long."""
    now = timezone.now()
    waiting = ReviewStep.objects.waiting().select_related("draft__conversation")
    for step in waiting.filter(expires_at__lte=now).order_by("expires_at")[:200]:
        expire(step, by=SCHEDULE)
    long_ago = now - timedelta(hours=settings.REVIEW_REMINDER_HOURS)
    for step in waiting.filter(asked_at__lte=long_ago, reminded_at=None).order_by("asked_at")[:200]:
        remind(step, by=SCHEDULE)
