"""What administrators ask of a rehearsal, and the post that they paste to see what happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.whole_sentences import WholeSentences
from inbox.models import Channel, SavedView
from inbox.models.message import MessageKind
from routing.rule_sets import DRAFTS, NOW, Chosen, choices, chosen

LONGEST_POST = 10_000


def _one_of(label: Any, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial)


class RehearsalForm(WholeSentences, forms.Form):
    """Which rules, beside which, on which conversations."""

    new = _one_of(_("Rehearse"), DRAFTS)
    old = _one_of(_("Beside"), NOW)
    days = forms.IntegerField(label=_("Conversations of the last days"), min_value=1, max_value=366, initial=30)
    view = forms.ModelChoiceField(
        SavedView.objects.none(), label=_("or those of a saved view"), required=False, empty_label=_("no saved view")
    )

    def __init__(self, data: Any, *, by: Member, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["view"].queryset = SavedView.objects.visible_to(by)  # type: ignore[attr-defined]

    def content(self) -> dict[str, Any]:
        """What the action takes, after validation."""
        data = self.cleaned_data
        return {**{side: set_named(data[side]) for side in ("old", "new")}, "days": data["days"], "view": data["view"]}


class PostForm(WholeSentences, forms.Form):
    """A post that nobody has written."""

    text = forms.CharField(
        label=_("The post"), max_length=LONGEST_POST, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    channel = forms.ModelChoiceField(Channel.objects.order_by("name"), label=_("By"), empty_label=_("Choose a channel"))
    kind = forms.ChoiceField(label=_("Kind of message"), choices=MessageKind.choices, initial=MessageKind.MENTION)
    followers = forms.IntegerField(label=_("Followers of the author"), min_value=0, max_value=10**9, required=False)
    rules = _one_of(_("Rules"), NOW)


def set_named(word: str) -> Chosen:
    """The rules that a checked word means."""
    found = chosen(word)
    if found is None:
        raise forms.ValidationError(_("Choose rules from the list."))
    return found
