"""What a form says of a mistake: whole sentences of ours that name the field, in place of Django's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CHOICES = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


class WholeSentences(forms.BaseForm):
    """Every form of ours is one: fields keep what they say themselves, everything else is said here."""

    def full_clean(self) -> None:
        """Put our sentences in place just before anything is judged, when every field is there."""
        for name, field in self.fields.items():
            said = _said_by_django(field)
            for code, sentence in sentences(field, str(self[name].label)).items():
                if field.error_messages.get(code) == said.get(code):
                    field.error_messages[code] = sentence
        super().full_clean()

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django does, but for the one sentence that no field can replace."""
        if getattr(error, "code", None) == "ambiguous_timezone":
            error = ValidationError(_("The clocks change in that hour. Choose a minute outside it."))
        super().add_error(field, error)


def sentences(field: forms.Field, label: str) -> dict[str, str]:
    """What to say, by the code of the mistake; %(…)s is filled in by whoever finds it."""
    name = {"label": label}
    in_params = {"label": label.replace("%", "%%")}
    chosen = isinstance(field, CHOICES)
    says = {
        "required": (_("Choose something for “%(label)s”.") if chosen else _("Fill in “%(label)s”.")) % name,
        "invalid_choice": _("“%%(value)s” is none of the choices for “%(label)s”.") % in_params,
        "max_length": _("“%(label)s” can have %%(limit_value)d characters at most; these are %%(show_value)d.")
        % in_params,
        "min_length": _("“%(label)s” needs %%(limit_value)d characters at least; these are %%(show_value)d.")
        % in_params,
        "null_characters_not_allowed": _("“%(label)s” holds a character that can't be kept. Type it anew.") % in_params,
        "unique": _("“%(label)s” is taken: there is another with the same. Choose a different one.") % in_params,
        "empty": _("The file for “%(label)s” is empty.") % name,
    }
    if isinstance(field, forms.EmailField):
        says["invalid"] = _("“%(value)s” is not an e-mail address, such as name@example.com.")
    elif isinstance(field, forms.IntegerField):
        says["invalid"] = _("“%(label)s” is not a whole number.") % name
    elif isinstance(field, forms.DateTimeField):
        says["invalid"] = _("“%(label)s” is not a date and time.") % name
    return says


def _said_by_django(field: forms.Field) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        said |= getattr(kind, "default_error_messages", {})
    return said
