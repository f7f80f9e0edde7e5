"""A request from one department to another about a conversation, and what each department agreed on for them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from accounts.models.invitation import hash_of
from accounts.permissions import roles_of
from inbox.models.conversation import Conversation
from inbox.models.message import Message

ACKNOWLEDGE_MINUTES = 60
"""How long a department may take to accept or decline, until it says otherwise."""


class Kind(models.TextChoices):
    """What is asked for."""

    ASK = "ask", _("An answer")
    TRANSFER = "transfer", _("To take it over")


class EscalationState(models.TextChoices):
    """How it stands. Accepted, an ask goes on until it is answered; a transfer is over."""

    REQUESTED = "requested", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Reason(models.Model):
    """Why departments ask one another: a list that the organisation keeps."""

    name = models.CharField(_("name"), max_length=80)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["is_archived", "name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="reason_once")]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """What one department agreed on for requests to it; without a row the defaults hold.

    Without a fallback, what nobody accepts in time is raised to the department's leads.
    """

    department = models.OneToOneField(Department, on_delete=models.CASCADE, related_name="desk")
    acknowledge_minutes = models.PositiveIntegerField(_("accepts within"), default=ACKNOWLEDGE_MINUTES)
    fallback_member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="falls_back"
    )
    fallback_department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["department__name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fallback_member=None) | Q(fallback_department=None), name="desk_one_fallback"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}"

    @property
    def acknowledge_within(self) -> timedelta:
        """How long it may take to accept or decline."""
        return timedelta(minutes=self.acknowledge_minutes)


class EscalationQuerySet(models.QuerySet["Escalation"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> EscalationQuerySet:
        """Those on conversations that the member may see."""
        return self.filter(conversation__in=Conversation.objects.visible_to(member).order_by())

    def standing(self) -> EscalationQuerySet:
        """Those that are not over."""
        return self.filter(closed_at=None)

    def with_secret(self, secret: str) -> Escalation | None:
        """The one that a mailed link belongs to."""
        related = ("conversation__author", "conversation__channel", "from_department", "asked_by", "reason")
        return self.select_related(*related).filter(secret_hash=hash_of(secret)).exclude(secret_hash="").first()

    def put_to(self, member: Member) -> EscalationQuerySet:
        """Those that this member is to deal with: by department, by name, or because they were raised to them."""
        places = list(roles_of(member))
        raised = Q(raised_to=member) | Q(raised_department__in=places)
        added = Q(pk__in=Escalation.objects.filter(people=member).order_by().values("pk"))
        mine = Q(to_department__in=places) | raised | added
        return (
            self.filter(mine | ~Q(to_department=None)) if member.is_administrator and not places else self.filter(mine)
        )

    def put_by(self, member: Member) -> EscalationQuerySet:
        """Those that this member waits for: their own, and those on what their departments hold or asked about."""
        places = list(roles_of(member))
        if member.is_administrator and not places:
            return self
        return self.filter(Q(asked_by=member) | Q(from_department__in=places) | Q(conversation__department__in=places))


class Escalation(models.Model):
    """Asked of a department, or of somebody outside by mail; to many at once means one row each, of one group.

    `secret_hash` is that of the mailed link. Open while `closed_at` is null.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="escalations")
    home = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Where it goes back to when a merge is taken apart; null where it stands at home."""
    group = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=8, choices=Kind)
    is_blocking = models.BooleanField(default=False)
    from_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="asked")
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="asked_of")
    outside_name = models.CharField(max_length=120, blank=True, default="")
    outside_email = models.EmailField(blank=True, default="")
    shown: models.ManyToManyField[Message, models.Model] = models.ManyToManyField(Message, related_name="+")
    """Which messages somebody outside may read with the question."""
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    link_expires_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_by_program = models.CharField(max_length=60, blank=True, default="")
    asked_at = models.DateTimeField()
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    due_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=EscalationState, default=EscalationState.REQUESTED)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True, default="")
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=20, blank=True, default="")
    """Empty when somebody withdrew it; else what made it senseless: "moved", "taken", "resolved", "held"."""
    closed_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField(null=True)
    raised_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    raised_department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, related_name="+")
    overdue_told_at = models.DateTimeField(null=True)
    earlier = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="again")
    """The one that this asks again."""
    people: models.ManyToManyField[Member, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="added_to"
    )

    objects: ClassVar = EscalationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "to_department"], name="escalation_once"),
            models.UniqueConstraint(fields=["group"], condition=Q(to_department=None), name="escalation_once_outside"),
            models.CheckConstraint(condition=Q(to_department=None) ^ Q(outside_email=""), name="escalation_to_one"),
            models.CheckConstraint(
                condition=Q(kind="ask") | Q(to_department__isnull=False, is_blocking=False),
                name="transfer_to_department",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, state="requested")
                | Q(closed_at=None, state="accepted", kind="ask")
                | Q(closed_at__isnull=False, state="accepted", kind="transfer")
                | Q(closed_at__isnull=False, state__in=["declined", "answered", "withdrawn"]),
                name="escalation_open_or_closed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to_department", "due_at"], condition=Q(closed_at=None), name="escalation_open_to"),
            models.Index(fields=["from_department", "due_at"], condition=Q(closed_at=None), name="escalation_open_by"),
            models.Index(
                fields=["acknowledge_by"], condition=Q(state="requested", raised_at=None), name="escalation_unaccepted"
            ),
            models.Index(
                fields=["due_at"], condition=Q(closed_at=None, overdue_told_at=None), name="escalation_overdue"
            ),
            models.Index(fields=["home"], condition=~Q(home=None), name="escalation_home"),
            models.Index(fields=["secret_hash"], condition=~Q(secret_hash=""), name="escalation_secret"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.to_department_id or self.outside_name}"

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.closed_at is None

    @property
    def asked_name(self) -> str:
        """Who is asked: the department, or the person outside."""
        return str(self.to_department) if self.to_department else self.outside_name or self.outside_email
