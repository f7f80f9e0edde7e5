"""What a member chooses about notifications."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inbox.models import Attention
from inbox.models.attention import About

DELAYS = (5, 15, 30, 60, 120, 240)
"""Minutes for which a mail collects."""


def _delays() -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}) for n in DELAYS]


def _days() -> list[tuple[int, Any]]:
    return [(number + 1, name) for number, name in WEEKDAYS.items()]


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    invalid = _("Write a time of day, such as 08:30.")
    return forms.TimeField(label=label, required=False, widget=widget, error_messages={"invalid": invalid})


class AttentionForm(forms.ModelForm[Attention]):
    """Kinds, working hours, quiet hours, and how long a mail collects."""

    work_days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        choices=_days,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
    )
    work_from = _hour(_("Work begins"))
    work_until = _hour(_("Work ends"))
    quiet_from = _hour(_("Quiet from"))
    quiet_until = _hour(_("Quiet until"))
    digest_minutes = forms.TypedChoiceField(
        label=_("A mail collects for"),
        coerce=int,
        choices=_delays,
        help_text=_("What you have read in Liaison by then is not mailed."),
    )

    class Meta:
        model = Attention
        fields = (*About.values, "work_days", "work_from", "work_until", "quiet_from", "quiet_until", "digest_minutes")
        labels: ClassVar = {str(about): about.label for about in About}

    def __init__(self, *args: Any, operational: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not operational:
            del self.fields[str(About.OPERATIONAL)]

    def kinds(self) -> list[forms.BoundField]:
        """The fields that say how to be told, one for each kind."""
        return [self[str(about)] for about in About if str(about) in self.fields]

    def clean(self) -> dict[str, Any]:
        """Hours begin and end, or are left out."""
        cleaned: dict[str, Any] = super().clean() or {}
        for start, end in (("work_from", "work_until"), ("quiet_from", "quiet_until")):
            if start in cleaned and end in cleaned and (cleaned[start] is None) != (cleaned[end] is None):
                self.add_error(
                    end if cleaned[end] is None else start, _now("Say from when and until when, or leave both empty.")
                )
        if cleaned.get("quiet_from") and cleaned["quiet_from"] == cleaned.get("quiet_until"):
            self.add_error(
                "quiet_until", _now("Then no mail would ever come. Choose another time, or leave both empty.")
            )
        if cleaned.get("work_from") and not cleaned.get("work_days") and "work_days" not in self.errors:
            self.add_error("work_days", _now("Choose at least one day, or leave the hours empty."))
        return cleaned
