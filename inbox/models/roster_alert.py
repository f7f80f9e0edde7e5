"""What somebody was told is wrong with a channel's week, once, until it is mended or over."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Department
from inbox.models.channel import Channel


class RosterAlert(models.Model):
    """One thing that is missing in one week of a channel's roster: `lack` and the rest as inbox.staffing.Warned."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="roster_alerts")
    monday = models.DateField()
    lack = models.CharField(max_length=8)
    days = ArrayField(models.DateField())
    department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, related_name="+")
    liaison = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    cover = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "monday", "lack", "department", "liaison", "cover"],
                condition=Q(cleared_at=None),
                nulls_distinct=False,
                name="roster_alert_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lack} on {self.channel_id} in the week of {self.monday}"
