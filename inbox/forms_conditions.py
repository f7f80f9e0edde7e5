"""Conditions as administrators type them, row by row in groups: one form for policies, rules and whatever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.whole_sentences import WholeSentences
from inbox.condition_shape import ANY_VALUE, GONE, Ask, Editor, Filled, Row, Shape, shape_of
from inbox.conditions import GROUPS, LARGEST, LONGEST, MOST_VALUES, check_leaf
from inbox.presenters.conditions import gone
from inbox.presenters.policies import choices_of
from inbox.typed_phrases import phrases_in

YES_NO = [("yes", _("yes")), ("no", _("no"))]
FEW = 12
"""So many values are ticked; of more, some are marked in a list."""
MOST_TYPED, MOST_LINES = MOST_VALUES * (2 * LONGEST + 4), MOST_VALUES * 501
"""Characters of all words, and of all expressions, that a stored condition can have."""


class ConditionsForm(WholeSentences, forms.Form):
    """Rows of conditions in groups; which there are, the shape says. Heirs add steps and what else they have."""

    def __init__(self, data: QueryDict | None, filled: Filled | None, editor: Editor) -> None:
        self.editor = editor
        self.shape: Shape = shape_of(data, editor) if data is not None else (filled or Filled()).shape
        self.leaves: dict[str, Mapping[str, Any]] = {}
        super().__init__(data, initial=dict(filled.values) if filled else {})
        for group in self.shape.groups:
            self.fields[f"g{group}-mode"] = forms.ChoiceField(label=_("How they join"), choices=list(GROUPS.items()))
        for row in self.shape.rows:
            asked = self.ask(row)
            self.fields[f"r{row.key}-op"] = forms.ChoiceField(label=_("How"), choices=list(asked.operators.items()))
            self.fields[f"r{row.key}-value"] = self._value_field(row, asked)

    @classmethod
    def unchecked(cls, data: QueryDict, shape: Shape) -> Self:
        """What was typed so far in rows that a button has just changed: nothing is judged yet."""
        sent = cls.of_data(data)
        typed = {name: sent[name].data for name in sent.fields}
        return cls.of_filled(Filled(shape, typed))

    @classmethod
    def of_data(cls, data: QueryDict) -> Self:
        """What was sent."""
        raise NotImplementedError

    @classmethod
    def of_filled(cls, filled: Filled) -> Self:
        """What is stored, or was typed so far."""
        raise NotImplementedError

    def ask(self, row: Row) -> Ask:
        """What a row asks."""
        return self.editor.ask(row.field)

    def values_for(self, asked: Ask) -> list[tuple[Any, str]]:
        """What can be chosen there."""
        return [(value, str(label)) for value, label in asked.choices] or self.rows_of(asked.of)

    def rows_of(self, of: str) -> list[tuple[Any, str]]:
        """The rows that are values of one kind."""
        return choices_of(of)

    def clean(self) -> dict[str, Any]:
        """Each condition makes sense by itself."""
        cleaned = super().clean() or {}
        for row in self.shape.rows:
            self._check_row(row, cleaned)
        return cleaned

    def modes(self) -> dict[str, str]:
        """How the conditions of each group join, after validation."""
        return {group: self.cleaned_data[f"g{group}-mode"] for group in self.shape.groups}

    def _value_field(self, row: Row, asked: Ask) -> forms.Field:
        if asked.input != ANY_VALUE:
            return _typed_field(asked)
        values, name = self.values_for(asked), f"r{row.key}-value"
        shown = self.data.getlist(name) if isinstance(self.data, QueryDict) else self.initial.get(name, ())
        return _chosen_field(asked, values, shown if isinstance(shown, list) else [])

    def _check_row(self, row: Row, cleaned: Mapping[str, Any]) -> None:
        names = (f"r{row.key}-op", f"r{row.key}-value")
        if any(name not in cleaned for name in names):
            return
        asked, value = self.ask(row), cleaned[names[1]]
        if asked.input == GONE:
            self.add_error(names[1], str(_("What this condition asked for is gone: take the condition out.")))
            return
        if asked.input == "words":
            value = phrases_in(value)
        elif asked.input == "lines":
            value = [line for line in value.replace("\r\n", "\n").split("\n") if line.strip()]
        leaf = {"field": asked.field, "op": cleaned[names[0]], "value": value}
        try:
            self.leaves[row.key] = check_leaf(leaf, self.editor.fields)
        except ValueError as error:
            self.add_error(names[1], str(error))


class _Chosen(forms.TypedMultipleChoiceField):
    """Values of which some may be gone: those are shown as chosen, and can't be sent again."""

    def __init__(self, *, lost: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.lost = lost
        self.error_messages["invalid_choice"] = _("Something chosen here is gone: choose only what there is.")

    def valid_value(self, value: Any) -> bool:
        """Only what there is."""
        return str(value) not in self.lost and bool(super().valid_value(value))


def _typed_field(asked: Ask) -> forms.Field:
    """An input for values that are typed."""
    label = str(asked.label)
    if asked.input == "words":
        says = _(
            "Separate words and phrases by commas, and put one that holds a comma in quotes. "
            "A star stands for any ending: refund*"
        )
        return forms.CharField(label=label, max_length=MOST_TYPED, help_text=says)
    if asked.input == "lines":
        says = _("One expression of RE2 a line, upper and lower case alike.")
        widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})
        return forms.CharField(label=label, max_length=MOST_LINES, help_text=says, widget=widget, strip=False)
    if asked.input == "number":
        return forms.IntegerField(label=label, min_value=0, max_value=LARGEST)
    if asked.input == GONE:
        says = _("What this condition asked for is gone: take the condition out.")
        return forms.CharField(
            label=label, required=False, help_text=says, widget=forms.TextInput(attrs={"readonly": True})
        )
    return forms.TypedChoiceField(label=label, coerce=lambda word: word == "yes", choices=YES_NO)


def _chosen_field(asked: Ask, values: Sequence[tuple[Any, Any]], shown: Sequence[Any]) -> forms.Field:
    """An input for values that are chosen; `shown` are those that are, some of which may be gone."""
    there = {str(value) for value, _label in values}
    lost = list(dict.fromkeys(str(one) for one in shown if str(one) not in there))
    return _Chosen(
        label=str(asked.label),
        help_text=str(asked.help),
        coerce=int if values and isinstance(values[0][0], int) else str,
        choices=[*values, *((one, gone()) for one in lost)],
        lost=lost,
        widget=forms.CheckboxSelectMultiple if len(values) + len(lost) <= FEW else forms.SelectMultiple,
    )
