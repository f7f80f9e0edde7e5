"""How times and names are written on pages: short in rows, full on hover, safe with any script.

Pure: no queries, no request. Times come out in the zone active for the member.
"""

from __future__ import annotations

import zlib
from datetime import date, datetime, timedelta

import regex
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*")
_GRAPHEME = regex.compile(r"\X")
_INVISIBLE = regex.compile(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")
TINTS = 8


def ago(moment: datetime, *, now: datetime | None = None) -> str:
    """How long ago, as short as a row needs it: "now", "4m", "2h", "3d", then "12 Nov"."""
    local, present = timezone.localtime(moment), timezone.localtime(now)
    past = present - local
    if past < timedelta(minutes=1):
        return _("now")
    if past < timedelta(hours=1):
        return _("%(count)dm") % {"count": past // timedelta(minutes=1)}
    if past < timedelta(days=1):
        return _("%(count)dh") % {"count": past // timedelta(hours=1)}
    if past < timedelta(days=7):
        return _("%(count)dd") % {"count": past // timedelta(days=1)}
    return date_format(local, "j M" if local.year == present.year else "M Y")


def ago_in_words(moment: datetime, *, now: datetime | None = None) -> str:
    """The same for people who hear the page: "4 minutes ago"."""
    past = (now or timezone.now()) - moment
    if past < timedelta(minutes=1):
        return _("just now")
    if past < timedelta(hours=2):
        return _("%(count)d minutes ago") % {"count": past // timedelta(minutes=1)}
    if past < timedelta(days=2):
        return _("%(count)d hours ago") % {"count": past // timedelta(hours=1)}
    return _("%(count)d days ago") % {"count": past // timedelta(days=1)}


def clock(moment: datetime) -> str:
    """The time of day in the member's zone, "14:32"."""
    return time_format(timezone.localtime(moment).time(), "H:i")


def in_full(moment: datetime) -> str:
    """Date, time and zone, for hovering: "19 November 2026, 11:38 CET"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y, H:i')} {local.tzname() or ''}".strip()


def month(moment: datetime) -> str:
    """The month of a moment, "November 2026"."""
    return date_format(timezone.localtime(moment), "F Y")


def day(moment: datetime, *, now: datetime | None = None) -> str:
    """The day as a heading between messages: "Today, Thursday 19 November"."""
    when, today = timezone.localtime(moment).date(), timezone.localtime(now).date()
    written = date_format(when, "l j F" if when.year == today.year else "l j F Y")
    if when == today:
        return _("Today, %(day)s") % {"day": written}
    if when == today - timedelta(days=1):
        return _("Yesterday, %(day)s") % {"day": written}
    return written


def on_day(when: date) -> str:
    """A day in a sentence: "3 May 2026"."""
    return date_format(when, "j F Y")


def same_day(one: datetime, other: datetime) -> bool:
    """Whether two moments fall on one day in the member's zone."""
    first: date = timezone.localtime(one).date()
    return first == timezone.localtime(other).date()


def initials(name: str) -> str:
    """One or two letters that stand for a name; whole graphemes, in any script.

    The first letters of the first two words of a handle, of the first and the last word of a
    name; what has no letters (only emoji) gives its first grapheme, nothing at all a "?".
    """
    words = _WORD.findall(name)
    if not words:
        seen = short_name(name)
        return _first(seen) if seen else "?"
    spaced = len(name.split()) > 1
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1] if spaced else words[1]]
    return "".join(_first(word) for word in chosen).upper()


def _first(text: str) -> str:
    found = _GRAPHEME.match(text)
    return found.group() if found else ""


def tint(name: str) -> int:
    """A colour number from 1 to 8 that stays the same for a name."""
    return zlib.crc32(name.encode()) % TINTS + 1


def short_name(name: str, fallback: str = "") -> str:
    """A name without invisible characters; the fallback when nothing visible is left."""
    visible = _INVISIBLE.sub(lambda found: found.group() if found.group() == "\u200d" else "", name)
    return visible.strip() or fallback


def capped(count: int, *, limit: int = 999) -> str:
    """A count for a narrow place: "999+" beyond the limit, nothing for zero."""
    if count <= 0:
        return ""
    return f"{limit}+" if count > limit else str(count)
