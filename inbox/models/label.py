"""Words to find conversations by: of one department, or of the whole organisation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Member

LABEL_LENGTH = 60


class Colour(models.TextChoices):
    """Tokens of the style sheet, readable in light and dark; the word always stands beside."""

    GREY = "grey", _("Grey")
    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    YELLOW = "yellow", _("Yellow")
    GREEN = "green", _("Green")
    TEAL = "teal", _("Teal")
    BLUE = "blue", _("Blue")
    PURPLE = "purple", _("Purple")
    PINK = "pink", _("Pink")


class LabelQuerySet(models.QuerySet["Label"]):
    """Ways to ask for labels."""

    def visible_to(self, member: Member) -> LabelQuerySet:
        """The organisation's, and those of departments that exist for this member."""
        return self.readable_by(member).standing()

    def readable_by(self, member: Member) -> LabelQuerySet:
        """As visible_to(), with those that were merged into others: the history still speaks of them."""
        departments = Department.objects.visible_to(member).values("pk")
        return self.filter(Q(department=None) | Q(department__in=departments))

    def standing(self) -> LabelQuerySet:
        """All that were not merged into another."""
        return self.filter(merged_into=None)

    def usable_in(self, department_id: int) -> LabelQuerySet:
        """What one may put on a conversation of that department."""
        scope = Q(department=None) | Q(department=department_id)
        return self.standing().filter(scope, is_archived=False)


class Label(models.Model):
    """A word, its colour, and the department it belongs to (none: the whole organisation).

    Archived, it stays where it is and can't be put on anything more. A label that was merged
    stays as a signpost, so that old addresses and saved views lead to the other.
    """

    name = models.CharField(_("name"), max_length=LABEL_LENGTH)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="labels")
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GREY, db_default="grey")
    is_archived = models.BooleanField(default=False, db_default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    objects: ClassVar = LabelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["department", "name"],
                condition=Q(merged_into=None),
                nulls_distinct=False,
                name="label_once_in_its_scope",
            )
        ]

    def __str__(self) -> str:
        return self.name
