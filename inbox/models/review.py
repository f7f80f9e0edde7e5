"""A draft on its way past a second pair of eyes: its versions, whom it asks, and who stands in for whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Role
from inbox.models.draft import WAITING, Draft
from inbox.models.message import Message


class Decision(models.TextChoices):
    """What an approver said."""

    APPROVE = "approve", _("Approved")
    RETURN = "return", _("Returned")


class DraftVersion(models.Model):
    """A draft's words as they were shown to an approver, or as one changed them; never altered.

    `picture` holds what identifies the picture: its digest, type and description.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    picture = models.JSONField(default=dict)
    answers = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who wrote this version: the draft's author, or the approver who changed it."""
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "number"], name="draft_version_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class ReviewStepQuerySet(models.QuerySet["ReviewStep"]):
    """Ways to ask for steps."""

    def waiting(self) -> ReviewStepQuerySet:
        """Those whose turn it is: the first undecided one of each draft that waits."""
        earlier = ReviewStep.objects.filter(
            draft=models.OuterRef("draft"),
            round=models.OuterRef("round"),
            decision="",
            position__lt=models.OuterRef("position"),
        )
        return self.filter(
            ~models.Exists(earlier),
            decision="",
            round=models.F("draft__round"),
            draft__state__in=WAITING,
            draft__approved_version=None,
        )


class ReviewStep(models.Model):
    """One approval that a submitted draft needs, in order of `position` within its round."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    """The least role there that may decide."""
    policies: Any = ArrayField(models.BigIntegerField(), default=list)
    names = models.JSONField(default=list)
    because = models.JSONField(default=list)
    second_look = models.BooleanField(default=False)
    """Whether an approver's edit asks for another approver."""
    not_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Whose edit this step looks at."""
    decision = models.CharField(max_length=7, choices=Decision, blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_for = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """In whose place, where that one is away; else the same."""
    note = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(null=True)
    """The version that was decided on."""
    at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects: ClassVar = ReviewStepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["round", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "round", "position"], name="review_step_once"),
            models.CheckConstraint(condition=Q(decision="") ^ Q(at__isnull=False), name="decided_at_a_time"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], condition=Q(decision=""), name="review_step_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.department_id} on {self.draft_id}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Ways to ask for delegations."""

    def standing(self) -> DelegationQuerySet:
        """Those that hold now."""
        return self.filter(until__gt=timezone.now(), member__is_active=True, delegate__is_active=True)


class Delegation(models.Model):
    """While one is away, another decides on drafts in their place; one standing delegation each."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegation")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stands_in_for")
    until = models.DateTimeField()

    objects: ClassVar = DelegationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.delegate_id} for {self.member_id}"
