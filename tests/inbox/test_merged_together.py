"""Merged conversations and working together: nobody misses anything by a merge, no department is called in vain."""

from __future__ import annotations

import pytest

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.duty import begin_calls, tell_on_duty
from inbox.actions.follow import follow, unfollow
from inbox.actions.merge import merge, unmerge
from inbox.actions.note import add_note
from inbox.actions.read import mark_read
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve
from inbox.actions.tell import tell
from inbox.models import Channel, Conversation, DutyCall, Notification
from inbox.presenters.together import together_for
from tests.cast import Cast, channel, conversation, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast: Cast) -> Channel:
    return channel(cast.service, name="Northline", handle="northline.example")


@pytest.fixture
def part(place: Channel) -> Conversation:
    return conversation(place, "Where is the 18:12?", external_id="p")


@pytest.fixture
def whole(place: Channel) -> Conversation:
    return conversation(place, "And the 18:42?", external_id="w")


def told_of(verb: str) -> list[Notification]:
    return tell(list(Event.objects.filter(verb=verb).order_by("-pk")[:1]))


def test_who_followed_the_part_is_told_of_the_survivor(
    cast: Cast, place: Channel, part: Conversation, whole: Conversation
) -> None:
    follow(part, by=cast.ana)
    merge(part, into=whole, by=cast.ben)

    receive(place, [item("Still waiting", thread_key="w")], by=INTAKE)

    assert [one.recipient for one in told_of("message.receive")] == [cast.ana]
    assert together_for(whole, cast.ana).follows


def test_who_stops_following_the_survivor_is_told_no_more(cast: Cast, part: Conversation, whole: Conversation) -> None:
    follow(part, by=cast.ana)
    follow(whole, by=cast.ana)
    merge(part, into=whole, by=cast.ben)

    unfollow(whole, by=cast.ana)
    resolve(whole, outcome="answered", by=cast.ben)

    assert told_of("conversation.resolve") == []


def test_what_somebody_was_told_of_the_part_stays_readable_and_is_read_with_the_survivor(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    add_note(part, text=f"@{cast.ana.name} please look", by=cast.ben)
    told_of("note.add")
    merge(part, into=whole, by=cast.ben)
    assert Notification.objects.visible_to(cast.ana).unread().count() == 1

    mark_read(whole, by=cast.ana)

    assert Notification.objects.visible_to(cast.ana).unread().count() == 0


def test_no_department_is_called_to_what_rests_in_another(cast: Cast, part: Conversation, whole: Conversation) -> None:
    merge(part, into=whole, by=cast.ben)
    opened = list(Event.objects.filter(verb="conversation.open"))
    assert begin_calls(opened) == 1
    resolve(whole, outcome="answered", by=cast.ben)

    tell_on_duty()

    assert DutyCall.objects.filter(ended_at=None).count() == 0
    assert begin_calls(opened) == 0
    unmerge(part, by=cast.ben)
    assert begin_calls(opened) == 1
