"""What administrators type about a watch, checked before an action sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from accounts.whole_sentences import WholeSentences
from inbox.models import Channel, Watch
from inbox.models.watch import QUERY_LENGTH, Purpose, WatchKind


class WatchForm(WholeSentences, forms.Form):
    """What to look for, why, and who gets what is found."""

    kind = forms.ChoiceField(label=_("Look for"), choices=WatchKind.choices, initial=WatchKind.WORDS)
    query = forms.CharField(
        label=_("Words or hashtag"),
        max_length=QUERY_LENGTH,
        help_text=_("All words must be said, in any order. A hashtag is one word."),
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices, initial=Purpose.BRAND)
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        empty_label=_("Choose a department"),
        help_text=_("Holds what is found. What a closed department finds is seen there only."),
        error_messages={"invalid_choice": _("Choose a department from the list.")},
    )

    def __init__(self, channel: Channel, watch: Watch | None, data: Any = None) -> None:
        names = ("kind", "query", "purpose")
        known = {name: getattr(watch, name) for name in names} if watch else {}
        holder = watch.department_id if watch else channel.default_department_id
        super().__init__(data, initial={**known, "department": holder})
        departments = Department.objects.active() | Department.objects.filter(pk=holder)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
