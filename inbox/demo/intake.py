"""Lets the story in by the ordinary way: channels, raw payloads, parse, receive."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.actors import INTAKE
from inbox.actions.channel import connect
from inbox.actions.intake import store_raw
from inbox.actions.understand import process
from inbox.channels.base import Account, Raw
from inbox.channels.sandbox.raws import raws_of_figures, raws_of_notices
from inbox.connect import connector_for
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.demo.network import Written
from inbox.demo.story import Story
from inbox.models import Channel, Message

# Handle, default department, whether only the holding department sees it.
CHANNELS = (
    ("northline", "Customer Service", False),
    ("northlinejobs", "HR", False),
    ("northlinecare", "Customer Service", True),
)
BATCH = 100
SETTLING_DAYS = 1.3
"""A post's counts grow like 1 - e^(-age/this)."""


def connect_channels(company: Company, written: Written, base: str) -> dict[str, Channel]:
    """Connect each brand's account; by its handle."""
    return {
        handle: connect(
            Account(written.brands[handle]["id"], handle, written.brands[handle]["name"], f"{base}/@{handle}"),
            network="sandbox",
            name=written.brands[handle]["name"],
            settings={},
            credentials={"token": written.brands[handle]["token"]},
            default_department=company.departments[department],
            is_closed=is_closed,
            by=company.members["Ada"],
        )
        for handle, department, is_closed in CHANNELS
    }


def take_in(channel: Channel, raws: Sequence[Raw], cursor: dict[str, Any], now: datetime) -> None:
    """Store and understand payloads batch by batch, each at the time of its newest."""
    connector = connector_for(channel)
    for start in range(0, len(raws), BATCH):
        batch = raws[start : start + BATCH]
        with at(min(now, max(_moment(raw) for raw in batch) + timedelta(seconds=3))):
            process(store_raw(channel, batch, by=INTAKE), connector)
    store_raw(channel, [], by=INTAKE, cursor=cursor, next_poll_at=now)


def raws_of(notices: Sequence[dict[str, Any]], us: str) -> list[Raw]:
    """Payloads as a poll would bring them."""
    return raws_of_notices(notices, us=us)


def daily_figures(story: Story, written: Written, now: datetime) -> list[Raw]:
    """How our own posts fared, a snapshot a day since they were published."""
    raws: list[Raw] = []
    for published, identity in zip(story.posts, written.posts, strict=True):
        moment = published.at + timedelta(hours=12)
        while moment < now:
            age = (moment - published.at) / timedelta(days=1)
            counts = _counts(published.post.likes, published.post.reposts, age, len(published.post.comments))
            raws += raws_of_figures([{"id": identity, "counts": counts}], moment.isoformat())
            moment += timedelta(days=1)
    return sorted(raws, key=_moment)


def name_members(company: Company, story: Story, written: Written) -> None:
    """Our answers were written by somebody: put their names to the messages."""
    by_desk: dict[str, list[str]] = {}
    for number, exchange in enumerate(story.exchanges):
        ours = [place for place, said in enumerate(exchange.said) if said.author is None]
        by_desk.setdefault(exchange.desk, []).extend(written.said[number][place] for place in ours)
    for desk, external_ids in by_desk.items():
        Message.objects.filter(external_id__in=external_ids).update(member=company.members[desk])


def _counts(likes: int, reposts: int, age: float, replies: int) -> dict[str, int]:
    grown = 1 - math.exp(-age / SETTLING_DAYS)
    return {
        "likes": round(likes * grown),
        "reposts": round(reposts * grown),
        "replies": round(replies * grown),
        "quotes": 0,
    }


def _moment(raw: Raw) -> datetime:
    """When what a payload tells of happened."""
    payload = raw.payload
    if payload["type"] == "post":
        post = payload["post"]
        return datetime.fromisoformat(post["edited_at"] or post["created_at"])
    return datetime.fromisoformat(payload["taken_at" if payload["type"] == "figures" else "at"])
