"""Canned responses: prepared answers of a department, or of the whole organisation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member

TITLE_LENGTH, SHORTCUT_LENGTH = 80, 40
TEXT_LENGTH = 10_000


class CannedQuerySet(models.QuerySet["CannedResponse"]):
    """Ways to ask for canned responses."""

    def visible_to(self, member: Member) -> CannedQuerySet:
        """The organisation's, and those of departments that exist for this member."""
        departments = Department.objects.visible_to(member).values("pk")
        return self.filter(Q(department=None) | Q(department__in=departments))

    def standing(self) -> CannedQuerySet:
        """All that were not archived."""
        return self.filter(archived_at=None)

    def usable_in(self, department_id: int) -> CannedQuerySet:
        """What fits into a reply of that department."""
        return self.standing().filter(Q(department=None) | Q(department=department_id))

    def matching(self, words: str) -> CannedQuerySet:
        """Those with all of the words in title, shortcut or text."""
        found = self
        for word in words.replace("\x00", "").split()[:8]:
            plain = word.removeprefix("/")
            named = Q(title__icontains=plain) | Q(shortcut__icontains=plain) | Q(text__icontains=plain)
            found = found.filter(named)
        return found


class CannedResponse(models.Model):
    """A prepared answer with variables in it (inbox/variables.py); without a department everybody's.

    `is_approved_as_is` says that an administrator has approved these very words: a reply that
    is nothing else needs no approval by policies. Another text needs another approval.
    """

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    shortcut = models.CharField(_("shortcut"), max_length=SHORTCUT_LENGTH)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="canned")
    is_approved_as_is = models.BooleanField(default=False, db_default=False)
    use_count = models.PositiveIntegerField(default=0, db_default=0)
    last_used_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(default=1)
    """Which version this is; each is kept."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = CannedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["department", "shortcut"],
                condition=Q(archived_at=None),
                nulls_distinct=False,
                name="canned_shortcut_once_in_its_scope",
            )
        ]

    def __str__(self) -> str:
        return self.title


class CannedVersion(models.Model):
    """How a canned response read from some moment on, and who wrote it so."""

    response = models.ForeignKey(CannedResponse, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    shortcut = models.CharField(max_length=SHORTCUT_LENGTH)
    text = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["response", "number"], name="canned_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"
