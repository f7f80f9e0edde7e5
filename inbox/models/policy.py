"""Approval policies: when a reply must be looked at, and by whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Member

POLICY_NAME_LENGTH = 80


class PolicyQuerySet(models.QuerySet["ApprovalPolicy"]):
    """Ways to ask for policies. They are the whole organisation's: everybody is bound by them."""

    def standing(self) -> PolicyQuerySet:
        """All that were not archived."""
        return self.filter(archived_at=None)

    def active(self) -> PolicyQuerySet:
        """Those that decide now, in their order."""
        return self.standing().filter(is_active=True)


class ApprovalPolicy(models.Model):
    """ "When these conditions hold, these must approve": the tree is one of inbox/conditions.py.

    `steps` are {"department": number, "role": "agent" or "lead"}, in order. With
    `second_look` somebody else looks again at what an approver changed.
    """

    name = models.CharField(_("name"), max_length=POLICY_NAME_LENGTH)
    tree = models.JSONField()
    steps: Any = models.JSONField(default=list)
    second_look = models.BooleanField(default=False)
    on_request = models.BooleanField(default=False)
    """It asks for nobody by itself, only where a rule of routing asks for it; then it needs no conditions."""
    position = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(default=1)
    """Which version this is; each is kept."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = PolicyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name_plural = "approval policies"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), condition=Q(archived_at=None), name="policy_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """How a policy read from some moment on, and who wrote it so."""

    policy = models.ForeignKey(ApprovalPolicy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=POLICY_NAME_LENGTH)
    tree = models.JSONField()
    steps: Any = models.JSONField()
    second_look = models.BooleanField()
    on_request = models.BooleanField(default=False)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"
