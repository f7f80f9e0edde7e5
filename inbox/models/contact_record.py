"""What another system knows of somebody, as it told us: whose word it is, since when, and what they agreed to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inbox.models.contact import Contact

SYSTEM_LENGTH, KEY_LENGTH = 60, 200


class Consent(models.TextChoices):
    """Whether they agreed that their records are kept together."""

    GIVEN = "given", _("They agreed")
    DENIED = "denied", _("They refused, or took it back")
    UNKNOWN = "unknown", _("Not known")


class ContactRecord(models.Model):
    """Somebody in another system, such as a CRM: its key there, and what it last told us.

    `values` is what it said by field; what a member wrote over it since stands in the contact.
    `written` is what of it was written into the contact, and is taken off when consent is.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="records")
    system = models.CharField(max_length=SYSTEM_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH)
    url = models.CharField(max_length=1000, blank=True)
    values = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    consent = models.CharField(max_length=7, choices=Consent, default=Consent.UNKNOWN)
    consent_on = models.DateField(null=True)
    consent_how = models.CharField(max_length=200, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["system", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["system", "key"], name="contact_record_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.key}"
