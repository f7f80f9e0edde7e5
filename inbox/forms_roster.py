"""What is asked for on the pages about rosters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, Member
from accounts.whole_sentences import WholeSentences
from inbox.models import Channel, ChannelStaff, RosterEntry
from inbox.rostering import departments_of, fit_for
from inbox.staffing import Span

type Grouped = list[tuple[str, list[tuple[str, str]]]]


class People:
    """Who may be planned on a channel, with their departments; those dedicated to it first."""

    def __init__(self, channel: Channel, seen: Iterable[Department]) -> None:
        self.members = {str(one.pk): one for one in fit_for(channel)}
        dedicated = set(ChannelStaff.objects.filter(channel=channel).values_list("member_id", flat=True))
        places, shown = departments_of([one.pk for one in self.members.values()]), {one.pk for one in seen}
        self.dedicated: list[tuple[str, str]] = []
        self.others: list[tuple[str, str]] = []
        for key, member in self.members.items():
            codes = [place.code for place in places[member.pk] if place.pk in shown]
            label = f"{member} ({', '.join(codes)})" if codes else str(member)
            (self.dedicated if member.pk in dedicated else self.others).append((key, label))

    def grouped(self) -> Grouped:
        """Choices for a list."""
        groups = [(_("Dedicated to this channel"), self.dedicated), (_("Others who answer"), self.others)]
        return [(str(title), choices) for title, choices in groups if choices]

    def member(self, key: str) -> Member:
        """Whom somebody chose."""
        return self.members[key]


class ShiftForm(WholeSentences, forms.Form):
    """Who is the liaison from when until when, and who steps in."""

    liaison = forms.TypedChoiceField(label=gettext_lazy("Liaison"))
    cover = forms.TypedChoiceField(label=gettext_lazy("Cover"), required=False, empty_value=None)
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, people: People, week: Span, data: Any = None, *, entry: RosterEntry | None = None) -> None:
        known: dict[str, Any] = {"starts_on": week.first, "ends_on": week.last}
        if entry is not None:
            known = {
                "liaison": str(entry.liaison_id),
                "cover": str(entry.cover_id or ""),
                "starts_on": entry.starts_on,
                "ends_on": entry.ends_on,
            }
        super().__init__(data, initial=known, auto_id=f"shift-{entry.pk}-%s" if entry else "shift-%s")
        for name, empty in (("liaison", _("Choose somebody")), ("cover", _("Nobody"))):
            field: Any = self.fields[name]
            field.choices, field.coerce = [("", empty), *people.grouped()], people.member

    def clean(self) -> dict[str, Any]:
        """One person can't be both."""
        cleaned = super().clean() or {}
        if cleaned.get("liaison") and cleaned.get("liaison") == cleaned.get("cover"):
            self.add_error("cover", _("Choose somebody else to step in."))
        return cleaned


class StaffForm(WholeSentences, forms.Form):
    """Who is to be dedicated to a channel."""

    member = forms.TypedChoiceField(label=gettext_lazy("Member"))

    def __init__(self, people: People, data: Any = None) -> None:
        super().__init__(data, auto_id="staff-%s")
        field: Any = self.fields["member"]
        field.choices, field.coerce = [("", _("Choose somebody")), *people.others], people.member


class NeedsForm(WholeSentences, forms.Form):
    """The departments that must be on a roster."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.active(), required=False, label=gettext_lazy("Departments")
    )

    def chosen(self) -> list[Department]:
        """They, after validation."""
        return list(self.cleaned_data["departments"])


def first_sentence(form: forms.Form) -> str:
    """The first thing wrong with it, for pages where its fields have no room for errors."""
    return str(next(iter(form.errors.values()))[0])
