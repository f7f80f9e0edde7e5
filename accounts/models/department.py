"""Departments own work; memberships say who works there and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models.member import Member


class Role(models.TextChoices):
    """What a member is in one department, from least to most."""

    OBSERVER = "observer", _("Observer")
    TRAINEE = "trainee", _("Trainee")
    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")

    @property
    def rank(self) -> int:
        """0 for an observer up to 3 for a lead."""
        return list(Role).index(self)


class DepartmentKind(models.TextChoices):
    """What a department is: a standing one, or one of the temporary or cross-cutting ones."""

    DEPARTMENT = "department", _("Department")
    TASK_FORCE = "task_force", _("Task force")
    COMMITTEE = "committee", _("Committee")
    PROJECT = "project", _("Project")
    INITIATIVE = "initiative", _("Community initiative")


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Ways to ask for departments."""

    def active(self) -> DepartmentQuerySet:
        """Departments that can hold work."""
        return self.filter(is_active=True)

    def visible_to(self, member: Member) -> DepartmentQuerySet:
        """Open ones for all staff, closed ones for their members and administrators.

        A token that is held to departments narrows this, and opens none that the member has left.
        """
        if not member.is_active:
            return self.none()
        within = member.reached(self, "pk")
        if member.is_administrator:
            return within
        own = Membership.objects.filter(member=member).values("department_id")
        return within.filter(models.Q(is_closed=False) | models.Q(pk__in=own))


class Department(models.Model):
    """A unit that owns conversations. Open: all staff may read. Closed: members only."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    code = models.CharField(_("mark"), max_length=3, help_text=_("Two or three letters, shown beside its work."))
    slug = models.SlugField(max_length=80, unique=True)
    purpose = models.CharField(_("what it answers for"), max_length=200, blank=True)
    is_closed = models.BooleanField(
        _("closed"),
        default=False,
        help_text=_("Its conversations do not exist for people outside it."),
    )
    replies_need_lead = models.BooleanField(default=False, db_default=False)
    """Nothing leaves here before one of its leads has looked; inbox/policies.py sees to it."""
    is_active = models.BooleanField(default=True)
    kind = models.CharField(
        max_length=12, choices=DepartmentKind, default=DepartmentKind.DEPARTMENT, db_default="department"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        through_fields=("department", "member"),
        related_name="departments",
    )

    objects: ClassVar = DepartmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_temporary(self) -> bool:
        """Whether it is a task force, committee, project or initiative: it has members of others, and an end."""
        return self.kind != DepartmentKind.DEPARTMENT

    @property
    def department_id(self) -> int:
        """A department is its own department when rights are asked about it."""
        return self.pk


class Membership(models.Model):
    """One member in one department, in one role."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AGENT)
    created_at = models.DateTimeField(auto_now_add=True)
    shadow_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="shadows"
    )
    """Whose work they look at to learn it; such a membership is a trainee's, and ends by itself."""
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["department__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "department"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(ends_on=None) | models.Q(role="trainee"), name="shadow_learns"),
            models.CheckConstraint(
                condition=models.Q(shadow_of=None) | models.Q(ends_on__isnull=False), name="shadow_ends"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_on"], condition=~models.Q(ends_on=None), name="membership_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_role_display()}, {self.department}"

    @property
    def is_shadow(self) -> bool:
        """Whether it is for learning, and for a time."""
        return self.ends_on is not None
