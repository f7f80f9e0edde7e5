"""What was over before a channel was connected calls nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.history import file_history
from inbox.actions.note import add_note
from inbox.actions.receive import receive
from inbox.models import Conversation
from tests.cast import Cast, conversation, item

pytestmark = pytest.mark.django_db


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def test_an_old_conversation_of_a_backfill_starts_resolved_by_the_schedule(cast: Cast) -> None:
    receive(cast.channel, [item(sent_at=days_ago(30))], by=INTAKE, is_history=True)
    made = Conversation.objects.get()
    assert (made.status, made.outcome, made.message_count) == ("resolved", "no_reply_needed", 1)
    event = Event.objects.get(verb="conversation.resolve")
    assert (event.actor_kind, event.actor_id, event.data["cause"]) == ("system", "schedule", "history")


def test_a_young_one_of_the_same_backfill_is_open(cast: Cast) -> None:
    receive(cast.channel, [item(sent_at=days_ago(2))], by=INTAKE, is_history=True)
    assert Conversation.objects.get().status == "open"


def test_more_of_an_old_conversation_does_not_open_it(cast: Cast) -> None:
    for age in (30, 29):
        receive(cast.channel, [item(thread_key="a", sent_at=days_ago(age))], by=INTAKE, is_history=True)
    assert Conversation.objects.get().status == "resolved"
    assert not Event.objects.filter(verb="conversation.reopen").exists()


def test_what_they_write_today_opens_it_again(cast: Cast) -> None:
    receive(cast.channel, [item(thread_key="a", sent_at=days_ago(30))], by=INTAKE, is_history=True)
    receive(cast.channel, [item(thread_key="a", sent_at=days_ago(0))], by=INTAKE)
    assert Conversation.objects.get().status == "open"


def test_an_old_message_that_was_only_slow_opens_its_conversation(cast: Cast) -> None:
    receive(cast.channel, [item(sent_at=days_ago(30))], by=INTAKE)
    assert Conversation.objects.get().status == "open"


def test_what_somebody_works_on_is_left_to_them(cast: Cast) -> None:
    made = conversation(cast.channel, sent_at=days_ago(30))
    add_note(made, text="I remember this.", by=cast.ben)
    assert file_history([made.pk]) == set()
    made.refresh_from_db()
    assert made.status == "open"
