"""Done, needed again, asleep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.history import file_history
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve, snooze
from inbox.actions.undo import undo
from inbox.models import Conversation
from inbox.tasks import sweep_snoozed
from tests.cast import NOON, Cast, conversation, item

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def test_resolving_says_how_it_ended(cast: Cast) -> None:
    made = resolve(conversation(cast.channel), outcome="answered", by=cast.ben)
    assert (made.status, made.outcome) == ("resolved", "answered")
    assert Event.objects.get(verb="conversation.resolve").data["outcome"] == "answered"
    with pytest.raises(NotPossible, match="resolved"):
        resolve(made, outcome="spam", by=cast.ben)


def test_an_outcome_that_does_not_exist_is_named(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="“gone” is no outcome"):
        resolve(conversation(cast.channel), outcome="gone", by=cast.ben)


def test_reopening(cast: Cast) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotPossible, match="open already"):
        reopen(made, by=cast.ben)
    made = reopen(resolve(made, outcome="spam", by=cast.ben), by=cast.ben)
    assert (made.status, made.outcome, made.resolved_at) == ("open", "", None)


def test_a_trainee_does_not_file(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        resolve(conversation(cast.channel), outcome="answered", by=cast.tim)


def test_a_snooze_ends_by_itself(cast: Cast) -> None:
    until = timezone.now() + timedelta(hours=2)
    made = snooze(conversation(cast.channel), until=until, by=cast.ben)
    sweep_snoozed()
    made.refresh_from_db()
    assert made.status == "snoozed"
    with time_machine.travel(until + timedelta(seconds=1)):
        sweep_snoozed()
    made.refresh_from_db()
    assert (made.status, made.snoozed_until) == ("open", None)
    assert Event.objects.filter(verb="conversation.wake").count() == 1


def test_a_message_from_outside_wakes_it_sooner(cast: Cast) -> None:
    made = conversation(cast.channel, external_id="first")
    snooze(made, until=timezone.now() + timedelta(days=3), by=cast.ben)
    receive(cast.channel, [item(thread_key="first")], by=INTAKE)
    made.refresh_from_db()
    assert made.status == "open"


def test_nobody_snoozes_into_the_past(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="future"):
        snooze(conversation(cast.channel), until=timezone.now(), by=cast.ben)


def test_nobody_snoozes_for_more_than_a_year(cast: Cast) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotPossible, match="within a year"):
        snooze(made, until=timezone.now() + timedelta(days=367), by=cast.ben)
    assert snooze(made, until=timezone.now() + timedelta(days=365), by=cast.ben).status == "snoozed"


def asked_again(cast: Cast) -> Conversation:
    """A question at noon, and an hour later another message of the same person."""
    receive(cast.channel, [item(external_id="again", thread_key="first", sent_at=LATER)], by=INTAKE)
    return Conversation.objects.get(thread_key="first")


def test_resolving_settles_what_got_no_reply(cast: Cast) -> None:
    """Who thanks us an hour later waits from then on, not since the question we had filed."""
    resolve(conversation(cast.channel, external_id="first", sent_at=NOON), outcome="no_reply_needed", by=cast.ben)
    assert Conversation.objects.get().waiting_since is None
    again = asked_again(cast)
    assert (again.status, again.waiting_since) == ("open", LATER)


def test_what_had_not_arrived_when_it_was_resolved_is_not_settled(cast: Cast) -> None:
    resolve(conversation(cast.channel, external_id="first", sent_at=LATER), outcome="spam", by=cast.ben)
    receive(cast.channel, [item(external_id="older", thread_key="first", sent_at=NOON)], by=INTAKE)
    assert Conversation.objects.get().waiting_since == NOON


@pytest.mark.parametrize("back", [reopen, undo])
def test_reopened_by_a_person_it_waits_since_the_question(cast: Cast, back: Any) -> None:
    made = resolve(conversation(cast.channel, external_id="first", sent_at=NOON), outcome="spam", by=cast.ben)
    made = back(made, by=cast.ben)
    assert (made.status, made.waiting_since) == ("open", NOON)
    assert asked_again(cast).waiting_since == NOON


def test_a_second_resolution_is_undone_without_the_first(cast: Cast) -> None:
    resolve(conversation(cast.channel, external_id="first", sent_at=NOON), outcome="spam", by=cast.ben)
    made = undo(resolve(asked_again(cast), outcome="spam", by=cast.ben), by=cast.ben)
    assert made.waiting_since == LATER


def test_history_is_settled_too(cast: Cast) -> None:
    made = conversation(cast.channel, external_id="first", sent_at=NOON)
    with time_machine.travel(NOON + timedelta(days=400)):
        file_history({made.pk})
    assert asked_again(cast).waiting_since == LATER
    made.refresh_from_db()
    assert made.status == "open"
