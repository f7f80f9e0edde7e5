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
    """The fields of every contact, and those that administrators added."""

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
        return values

    def plain_changes(self) -> dict[str, str]:
        """What was changed of the fields that every contact has."""
        plain = [name for name in self.changed_data if name in self.base_fields and name != "emails"]
        return {name: self.cleaned_data[name] for name in plain}

    def own_changes(self) -> dict[int, str]:
        """What was changed of our own fields, by their number."""
        return {field.pk: self.cleaned_data[key] for key, field in self.own.items() if key in self.changed_data}


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
