"""Names that pages may use: the rail, where live updates come from, what a toast undoes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from inbox.forms import presets, snooze_span
from inbox.models.conversation import Outcome, Priority
from inbox.presenters.bulk import bulk_bar
from inbox.presenters.rail import rail_for
from inbox.presenters.texts import web_address


@dataclass(frozen=True, slots=True)
class ToastWay:
    """The way back that a message carries in its tags, and until when it is open.

    `counts` is which sentence counts the seconds down: "approved", else that of one's own reply.
    """

    undo: str = ""
    until: str = ""
    counts: str = ""


def toast_way(tags: str | None) -> ToastWay:
    """Read "until:<moment> counts:<which> undo:<address>" from a message's extra tags."""
    named = dict(word.split(":", 1) for word in (tags or "").split() if ":" in word)
    return ToastWay(named.get("undo", ""), named.get("until", ""), named.get("counts", ""))


def live_address() -> str:
    """Where live updates come from, beginning with what this page has not read any more."""
    return f"{reverse('inbox:live')}?since={int(time.time())}"


GLOBALS: dict[str, Callable[..., Any]] = {
    "rail_for": rail_for,
    "toast_way": toast_way,
    "live_address": live_address,
    "bulk_bar": bulk_bar,
    "snooze_presets": presets,
    "snooze_span": snooze_span,
    "outcomes": lambda: Outcome.choices,
    "priorities": lambda: [(one.key, one.label) for one in reversed(Priority)],
}
FILTERS: dict[str, Callable[..., Any]] = {"web_address": web_address}
