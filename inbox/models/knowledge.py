"""What we know of a contact beyond their messages: addresses, notes, facts, fields of our own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from accounts.permissions import roles_of
from inbox.models.contact import Contact
from inbox.models.conversation import Conversation
from inbox.models.message import Message


class ContactEmail(models.Model):
    """An e-mail address of a contact, as members learnt it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="emails")
    address = models.EmailField(max_length=254)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint("contact", Lower("address"), name="contact_email_once"),
        ]
        indexes: ClassVar = [models.Index(Lower("address"), name="contact_email_address")]

    def __str__(self) -> str:
        return self.address


class KnowledgeQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Notes and facts: those of a closed department are its own."""

    def visible_to(self, member: Member, *, removed: bool = False) -> KnowledgeQuerySet[Row]:
        """What open departments wrote down, and the member's own ones; what stands, or what was taken off."""
        found = self.filter(removed_at__isnull=not removed)
        if member.is_administrator:
            return found
        return member.reached(found, "department").filter(
            Q(department__is_closed=False) | Q(department__in=list(roles_of(member)))
        )


class ContactNote(models.Model):
    """Text about a contact, for members only. Rights on it are asked in its department."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="notes")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar = KnowledgeQuerySet["ContactNote"].as_manager()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class FactQuerySet(KnowledgeQuerySet["Fact"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member, *, removed: bool = False) -> FactQuerySet:
        """As notes; one with a source only for those who may see the source."""
        seen = Conversation.objects.visible_to(member).values("pk")
        found: FactQuerySet = super().visible_to(member, removed=removed)  # type: ignore[assignment]
        return found.filter(Q(source=None) | Q(source__conversation__in=seen))


class Fact(models.Model):
    """ "Said on 3 May that she travels with a wheelchair": what they told us, and where.

    It belongs to the contact whose account wrote the source, and goes where that goes.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="facts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="facts")
    said_on = models.DateField()
    text = models.CharField(max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar = FactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-said_on", "-id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def conversation(self) -> Conversation | None:
        """Where it was said: rights on it are asked there."""
        return self.source.conversation if self.source else None


class FieldKind(models.TextChoices):
    """What may be written into a field of our own."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")


class ContactField(models.Model):
    """A field that administrators added to every contact. Archived ones keep their values."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    choices = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
