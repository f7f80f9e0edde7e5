"""A note as it is sent off: its text, whom its author chose from the list, and who is let in for it."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Member

MOST = 50


class NoteForm(forms.Form):
    """`chosen` holds keys such as "m12 d3"; `admit` members that a lead lets see the conversation."""

    text = forms.CharField(required=False, strip=False)
    chosen = forms.CharField(required=False, max_length=1000)
    admit = forms.ModelMultipleChoiceField(Member.objects.none(), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["admit"].queryset = Member.objects.active()  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Browsers send line ends as CR LF."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_chosen(self) -> list[str]:
        """The keys."""
        return str(self.cleaned_data["chosen"]).split()[:MOST]
