"""What people say when they will be away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.models.absence import AbsenceKind
from accounts.whole_sentences import WholeSentences


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AwayForm(WholeSentences, forms.Form):
    """From when to when, why, and who covers."""

    starts_on = _day(_("First day away"))
    ends_on = _day(_("Last day away"))
    kind = forms.ChoiceField(
        label=_("Why"),
        choices=AbsenceKind,
        help_text=_("Only they themselves, their leads and administrators see this."),
    )
    cover = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Who covers"),
        required=False,
        empty_label=_("Nobody: open work goes back to the departments"),
        help_text=_("Gets what is open when the absence begins, and decides on drafts meanwhile."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cover"].queryset = Member.objects.active()  # type: ignore[attr-defined]

    def without(self, member: Member) -> None:
        """Nobody covers for themselves."""
        self.fields["cover"].queryset = Member.objects.active().exclude(pk=member.pk)  # type: ignore[attr-defined]


class ReportForm(AwayForm):
    """The same for somebody else."""

    field_order = ("member", "starts_on", "ends_on", "kind", "cover")
    member = forms.ModelChoiceField(Member.objects.none(), label=_("Who is away"), empty_label=_("Choose somebody"))

    def __init__(self, *args: Any, led: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"].queryset = led  # type: ignore[attr-defined]
