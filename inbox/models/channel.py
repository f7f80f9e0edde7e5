"""A channel: one connected account on one network."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from inbox.models.fields import EncryptedJSONField


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Ways to ask for channels."""

    def visible_to(self, member: Member) -> ChannelQuerySet:
        """Open channels, and those that feed a department of theirs."""
        if member.is_administrator:
            return self
        own = Department.objects.filter(memberships__member=member)
        is_open = Q(is_closed=False, default_department__is_closed=False)
        within = member.reached(self, "default_department")
        return within.filter(is_open | Q(default_department__in=own.order_by()))

    def due(self) -> ChannelQuerySet:
        """Active channels whose next poll time has come."""
        return self.filter(is_active=True, next_poll_at__lte=timezone.now())


class Channel(models.Model):
    """An account we listen on and answer from. What it brings goes to its default department."""

    network = models.CharField(_("network"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    handle = models.CharField(_("handle"), max_length=200, blank=True)
    external_id = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    credentials: Any = EncryptedJSONField(default=dict, editable=False)
    default_department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="channels",
        verbose_name=_("default department"),
        help_text=_("Holds every conversation from its first moment until it is moved."),
    )
    is_closed = models.BooleanField(
        _("closed"),
        default=False,
        help_text=_("Only the department that holds a conversation sees it."),
    )
    is_active = models.BooleanField(default=True)
    cursor = models.JSONField(default=dict, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    backfill = models.JSONField(default=dict, editable=False)
    """How far what lies behind has been read; see inbox/backfill.py."""
    next_poll_at = models.DateTimeField(null=True, blank=True, editable=False)
    understanding_until = models.DateTimeField(null=True, blank=True, editable=False)
    """Until when one worker works off what waits here; others leave it alone."""
    woken_until = models.DateTimeField(null=True, blank=True, editable=False)
    """Until when a wake-up counts as on its way: however much arrives, the queue holds one for each channel."""
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    last_error_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    connected_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ChannelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "external_id"],
                condition=~models.Q(external_id=""),
                name="channel_account_once",
                violation_error_message=_("This account is connected already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def department_id(self) -> int:
        """Rights on a channel are asked in its default department."""
        return self.default_department_id
