"""The minute at which a reply is to leave, as it is chosen in the composer and under a reply that waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.whole_sentences import WholeSentences
from inbox.later import NoSuchMinute, minute, presets


class LaterForm(WholeSentences, forms.Form):
    """`later` is a preset's key, or "at" for the minute typed beside it."""

    later = forms.CharField(required=False)
    at = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Settle on one moment, `moment`, in the zone of whoever chooses."""
        cleaned: dict[str, Any] = super().clean() or {}
        zone, chosen = timezone.get_current_timezone(), cleaned.get("later", "")
        ready = {preset.key: preset.moment for preset in presets(timezone.now(), zone)}
        if chosen in ready:
            cleaned["moment"] = ready[chosen]
            return cleaned
        if not cleaned.get("at"):
            raise forms.ValidationError(_("Choose when the reply is to leave."))
        try:
            cleaned["moment"] = minute(cleaned["at"], zone)
        except NoSuchMinute as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned

    @property
    def moment(self) -> datetime:
        """What was chosen, of a valid form."""
        found: datetime = self.cleaned_data["moment"]
        return found

    @property
    def problem(self) -> str:
        """What is wrong, as a sentence."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
