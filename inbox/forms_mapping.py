"""How what a tool pushes is read: an expression a field, tried on a sample before it counts."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.whole_sentences import WholeSentences
from inbox.channels.plain import storable
from inbox.reshaping import FIELDS, LONGEST_EXPRESSION, problems, reshape

LONGEST_SAMPLE = 50_000


class MappingForm(WholeSentences, forms.Form):
    """Expressions by field; a field without one is left out of the items."""

    items = forms.CharField(
        label=_("Where the items are"),
        required=False,
        max_length=LONGEST_EXPRESSION,
        help_text=_("Such as data.reviews; without it the whole body is one item, or a list of them."),
    )
    sample = forms.CharField(
        label=_("A sample of what the tool sends"),
        required=False,
        max_length=LONGEST_SAMPLE,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("JSON, to try it on. It is not kept."),
    )

    def __init__(self, data: Any = None, *, mapping: dict[str, Any] | None = None) -> None:
        known: dict[str, Any] = mapping or {"items": "", "fields": {}}
        named = {key_of(name): expression for name, expression in known["fields"].items()}
        super().__init__(data, initial={"items": known["items"], **named})
        fields: dict[str, Any] = self.fields
        for name in FIELDS:
            fields[key_of(name)] = forms.CharField(label=name, required=False, max_length=LONGEST_EXPRESSION)
        self.order_fields(["items", *map(key_of, FIELDS), "sample"])
        self.made: list[Any] | None = None

    def clean(self) -> dict[str, Any]:
        """Expressions that can be read, and a sample that they fit."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        facts = self.facts()
        for wrong in problems(facts["items"], facts["fields"]) if facts["fields"] else ():
            self.add_error(None, wrong)
        if cleaned.get("sample") and not self.errors:
            self._try(facts, cleaned["sample"])
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: self.cleaned_data.get(key_of(name), "") for name in FIELDS}
        fields = {name: expression for name, expression in given.items() if expression.strip()}
        return {"items": self.cleaned_data.get("items", ""), "fields": fields}

    def _try(self, facts: dict[str, Any], sample: str) -> None:
        try:
            body = storable(json.loads(sample))
        except (ValueError, RecursionError):
            self.add_error("sample", _now("This is not JSON."))
            return
        try:
            self.made = reshape(facts, body) if facts["fields"] else body
        except ValueError as error:
            self.add_error("sample", str(error))


def key_of(name: str) -> str:
    """The name of a field in the form: "author.name" is "f-author-name"."""
    return f"f-{name.replace('.', '-')}"
