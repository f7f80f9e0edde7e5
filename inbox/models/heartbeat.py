"""Signs of life of the processes that no page ever meets: the scheduler and the workers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """Whose sign of life it is."""

    SCHEDULER = "scheduler", _("The scheduler")
    WORKER = "worker", _("The worker")


class Heartbeat(models.Model):
    """One row a part. `since` is when the present run without a longer break began."""

    part = models.CharField(max_length=10, choices=Part, primary_key=True)
    seen_at = models.DateTimeField()
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["part"]

    def __str__(self) -> str:
        return f"{self.part} at {self.seen_at:%H:%M:%S}"
