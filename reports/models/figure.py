"""Samples summed up, by day and by month, and the days for which that has to be done again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Span(models.TextChoices):
    """How much time one figure covers; days and months are those of UTC."""

    DAY = "day"
    MONTH = "month"


class Hours(models.TextChoices):
    """Which time was taken: all of it, or working hours only."""

    CLOCK = "clock"
    WORKING = "working"


class Figure(models.Model):
    """Samples of one cell: a span of time, kind, tag, department, channel, and who alone may see it.

    `known` are those with a value, `total` is its sum, `within` how many took at most each time of
    reports/histogram.py; `bins` and `heights` are their histogram.
    """

    span = models.CharField(max_length=5, choices=Span)
    day = models.DateField()
    """The first of the span."""
    hours = models.CharField(max_length=7, choices=Hours)
    kind = models.CharField(max_length=12)
    tag = models.CharField(max_length=20, blank=True)
    department_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    closed_in = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    total = models.BigIntegerField()
    within: Any = ArrayField(models.IntegerField())
    bins: Any = ArrayField(models.SmallIntegerField())
    heights: Any = ArrayField(models.IntegerField())

    class Meta:
        ordering: ClassVar = ["day", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["span", "day", "kind", "hours", "tag", "department_id", "channel_id", "closed_in"],
                nulls_distinct=False,
                name="figure_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["span", "kind", "hours", "day"],
                include=["tag", "department_id", "channel_id", "closed_in", "count", "known", "total", "within"],
                name="figure_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class DirtyDay(models.Model):
    """A day (of UTC) whose samples changed since they were summed up: its figures are not used."""

    day = models.DateField(primary_key=True)
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
