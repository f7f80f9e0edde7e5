"""What administrators type about promises and working hours, checked before an action sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from accounts.whole_sentences import WholeSentences
from inbox.models import Channel
from inbox.models.conversation import Priority
from inbox.models.message import MessageKind
from inbox.promised import PROMISES
from routing.breaching import ACTS, CHOICES, chosen_in
from routing.free_days import countries, country_name
from routing.models import SlaPolicy, WorkCalendar
from routing.models.calendar import CALENDAR_NAME_LENGTH
from routing.models.policy import SLA_NAME_LENGTH
from routing.saying import PAUSES, TOLD, known_as, span_words
from routing.typing_hours import days_from, days_typed, minutes_from, spans_from, spans_typed

ROUND_THE_CLOCK = _("Round the clock")


class Typed(forms.CharField):
    """A line that is read by a function, whose ValueError is the sentence shown."""

    def __init__(self, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def clean(self, value: Any) -> Any:
        """What was typed, read; None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def _ticks(label: Any, choices: Any, *, coerce: Callable[[Any], Any] = str, text: Any = "") -> Any:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        coerce=coerce,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=text,
    )


def _one_of(label: Any, choices: Iterable[tuple[str, str]]) -> Any:
    return forms.ChoiceField(label=label, choices=[("", _("nobody")), *choices], required=False)


def _departments(named: Iterable[int]) -> list[tuple[int, str]]:
    """The active ones; of archived ones those that are named already: without them it would hold for all."""
    rows = Department.objects.active() | Department.objects.filter(pk__in=named)
    return [(row.pk, known_as(row.name, is_active=row.is_active)) for row in rows.distinct()]


class SlaPolicyForm(WholeSentences, forms.Form):
    """Whom it names, what it promises, when its clocks rest, and what follows."""

    NAMES = ("departments", "channels", "kinds", "priorities")
    AFTER = ("warn_tell", "breach_tell", "breach_acts")

    name = forms.CharField(label=_("Name"), max_length=SLA_NAME_LENGTH)
    calendar = forms.ModelChoiceField(
        WorkCalendar.objects.all(), label=_("Working hours"), required=False, empty_label=ROUND_THE_CLOCK
    )
    warn_minutes = Typed(
        minutes_from, label=_("Warn so long before"), max_length=20, required=False, help_text=_("As in 15 min.")
    )
    warn_share = forms.IntegerField(
        label=_("or once this much of the time is used, in percent"), min_value=1, max_value=99, required=False
    )

    def __init__(self, *args: Any, policy: SlaPolicy | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = policy.breach_acts if policy is not None else []
        departments = _departments(policy.departments if policy is not None else [])
        channels = [(row.pk, row.name) for row in Channel.objects.order_by("name")]
        priorities = [(one.value, one.label) for one in Priority]
        self.fields["departments"] = _ticks(_("Departments"), departments, coerce=int)
        self.fields["channels"] = _ticks(_("Channels"), channels, coerce=int)
        self.fields["kinds"] = _ticks(_("Kinds of message"), MessageKind.choices)
        self.fields["priorities"] = _ticks(_("Priorities"), priorities, coerce=int)
        for promise, word in PROMISES.items():
            self.fields[f"target-{promise}"] = Typed(minutes_from, label=word, max_length=20, required=False)
        self.fields["pauses"] = _ticks(_("The clocks rest while"), list(PAUSES.items()))
        self.fields["warn_tell"] = _ticks(_("Warn"), list(TOLD.items()))
        self.fields["breach_tell"] = _ticks(_("Tell"), list(TOLD.items()))
        self.fields["breach_acts"] = _ticks(_("And"), [(key, act.label) for key, act in ACTS.items()])
        for key, choice in CHOICES.items():
            self.fields[f"breach-{key}"] = _one_of(choice.label, choice.choices(chosen_in(kept, key)))

    @classmethod
    def of(cls, policy: SlaPolicy) -> SlaPolicyForm:
        """With what a policy says now."""
        same = (*cls.NAMES, *cls.AFTER, "name", "pauses")
        initial = {field: getattr(policy, field) for field in same}
        targets = {f"target-{promise}": span_words(minutes) for promise, minutes in policy.targets.items()}
        warn = {"warn_minutes": span_words(policy.warn_minutes) if policy.warn_minutes else ""}
        share = {"warn_share": policy.warn_share or None}
        chosen = dict(kept.split(":", 1) for kept in policy.breach_acts if ":" in kept)
        acts = {f"breach-{key}": chosen[key] for key in CHOICES if key in chosen}
        filled = {**initial, **targets, **warn, **share, **acts, "calendar": policy.calendar_id}
        return cls(initial=filled, policy=policy)

    def named(self) -> list[forms.BoundField]:
        """The fields that say for which conversations."""
        return [self[name] for name in self.NAMES]

    def promised(self) -> list[forms.BoundField]:
        """The fields that say what."""
        return [self[f"target-{promise}"] for promise in PROMISES]

    def chosen(self) -> list[forms.BoundField]:
        """The fields of acts at the end that need to know whom."""
        return [self[f"breach-{key}"] for key in CHOICES]

    def content(self) -> dict[str, Any]:
        """What the actions take, after validation."""
        data: Mapping[str, Any] = self.cleaned_data
        plain = ("name", "calendar", *self.NAMES, *self.AFTER, "pauses", "warn_minutes", "warn_share")
        targets = {promise: data[f"target-{promise}"] for promise in PROMISES if data.get(f"target-{promise}")}
        acts = [f"{key}:{data[f'breach-{key}']}" for key in CHOICES if data[f"breach-{key}"]]
        after = {"breach_acts": [*data["breach_acts"], *acts]}
        return {**{name: data[name] for name in plain}, **after, "targets": targets}


class HoldsForm(WholeSentences, forms.Form):
    """A conversation that does not exist: what would be promised for it?"""

    department = forms.ModelChoiceField(
        Department.objects.active(), label=_("Department"), empty_label=_("Choose a department")
    )
    channel = forms.ModelChoiceField(
        Channel.objects.order_by("name"), label=_("Channel"), required=False, empty_label=_("Any channel")
    )
    kind = forms.ChoiceField(
        label=_("Kind of message"), choices=[("", _("Any kind")), *MessageKind.choices], required=False
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=Priority.choices, initial=Priority.NORMAL, required=False
    )


class CalendarForm(WholeSentences, forms.Form):
    """A week of working hours in a time zone, with holidays and days of its own."""

    name = forms.CharField(label=_("Name"), max_length=CALENDAR_NAME_LENGTH)
    zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: [(name, name) for name in _zones()])
    round_the_clock = forms.BooleanField(label=_("Somebody works round the clock"), required=False)
    country = forms.ChoiceField(
        label=_("Public holidays of"), required=False, choices=lambda: [("", _("none")), *_countries()]
    )
    region = forms.CharField(
        label=_("Region with holidays of its own"), max_length=10, required=False, help_text=_("Its letters, as in BY.")
    )
    own_days = Typed(
        days_from,
        label=_("Days of its own"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("One a line, above week and holidays: 2026-12-24 9-12 Christmas Eve, or 2026-12-31 closed."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day in range(7):
            self.fields[f"day-{day}"] = Typed(
                spans_from, label=str(WEEKDAYS[day]), max_length=80, required=False, initial="9-17" if day < 5 else ""
            )

    @classmethod
    def of(cls, calendar: WorkCalendar) -> CalendarForm:
        """With what a calendar says now."""
        week = calendar.week or [[]] * 7
        initial = {name: getattr(calendar, name) for name in ("name", "zone", "country", "region")}
        days = {f"day-{day}": spans_typed(spans) for day, spans in enumerate(week)}
        own = {"own_days": days_typed(calendar.own_days), "round_the_clock": calendar.week is None}
        return cls(initial={**initial, **days, **own})

    def days(self) -> list[forms.BoundField]:
        """The fields of the week."""
        return [self[f"day-{day}"] for day in range(7)]

    def content(self) -> dict[str, Any]:
        """What the actions take, after validation."""
        data = self.cleaned_data
        week = None if data["round_the_clock"] else [data[f"day-{day}"] or [] for day in range(7)]
        plain = {name: data[name] for name in ("name", "zone", "country")}
        return {**plain, "week": week, "region": data["region"].upper(), "own_days": data["own_days"] or []}


def _zones() -> list[str]:
    towns = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    return ["UTC", *sorted(towns)]


def _countries() -> list[tuple[str, str]]:
    language = translation.get_language() or "en"
    return sorted(((code, country_name(code, language)) for code in countries()), key=lambda pair: pair[1])
