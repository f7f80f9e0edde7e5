"""Raw payloads, kept as received before they are understood."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from inbox.models.channel import Channel
from inbox.models.watch import Watch


class Inbound(models.Model):
    """One payload of a channel. Unprocessed ones are worked off; failed ones wait for a person.

    A payload is first taken together with others. What that left behind is taken alone, at
    most three times, each counted before it begins: what ends a worker is found out too.
    `body` is a webhook's body as received; its payloads follow as rows of their own.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="inbound")
    external_key = models.CharField(max_length=500)
    payload = models.JSONField()
    body = models.BinaryField(null=True)
    is_history = models.BooleanField(default=False)
    """Fetched because it stood there before the channel was connected."""
    watch = models.ForeignKey(Watch, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    """The watch that found it; null for what the channel itself brought."""
    received_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True)
    together_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "inbound"
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "external_key"], name="inbound_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(processed_at=None, set_aside_at=None),
                name="inbound_waiting",
            ),
            models.Index(fields=["id"], condition=~models.Q(set_aside_at=None), name="inbound_set_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.external_key}"

    @property
    def department_id(self) -> int:
        """Rights are asked in the channel's default department."""
        return self.channel.default_department_id
