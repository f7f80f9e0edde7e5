"""An invitation: how someone becomes a member; there is no open sign-up."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def hash_of(secret: str) -> str:
    """What is kept of a link's secret; SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Ways to ask for invitations."""

    def unsettled(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; perhaps expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def with_secret(self, secret: str) -> Invitation | None:
        """The invitation that a link belongs to."""
        return self.filter(secret_hash=hash_of(secret)).first()


class Invitation(models.Model):
    """A promise of a place, sent by mail, good once and until it expires.

    `grants` maps department ids (as text) to roles. Only a hash of the link's secret
    is stored.
    """

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    grants = models.JSONField(default=dict)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """Can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
