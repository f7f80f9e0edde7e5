"""Everything arrives once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve
from inbox.channels.base import Figures, Removed
from inbox.models import Conversation, Message, Post, PostFigures
from tests.cast import NOON, Cast, conversation, item

pytestmark = pytest.mark.django_db


def test_a_message_opens_a_conversation_held_by_the_default_department(cast: Cast) -> None:
    made = conversation(cast.channel, "Where is my umbrella?")
    assert made.department == cast.service
    assert (made.status, made.preview, made.message_count) == ("open", "Where is my umbrella?", 1)
    assert str(made.author) == "Mira Castellanos"
    assert set(Event.objects.values_list("verb", flat=True)) == {"conversation.open", "message.receive"}


def test_the_same_message_twice_changes_nothing(cast: Cast) -> None:
    arrived = item()
    receive(cast.channel, [arrived, arrived], by=INTAKE)
    receive(cast.channel, [arrived], by=INTAKE)
    assert Message.objects.count() == 1
    assert Event.objects.filter(verb="message.receive").count() == 1


def test_a_reply_joins_its_parents_conversation(cast: Cast) -> None:
    first = item()
    answer = item(parent_external_id=first.external_id)
    receive(cast.channel, [first, answer], by=INTAKE)
    receive(cast.channel, [item(parent_external_id=answer.external_id)], by=INTAKE)
    assert Conversation.objects.get().message_count == 3


def test_an_edit_marks_the_same_message(cast: Cast) -> None:
    first = item("Where is the bus?")
    receive(cast.channel, [first], by=INTAKE)
    receive(cast.channel, [item("Where is the tram?", external_id=first.external_id)], by=INTAKE)
    message = Message.objects.get()
    assert message.text == "Where is the tram?"
    assert message.edited_at is not None
    assert message.conversation.preview == "Where is the tram?"


def test_a_deletion_keeps_the_text_and_asks_for_no_answer(cast: Cast) -> None:
    made = conversation(cast.channel)
    receive(cast.channel, [Removed(Message.objects.get().external_id, NOON)], by=INTAKE)
    made.refresh_from_db()
    assert made.waiting_since is None
    assert Message.objects.get().removed_at == NOON


@pytest.mark.parametrize("status", ["pending", "resolved"])
def test_they_write_again_and_it_is_open(cast: Cast, status: str) -> None:
    made = conversation(cast.channel, external_id="a")
    if status == "resolved":
        resolve(made, outcome="answered", by=cast.ben)
    else:
        receive(cast.channel, [item(thread_key="a", ours=True)], by=INTAKE)
    made.refresh_from_db()
    assert made.status == status
    receive(cast.channel, [item(thread_key="a")], by=INTAKE)
    made.refresh_from_db()
    assert made.status == "open"


def test_context_is_shown_and_asks_for_nothing(cast: Cast) -> None:
    earlier = item("A thread about trains", context=True, thread_key="m", sent_at=NOON - timedelta(days=1))
    receive(cast.channel, [earlier, item("@northline help", thread_key="m")], by=INTAKE)
    made = Conversation.objects.get()
    assert made.preview == "@northline help"
    assert made.waiting_since == made.last_incoming_at


def test_our_own_post_is_a_post_and_comments_below_it_link_to_it(cast: Cast) -> None:
    receive(cast.channel, [item("New timetable!", external_id="p", thread_key=None, ours=True)], by=INTAKE)
    receive(cast.channel, [item("Finally", thread_key="c1", post_external_id="p")], by=INTAKE)
    assert Conversation.objects.get().post == Post.objects.get()


def test_figures_of_the_same_moment_are_kept_once(cast: Cast) -> None:
    figures = Figures("p", NOON, likes=3)
    receive(cast.channel, [figures, figures], by=INTAKE)
    receive(cast.channel, [figures, Figures("p", NOON + timedelta(hours=1), likes=9)], by=INTAKE)
    assert list(PostFigures.objects.values_list("likes", flat=True)) == [3, 9]


def test_context_that_turns_out_to_be_meant_for_us_arrives_then(cast: Cast) -> None:
    earlier = item("A thread about trains", external_id="t", context=True, thread_key="m")
    receive(cast.channel, [earlier, item("@northline help", thread_key="m", sent_at=NOON)], by=INTAKE)
    receive(cast.channel, [item("A thread about trains", external_id="t", thread_key="m")], by=INTAKE)
    assert not Message.objects.get(external_id="t").is_context
    assert Event.objects.filter(verb="message.receive").count() == 3


def test_a_nul_in_a_text_is_marked_and_no_edit_when_it_comes_again(cast: Cast) -> None:
    arrived = item("a\x00b")
    receive(cast.channel, [arrived], by=INTAKE)
    receive(cast.channel, [arrived], by=INTAKE)
    assert Message.objects.get().text == "a\ufffdb"
    assert not Event.objects.filter(verb="message.edit").exists()
