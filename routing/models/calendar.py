"""When a department works."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

CALENDAR_NAME_LENGTH = 60


class WorkCalendar(models.Model):
    """Working hours in a time zone, as routing/calendars.py counts them.

    `week` are seven lists of [from, until] in minutes of the day, Monday first; None is
    round the clock. `own_days` are {"day": ISO date, "spans": [...], "name": ...}.
    """

    name = models.CharField(_("name"), max_length=CALENDAR_NAME_LENGTH)
    zone = models.CharField(_("time zone"), max_length=60)
    week: Any = models.JSONField(null=True)
    country = models.CharField(max_length=2, blank=True, default="")
    region = models.CharField(max_length=10, blank=True, default="")
    own_days: Any = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="calendar_name_once")]

    def __str__(self) -> str:
        return self.name
