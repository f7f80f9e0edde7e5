"""What people fill in about members, departments and themselves."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Department, Member, Role
from accounts.permissions import who_may
from accounts.whole_sentences import WholeSentences

UNDO_CHOICES = (0, 5, 10, 15, 30, 60)
"""Seconds a reply can wait before it leaves."""


def _zones() -> list[tuple[str, str]]:
    """Every time zone by continent and city, UTC first."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def _undo_choices() -> list[tuple[int, str]]:
    words = [(n, ngettext("%(n)d second", "%(n)d seconds", n) % {"n": n}) for n in UNDO_CHOICES if n]
    return [(0, _now("Not at all")), *words]


class ZoneField(forms.ChoiceField):
    """A time zone of the system's own list."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"label": _("Time zone"), "initial": "UTC"}
        super().__init__(choices=_zones, **defaults | options)


class PasswordForm(WholeSentences, forms.Form):
    """Choosing a password: once is enough, since it can be shown and reset."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(lambda: " ".join(password_validators_help_texts()), str)(),
    )

    def clean(self) -> dict[str, Any]:
        """Weigh the password, knowing name and address, which it must not repeat."""
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            person = Member(name=cleaned.get("name", ""), email=self.email_of(cleaned))
            try:
                validate_password(password, person)
            except ValidationError as problem:
                self.add_error("password", problem)
        return cleaned

    def email_of(self, cleaned: dict[str, Any]) -> str:
        """The address the password goes with."""
        return str(cleaned.get("email", ""))


def _name_field() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class AcceptForm(PasswordForm):
    """What an invited person decides."""

    field_order = ("name", "password", "time_zone")
    name = _name_field()
    time_zone = ZoneField()

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        self.email = email
        super().__init__(*args, **options)

    def email_of(self, cleaned: dict[str, Any]) -> str:
        """The invited address."""
        return self.email


class FirstRunForm(PasswordForm):
    """The first administrator."""

    field_order = ("name", "email", "password", "time_zone")
    name = _name_field()
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    time_zone = ZoneField()


class MemberForm(WholeSentences, forms.ModelForm[Member]):
    """What administrators may correct about a member."""

    class Meta:
        model = Member
        fields = ("name", "email", "is_administrator")


class InviteForm(WholeSentences, forms.Form):
    """Whom to invite, and where they will work; one role field for each department."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    is_administrator = forms.BooleanField(
        label=_("Administrator"),
        required=False,
        help_text=_("Sets up channels, departments and people, and sees everything."),
    )

    def __init__(self, *args: Any, departments: list[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.departments = departments
        for department in departments:
            self.fields[f"role-{department.pk}"] = forms.ChoiceField(
                label=department.name, required=False, choices=[("", _("Not there")), *Role.choices]
            )

    def role_fields(self) -> list[tuple[Department, forms.BoundField]]:
        """Each department with its bound field."""
        return [(department, self[f"role-{department.pk}"]) for department in self.departments]

    def roles(self) -> dict[Department, Role]:
        """The roles chosen, after validation."""
        chosen = {item: self.cleaned_data[f"role-{item.pk}"] for item in self.departments}
        return {department: Role(role) for department, role in chosen.items() if role}


class DepartmentForm(WholeSentences, forms.ModelForm[Department]):
    """How a department is called."""

    class Meta:
        model = Department
        fields: tuple[str, ...] = ("name", "code", "purpose")

    def clean_code(self) -> str:
        """Marks are letters and digits, in capitals."""
        code = str(self.cleaned_data["code"]).strip().upper()
        if not code.isalnum():
            raise ValidationError(_("Use two or three letters or digits."))
        return code


class NewDepartmentForm(DepartmentForm):
    """A department that does not exist yet."""

    class Meta(DepartmentForm.Meta):
        fields = ("name", "code", "purpose", "is_closed")


class GrantForm(WholeSentences, forms.Form):
    """A role for a member in a department; one of the two is known from the page."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENT)

    def role_chosen(self) -> Role:
        """The role, after validation."""
        return Role(self.cleaned_data["role"])


class GrantMemberForm(GrantForm):
    """On a department's page: who."""

    field_order = ("member", "role")
    member = forms.ModelChoiceField(queryset=Member.objects.none(), label=_("Member"))

    def __init__(self, *args: Any, department: Department, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["member"]
        field.queryset = Member.objects.active()


class GrantDepartmentForm(GrantForm):
    """On a member's page: where."""

    field_order = ("department", "role")
    department = forms.ModelChoiceField(queryset=Department.objects.active(), label=_("Department"))


class ShadowForm(WholeSentences, forms.Form):
    """Who learns in a department, beside whom, until when."""

    member = forms.ModelChoiceField(queryset=Member.objects.none(), label=_("Who learns"))
    of = forms.ModelChoiceField(queryset=Member.objects.none(), label=_("Shadow of"))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, data: Any = None, *, department: Department) -> None:
        super().__init__(data, auto_id="shadow-%s")
        here = department.memberships.all()
        lasting = here.filter(ends_on=None).values("member_id")
        answer = here.filter(role__in=[Role.AGENT, Role.LEAD]).values("member_id")
        learns: Any = self.fields["member"]
        learns.queryset = Member.objects.active().exclude(pk__in=lasting)
        of: Any = self.fields["of"]
        of.queryset = Member.objects.active().filter(pk__in=answer)


class ProfileForm(WholeSentences, forms.ModelForm[Member]):
    """What members decide for themselves."""

    time_zone = ZoneField(help_text=_("Times on your pages are written in it."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    undo_seconds = forms.TypedChoiceField(
        label=_("A reply waits before it leaves"),
        coerce=int,
        choices=_undo_choices,
        help_text=_("As long as it waits you can undo sending."),
    )

    class Meta:
        model = Member
        fields = (
            *("name", "time_zone", "language", "theme", "density"),
            *("undo_seconds", "open_next", "shortcuts"),
        )
        labels: ClassVar = {"theme": _("Light or dark"), "density": _("Rows of the list")}


SUGGESTED = (
    (_("Customer Service"), "CS", False),
    (_("Marketing"), "MK", False),
    (_("PR"), "PR", False),
    (_("Product"), "PD", False),
    (_("Sales"), "SL", False),
    (_("HR"), "HR", True),
)
"""Departments to begin with: name, mark, whether closed."""


class SuggestedDepartments(WholeSentences, forms.Form):
    """Tick what exists, call it as it is called."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, (name, _code, _closed) in enumerate(SUGGESTED):
            says = _("Create %(department)s") % {"department": name}
            self.fields[f"use-{number}"] = forms.BooleanField(label=says, required=False, initial=number < 2)
            self.fields[f"name-{number}"] = forms.CharField(
                label=_("Name of %(department)s") % {"department": name}, max_length=80, initial=name, required=False
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, bool]]:
        """Tick, name, and whether it starts closed."""
        return [
            (self[f"use-{number}"], self[f"name-{number}"], is_closed)
            for number, (_name, _code, is_closed) in enumerate(SUGGESTED)
        ]

    def chosen(self) -> list[dict[str, Any]]:
        """What departments.create() needs for each that is ticked, after validation."""
        return [
            {"name": self.cleaned_data[f"name-{number}"], "code": code, "is_closed": is_closed}
            for number, (_name, code, is_closed) in enumerate(SUGGESTED)
            if self.cleaned_data[f"use-{number}"]
        ]

    def clean(self) -> dict[str, Any]:
        """At least one, since every channel needs a department that holds what it brings; each by its own name."""
        cleaned = super().clean() or {}
        if not any(value for field, value in cleaned.items() if field.startswith("use-")):
            raise ValidationError(_("Choose at least one: every conversation needs a department that holds it."))
        seen: set[str] = set()
        for number, (suggested, _code, _closed) in enumerate(SUGGESTED):
            if not cleaned[f"use-{number}"] or f"name-{number}" in self.errors:
                continue
            name = cleaned[f"name-{number}"]
            if not name:
                says = _now("Say how %(department)s is called here, or take its tick away.")
                self.add_error(f"name-{number}", says % {"department": suggested})
            elif name.casefold() in seen:
                says = _now("Another department above is named “%(name)s”; give this one a name of its own.")
                self.add_error(f"name-{number}", says % {"name": name})
            seen.add(name.casefold())
        return cleaned


class HandOverForm(WholeSentences, forms.Form):
    """Who takes the work that somebody leaves, department by department."""

    def __init__(self, *args: Any, leaving: Member, departments: list[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.departments = departments
        for department in departments:
            staff = who_may("conversation.take", department).exclude(pk=leaving.pk)
            self.fields[f"to-{department.pk}"] = forms.ModelChoiceField(
                queryset=staff,
                required=False,
                label=department.name,
                empty_label=_("Back to the department, for whoever takes it"),
            )

    def rows(self) -> list[tuple[Department, forms.BoundField]]:
        """Each department with its field."""
        return [(department, self[f"to-{department.pk}"]) for department in self.departments]

    def takers(self) -> dict[Department, Member | None]:
        """Who takes what, after validation; None is the department itself."""
        return {department: self.cleaned_data[f"to-{department.pk}"] for department in self.departments}
