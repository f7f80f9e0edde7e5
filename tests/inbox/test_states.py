"""States file themselves: who wrote last says what a conversation is, and nobody files it by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve, snooze
from inbox.models import Conversation
from inbox.models.conversation import Outcome
from tests.cast import Cast, conversation, item

pytestmark = pytest.mark.django_db


def write(cast: Cast, made: Conversation, *, ours: bool) -> Conversation:
    """One more message in it, from them or from our own account."""
    arrived = item("And?", thread_key=made.thread_key, ours=ours, sent_at=timezone.now())
    receive(cast.channel, [arrived], by=INTAKE)
    made.refresh_from_db()
    return made


@pytest.fixture
def asked(cast: Cast) -> Conversation:
    """They wrote."""
    return conversation(cast.channel, thread_key="t", sent_at=timezone.now() - timedelta(hours=1))


def test_they_write_and_it_is_open(asked: Conversation) -> None:
    assert (asked.status, asked.waiting_since) == ("open", asked.last_incoming_at)


def test_we_reply_and_it_is_pending_they_write_again_and_it_is_open(cast: Cast, asked: Conversation) -> None:
    assert write(cast, asked, ours=True).status == "pending"
    assert asked.waiting_since is None
    assert write(cast, asked, ours=False).status == "open"
    assert asked.waiting_since is not None


@pytest.mark.parametrize("outcome", list(Outcome.values))
def test_a_resolved_one_opens_again_and_forgets_its_outcome(cast: Cast, asked: Conversation, outcome: str) -> None:
    resolve(asked, outcome=outcome, by=cast.ben)
    made = write(cast, asked, ours=False)
    assert (made.status, made.outcome, made.resolved_at) == ("open", "", None)
    assert Event.objects.get(verb="conversation.reopen").data == {"before": "resolved", "cause": "message"}


def test_a_sleeping_one_wakes_before_its_minute(cast: Cast, asked: Conversation) -> None:
    snooze(asked, until=timezone.now() + timedelta(days=3), by=cast.ben)
    made = write(cast, asked, ours=False)
    assert (made.status, made.snoozed_until) == ("open", None)


def test_what_we_write_ourselves_wakes_and_reopens_nothing(cast: Cast, asked: Conversation) -> None:
    snooze(asked, until=timezone.now() + timedelta(days=3), by=cast.ben)
    assert write(cast, asked, ours=True).status == "snoozed"
    resolve(asked, outcome="answered", by=cast.ben)
    assert write(cast, asked, ours=True).status == "resolved"
