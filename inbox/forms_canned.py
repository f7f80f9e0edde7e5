"""What leads type about canned responses, checked before an action sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from inbox.models.canned import SHORTCUT_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from inbox.presenters.places import led_by


class CannedForm(forms.Form):
    """Title, shortcut and text."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    shortcut = forms.CharField(
        label=_("Shortcut"),
        max_length=SHORTCUT_LENGTH + 1,
        help_text=_("One word to type after / in a reply, such as refund-form."),
    )
    text = forms.CharField(label=_("Text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))


class NewCannedForm(CannedForm):
    """And whose it is."""

    department = forms.ChoiceField(label=_("For"))

    def __init__(self, member: Member, data: Any = None) -> None:
        super().__init__(data)
        self.led = {item.slug: item for item in led_by(member)}
        chosen = [("all", _("All departments")), *((item.slug, item.name) for item in self.led.values())]
        self.fields["department"].choices = chosen  # type: ignore[attr-defined]
        self.order_fields(["title", "shortcut", "department", "text"])

    def clean_department(self) -> Any:
        """The department itself; None for the whole organisation."""
        return self.led.get(self.cleaned_data["department"])
