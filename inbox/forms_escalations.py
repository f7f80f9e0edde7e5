"""What people type and choose when they ask another department, and when they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, Member
from accounts.whole_sentences import WholeSentences
from inbox.actions.answer import ANSWER_LENGTH
from inbox.actions.decline import REASON_LENGTH
from inbox.actions.escalate import LONGEST, QUESTION_LENGTH, Outsider, Question
from inbox.forms import MORNING
from inbox.models import Conversation, Message, Reason

DUE_FORMAT = "%Y-%m-%dT%H:%M"
MESSAGES = 12
"""Messages of which one chooses what somebody outside reads."""


@dataclass(frozen=True, slots=True)
class Due:
    """A ready-made due time."""

    key: str
    label: str
    at: datetime


def dues(now: datetime | None = None) -> list[Due]:
    """In one hour, in four, tomorrow at nine in the member's zone."""
    present = now or timezone.now()
    local = timezone.localtime(present)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, tzinfo=local.tzinfo)
    return [
        Due("1h", _("In 1 hour"), present + timedelta(hours=1)),
        Due("4h", _("In 4 hours"), present + timedelta(hours=4)),
        Due("tomorrow", _("Tomorrow, 9:00"), tomorrow),
    ]


def due_span() -> tuple[str, str]:
    """The first and the last minute that can be chosen, as a browser's field writes them."""
    local = timezone.localtime()
    return (local + timedelta(minutes=1)).strftime(DUE_FORMAT), (local + LONGEST).strftime(DUE_FORMAT)


class QuestionForm(WholeSentences, forms.Form):
    """Why, what, and until when."""

    group = forms.UUIDField()
    reason = forms.ModelChoiceField(
        Reason.objects.none(), error_messages={"required": gettext_lazy("Choose why you ask.")}
    )
    question = forms.CharField(
        max_length=QUESTION_LENGTH, error_messages={"required": gettext_lazy("Write what you want to know.")}
    )
    due = forms.CharField(required=False)
    at = forms.DateTimeField(
        required=False,
        input_formats=[DUE_FORMAT],
        error_messages={"invalid": gettext_lazy("Choose a day and a minute.")},
    )
    blocking = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["reason"].queryset = Reason.objects.filter(is_archived=False)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Settle on one due time, `due_at`."""
        cleaned: dict[str, Any] = super().clean() or {}
        known = {due.key: due.at for due in dues()}
        cleaned["due_at"] = known.get(cleaned.get("due", "")) or cleaned.get("at")
        if cleaned["due_at"] is None and "at" not in self.errors:
            self.add_error("at", _("Choose until when you need the answer."))
        return cleaned

    def asked(self) -> Question:
        """What an action takes."""
        given = self.cleaned_data
        return Question(given["question"].replace("\r\n", "\n"), given["reason"], given["due_at"], given["group"])


class AskForm(QuestionForm):
    """Of one department, or of several in parallel."""

    to = forms.ModelMultipleChoiceField(
        Department.objects.none(), error_messages={"required": gettext_lazy("Choose at least one department.")}
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["to"].queryset = Department.objects.filter(is_active=True)  # type: ignore[attr-defined]


class MailForm(QuestionForm):
    """Of somebody outside."""

    name = forms.CharField(max_length=120, error_messages={"required": gettext_lazy("Write who it goes to.")})
    email = forms.EmailField(error_messages={"required": gettext_lazy("Write their e-mail address.")})
    shown = forms.ModelMultipleChoiceField(Message.objects.none(), required=False)

    def __init__(self, data: Any, conversation: Conversation) -> None:
        super().__init__(data)
        self.fields["shown"].queryset = conversation.messages.filter(removed_at=None)  # type: ignore[attr-defined]

    def outsider(self) -> Outsider:
        """Whom to ask."""
        given = self.cleaned_data
        return Outsider(given["name"], given["email"], tuple(given["shown"]))


class DeclineForm(WholeSentences, forms.Form):
    """Why not."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        error_messages={"required": gettext_lazy("Say why, so that they know whom to ask instead.")},
    )


class AnswerForm(WholeSentences, forms.Form):
    """What they want to know."""

    text = forms.CharField(
        max_length=ANSWER_LENGTH,
        strip=True,
        error_messages={"required": gettext_lazy("Write the answer first.")},
    )

    def clean_text(self) -> str:
        """Browsers send line ends as CR LF."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class PeopleForm(WholeSentences, forms.Form):
    """Who else should see to it."""

    people = forms.ModelMultipleChoiceField(
        Member.objects.none(), error_messages={"required": gettext_lazy("Choose somebody from the list.")}
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["people"].queryset = Member.objects.active()  # type: ignore[attr-defined]


class ReasonForm(WholeSentences, forms.Form):
    """One reason of the list."""

    name = forms.CharField(label=gettext_lazy("Reason"), max_length=80)


class DeskForm(WholeSentences, forms.Form):
    """How soon a department accepts, and who steps in: "m5" is a member, "d3" a department."""

    acknowledge_minutes = forms.IntegerField(min_value=1, max_value=14 * 24 * 60)
    fallback = forms.CharField(required=False, max_length=20)

    def clean_fallback(self) -> Member | Department | None:
        """Who that is."""
        text = str(self.cleaned_data["fallback"])
        kind, number = text[:1], text[1:]
        if not text:
            return None
        found: Member | Department | None = None
        if number.isascii() and number.isdecimal():
            rows: Any = {"m": Member.objects.active(), "d": Department.objects.active()}.get(kind)
            found = rows.filter(pk=int(number)).first() if rows is not None else None
        if found is None:
            raise forms.ValidationError(_("Choose somebody from the list."))
        return found
