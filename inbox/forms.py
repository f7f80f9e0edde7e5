"""What people type and choose on a conversation, checked before an action sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from accounts.models import Department, Member
from accounts.whole_sentences import WholeSentences
from inbox.actions.draft import Picture
from inbox.actions.resolve import LONGEST_SNOOZE
from inbox.models import Conversation, Message
from inbox.models.conversation import Outcome

LONGEST = 100_000
"""Characters of a draft: more than any network or note takes, so that what is too long is kept and can be cut."""
PICTURE_BYTES = 10 * 1024 * 1024
PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made end of a snooze."""

    key: str
    label: str
    icon: str
    until: datetime

    @property
    def when(self) -> str:
        """As shown at the end of its line: "16:00" today, "Fri 09:00" later."""
        local = timezone.localtime(self.until)
        return date_format(local, "H:i" if local.date() == timezone.localdate() else "D H:i")


def presets(now: datetime | None = None) -> list[Preset]:
    """What is offered: no two of the same moment, since on a Sunday tomorrow is next Monday."""
    offered: dict[datetime, Preset] = {}
    for preset in _known_presets(now):
        offered.setdefault(preset.until, preset)
    return list(offered.values())


def _known_presets(now: datetime | None = None) -> list[Preset]:
    """Later today (while there is one), tomorrow and next Monday at nine, in the member's zone."""
    local = timezone.localtime(now)
    later = (local + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    monday = local.date() + timedelta(days=7 - local.weekday())
    days = [
        ("later", _("Later today"), "clock", later),
        ("tomorrow", _("Tomorrow"), "snooze", _morning(local, local.date() + timedelta(days=1))),
        ("monday", _("Next Monday"), "calendar", _morning(local, monday)),
    ]
    return [Preset(*day) for day in days if day[0] != "later" or day[3].date() == local.date()]


def snooze_span(now: datetime | None = None) -> tuple[str, str]:
    """The first and the last minute that can be chosen, as a browser's field for date and time writes them."""
    local = timezone.localtime(now)
    first, last = local + timedelta(minutes=1), local + LONGEST_SNOOZE
    return first.strftime("%Y-%m-%dT%H:%M"), last.strftime("%Y-%m-%dT%H:%M")


def _morning(local: datetime, day: Any) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=local.tzinfo)


class SnoozeForm(WholeSentences, forms.Form):
    """A preset, or any minute."""

    preset = forms.CharField(required=False)
    at = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Until"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"invalid": gettext_lazy("Choose a day and a minute.")},
    )

    def clean(self) -> dict[str, Any]:
        """Settle on one moment, `until`."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = {preset.key: preset.until for preset in _known_presets()}.get(cleaned.get("preset", ""))
        cleaned["until"] = chosen or cleaned.get("at")
        if cleaned["until"] is None and not self.errors:
            raise forms.ValidationError(_("Choose until when it should sleep."))
        return cleaned


class ResolveForm(WholeSentences, forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(choices=Outcome.choices)


class AssignForm(WholeSentences, forms.Form):
    """To whom."""

    to = forms.ModelChoiceField(
        Member.objects.none(), error_messages={"invalid_choice": gettext_lazy("Choose somebody from the list.")}
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["to"].queryset = Member.objects.active()  # type: ignore[attr-defined]


class MoveForm(WholeSentences, forms.Form):
    """Where to."""

    to = forms.ModelChoiceField(
        Department.objects.none(),
        error_messages={"invalid_choice": gettext_lazy("Choose a department from the list.")},
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["to"].queryset = Department.objects.filter(is_active=True)  # type: ignore[attr-defined]


def picture_in(data: bytes) -> Picture:
    """The picture that these bytes are; raises ValueError with a sentence when networks would not take it."""
    try:
        with Image.open(BytesIO(data)) as picture:
            picture.verify()
            found = PICTURE_TYPES.get(picture.format or "")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(_("This file is no picture that can be sent.")) from error
    if not found:
        raise ValueError(_("Pictures can be JPEG, PNG, WebP or GIF."))
    return Picture(data, found)


class WriteForm(WholeSentences, forms.Form):
    """What stands in the composer. Empty is fine while it is being written."""

    kind = forms.ChoiceField(choices=[("reply", "reply"), ("note", "note")])
    text = forms.CharField(required=False, strip=False, max_length=LONGEST)
    answers = forms.ModelChoiceField(Message.objects.none(), required=False)
    seen = forms.IntegerField(required=False)
    seen_reply = forms.IntegerField(required=False)
    seen_step = forms.IntegerField(required=False)
    alt = forms.CharField(required=False, max_length=1000)
    image = forms.FileField(required=False)
    image_gone = forms.BooleanField(required=False)
    way = forms.ChoiceField(choices=[("send", "send"), ("submit", "submit")], required=False)

    def __init__(self, conversation: Conversation, data: Any, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["answers"].queryset = conversation.messages.all()  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Browsers send line ends as CR LF; a network counts one character."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_image(self) -> Picture | None:
        """A picture that really is one, of a kind and size that networks take."""
        given: UploadedFile[bytes] | None = self.cleaned_data.get("image")
        if not given:
            return None
        if (given.size or 0) > PICTURE_BYTES:
            raise forms.ValidationError(_("The picture is larger than 10 MB."))
        try:
            return picture_in(given.read())
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
