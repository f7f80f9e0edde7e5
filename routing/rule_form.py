"""A rule as administrators type it: when, on which conditions, what; checked before an action sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from inbox.condition_shape import Filled, Shape, filled_from, tree_of
from inbox.forms_conditions import ConditionsForm
from inbox.presenters.conditions import gone
from routing.actions.rule import GROUP_LENGTH
from routing.checking import check_fit, check_steps, check_time, check_tree
from routing.models import Rule, RuleVersion
from routing.models.rule import RULE_NAME_LENGTH
from routing.rule_editor import editor, rows_of
from routing.rules import STOP, Step
from routing.vocabulary import TRIGGERS


class RuleForm(ConditionsForm):
    """Which rows and steps there are, the shape says."""

    name = forms.CharField(label=_("Name"), max_length=RULE_NAME_LENGTH)
    group = forms.CharField(label=_("Group"), max_length=GROUP_LENGTH, required=False)
    trigger = forms.ChoiceField(label=_("When it is asked"), choices=lambda: list(TRIGGERS.items()))

    def __init__(self, data: QueryDict | None = None, filled: Filled | None = None) -> None:
        super().__init__(data, filled, editor())
        for key in self.shape.steps:
            kind = self.shape.kinds[key]
            if kind != STOP:
                self.fields[f"s{key}-value"] = self._step_field(kind, self.initial.get(f"s{key}-value"))

    @classmethod
    def of_data(cls, data: QueryDict) -> RuleForm:
        """What was sent."""
        return cls(data)

    @classmethod
    def of_filled(cls, filled: Filled) -> RuleForm:
        """What is stored, or was typed so far."""
        return cls(None, filled)

    @classmethod
    def of(cls, rule: Rule | RuleVersion | None) -> RuleForm:
        """A rule as it stands, or an empty one."""
        if rule is None:
            return cls(None, Filled(Shape(steps=()), {"trigger": "received"}))
        named = {"name": rule.name, "group": rule.group, "trigger": rule.trigger}
        return cls(None, filled_from(rule.tree, rule.steps, editor(), **named))

    def rows_of(self, of: str) -> list[tuple[Any, str]]:
        """The rows that are values of one kind, those of rules too."""
        return rows_of(of)

    def clean(self) -> dict[str, Any]:
        """Everything fits together; what does not is said in a sentence."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        content = self.content()
        try:
            check_tree(content["tree"])
            check_time(content["trigger"], content["tree"])
            check_fit(content["trigger"], check_steps(content["steps"]))
        except ValueError as error:
            self.add_error(None, str(error))
        return cleaned

    def content(self) -> dict[str, Any]:
        """What the actions of rules take, after validation."""
        kinds = self.shape.kinds
        steps = [Step(kinds[key], self.cleaned_data.get(f"s{key}-value")) for key in self.shape.steps]
        tree = tree_of(self.shape, self.modes(), self.leaves)
        named = {name: self.cleaned_data[name] for name in ("name", "group", "trigger")}
        empty = not next(iter(tree.values()))
        return {**named, "tree": {"all": []} if empty else tree, "steps": steps}

    def _step_field(self, kind: str, stored: Any) -> forms.Field:
        """What can be chosen; what is stored and gone is shown, and refused when it is sent."""
        step = self.editor.steps[kind]
        choices = [(value, str(label)) for value, label in step.choices]
        choices += self.rows_of(step.of) if step.of else []
        if stored not in (None, "") and str(stored) not in {str(value) for value, _label in choices}:
            choices.append((stored, gone()))
        return forms.TypedChoiceField(
            label=str(step.label),
            coerce=lambda text: int(text) if str(text).isdecimal() else text,
            choices=[("", _("Choose")), *choices],
        )
