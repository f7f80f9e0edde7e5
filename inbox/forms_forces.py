"""What people type about task forces, checked before an action sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import DepartmentKind, Member
from accounts.whole_sentences import WholeSentences
from inbox.actions.task_force import NAME_LENGTH, Plan
from inbox.models import CannedResponse, Checklist
from inbox.models.task_force import DECISION_LENGTH, FEED_LENGTH, LINE_LENGTH, STATUS_LENGTH

KINDS = [(kind.value, kind.label) for kind in DepartmentKind if kind != DepartmentKind.DEPARTMENT]
FEED_HELP = _(
    "A search, as on the search page: door* in:bluesky -label:thanks. New conversations that it finds flow in."
)


def day(label: Any) -> forms.DateField:
    """A day, as browsers let one choose it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class OpenForm(WholeSentences, forms.Form):
    """Everything that a task force needs to begin."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS, initial=DepartmentKind.TASK_FORCE)
    purpose = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    lead = forms.ModelChoiceField(Member.objects.none(), label=_("Who leads it"), empty_label=_("Choose somebody"))
    members = forms.ModelMultipleChoiceField(
        Member.objects.none(),
        label=_("Its people, of two departments at least"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
        required=False,
    )
    ends_on = day(_("Until when"))
    feed = forms.CharField(label=_("What it looks for"), max_length=FEED_LENGTH, required=False, help_text=FEED_HELP)
    checklist = forms.ModelChoiceField(
        Checklist.objects.none(), label=_("Checklist"), required=False, empty_label=_("None")
    )
    statement = forms.ModelChoiceField(
        CannedResponse.objects.none(), label=_("Holding statement"), required=False, empty_label=_("None yet")
    )

    def __init__(self, data: Any, member: Member, *, name: str = "") -> None:
        in_a_week = timezone.localdate() + timedelta(days=7)
        super().__init__(data, initial={"lead": member, "ends_on": in_a_week, "name": name[:NAME_LENGTH]})
        active = Member.objects.active().order_by("name")
        choices: dict[str, Any] = {
            "lead": active,
            "members": active,
            "checklist": Checklist.objects.filter(is_archived=False),
            "statement": CannedResponse.objects.visible_to(member).standing(),
        }
        for field, rows in choices.items():
            self.fields[field].queryset = rows  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What the action takes, after validation."""
        typed = dict(self.cleaned_data)
        return Plan(**{**typed, "kind": DepartmentKind(typed["kind"]), "members": list(typed["members"])})


class ForceForm(WholeSentences, forms.Form):
    """One act's fields, as the member may fill them in."""

    def __init__(self, data: Any, member: Member) -> None:
        super().__init__(data)
        self.member = member


class PeopleForm(ForceForm):
    """Somebody to join, to let go, or to lead."""

    person = forms.ModelChoiceField(Member.objects.active().order_by("name"), label=_("Person"))


class FeedForm(ForceForm):
    """What it looks for."""

    feed = forms.CharField(label=_("What it looks for"), max_length=FEED_LENGTH, required=False)


class StatusForm(ForceForm):
    """The line in everybody's rail."""

    status = forms.CharField(label=_("Status"), max_length=STATUS_LENGTH, required=False)


class StatementForm(ForceForm):
    """The canned response that everybody is offered first."""

    statement = forms.ModelChoiceField(CannedResponse.objects.none(), label=_("Holding statement"), required=False)

    def __init__(self, data: Any, member: Member) -> None:
        super().__init__(data, member)
        readable = CannedResponse.objects.visible_to(member).standing()
        self.fields["statement"].queryset = readable  # type: ignore[attr-defined]


class EndForm(ForceForm):
    """Another last day."""

    ends_on = day(_("Until when"))


class ItemForm(ForceForm):
    """One thing more to be done."""

    text = forms.CharField(label=_("To be done"), max_length=LINE_LENGTH)


class DecisionForm(ForceForm):
    """What was decided."""

    text = forms.CharField(label=_("Decision"), max_length=DECISION_LENGTH)


class ChecklistForm(WholeSentences, forms.Form):
    """A template of the console: one line each."""

    name = forms.CharField(label=_("Name"), max_length=80)
    lines = forms.CharField(label=_("What is to be done, one line each"), widget=forms.Textarea(attrs={"rows": 6}))
