"""A list worth coming back to: its filters and sort, under a name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member
from accounts.permissions import roles_of

VIEW_NAME_LENGTH = 60


class Icon(models.TextChoices):
    """Its mark in the rail, from the sprite."""

    SAVE = "save", _("Bookmark")
    TAG = "tag", _("Tag")
    CLOCK = "clock", _("Clock")
    ALERT = "alert", _("Warning sign")
    PEOPLE = "people", _("People")
    BULB = "bulb", _("Light bulb")
    CAMPAIGN = "campaign", _("Megaphone")
    EYE = "eye", _("Eye")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Ways to ask for saved views."""

    def visible_to(self, member: Member) -> SavedViewQuerySet:
        """One's own, and those shared in one's departments."""
        if not member.is_active:
            return self.none()
        return self.filter(Q(member=member) | Q(department__in=list(roles_of(member))))


class SavedView(models.Model):
    """Of one member, or shared with one department. `query` is the address of its list."""

    name = models.CharField(_("name"), max_length=VIEW_NAME_LENGTH)
    icon = models.CharField(_("icon"), max_length=20, choices=Icon, default=Icon.SAVE)
    query = models.CharField(max_length=1000, blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="saved_views"
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="saved_views")
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [models.F("department__name").asc(nulls_first=True), "position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member=None) ^ Q(department=None), name="saved_view_is_personal_or_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.name
