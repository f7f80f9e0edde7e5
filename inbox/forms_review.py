"""What approvers type, and what they had before their eyes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.whole_sentences import WholeSentences

LONGEST, NOTE = 100_000, 2000


class DecideForm(WholeSentences, forms.Form):
    """Which version was looked at."""

    version = forms.IntegerField(min_value=1, max_value=10**9)


class CountForm(WholeSentences, forms.Form):
    """Words that are being typed."""

    text = forms.CharField(strip=False, max_length=LONGEST, required=False)

    def clean_text(self) -> str:
        """Browsers send line ends as CR LF; a network counts one character."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class AmendForm(CountForm, DecideForm):
    """The words that shall leave instead."""

    text = forms.CharField(strip=False, max_length=LONGEST)


class ReturnForm(DecideForm):
    """Why it goes back."""

    note = forms.CharField(max_length=NOTE, required=False)


class LookForm(DecideForm):
    """Up to which message was read."""

    seen = forms.IntegerField(min_value=0, max_value=2**62)


class AwayForm(WholeSentences, forms.Form):
    """Who decides meanwhile, and until which day."""

    to = forms.ModelChoiceField(Member.objects.active(), label=_("Who decides for you"))
    until = forms.DateField(label=_("Until, that day included"), widget=forms.DateInput(attrs={"type": "date"}))
