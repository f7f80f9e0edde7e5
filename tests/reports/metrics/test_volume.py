"""How much there was."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from inbox.actions.watch import create
from inbox.channels.base import Author, Removed
from inbox.models import Channel, Contact, Message, Post, Watch
from reports.metrics.volume import Volume, heard_by_purpose, volume, volume_by_channel
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


def watch_for(cast: Cast, purpose: str, query: str) -> Watch:
    place, _made = Channel.objects.get_or_create(
        network="sandbox", name="@northline", external_id="us", default_department=cast.service
    )
    return create(place, kind="words", query=query, department=cast.marketing, purpose=purpose, by=cast.ada)


def test_ourselves_and_our_employees_are_not_heard(cast: Cast) -> None:
    watch = watch_for(cast, "brand", "Northline")
    found: dict[str, Any] = {"listening": True, "watches": (watch.pk,)}
    employee, other_brand = Author("did:emre", "emre", "Emre"), Author("us", "northline", "Northline")
    things = [item(**found), item(author=employee, **found), item(author=other_brand, **found)]
    receive(watch.channel, things, by=INTAKE)
    Contact.objects.filter(handles__external_id="did:emre").update(relationship="employee")
    assert counted().heard == 1
    assert heard_by_purpose(Message.objects.all()) == {"brand": 1}


def test_an_employee_is_known_by_every_account_that_was_merged(cast: Cast) -> None:
    watch = watch_for(cast, "brand", "Northline")
    receive(watch.channel, [item(listening=True, watches=(watch.pk,))], by=INTAKE)
    known = Contact.objects.create(name="Mira at work", relationship="employee")
    assert counted().heard == 1
    Contact.objects.filter(handles__external_id="did:mira").update(survivor=known)
    assert counted().heard == 0


def test_each_purpose_hears_for_itself_and_counts_a_message_once(cast: Cast) -> None:
    ferry, boat = watch_for(cast, "competitor", "ferry"), watch_for(cast, "competitor", "boat")
    brand = watch_for(cast, "brand", "Northline")
    both = item("The ferry is a boat", listening=True, watches=(ferry.pk, boat.pk))
    said = item("@northline, better than the ferry!", watches=(ferry.pk, brand.pk))
    receive(brand.channel, [both, said, item()], by=INTAKE)
    assert heard_by_purpose(Message.objects.all()) == {"competitor": 2, "brand": 1}
    assert counted() == Volume(posts=2, inbound=2, outbound=0, conversations=2, heard=1)


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
