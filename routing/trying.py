"""The facts of a post that nobody has written, so that rules can be tried on it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from inbox.models import Channel
from routing.actions.read import read_text
from routing.calendars import is_open
from routing.history import AT_FIRST, numbers
from routing.models import WorkCalendar
from routing.readings.topics import Topics
from routing.stored import calendar_of


def facts_typed(text: str, channel: Channel, kind: str, followers: int | None, topics: Topics) -> dict[str, Any]:
    """As if it had just arrived on that channel, from somebody who never wrote before."""
    read, now = read_text(text, topics), timezone.now()
    calendars = [row.pk for row in WorkCalendar.objects.all() if is_open(calendar_of(row), now)]
    return {
        **AT_FIRST,
        "trigger": "received",
        "text": text,
        "kind": kind,
        "channel": channel.pk,
        "network": channel.network,
        "department": channel.default_department_id,
        "visibility": "private" if kind == "direct" else "public",
        "has_picture": False,
        "author": [],
        "followers": followers,
        "relationship": "",
        "watches": [],
        "earlier": 0,
        "message_count": 0,
        "business_hours": calendars,
        **{str(name): found.value for name, found in read.items() if name != "topic"},
        "topics": numbers(read["topic"].value),
    }
