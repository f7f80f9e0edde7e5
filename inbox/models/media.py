"""Pictures, videos and files of strangers, kept for a while so that no browser of ours asks a stranger for them."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MediaState(models.TextChoices):
    """Where a copy stands."""

    WAITING = "waiting", _("Being fetched")
    KEPT = "kept", _("Kept")
    FAILED = "failed", _("Not available")


class Media(models.Model):
    """The copy of what stands at one address, as far as there is one.

    It may be dropped any time and is fetched anew when somebody looks. Who may see it is asked
    of the message that it belongs to, never here.
    """

    key = models.CharField(max_length=64, unique=True)
    """Of network and address: what one network may reach is nothing for another."""
    network = models.CharField(max_length=30)
    source = models.CharField(max_length=2000)
    state = models.CharField(max_length=8, choices=MediaState, default=MediaState.WAITING)
    media_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField(default=0)
    """Bytes of all its files."""
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    used_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "media"
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="media_due"),
            models.Index(fields=["used_at"], name="media_used"),
        ]

    def __str__(self) -> str:
        return self.key[:12]

    @property
    def file(self) -> str:
        """Where its bytes lie in the storage."""
        return f"kept/{self.key[:2]}/{self.key}"

    @property
    def small_file(self) -> str:
        """Where the small version of a picture lies."""
        return f"{self.file}.small"

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture of our own making, which a page may show."""
        return self.width > 0


def key_of(network: str, source: str) -> str:
    """The key of a copy."""
    return hashlib.sha256(f"{network} {source}".encode("utf-8", "replace")).hexdigest()
