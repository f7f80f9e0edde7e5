"""What comes late: parents after their replies, deletions before the message, old words after new ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.assign import assign, take
from inbox.actions.note import add_note
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve
from inbox.channels.base import Item, Removed
from inbox.models import Conversation, Joined, Message, Post
from tests.cast import NOON, Cast, item

pytestmark = pytest.mark.django_db

PARENT = item("Where is the 18:12?", external_id="parent", sent_at=NOON)
REPLY = item(
    "I wait for it too.", external_id="reply", sent_at=NOON + timedelta(minutes=1), parent_external_id="parent"
)
ABOVE = item("Trains today?", external_id="above", sent_at=NOON - timedelta(minutes=1))


def arrive(cast: Cast, *things: Item | Removed) -> None:
    """One after the other."""
    for thing in things:
        receive(cast.channel, [thing], by=INTAKE)


def holding(external_id: str) -> Conversation:
    """The conversation that a message stands in."""
    return Message.objects.get(external_id=external_id).conversation


def test_a_reply_that_came_first_joins_its_parents_conversation(cast: Cast) -> None:
    arrive(cast, REPLY, PARENT)
    made = Conversation.objects.get()
    assert (made.message_count, made.preview, made.department) == (2, "I wait for it too.", cast.service)
    assert Event.objects.filter(verb="conversation.join").count() == 1


def test_what_people_worked_on_stays_and_the_parent_comes_to_it(cast: Cast) -> None:
    arrive(cast, REPLY)
    worked_on = assign(take(holding("reply"), by=cast.ben), to=cast.ana, by=cast.ben)
    add_note(worked_on, text="I know her.", by=cast.ben)
    arrive(cast, PARENT)
    made = Conversation.objects.get()
    assert (made.pk, made.assignee, made.notes.count(), made.message_count) == (worked_on.pk, cast.ana, 1, 2)


def test_when_people_worked_on_both_they_stay_apart_with_a_link(cast: Cast) -> None:
    arrive(cast, ABOVE, REPLY)
    for external_id in ("above", "reply"):
        take(holding(external_id), by=cast.ben)
    arrive(cast, replace(PARENT, parent_external_id="above"))
    assert holding("parent") == holding("above") != holding("reply")
    link = Event.objects.get(verb="conversation.link")
    assert (link.conversation_id, link.data) == (holding("reply").pk, {"to": holding("above").pk})
    ben = Client()
    ben.force_login(cast.ben)
    page = ben.get(f"/inbox/{holding('reply').pk}/").content.decode()
    assert f'<a href="/inbox/{holding("above").pk}/">another conversation</a>' in page


def test_the_old_number_and_key_of_a_joined_conversation_lead_to_the_whole(cast: Cast) -> None:
    arrive(cast, REPLY)
    former = holding("reply").pk
    arrive(cast, PARENT, item(thread_key="reply"))
    whole = Conversation.objects.get()
    assert Joined.objects.get(former_id=former).conversation == whole
    assert whole.message_count == 3
    ben = Client()
    ben.force_login(cast.ben)
    assert ben.get(f"/inbox/{former}/").headers["Location"] == f"/inbox/{whole.pk}/"


def test_a_chain_that_arrives_from_its_end_is_one_conversation(cast: Cast) -> None:
    last = item(external_id="last", parent_external_id="reply", sent_at=NOON + timedelta(minutes=2))
    arrive(cast, last, REPLY, replace(PARENT, parent_external_id="above"), ABOVE)
    assert Conversation.objects.get().message_count == 4


def test_a_question_that_joins_what_was_resolved_opens_it(cast: Cast) -> None:
    arrive(cast, ABOVE, REPLY)
    resolve(holding("above"), outcome="answered", by=cast.ben)
    arrive(cast, replace(PARENT, parent_external_id="above"))
    assert Conversation.objects.get().status == "open"


def test_private_messages_are_never_joined(cast: Cast) -> None:
    arrive(cast, replace(REPLY, private=True), PARENT)
    assert Conversation.objects.count() == 2


def test_a_deletion_before_the_message_is_not_undone_by_it(cast: Cast) -> None:
    arrive(cast, Removed("parent", NOON + timedelta(minutes=5)), PARENT, PARENT)
    message = Message.objects.get()
    assert message.removed_at == NOON + timedelta(minutes=5)
    assert (message.conversation.status, message.conversation.waiting_since) == ("pending", None)
    assert Event.objects.filter(verb="message.remove").count() == 1


def test_an_own_post_that_was_taken_down_before_it_arrived_is_gone(cast: Cast) -> None:
    arrive(cast, Removed("p", NOON), item("New timetable!", external_id="p", thread_key=None, ours=True))
    assert Post.objects.get().removed_at == NOON


def test_with_the_last_open_question_goes_the_work_and_with_our_answer_it_comes_back(cast: Cast) -> None:
    ours = item("On track 4.", external_id="ours", thread_key="parent", ours=True, sent_at=NOON + timedelta(minutes=2))
    arrive(cast, PARENT, ours, Removed("ours"))
    assert (holding("parent").status, holding("parent").waiting_since) == ("open", NOON)
    arrive(cast, Removed("parent"))
    assert (holding("parent").status, holding("parent").waiting_since) == ("pending", None)


def test_an_older_version_that_comes_late_changes_nothing(cast: Cast) -> None:
    edited = replace(PARENT, text="Where is the 18:21?", edited_at=NOON + timedelta(minutes=3))
    arrive(cast, edited, PARENT)
    message = Message.objects.get()
    assert (message.text, message.edited_at) == ("Where is the 18:21?", edited.edited_at)
    assert not Event.objects.filter(verb="message.edit").exists()


def test_an_edit_of_an_own_post_reaches_it_once(cast: Cast) -> None:
    post = item("New timetable!", external_id="p", thread_key=None, ours=True, sent_at=NOON)
    edited = replace(post, text="New timetables!", edited_at=NOON + timedelta(minutes=1))
    arrive(cast, post, edited, edited, post)
    assert Post.objects.get().text == "New timetables!"
    assert Event.objects.filter(verb="post.edit").count() == 1


@pytest.mark.parametrize("years", [-56, 10])
def test_a_mad_clock_is_brought_to_sense(cast: Cast, years: int) -> None:
    before = timezone.now()
    arrive(cast, item(external_id="mad", sent_at=NOON.replace(year=NOON.year + years)))
    message = Message.objects.get()
    assert before <= message.sent_at <= timezone.now()
    assert message.conversation.waiting_since == message.sent_at


def test_a_moment_without_a_zone_is_utc(cast: Cast) -> None:
    arrive(cast, item(external_id="local", sent_at=NOON.replace(tzinfo=None)))
    assert Message.objects.get().sent_at == NOON
