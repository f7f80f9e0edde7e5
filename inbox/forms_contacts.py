"""What people write about those outside, checked before an action sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from inbox.custom import cleaned
from inbox.models import ContactField
from inbox.models.contact import Relationship
from inbox.models.knowledge import FieldKind


class ContactForm(forms.Form):
    """The fields of every contact, and those that administrators added.

    The page sends along how each field stood when it was opened ("was_company"), so that only
    what somebody changed is written, and what a colleague wrote meanwhile stays.
    """

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=300)
    relationship = forms.ChoiceField(
        label=gettext_lazy("Relationship"),
        required=False,
        choices=[("", gettext_lazy("Not said")), *Relationship.choices],
    )
    company = forms.CharField(label=gettext_lazy("Company"), required=False, max_length=200)
    language = forms.CharField(label=gettext_lazy("Language"), required=False, max_length=60)
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=200)
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One a line."),
    )

    def __init__(self, fields: Sequence[ContactField], *, data: Any = None, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.known = {name: _plainly(value) for name, value in initial.items()}
        self.own = {f"own_{field.pk}": field for field in fields}
        for key, field in self.own.items():
            self.fields[key] = _widget_for(field)

    def clean_emails(self) -> list[str]:
        """Each must be an address."""
        lines = [line.strip() for line in str(self.cleaned_data["emails"]).splitlines()]
        for line in filter(None, lines):
            try:
                validate_email(line)
            except ValidationError as error:
                raise forms.ValidationError(_("“%(text)s” is no e-mail address.") % {"text": line}) from error
        return [line for line in lines if line]

    def clean(self) -> dict[str, Any]:
        """Values of our own fields fit their kind."""
        values: dict[str, Any] = super().clean() or {}
        for key, field in self.own.items():
            try:
                values[key] = cleaned(field.kind, str(values.get(key) or ""), choices=field.choices)
            except ValueError as error:
                self.add_error(key, str(error))
        for name in self.fields:
            if name in values and name != "emails" and self._crosses(name, _plainly(values[name])):
                sentence = _("Somebody wrote “%(text)s” here meanwhile. Save once more to write yours instead.")
                self.add_error(name, sentence % {"text": self.known[name] or "-"})
        return values

    def was(self) -> list[tuple[str, str]]:
        """Name and value of the hidden fields that say how everything stands now."""
        return [(f"was_{name}", self.known.get(name, "")) for name in self.fields]

    def plain_changes(self) -> dict[str, str]:
        """What was changed of the fields that every contact has."""
        plain = [name for name in self.base_fields if name != "emails" and self._changed(name)]
        return {name: self.cleaned_data[name] for name in plain}

    def own_changes(self) -> dict[int, str]:
        """What was changed of our own fields, by their number."""
        return {field.pk: self.cleaned_data[key] for key, field in self.own.items() if self._changed(key)}

    def addresses(self) -> list[str]:
        """The e-mail addresses that are known, with what was added and without what was taken off."""
        before = {line.lower() for line in self._before("emails").splitlines()}
        typed = {line.lower(): line for line in self.cleaned_data["emails"]}
        gone = before - set(typed)
        kept = [line for line in self.known.get("emails", "").splitlines() if line.lower() not in gone]
        there = {line.lower() for line in kept}
        return kept + [line for key, line in typed.items() if key not in before | there]

    def _before(self, name: str) -> str:
        return _plainly(self.data.get(f"was_{name}", self.known.get(name, "")))

    def _changed(self, name: str) -> bool:
        return _plainly(self.cleaned_data[name]) != self._before(name)

    def _crosses(self, name: str, value: str) -> bool:
        """Whether somebody else wrote something else since the page was opened."""
        known = self.known.get(name, "")
        return value != self._before(name) and known not in (value, self._before(name))


class NoteForm(forms.Form):
    """A note about somebody, in the name of a department."""

    text = forms.CharField(label=gettext_lazy("Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}))
    department = forms.ModelChoiceField(Department.objects.none(), label=gettext_lazy("For"), empty_label=None)

    def __init__(self, desks: Sequence[Department], data: Any = None) -> None:
        super().__init__(data, auto_id="note_%s")
        self.fields["department"].queryset = Department.objects.filter(pk__in=[x.pk for x in desks])  # type: ignore[attr-defined]


class FactForm(forms.Form):
    """What they told us, and when."""

    text = forms.CharField(label=gettext_lazy("What they said"), max_length=500)
    said_on = forms.DateField(
        label=gettext_lazy("On"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )
    department = forms.ModelChoiceField(Department.objects.none(), label=gettext_lazy("Told to"), empty_label=None)

    def __init__(self, desks: Sequence[Department], data: Any = None) -> None:
        super().__init__(data, auto_id="fact_%s")
        self.fields["department"].queryset = Department.objects.filter(pk__in=[x.pk for x in desks])  # type: ignore[attr-defined]


class LearnForm(forms.Form):
    """What they told us in a message, which also says when."""

    text = forms.CharField(label=gettext_lazy("What they said"), max_length=500)


class FieldForm(forms.Form):
    """A field of our own."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=FieldKind.choices)
    choices = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line; for a choice only."),
    )

    def clean_choices(self) -> list[str]:
        """One a line."""
        return str(self.cleaned_data["choices"]).splitlines()


class FieldChangeForm(FieldForm):
    """The kind of a field stays, because values of it have been given."""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        del self.fields["kind"]


def _plainly(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def _widget_for(field: ContactField) -> forms.Field:
    if field.kind == FieldKind.CHOICE:
        answers = [("", _("Not said")), *((answer, answer) for answer in field.choices)]
        return forms.ChoiceField(label=field.name, required=False, choices=answers)
    widget: forms.Widget = forms.TextInput()
    if field.kind == FieldKind.DATE:
        widget = forms.DateInput(attrs={"type": "date"})
    elif field.kind == FieldKind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.CharField(label=field.name, required=False, max_length=500, widget=widget)
