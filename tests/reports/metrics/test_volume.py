"""How much there was."""

from __future__ import annotations

import pytest

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from inbox.channels.base import Removed
from inbox.models import Message, Post
from reports.metrics.volume import Volume, volume, volume_by_channel
from tests.cast import Cast, channel, item

pytestmark = pytest.mark.django_db


def counted() -> Volume:
    """Over everything."""
    return volume(Message.objects.all(), Post.objects.all())


def test_posts_are_counted_by_direction_and_conversation(cast: Cast) -> None:
    first = item()
    answer = item(parent_external_id=first.external_id, ours=True)
    receive(cast.channel, [first, answer, item()], by=INTAKE)
    assert counted() == Volume(posts=3, inbound=2, outbound=1, conversations=2)


def test_removed_ones_count_and_context_does_not(cast: Cast) -> None:
    first = item()
    receive(cast.channel, [first, item(context=True, thread_key=first.thread_key)], by=INTAKE)
    receive(cast.channel, [Removed(first.external_id)], by=INTAKE)
    assert counted() == Volume(posts=1, inbound=1, outbound=0, conversations=1)


def test_own_posts_that_answer_nobody_are_outbound_and_no_conversation(cast: Cast) -> None:
    receive(cast.channel, [item(thread_key=None, ours=True)], by=INTAKE)
    assert counted() == Volume(posts=1, inbound=0, outbound=1, conversations=0)


def test_what_was_only_heard_is_counted_apart(cast: Cast) -> None:
    article = item("Ten years of Northline", listening=True)
    comment = item("Still late, though.", thread_key=article.thread_key, parent_external_id=article.external_id)
    receive(cast.channel, [article, comment, item("Northline in the news", listening=True)], by=INTAKE)
    assert counted() == Volume(posts=1, inbound=1, outbound=0, conversations=1, heard=2)


def test_nothing_is_nothing(cast: Cast) -> None:
    assert counted() == Volume(0, 0, 0, 0)


def test_each_channel_is_counted_by_itself_and_quiet_ones_are_left_out(cast: Cast) -> None:
    other = channel(cast.marketing, name="@northline.trips")
    channel(cast.marketing, name="silent")
    receive(cast.channel, [item(), item()], by=INTAKE)
    receive(other, [item(thread_key=None, ours=True)], by=INTAKE)
    counts = volume_by_channel(Message.objects.all(), Post.objects.all())
    assert {place.name: (found.posts, found.conversations) for place, found in counts.items()} == {
        "@northline.example": (2, 2),
        "@northline.trips": (1, 0),
    }
