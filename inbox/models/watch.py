"""Watches: standing queries on a channel, and what they found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from accounts.permissions import roles_of
from inbox.models.channel import Channel

QUERY_LENGTH = 200


class WatchKind(models.TextChoices):
    """What is looked for."""

    WORDS = "words", _("Words")
    TAG = "tag", _("Hashtag")


class Purpose(models.TextChoices):
    """Why we listen; it decides which figures count what was found."""

    BRAND = "brand", _("Our brand")
    COMPETITOR = "competitor", _("Competitor")
    CANDIDATE = "candidate", _("Candidates")
    TOPIC = "topic", _("Topic")


class WatchQuerySet(models.QuerySet["Watch"]):
    """Ways to ask for watches."""

    def visible_to(self, member: Member) -> WatchQuerySet:
        """Those of open departments on open channels, and of the member's own departments."""
        if not member.is_active:
            return self.none()
        if member.is_administrator:
            return self
        own = list(roles_of(member))
        open_channel = Q(channel__is_closed=False, channel__default_department__is_closed=False)
        seen = member.reached(self, "department").filter(
            open_channel | Q(channel__default_department__in=own) | Q(department__in=own)
        )
        return seen.filter(Q(department__is_closed=False) | Q(department__in=own))

    def standing(self) -> WatchQuerySet:
        """All that were not archived."""
        return self.filter(archived_at=None)

    def due(self) -> WatchQuerySet:
        """Active watches on active channels whose next look has come."""
        return self.standing().filter(is_active=True, channel__is_active=True, next_poll_at__lte=timezone.now())


class Watch(models.Model):
    """What it finds asks for no answer and goes to its department, unless it was said to us anyway."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="watches")
    kind = models.CharField(_("looks for"), max_length=10, choices=WatchKind, default=WatchKind.WORDS)
    query = models.CharField(_("query"), max_length=QUERY_LENGTH)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="watches", verbose_name=_("department")
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.BRAND)
    is_active = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True)
    cursor = models.JSONField(default=dict, editable=False)
    next_poll_at = models.DateTimeField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = WatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["purpose", "query", "id"]
        verbose_name_plural = "watches"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "kind", "query", "department"],
                condition=Q(archived_at=None),
                name="watch_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_poll_at"], condition=Q(is_active=True, archived_at=None), name="watch_due")
        ]

    def __str__(self) -> str:
        return f"#{self.query}" if self.kind == WatchKind.TAG else self.query


class Sighting(models.Model):
    """A message that a watch found; one that was said to us too is noted all the same."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="sightings")
    message: Any = models.ForeignKey("inbox.Message", on_delete=models.CASCADE, related_name="sightings")
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["watch", "message"], name="sighting_once")]

    def __str__(self) -> str:
        return f"{self.watch_id}:{self.message_id}"


def conversations_found_by(watches: models.QuerySet[Watch]) -> Any:
    """The ids of the conversations that show what these watches found, as a query."""
    messages: Any = apps.get_model("inbox", "Message").objects
    return messages.filter(sightings__watch__in=watches).values("conversation_id")
