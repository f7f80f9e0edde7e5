"""What administrators type about approval policies, checked before an action sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Role
from accounts.whole_sentences import WholeSentences
from inbox.condition_shape import Filled, of_replies, tree_of
from inbox.conditions import LARGEST
from inbox.forms_conditions import ConditionsForm
from inbox.models import Channel
from inbox.models.policy import POLICY_NAME_LENGTH
from inbox.policies import Step
from inbox.vocabulary import SENTIMENTS, VISIBILITIES

APPROVER_CHOICES = [("agent", _("an agent or lead of")), ("lead", _("a lead of"))]


class PolicyForm(ConditionsForm):
    """A name, rows of conditions in groups, and steps; which rows there are, the shape says."""

    name = forms.CharField(label=_("Name"), max_length=POLICY_NAME_LENGTH)
    on_request = forms.BooleanField(label=_("Only where a rule asks for it, whatever the conditions"), required=False)
    second_look = forms.BooleanField(
        label=_("What an approver changes is looked at again by somebody else"), required=False
    )

    def __init__(self, data: QueryDict | None = None, filled: Filled | None = None) -> None:
        super().__init__(data, filled, of_replies())
        active = Department.objects.active().values_list("pk", "name")
        departments = [("", _("Choose a department")), *active]
        for step in self.shape.steps:
            self.fields[f"s{step}-department"] = forms.TypedChoiceField(
                label=_("Department that approves"), coerce=int, choices=departments
            )
            self.fields[f"s{step}-role"] = forms.ChoiceField(label=_("Who of them"), choices=APPROVER_CHOICES)

    @classmethod
    def of_data(cls, data: QueryDict) -> PolicyForm:
        """What was sent."""
        return cls(data)

    @classmethod
    def of_filled(cls, filled: Filled) -> PolicyForm:
        """What is stored, or was typed so far."""
        return cls(None, filled)

    def clean(self) -> dict[str, Any]:
        """Each condition makes sense by itself; there is at least one, and somebody who approves."""
        cleaned = super().clean()
        if not self.shape.rows and not cleaned.get("on_request"):
            self.add_error(None, _now("Add at least one condition: without one it would never ask for anybody."))
        if not self.shape.steps:
            self.add_error(None, _now("Say who must approve."))
        seen: set[Step] = set()
        for key, step in self._steps(cleaned).items():
            if step in seen:
                self.add_error(f"s{key}-department", _now("This step is there already."))
            seen.add(step)
        return cleaned

    def content(self) -> dict[str, Any]:
        """What the actions of policies take, after validation."""
        on_request = self.cleaned_data["on_request"]
        return {
            "name": self.cleaned_data["name"],
            "tree": {"all": []} if on_request else tree_of(self.shape, self.modes(), self.leaves),
            "steps": list(self._steps(self.cleaned_data).values()),
            "second_look": self.cleaned_data["second_look"],
            "on_request": on_request,
        }

    def _steps(self, cleaned: Mapping[str, Any]) -> dict[str, Step]:
        pairs = {key: (cleaned.get(f"s{key}-department"), cleaned.get(f"s{key}-role")) for key in self.shape.steps}
        return {key: Step(place, role) for key, (place, role) in pairs.items() if place and role}


class TryForm(WholeSentences, forms.Form):
    """A reply that nobody sends: what would be asked of it, and why."""

    text = forms.CharField(label=_("The reply"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    channel = forms.ModelChoiceField(Channel.objects.all(), label=_("Channel"), empty_label=_("Choose a channel"))
    visibility = forms.ChoiceField(label=_("Visibility"), choices=VISIBILITIES, initial="public")
    role = forms.ChoiceField(
        label=_("Its writer is"), choices=[*Role.choices, ("program", _("a program"))], initial=Role.AGENT
    )
    asked = forms.CharField(
        label=_("The message answered"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    followers = forms.IntegerField(
        label=_("Followers of the person answered"), min_value=0, max_value=LARGEST, required=False
    )
    sentiment = forms.ChoiceField(label=_("Its tone"), choices=[("", _("as it reads")), *SENTIMENTS], required=False)
    department = forms.ModelChoiceField(
        Department.objects.active(),
        label=_("Department that holds it"),
        required=False,
        empty_label=_("The channel’s own"),
    )
