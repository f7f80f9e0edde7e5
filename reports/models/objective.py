"""What a department, or a small group, wants one of its numbers to be by a day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from accounts.permissions import roles_of


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    """Every read by a person starts at visible_to()."""

    def visible_to(self, member: Member) -> ObjectiveQuerySet:
        """Those of departments whose reports they may read."""
        return self.filter(department__in=Department.objects.visible_to(member))

    def standing(self) -> ObjectiveQuerySet:
        """Those that were not dropped."""
        return self.filter(dropped_at=None)

    def put_to(self, member: Member) -> ObjectiveQuerySet:
        """Those of the member's own departments."""
        return self.filter(department__in=list(roles_of(member)))


class Objective(models.Model):
    """`target` is in the metric's own unit: seconds, a share from 0 to 1, a count, an index.

    What the metric was over the four weeks before `begun_on` is counted when somebody reads it: a
    value kept from whoever set it would tell others of conversations that they may not count.
    """

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("department")
    )
    metric = models.CharField(_("number"), max_length=40)
    target = models.FloatField(_("target"))
    due_on = models.DateField(_("by"))
    note = models.CharField(_("why"), max_length=300, blank=True, default="")
    begun_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    objects: ClassVar = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.metric} of {self.department}"
