"""The outbox: mails that have not left, or can't because no mail server is set."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Mail(models.Model):
    """One mail on its way; the row goes when it has left, because its link may open an account."""

    recipients = models.TextField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.subject
