"""Who gets new work by itself: what a department wants, and what members know and can carry."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from inbox.models.label import Label

MOST_OPEN = 12
"""Conversations that one member works on at once, unless told otherwise."""


class PlacingWay(models.TextChoices):
    """How a member is chosen among those who could."""

    OFF = "off", _("Off: whoever takes it has it")
    TURN = "turn", _("In turn, one after the other")
    LOAD = "load", _("Whoever has the least open")


class PlacingQuerySet(models.QuerySet["Placing"]):
    """Ways to ask for what departments want."""

    def on(self) -> PlacingQuerySet:
        """Those of departments that place by themselves."""
        return self.filter(department__is_active=True).exclude(way=PlacingWay.OFF)


class Placing(models.Model):
    """What one department wants; without a row nothing is placed there by itself."""

    department = models.OneToOneField(Department, on_delete=models.CASCADE, related_name="placing")
    way = models.CharField(_("who gets new work"), max_length=4, choices=PlacingWay, default=PlacingWay.OFF)
    most_open = models.PositiveSmallIntegerField(_("open conversations at most, for each"), default=MOST_OPEN)
    match_language = models.BooleanField(_("only to somebody who speaks their language"), default=True)
    topics = models.ManyToManyField(Label, blank=True, related_name="+")
    """Labels that only somebody may work on who knows the topic."""
    last_member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who was given work last: the turn goes on from there."""

    objects: ClassVar = PlacingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.department_id}: {self.way}"


class Ability(models.Model):
    """What one member knows; without a row nothing is known of them, and they are given what asks for nothing."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ability")
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    """Codes without region, such as "de"."""
    topics = models.ManyToManyField(Label, blank=True, related_name="+")
    most_open = models.PositiveSmallIntegerField(null=True, blank=True)
    """Their own limit, where it is not the department's."""

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "abilities"

    def __str__(self) -> str:
        return f"{self.member_id}"
