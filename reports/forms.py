"""What people set about numbers: assumptions, objectives, the brief."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from accounts.whole_sentences import WholeSentences
from reports.metrics.catalogue import METRICS, OBJECTIVES
from reports.models import Assumption, Objective
from reports.models.brief import TEXT_LENGTH
from reports.targets import parse

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "AUD", "CAD", "DKK", "JPY", "NOK", "PLN", "SEK")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AssumptionForm(WholeSentences, forms.Form):
    """From which month on, and what holds from then."""

    month = _day(_("From the month of"))
    call_share = forms.DecimalField(
        label=_("Share that would have called, in %"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=1
    )
    call_cost = forms.DecimalField(label=_("Cost of a call"), min_value=Decimal(0), max_digits=8, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in CURRENCIES])
    tough_hours = forms.IntegerField(label=_("A question is tough after so many hours"), min_value=1, max_value=240)
    sales = forms.ModelChoiceField(
        Department.objects.none(), label=_("Sales"), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sales"].queryset = Department.objects.active()  # type: ignore[attr-defined]

    @classmethod
    def current(cls) -> AssumptionForm:
        """With what holds now."""
        today = timezone.localdate()
        now = Assumption.objects.at(today)
        return cls(
            initial={
                "month": today.replace(day=1),
                "call_share": (100 * now.call_share).quantize(Decimal("0.1")),
                "call_cost": now.call_cost,
                "currency": now.currency,
                "tough_hours": now.tough_hours,
                "sales": now.sales_id,
            }
        )

    def content(self) -> dict[str, Any]:
        """As the action takes it."""
        return self.cleaned_data | {"call_share": self.cleaned_data["call_share"] / 100}


class ObjectiveForm(WholeSentences, forms.Form):
    """Whose, which number, how much, by when, and why."""

    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), empty_label=_("Choose one"))
    metric = forms.ChoiceField(label=_("Number"))
    target = forms.CharField(
        label=_("Target"), max_length=20, help_text=_("As the number is shown: 90 %, 30 min, 2 h, 1.5 d.")
    )
    due_on = _day(_("By"))
    note = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, departments: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["metric"].choices = [(key, METRICS[key].name) for key in OBJECTIVES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the target in the number's own unit."""
        data: dict[str, Any] = super().clean() or {}
        metric = METRICS.get(data.get("metric", ""))
        if metric and data.get("target"):
            value = parse(data["target"], metric.unit)
            if value is None:
                raise ValidationError(
                    {"target": _now("“%(text)s” is no target for this number.") % {"text": data["target"]}}
                )
            data["target"] = value
        return data

    @classmethod
    def of(cls, objective: Objective, shown: str, departments: Any) -> ObjectiveForm:
        """With what was set."""
        return cls(
            initial={
                "department": objective.department_id,
                "metric": objective.metric,
                "target": shown,
                "due_on": objective.due_on,
                "note": objective.note,
            },
            departments=departments,
        )


class BriefForm(WholeSentences, forms.Form):
    """What people add to the agenda that makes itself."""

    agenda = forms.CharField(
        label=_("To talk about"), required=False, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 5})
    )
    decided = forms.CharField(
        label=_("Decided"), required=False, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReaderForm(WholeSentences, forms.Form):
    """When somebody wants the brief by mail."""

    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int)
    hour = forms.TypedChoiceField(label=_("Hour"), coerce=int, choices=[(hour, f"{hour}:00") for hour in range(24)])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        monday = date(2026, 1, 5)
        days = [(day, monday.replace(day=5 + day).strftime("%A")) for day in range(7)]
        self.fields["weekday"].choices = [(day, _now(name)) for day, name in days]  # type: ignore[attr-defined]
