"""What a task force, committee, project or initiative has beyond any department."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, DepartmentKind, Member
from inbox.models.canned import CannedResponse
from inbox.models.conversation import Conversation
from inbox.models.policy import ApprovalPolicy

FEED_LENGTH, LINE_LENGTH, STATUS_LENGTH = 500, 200, 160
DECISION_LENGTH = 2000

URGENT = (DepartmentKind.TASK_FORCE,)
"""What these look for flows into them; the others only look at it where it lies."""


class Checklist(models.Model):
    """A template: what is to be done whenever something like this happens; one line each."""

    name = models.CharField(_("name"), max_length=80)
    lines = models.JSONField(default=list)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["is_archived", "name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="checklist_once")]

    def __str__(self) -> str:
        return self.name


class TaskForceQuerySet(models.QuerySet["TaskForce"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> TaskForceQuerySet:
        """Those whose department exists for this member."""
        return self.filter(department__in=Department.objects.visible_to(member).order_by())

    def open(self) -> TaskForceQuerySet:
        """Those that are not over."""
        return self.filter(closed_at=None)

    def in_crisis(self) -> TaskForceQuerySet:
        """Those whose crisis is on."""
        return self.open().exclude(crisis_since=None)

    def feeding(self) -> TaskForceQuerySet:
        """Those into which new conversations flow; crises first, then the oldest."""
        rows = self.open().filter(department__kind__in=[str(kind) for kind in URGENT]).exclude(feed="")
        return rows.order_by(models.F("crisis_since").asc(nulls_last=True), "pk")


class TaskForce(models.Model):
    """The part of a temporary department that others don't have; the department is its name, members and list.

    `feed` is a search, as it is typed there. `summary` is written when it closes and never again.
    """

    department = models.OneToOneField(Department, on_delete=models.PROTECT, related_name="task_force")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leads")
    opened_from = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    ends_on = models.DateField(_("ends on"))
    reminded_at = models.DateTimeField(null=True)
    digest_at = models.DateTimeField(null=True)
    feed = models.CharField(max_length=FEED_LENGTH, blank=True, default="")
    feed_at = models.DateTimeField(null=True)
    """Since when it looks for this: what was opened before is old."""
    status = models.CharField(max_length=STATUS_LENGTH, blank=True, default="")
    status_at = models.DateTimeField(null=True)
    statement = models.ForeignKey(CannedResponse, on_delete=models.SET_NULL, null=True, related_name="+")
    """What everybody is offered first where it fits."""
    crisis_since = models.DateTimeField(null=True)
    policy = models.OneToOneField(ApprovalPolicy, on_delete=models.PROTECT, null=True, related_name="crisis_of")
    """The policy that stands while the crisis is on."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    summary: Any = models.JSONField(null=True)

    objects: ClassVar = TaskForceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["opened_at"], condition=Q(closed_at=None), name="task_force_open")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(crisis_since=None, policy=None) | Q(crisis_since__isnull=False, policy__isnull=False),
                name="crisis_has_its_policy",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(crisis_since=None, summary__isnull=False), name="closed_is_over"
            ),
        ]

    def __str__(self) -> str:
        return str(self.department)

    @property
    def is_urgent(self) -> bool:
        """Whether what it looks for flows into it."""
        return self.department.kind in URGENT


class ChecklistItem(models.Model):
    """One thing to be done by a task force."""

    task_force = models.ForeignKey(TaskForce, on_delete=models.CASCADE, related_name="items")
    text = models.CharField(max_length=LINE_LENGTH)
    position = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class ForceDecision(models.Model):
    """What was decided, by whom and when; the database itself refuses to change or delete one."""

    task_force = models.ForeignKey(TaskForce, on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField(max_length=DECISION_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class Stay(models.Model):
    """A conversation's time in a task force, and where it goes back to.

    Over (`left_at`) when somebody moved it on, or when closing gave it back (`is_returned`).
    """

    task_force = models.ForeignKey(TaskForce, on_delete=models.CASCADE, related_name="stays")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="stays")
    former_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    former_assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    began_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    is_returned = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation"], condition=Q(left_at=None), name="stay_lasts_once")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} in {self.task_force_id}"
