"""What administrators type about word lists, weights, spikes and rules as text, checked before an action sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.whole_sentences import WholeSentences
from routing.actions.spike import LEAST_SIGMAS, MOST_SIGMAS
from routing.actions.word_list import NAME_LENGTH
from routing.models import ListKind, Tuning, WordList
from routing.score import MOST, PARTS

MOST_TEXT = 1_000_000
PART_WORDS = {
    "needs_reply": (_("Needs a reply"), _("It reads as if it expects one.")),
    "question": (_("Question"), _("It asks something.")),
    "negative": (_("Negative tone"), _("It sounds negative; weak evidence.")),
    "reach": (_("Reach"), _("Full points for a million followers; each power of ten is a sixth.")),
    "relationship": (_("Relationship"), _("Press and influencers in full, customers 70 %, strangers nothing.")),
    "waiting": (_("Waiting"), _("Full points after a day.")),
    "promise": (_("Promise"), _("A broken one in full, one at risk 70 %, one in time 20 %.")),
}


class WordListForm(WholeSentences, forms.Form):
    """A name, and words or people, one a line; of which kind, is said once."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    kind = forms.ChoiceField(label=_("What it holds"), choices=ListKind.choices, initial=ListKind.WORDS)
    words = forms.CharField(
        label=_("One a line"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("Words: late again, cancel*, ~refund for every form of it. People: their handles."),
    )
    is_topic = forms.BooleanField(
        label=_("It is a topic: a message that says one of its words is about it"), required=False
    )

    @classmethod
    def of(cls, word_list: WordList, data: Any = None) -> WordListForm:
        """A list as it stands, or as it was sent; its kind stays."""
        initial = {"name": word_list.name, "kind": word_list.kind, "is_topic": word_list.is_topic}
        form = cls(data, initial={**initial, "words": "\n".join(word_list.words)})
        form.fields["kind"].disabled = True
        return form

    def content(self) -> dict[str, Any]:
        """What create() takes, after validation; change() leaves the kind out."""
        return {**self.cleaned_data, "words": self.cleaned_data["words"].splitlines()}


class WeightsForm(WholeSentences, forms.Form):
    """How much each part of the score counts beside the others."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for part in PARTS:
            label, says = PART_WORDS[part]
            self.fields[part] = forms.IntegerField(label=label, help_text=says, min_value=0, max_value=MOST)

    def parts(self) -> Iterable[tuple[forms.BoundField, int]]:
        """Each part's field, with what it has of the whole now, in percent."""
        weights = {part: self._number(part) for part in PARTS}
        whole = sum(weights.values()) or 1
        return [(self[part], round(100 * weights[part] / whole)) for part in PARTS]

    def _number(self, part: str) -> int:
        said = str(self[part].value())
        return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0


class SpikeLimitsForm(WholeSentences, forms.Form):
    """From when on something is a spike."""

    sigmas = forms.FloatField(
        label=_("This far above usual"),
        min_value=LEAST_SIGMAS,
        max_value=MOST_SIGMAS,
        help_text=_("In usual variations (sigmas): 4 is rare, 3 is more often, 6 hardly ever."),
    )
    posts = forms.IntegerField(
        label=_("Posts within the hour at least"), min_value=1, max_value=100_000, help_text=_("Reposts count once.")
    )
    hours = forms.IntegerField(
        label=_("Hours that a channel was heard before"),
        min_value=1,
        max_value=100_000,
        help_text=_("Before that, nobody knows what is usual."),
    )

    @classmethod
    def of(cls, tuning: Tuning) -> SpikeLimitsForm:
        """As it is set now."""
        limits = tuning.limits
        return cls(initial={"sigmas": limits.sigmas, "posts": limits.posts, "hours": limits.hours})


class RulesTextForm(WholeSentences, forms.Form):
    """Rules and lists as YAML, typed or as a file."""

    text = forms.CharField(
        label=_("YAML"),
        max_length=MOST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two; a file is text in UTF-8 of at most a million characters."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size <= MOST_TEXT:
            try:
                cleaned["text"] = file.read().decode("utf-8")
            except UnicodeDecodeError:
                self.add_error("file", str(_("This file is no text in UTF-8.")))
        elif file is not None:
            self.add_error("file", str(_("This file is larger than a megabyte.")))
        if not self.errors and not str(cleaned.get("text", "")).strip():
            self.add_error("text", str(_("Paste the text, or choose a file.")))
        return cleaned
