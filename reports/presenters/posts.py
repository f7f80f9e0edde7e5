"""Our own posts in words: what each led to, beside what its channel sounded like before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from inbox.models import Post
from reports import charts, curves
from reports.asked import Asked
from reports.metrics import posts as measured
from reports.metrics.audience import Voice
from reports.metrics.number import Number
from reports.scope import Scope

MOST = 50


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of the list."""

    pk: int
    text: str
    channel: str
    sent_at: datetime
    is_removed: bool
    engagement: measured.Engagement | None
    echo: measured.Echo
    href: str


def post_rows(scope: Scope, asked: Asked) -> list[PostRow]:
    """The latest posts of the period."""
    rows = list(measured.latest(measured.posts_of(scope))[:MOST])
    ids = Post.objects.filter(pk__in=[row.pk for row in rows]).order_by()
    engaged = measured.engagements((row.channel_id, row.external_id) for row in rows)
    echoes = measured.echoes(scope, ids)
    return [
        PostRow(
            pk=row.pk,
            text=row.text.strip() or _("(without words)"),
            channel=row.channel.name,
            sent_at=row.sent_at,
            is_removed=row.removed_at is not None,
            engagement=engaged.get((row.channel_id, row.external_id)),
            echo=echoes.get(row.pk, measured.Echo()),
            href=reverse("reports:post", args=[row.pk]) + asked.written(),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class PostPage:
    """Everything about one post."""

    text: str
    reach: str
    people: str
    negative: str
    baseline: str
    echo: measured.Echo
    chart: SafeString | None
    counts: list[tuple[datetime, measured.Engagement]]
    latest: measured.Engagement | None


def post_page(scope: Scope, post: Post) -> PostPage:
    """One post, for its whole life."""
    counts = measured.over_time(post)
    only: QuerySet[Post] = Post.objects.filter(pk=post.pk).order_by()
    reach, people = measured.reach_of(scope, only)
    mine, baseline = measured.negative_shares(scope, post)
    return PostPage(
        text=post.text.strip() or _("(without words)"),
        reach=f"{reach:,}",
        people=f"{people:,}",
        negative=share_words(mine),
        baseline=share_words(baseline, _("no baseline")),
        echo=measured.echoes(scope, only).get(post.pk, measured.Echo()),
        chart=engagement_chart(counts) if len(counts) > 1 else None,
        counts=_some(counts),
        latest=counts[-1][1] if counts else None,
    )


def share_words(number: Number, without: str = "") -> str:
    """ "12 % of 40", or what is said instead."""
    if number.value is None:
        return without or _("not enough data")
    return _("%(share)s %% of %(count)s") % {"share": round(100 * number.value), "count": f"{number.samples:,}"}


def engagement_chart(counts: list[tuple[datetime, measured.Engagement]]) -> SafeString:
    """Everything that the network counted under it, over time."""
    points = [(date_format(localtime(at), "j M H:i"), one.total) for at, one in _some(counts)]
    label = _("Engagement from %(first)s to %(last)s; the table below has each count.") % {
        "first": f"{points[0][1]:,}",
        "last": f"{points[-1][1]:,}",
    }
    return curves.area(points, label, _("in all"))


def _some(counts: list[tuple[datetime, measured.Engagement]]) -> list[tuple[datetime, measured.Engagement]]:
    """Evenly spread, the first and the last among them: as many as a table can show."""
    most = 13
    if len(counts) <= most:
        return counts
    step = (len(counts) - 1) / (most - 1)
    return [counts[round(number * step)] for number in range(most)]


def voice_chart(voices: list[Voice]) -> SafeString | None:
    """How often each was spoken of; None where nobody is compared with us."""
    if len(voices) < 2 or not any(voice.count for voice in voices):
        return None
    names = [voice.name or _("us") for voice in voices]
    rows = [
        (name, voice.count, "f1" if voice.watch is None else "f4") for name, voice in zip(names, voices, strict=True)
    ]
    label = _("Spoken of: %(list)s.") % {
        "list": ", ".join(f"{name} {voice.count:,}" for name, voice in zip(names, voices, strict=True))
    }
    return charts.bars(rows, label)


def tongues_chart(pairs: list[tuple[str, int]]) -> SafeString | None:
    """The most frequent languages or networks, the rest together."""
    if not pairs:
        return None
    shown = pairs[:6] + ([(_("others"), sum(count for _name, count in pairs[6:]))] if len(pairs) > 6 else [])
    label = ", ".join(f"{name} {count:,}" for name, count in shown)
    return charts.bars([(name, count, "f1") for name, count in shown], label)
