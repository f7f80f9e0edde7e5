"""Credentials that are being tested before a channel keeps them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from inbox.models.channel import Channel
from inbox.models.fields import EncryptedJSONField


class AttemptState(models.TextChoices):
    """Where an attempt stands."""

    WAITING = "waiting", _("Being tested")
    REFUSED = "refused", _("Refused")
    DONE = "done", _("Connected")


class Attempt(models.Model):
    """One try at connecting a channel, or at giving `channel` new credentials.

    The credentials are forgotten as soon as the attempt has ended, well or badly.
    """

    network = models.CharField(max_length=30)
    name = models.CharField(max_length=120, blank=True)
    settings = models.JSONField(default=dict)
    credentials = EncryptedJSONField(default=dict, editable=False)
    default_department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    is_closed = models.BooleanField(default=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="attempts")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=AttemptState, default=AttemptState.WAITING)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=models.Q(state="waiting"), name="attempt_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_state_display()}"
