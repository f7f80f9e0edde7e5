"""What people choose for a token: what it is for, what it may do, where, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from accounts.models.token import TOKEN_NAME_LENGTH
from accounts.scopes import AREAS
from accounts.whole_sentences import WholeSentences

WAYS = [("", _("No")), ("read", _("Read")), ("write", _("Read and write"))]
OVERLAPS = [
    (0, _("Ends at once")),
    (1, _("For an hour more")),
    (24, _("For a day more")),
    (24 * 7, _("For a week more")),
]
USUAL_LIFE = timedelta(days=90)


class TokenForm(WholeSentences, forms.Form):
    """A new token."""

    name = forms.CharField(
        label=_("What it is for"), max_length=TOKEN_NAME_LENGTH, help_text=_("The program that will use it.")
    )
    until = forms.DateField(label=_("Opens until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("Only for these departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
        help_text=_("Without a tick it reaches as far as its member."),
    )

    def __init__(self, data: Any = None, *, places: QuerySet[Department]) -> None:
        super().__init__(data, initial={"until": timezone.localdate() + USUAL_LIFE})
        self.fields["departments"].queryset = places  # type: ignore[attr-defined]
        for area, label in AREAS.items():
            self.fields[f"area-{area}"] = forms.ChoiceField(label=label, choices=WAYS, required=False)

    def plain(self) -> list[forms.BoundField]:
        """Name, end and departments."""
        return [self[name] for name in ("name", "until", "departments")]

    def areas(self) -> list[forms.BoundField]:
        """One choice for each area."""
        return [self[f"area-{area}"] for area in AREAS]

    def clean(self) -> dict[str, Any]:
        """A token that may do nothing is none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(f"area-{area}") for area in AREAS):
            self.add_error(None, _("Choose at least one thing that it may read or write."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the actions take, after validation."""
        given: Mapping[str, Any] = self.cleaned_data
        scopes = [f"{area}.{given[f'area-{area}']}" for area in AREAS if given.get(f"area-{area}")]
        until = datetime.combine(given["until"] + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())
        return {"name": given["name"], "scopes": scopes, "departments": given["departments"], "until": until}


class RotateForm(WholeSentences, forms.Form):
    """How long the old one holds beside the new one."""

    hours = forms.TypedChoiceField(label=_("The old one"), coerce=int, choices=OVERLAPS, initial=24)

    def overlap(self) -> timedelta:
        """After validation."""
        return timedelta(hours=self.cleaned_data["hours"])


class ProgramForm(WholeSentences, forms.Form):
    """A program of the organisation."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As people shall read it in the history."))
