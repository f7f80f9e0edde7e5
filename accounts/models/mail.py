"""Mails that could not leave because no mail server is set: shown on the outbox page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Mail(models.Model):
    """One mail as it would have been sent."""

    recipients = models.TextField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.subject
