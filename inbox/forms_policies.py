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
from inbox.conditions import FIELDS, GROUPS, LARGEST, Field, check_leaf
from inbox.models import Channel
from inbox.models.policy import POLICY_NAME_LENGTH
from inbox.policies import Step
from inbox.policy_shape import Filled, Row, Shape, shape_of, tree_of
from inbox.presenters.policies import choices_of, phrases_in
from inbox.vocabulary import SENTIMENTS, VISIBILITIES

APPROVER_CHOICES = [("agent", _("an agent or lead of")), ("lead", _("a lead of"))]
YES_NO = [("yes", _("yes")), ("no", _("no"))]
FEW = 12
"""So many values are ticked; of more, some are marked in a list."""


class PolicyForm(WholeSentences, forms.Form):
    """A name, rows of conditions in groups, and steps; which rows there are, the shape says."""

    name = forms.CharField(label=_("Name"), max_length=POLICY_NAME_LENGTH)
    second_look = forms.BooleanField(
        label=_("What an approver changes is looked at again by somebody else"), required=False
    )

    def __init__(self, data: QueryDict | None = None, filled: Filled | None = None) -> None:
        self.shape: Shape = shape_of(data) if data is not None else (filled or Filled()).shape
        super().__init__(data, initial=dict(filled.values) if filled else {})
        for group in self.shape.groups:
            self.fields[f"g{group}-mode"] = forms.ChoiceField(label=_("How they join"), choices=list(GROUPS.items()))
        values = {of: choices_of(of) for of in {FIELDS[row.field].of for row in self.shape.rows} if of}
        for row in self.shape.rows:
            asked = FIELDS[row.field]
            self.fields[f"r{row.key}-op"] = forms.ChoiceField(label=_("How"), choices=list(asked.operators.items()))
            self.fields[f"r{row.key}-value"] = _value_field(asked, values.get(asked.of) or _named(asked))
        active = Department.objects.active().values_list("pk", "name")
        departments = [("", _("Choose a department")), *active]
        for step in self.shape.steps:
            self.fields[f"s{step}-department"] = forms.TypedChoiceField(
                label=_("Department that approves"), coerce=int, choices=departments
            )
            self.fields[f"s{step}-role"] = forms.ChoiceField(label=_("Who of them"), choices=APPROVER_CHOICES)

    @classmethod
    def unchecked(cls, data: QueryDict, shape: Shape) -> PolicyForm:
        """What was typed so far in rows that a button has just changed: nothing is judged yet."""
        sent = cls(data)
        typed = {name: sent[name].data for name in sent.fields}
        return cls(None, Filled(shape, typed))

    def clean(self) -> dict[str, Any]:
        """Each condition makes sense by itself; there is at least one, and somebody who approves."""
        cleaned = super().clean() or {}
        self.leaves: dict[str, Mapping[str, Any]] = {}
        for row in self.shape.rows:
            self._check_row(row, cleaned)
        if not self.shape.rows:
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
        modes = {group: self.cleaned_data[f"g{group}-mode"] for group in self.shape.groups}
        return {
            "name": self.cleaned_data["name"],
            "tree": tree_of(self.shape, modes, self.leaves),
            "steps": list(self._steps(self.cleaned_data).values()),
            "second_look": self.cleaned_data["second_look"],
        }

    def _check_row(self, row: Row, cleaned: Mapping[str, Any]) -> None:
        names = (f"r{row.key}-op", f"r{row.key}-value")
        if any(name not in cleaned for name in names):
            return
        value = cleaned[names[1]]
        if FIELDS[row.field].kind == "words":
            value = phrases_in(value)
        try:
            self.leaves[row.key] = check_leaf({"field": row.field, "op": cleaned[names[0]], "value": value})
        except ValueError as error:
            self.add_error(names[1], str(error))

    def _steps(self, cleaned: Mapping[str, Any]) -> dict[str, Step]:
        pairs = {key: (cleaned.get(f"s{key}-department"), cleaned.get(f"s{key}-role")) for key in self.shape.steps}
        return {key: Step(place, role) for key, (place, role) in pairs.items() if place and role}


def _value_field(asked: Field, values: list[tuple[Any, Any]]) -> forms.Field:
    """An input for the values of what is asked."""
    label = str(asked.label)
    if asked.kind == "words":
        says = _("Separate words and phrases by commas. A star stands for any ending: refund*")
        return forms.CharField(label=label, max_length=2000, help_text=says)
    if asked.kind == "number":
        return forms.IntegerField(label=label, min_value=0, max_value=LARGEST)
    if asked.kind == "flag":
        return forms.TypedChoiceField(label=label, coerce=lambda word: word == "yes", choices=YES_NO)
    few = len(values) <= FEW
    return forms.TypedMultipleChoiceField(
        label=label,
        help_text=str(asked.help),
        coerce=int if values and isinstance(values[0][0], int) else str,
        choices=values,
        widget=forms.CheckboxSelectMultiple if few else forms.SelectMultiple,
    )


def _named(asked: Field) -> list[tuple[Any, str]]:
    return [(value, str(label)) for value, label in asked.choices]


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
