"""What was filed by mistake stands again as it stood before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve, snooze
from inbox.actions.undo import undo
from tests.cast import Cast, conversation, item

pytestmark = pytest.mark.django_db


def test_a_pending_conversation_is_pending_again(cast: Cast) -> None:
    made = conversation(cast.channel, external_id="a")
    receive(cast.channel, [item(thread_key="a", ours=True)], by=INTAKE)
    resolve(made, outcome="answered", by=cast.ben)
    made = undo(made, by=cast.ben)
    assert (made.status, made.outcome, made.resolved_at) == ("pending", "", None)


def test_a_snooze_comes_back_with_its_time(cast: Cast) -> None:
    until = timezone.now() + timedelta(days=2)
    made = snooze(conversation(cast.channel), until=until, by=cast.ben)
    resolve(made, outcome="spam", by=cast.ben)
    made = undo(made, by=cast.ben)
    assert (made.status, made.snoozed_until) == ("snoozed", until)


def test_a_snooze_is_taken_back(cast: Cast) -> None:
    made = snooze(conversation(cast.channel), until=timezone.now() + timedelta(hours=1), by=cast.ben)
    made = undo(made, by=cast.ben)
    assert (made.status, made.snoozed_until) == ("open", None)


def test_what_has_moved_on_is_left_alone(cast: Cast) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotPossible, match="nothing to undo"):
        undo(made, by=cast.ben)
    reopen(resolve(made, outcome="spam", by=cast.ben), by=cast.ben)
    with pytest.raises(NotPossible, match="moved on"):
        undo(made, by=cast.ben)
    with pytest.raises(NotAllowed):
        undo(made, by=cast.tim)
