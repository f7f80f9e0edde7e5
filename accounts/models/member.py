"""A member: a person inside the organisation who signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class MemberQuerySet(models.QuerySet["Member"]):
    """Ways to ask for members."""

    def active(self) -> MemberQuerySet:
        """Members who may sign in."""
        return self.filter(is_active=True)


class MemberManager(BaseUserManager["Member"]):
    """What Django's own tools call to make and find a member."""

    def get_queryset(self) -> MemberQuerySet:
        """Members, with the ways to ask for them."""
        return MemberQuerySet(self.model, using=self._db)

    def active(self) -> MemberQuerySet:
        """Members who may sign in."""
        return self.get_queryset().active()

    def get_by_natural_key(self, username: str | None) -> Member:
        """A member by e-mail, whatever its case."""
        return self.get(email__iexact=username)


class Theme(models.TextChoices):
    """Light, dark, or as the device says."""

    SYSTEM = "system", _("As the device says")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How much room a row of the list takes."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class Member(AbstractBaseUser):
    """Someone of the organisation; what they may do comes from their memberships."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(
        _("administrator"),
        default=False,
        help_text=_("Sets up channels, departments and people, and sees everything."),
    )
    is_demo = models.BooleanField(default=False, editable=False)
    is_program = models.BooleanField(_("program"), default=False, db_default=False, editable=False)
    """A program of the organisation: it has rights and tokens, and never signs in or is given work by itself."""
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=12, choices=Density, default=Density.COMFORTABLE)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    open_next = models.BooleanField(_("open the next conversation after an act"), default=True)
    undo_seconds = models.PositiveSmallIntegerField(_("seconds a reply waits before it leaves"), default=15)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    token_id: int | None = None
    """The token they come with, if it is a program that asks; never stored, as the two below."""
    scopes: frozenset[str] | None = None
    """What that token allows; None on a page, where the rights of the member hold."""
    reach: frozenset[int] | None = None
    """The departments that token is held to; None for all that the member has to do with."""

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="member_email_once",
                violation_error_message=_("A member with this e-mail exists already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def reached[Rows: models.QuerySet[Any]](self, rows: Rows, department: str) -> Rows:
        """Of these rows those within reach; `department` is the column that says whose they are."""
        return rows if self.reach is None else rows.filter(**{f"{department}__in": self.reach})

    @property
    def is_staff(self) -> bool:
        """May enter the admin console (Django's word for it)."""
        return self.is_administrator

    @property
    def is_superuser(self) -> bool:
        """Django's word for an administrator."""
        return self.is_administrator

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's admin asks this; what the product allows is in accounts.permissions."""
        return self.is_active and self.is_administrator

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """As has_perm, for several."""
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        """As has_perm, for a whole app."""
        return self.is_active and self.is_administrator

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with "sign out everywhere", which ends all sessions."""
        return f"{super().get_session_auth_hash()}{self.session_epoch:x}"

    def get_session_auth_fallback_hash(self) -> Any:
        """As get_session_auth_hash, for keys that were rotated out."""
        for fallback in super().get_session_auth_fallback_hash():
            yield f"{fallback}{self.session_epoch:x}"
