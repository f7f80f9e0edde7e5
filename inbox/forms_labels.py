"""What leads type about labels, and members about saved views, checked before an action sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from inbox.models import Label
from inbox.models.label import LABEL_LENGTH, Colour
from inbox.models.saved_view import VIEW_NAME_LENGTH, Icon
from inbox.presenters.places import led_by


class LabelForm(forms.Form):
    """Name and colour."""

    name = forms.CharField(label=_("Name"), max_length=LABEL_LENGTH)
    colour = forms.ChoiceField(label=_("Colour"), choices=Colour.choices, initial=Colour.GREY)


class NewLabelForm(LabelForm):
    """And whose it is."""

    department = forms.ChoiceField(label=_("For"))

    def __init__(self, member: Member, data: Any = None) -> None:
        super().__init__(data)
        self.led = {item.slug: item for item in led_by(member)}
        chosen = [("all", _("All departments")), *((item.slug, item.name) for item in self.led.values())]
        self.fields["department"].choices = chosen  # type: ignore[attr-defined]

    def clean_department(self) -> Any:
        """The department itself; None for the whole organisation."""
        return self.led.get(self.cleaned_data["department"])


class MergeForm(forms.Form):
    """Which label takes its place."""

    into = forms.ModelChoiceField(
        Label.objects.none(),
        label=_("Merge into"),
        empty_label=None,
        error_messages={"invalid_choice": _("Choose a label from the list.")},
    )

    def __init__(self, label: Label, member: Member, data: Any = None) -> None:
        super().__init__(data)
        others = Label.objects.visible_to(member).usable_in(label.department_id or 0).exclude(pk=label.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class ViewForm(forms.Form):
    """A saved view's name, mark and list."""

    name = forms.CharField(label=_("Name"), max_length=VIEW_NAME_LENGTH)
    icon = forms.ChoiceField(label=_("Icon"), choices=Icon.choices, required=False)
    query = forms.CharField(required=False, widget=forms.HiddenInput)
    department = forms.CharField(required=False)

    def clean_icon(self) -> str:
        """A bookmark unless another was chosen."""
        return self.cleaned_data["icon"] or str(Icon.SAVE)
