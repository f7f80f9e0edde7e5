"""What can be promised to those who wait, in words; the clocks themselves belong to a higher room. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PROMISES = {
    "acknowledgement": gettext_lazy("Taking it up"),
    "first": gettext_lazy("First reply"),
    "next": gettext_lazy("Next reply"),
    "full": gettext_lazy("Replies to everybody"),
    "resolution": gettext_lazy("Resolution"),
}
"""What each promise is called."""


def promise_word(promise: str) -> str:
    """What a promise is called; its key where nobody knows it."""
    return str(PROMISES.get(promise, promise))


def in_short(span: timedelta) -> str:
    """A span as a chip has room for: "25 min", "3 h 10 min", "12 h", "4 d"; what is left is not rounded up."""
    minutes = max(0, int(span.total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    if hours < 10 and rest:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if hours < 48:
        return _("%(count)d h") % {"count": hours}
    return _("%(count)d d") % {"count": hours // 24}


def time_left(due_at: datetime, now: datetime | None = None) -> str:
    """How long until a promise is broken, or since when it is."""
    left = due_at - (now or timezone.now())
    if left <= timedelta():
        return _("%(time)s late") % {"time": in_short(-left)}
    return _("%(time)s left") % {"time": in_short(left)}


def countdown(until: datetime, *, now: datetime | None = None) -> tuple[str, bool]:
    """How far a moment is away in its largest unit, "14 min", "3 h", "2 d", and whether it is past."""
    away = until - (now or timezone.now())
    minutes = abs(away) // timedelta(minutes=1)
    whole = timedelta(hours=minutes // 60) if minutes >= 60 else timedelta(minutes=minutes)
    return in_short(whole), away < timedelta()


def in_letters(span: timedelta) -> str:
    """A span where there is room for three letters only, as in a ring: "14m", "3h", "2d"."""
    minutes = abs(span) // timedelta(minutes=1)
    if minutes < 60:
        return _("%(count)dm") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)dh") % {"count": minutes // 60}
    return _("%(count)dd") % {"count": minutes // (24 * 60)}
