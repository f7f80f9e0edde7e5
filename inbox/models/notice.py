"""What needs an administrator, once per outage."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.models.channel import Channel


class Kind(models.TextChoices):
    """What is the matter."""

    WORKER_SILENT = "worker_silent", _("No worker answers")
    SCHEDULER_SILENT = "scheduler_silent", _("The scheduler is silent")
    DISK_FULL = "disk_full", _("The disk is nearly full")
    CHANNEL_FAILING = "channel_failing", _("A channel fails")
    CHANNEL_SILENT = "channel_silent", _("A channel is silent")
    DELIVERY_UNCERTAIN = "delivery_uncertain", _("A reply was perhaps sent")
    PAYLOAD_SET_ASIDE = "payload_set_aside", _("A payload was not understood")
    WEBHOOK_PAUSED = "webhook_paused", _("A webhook was paused")


class Notice(models.Model):
    """One outage, from when it was noticed until it was over; of one channel, or of the whole."""

    kind = models.CharField(max_length=20, choices=Kind)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="notices")
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "channel"],
                condition=Q(cleared_at=None),
                nulls_distinct=False,
                name="notice_once_per_outage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.channel_id or 'everywhere'}"
