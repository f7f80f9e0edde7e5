"""How a member wants to be told of things, and when they work and rest."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class About(models.TextChoices):
    """What a notification is about; where several hold for one event, the first one counts."""

    MENTION = "mention", _("Somebody mentions me")
    REVIEW = "review", _("A draft waits for my decision, or one of mine was decided on")
    ASKED = "asked", _("My department is asked, or what I asked is answered")
    FAILED = "failed", _("A reply of mine fails, or was perhaps sent")
    ASSIGNED = "assigned", _("Work is given to me, or they write again in it")
    PROMISED = "promised", _("A promise to somebody who waits is at risk or broken")
    PLANNED = "planned", _("A channel that I plan lacks somebody, I step in, or my task force’s last day has come")
    FOLLOWED = "followed", _("Something happens in a conversation that I follow")
    DEPARTMENT = "department", _("New work for my department")
    OPERATIONAL = "operational", _("Something is wrong with Liaison")


class Way(models.TextChoices):
    """How to be told."""

    APP = "app", _("In Liaison")
    MAIL = "mail", _("In Liaison and by mail")
    OFF = "off", _("Not at all")


def weekdays() -> list[int]:
    """Monday to Friday, as ISO numbers them."""
    return [1, 2, 3, 4, 5]


class Attention(models.Model):
    """One member's wishes; without a row the defaults hold.

    Times are of the member's own time zone and may pass midnight. Without working hours
    a member counts as on duty at any time; without quiet hours mails come at any time.
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attention")
    mention = models.CharField(About.MENTION.label, max_length=4, choices=Way, default=Way.MAIL)
    review = models.CharField(About.REVIEW.label, max_length=4, choices=Way, default=Way.MAIL, db_default="mail")
    asked = models.CharField(About.ASKED.label, max_length=4, choices=Way, default=Way.MAIL, db_default="mail")
    failed = models.CharField(About.FAILED.label, max_length=4, choices=Way, default=Way.MAIL)
    assigned = models.CharField(About.ASSIGNED.label, max_length=4, choices=Way, default=Way.MAIL)
    promised = models.CharField(About.PROMISED.label, max_length=4, choices=Way, default=Way.APP, db_default="app")
    planned = models.CharField(About.PLANNED.label, max_length=4, choices=Way, default=Way.MAIL, db_default="mail")
    followed = models.CharField(About.FOLLOWED.label, max_length=4, choices=Way, default=Way.APP)
    department = models.CharField(About.DEPARTMENT.label, max_length=4, choices=Way, default=Way.APP)
    operational = models.CharField(About.OPERATIONAL.label, max_length=4, choices=Way, default=Way.MAIL)
    work_days = ArrayField(models.PositiveSmallIntegerField(), default=weekdays, blank=True)
    work_from = models.TimeField(_("from"), null=True, blank=True)
    work_until = models.TimeField(_("until"), null=True, blank=True)
    quiet_from = models.TimeField(_("from"), null=True, blank=True, default=time(20))
    quiet_until = models.TimeField(_("until"), null=True, blank=True, default=time(7))
    digest_minutes = models.PositiveSmallIntegerField(_("Mails collect what is new for"), default=30)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.member_id}"

    def way(self, about: str) -> Way:
        """How the member wants to be told of this."""
        return Way(getattr(self, about))
