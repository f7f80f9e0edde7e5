"""How often topics were heard, hour by hour; reads what routing/actions/hear.py counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Func, IntegerField, QuerySet, Value

from routing.models import Heard

HOUR = timedelta(hours=1)
BASELINE = 14 * 24
"""Hours before that say what is usual."""
CHART = 48
"""Hours that a spike's chart shows."""


@dataclass(frozen=True, slots=True)
class Series:
    """A channel, a topic on it (or anything), and a tone (or any)."""

    channel: int
    topic: int | None = None
    sentiment: str = ""

    def rows(self) -> QuerySet[Heard]:
        """What was heard of it."""
        found = Heard.objects.filter(channel=self.channel, topic=self.topic)
        return found.filter(sentiment=self.sentiment) if self.sentiment else found


def loud(now: datetime, least: int) -> Iterator[tuple[Series, int]]:
    """Each series with so many posts in the last hour, reposts counted once; two questions."""
    lately = Heard.objects.filter(at__gt=now - HOUR, at__lte=now).order_by()
    counted = Count("fingerprint", distinct=True)
    for columns in (("channel", "topic"), ("channel", "topic", "sentiment")):
        rows: Any = lately.values(*columns).annotate(posts=counted).filter(posts__gte=least)
        for row in rows:
            series = Series(row["channel"], row["topic"], row.get("sentiment", ""))
            if len(columns) == 2 or series.sentiment:
                yield series, row["posts"]


def posts_of(series: Series, now: datetime) -> tuple[int, frozenset[int]]:
    """How many posts there were in the last hour, reposts counted once, and the numbers of all its messages."""
    rows = list(series.rows().filter(at__gt=now - HOUR, at__lte=now).values_list("fingerprint", "message_id"))
    return len({said for said, _message in rows}), frozenset(message for _said, message in rows)


def before(series: Series, now: datetime) -> list[int]:
    """The counts of the hours before the last one, newest first, as far back as its channel has been heard."""
    since = now - HOUR
    first = Heard.objects.filter(channel=series.channel, topic=None).order_by("at").values_list("at", flat=True).first()
    known = 0 if first is None else min(BASELINE, max(0, (since - first) // HOUR + 1))
    back = Func(
        Value(since),
        "at",
        template="floor(extract(epoch from (%(expressions)s)) / 3600)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    rows: Any = series.rows().filter(at__lte=since, at__gt=since - known * HOUR).order_by().annotate(back=back)
    counts = dict(rows.values("back").annotate(posts=Count("fingerprint", distinct=True)).values_list("back", "posts"))
    return [int(counts.get(hour, 0)) for hour in range(known)]
