"""Spikes as pages show them: what, since when, the hours as bars, and the posts that a member may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Member
from inbox.models import Conversation, Message
from inbox.vocabulary import SENTIMENTS
from routing.models import Spike

SHOWN, LISTED = 50, 100
WIDTH, HEIGHT, GAP = 640, 120, 2
"""Of the chart, in its own units."""


@dataclass(frozen=True, slots=True)
class SpikeRow:
    """One spike in a list."""

    pk: int
    title: str
    where: str
    raised_at: datetime
    ended_at: datetime | None
    posts: int
    usual: int
    sigmas: float


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour: when it began, its posts, and its place in the chart."""

    begins: datetime
    posts: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Hours up to the spike, and how high the usual line stands."""

    bars: list[Bar]
    usual_y: float
    highest: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of a spike, and the conversation it lies in; of one that is only read by opening it no words."""

    pk: int
    conversation: int
    author: str
    text: str
    department: str
    at: datetime


def spike_rows(member: Member) -> list[SpikeRow]:
    """Those with a post that the member may see, the newest first."""
    found = Spike.objects.visible_to(member).select_related("channel", "topic").defer("channel__credentials")
    return [spike_row(one) for one in found[:LISTED]]


def spike_row(spike: Spike) -> SpikeRow:
    """One of them."""
    return SpikeRow(
        spike.pk,
        spike_title(spike),
        spike.channel.name,
        spike.raised_at,
        spike.ended_at,
        spike.posts,
        round(spike.usual),
        round(spike.sigmas, 1),
    )


def spike_title(spike: Spike) -> str:
    """ "Crowding, negative", or "Everything" where it is about no topic."""
    about = spike.topic.name if spike.topic else _("Everything")
    tones = {value: str(label) for value, label in SENTIMENTS}
    if not spike.sentiment:
        return about
    return _("%(topic)s, %(tone)s") % {"topic": about, "tone": tones.get(spike.sentiment, spike.sentiment)}


def chart_of(spike: Spike) -> Chart:
    """Its hours as bars, the last one that which raised it."""
    hours = [int(count) for count in spike.hours] or [spike.posts]
    highest = max(*hours, round(spike.usual), 1)
    step = WIDTH / len(hours)
    bars = []
    for place, posts in enumerate(hours):
        high = HEIGHT * posts / highest
        begins = spike.raised_at - timedelta(hours=len(hours) - place)
        bars.append(
            Bar(begins, posts, round(place * step, 1), round(HEIGHT - high, 1), round(step - GAP, 1), round(high, 1))
        )
    return Chart(bars, round(HEIGHT - HEIGHT * spike.usual / highest, 1), highest)


def posts_in(spike: Spike, member: Member) -> tuple[list[PostRow], int]:
    """The newest posts that the member may see, and how many of those there are.

    Administrators read closed conversations one by one, and each time is recorded, so none is quoted here.
    """
    visible = Conversation.objects.visible_to(member).order_by().values("pk")
    found = spike.messages.filter(conversation__in=visible, removed_at=None)
    rows: list[Message] = list(
        found.select_related("conversation__department", "author").order_by("-sent_at", "-pk")[:SHOWN]
    )
    shown = [_post_row(one, hides=member.is_administrator and one.conversation.is_closed) for one in rows]
    return shown, found.count()


def _post_row(one: Message, *, hides: bool) -> PostRow:
    author, text = str(one.author) if one.author else _("somebody"), one.text
    if hides:
        author, text = _("A closed conversation"), _("Open it to read it; that is recorded.")
    place = one.conversation.department.name
    return PostRow(one.pk, one.conversation_id, author, text, place, one.sent_at)
