"""The weekly brief: what people added to the agenda that makes itself, and who gets it by mail."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

TEXT_LENGTH = 4000


class Brief(models.Model):
    """What was written for one week's meeting; everything else in it is read when somebody reads it."""

    week = models.DateField(unique=True)
    """The Monday of the week that it looks back on."""
    agenda = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    decided = models.TextField(blank=True, default="", max_length=TEXT_LENGTH)
    version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-week"]

    def __str__(self) -> str:
        return f"week of {self.week}"


class BriefReader(models.Model):
    """Somebody who gets the brief by mail, on a day of the week and at an hour of their own time zone."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brief_reader")
    weekday = models.PositiveSmallIntegerField(default=0)
    """0 is Monday."""
    hour = models.PositiveSmallIntegerField(default=7)
    sent_for = models.DateField(null=True)
    """The last week that was mailed."""

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.member}"
