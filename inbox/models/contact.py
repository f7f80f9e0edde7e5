"""The person outside, and their accounts on networks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from inbox.models.folding import Folded


class Relationship(models.TextChoices):
    """What they are to us."""

    CUSTOMER = "customer", _("Customer")
    PROSPECT = "prospect", _("Prospect")
    COMPETITOR = "competitor", _("Competitor")
    VENDOR = "vendor", _("Vendor")
    PRESS = "press", _("Press")
    INFLUENCER = "influencer", _("Influencer")
    EMPLOYEE = "employee", _("Employee")
    COMMUNITY = "community", _("Community")
    CANDIDATE = "candidate", _("Candidate")


class Stem(Func):
    """The part of a handle that people keep on every network: "@Mira.Rides.bsky.social" is "mira.rides"."""

    template = "lower(replace(split_part(ltrim(%(expressions)s, '@'), '@', 1), '.bsky.social', ''))"
    output_field: ClassVar = models.TextField()


class ContactQuerySet(models.QuerySet["Contact"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> ContactQuerySet:
        """Those who wrote something in a conversation that this member may see."""
        seen: Any = apps.get_model("inbox", "Conversation")
        theirs = seen.objects.visible_to(member).filter(
            messages__author__contact=OuterRef("pk"), messages__is_ours=False
        )
        return self.filter(Exists(theirs.order_by()))

    def family(self, pk: int) -> ContactQuerySet:
        """A contact, by its number or that of any merged into it, with all that were: the survivor first."""
        root = Subquery(Contact.objects.filter(pk=pk).values(root=Coalesce("survivor_id", "pk"))[:1])
        return self.filter(Q(pk=root) | Q(survivor=root)).order_by(F("survivor").asc(nulls_first=True), "pk")


class Contact(models.Model):
    """Someone who writes to us.

    Merging moves nothing: the merged contact keeps its handles and fields and names the
    `survivor`, the one that stands for all of them. So un-merging restores both as they are.
    """

    name = models.CharField(_("name"), max_length=300, blank=True)
    relationship = models.CharField(_("relationship"), max_length=12, choices=Relationship, blank=True, db_default="")
    company = models.CharField(_("company"), max_length=200, blank=True, db_default="")
    language = models.CharField(_("language"), max_length=60, blank=True, db_default="")
    place = models.CharField(_("place"), max_length=200, blank=True, db_default="")
    custom = models.JSONField(default=dict, db_default={})
    """Values of the fields that administrators defined, by the field's number as text."""
    survivor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ContactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["survivor"], condition=~Q(survivor=None), name="contact_survivor"),
            models.Index(fields=["relationship", "-id"], condition=~Q(relationship=""), name="contact_relationship"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="contact_name_trigram"),
            GinIndex(OpClass(Folded("name", "company", "place"), name="gin_trgm_ops"), name="contact_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class Handle(models.Model):
    """One account of a contact on a network."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="handles")
    network = models.CharField(max_length=30)
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    avatar_url = models.CharField(max_length=1000, blank=True)
    followers = models.PositiveBigIntegerField(null=True)
    first_seen_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "external_id"], name="handle_once")]
        indexes: ClassVar = [
            models.Index(Stem("handle"), name="handle_stem"),
            GinIndex(OpClass(Upper("handle"), name="gin_trgm_ops"), name="handle_trigram"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="handle_name_trigram"),
            GinIndex(OpClass(Folded("handle", "name"), name="gin_trgm_ops"), name="handle_folded"),
        ]

    def __str__(self) -> str:
        return self.name or self.handle or self.external_id
