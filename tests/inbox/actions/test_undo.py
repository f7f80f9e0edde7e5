"""What was done by mistake stands again as it stood before, unless something happened since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Membership, Role
from inbox.actions._inverses import INVERSES
from inbox.actions.assign import assign, take, unassign
from inbox.actions.label import label, unlabel
from inbox.actions.labels import create
from inbox.actions.move import move
from inbox.actions.prioritise import prioritise
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve, snooze
from inbox.actions.undo import undo
from inbox.doing import REVERSIBLE, last_act
from inbox.models import Conversation
from tests.cast import Cast, channel, conversation, item

pytestmark = pytest.mark.django_db
type Act = Callable[[Conversation, Cast], Conversation]

ACTS: dict[str, Act] = {
    "take": lambda row, cast: take(row, by=cast.ben),
    "assign": lambda row, cast: assign(row, to=cast.ana, by=cast.ben),
    "unassign": lambda row, cast: unassign(assign(row, to=cast.ana, by=cast.ana), by=cast.ben),
    "move": lambda row, cast: move(row, to=cast.marketing, by=cast.ben),
    "resolve": lambda row, cast: resolve(row, outcome="spam", by=cast.ben),
    "snooze": lambda row, cast: snooze(row, until=timezone.now() + timedelta(hours=1), by=cast.ben),
    "reopen": lambda row, cast: reopen(resolve(row, outcome="answered", by=cast.ana), by=cast.ben),
    "prioritise": lambda row, cast: prioritise(row, priority=4, by=cast.ben),
    "label": lambda row, cast: label(row, name="Refund", by=cast.ben),
    "unlabel": lambda row, cast: unlabel(label(row, name="Refund", by=cast.ana), name="Refund", by=cast.ben),
}
BEFORE: dict[str, dict[str, Any]] = {
    "unassign": {"assignee": "Ana Petrović"},
    "reopen": {"status": "resolved"},
    "unlabel": {"labels": ["Refund"]},
}


def facts(row: Conversation) -> dict[str, Any]:
    row.refresh_from_db()
    return {
        "assignee": str(row.assignee or ""),
        "department": row.department.name,
        "status": row.status,
        "priority": row.priority,
        "labels": list(row.labels.values_list("name", flat=True)),
    }


def test_every_reversible_act_is_in_the_table_and_tried_here() -> None:
    # Tried in test_withdraw.py, test_place.py and test_why.py.
    elsewhere = {"escalation.withdraw", "conversation.place", "conversation.correct"}
    assert set(INVERSES) == REVERSIBLE == {f"conversation.{word}" for word in ACTS} | elsewhere


@pytest.mark.parametrize("word", ACTS)
def test_each_act_is_taken_back(cast: Cast, word: str) -> None:
    create(name="Refund", department=None, by=cast.ada)
    made = conversation(cast.channel)
    before = {**facts(made), **BEFORE.get(word, {})}
    ACTS[word](made, cast)
    assert facts(made) != before
    done = last_act(cast.ben, made.pk)
    assert done is not None
    assert done.verb == f"conversation.{word}"
    undo(made, by=cast.ben, act=done.pk)
    assert facts(made) == before
    with pytest.raises(NotPossible, match="moved on"):
        undo(made, by=cast.ben, act=done.pk)


@pytest.mark.parametrize("word", ACTS)
def test_nobody_takes_back_what_another_did(cast: Cast, word: str) -> None:
    create(name="Refund", department=None, by=cast.ada)
    made = ACTS[word](conversation(cast.channel), cast)
    done = last_act(cast.ben, made.pk)
    assert done is not None
    Membership.objects.create(member=cast.mia, department=cast.service, role=Role.LEAD)
    with pytest.raises(NotPossible, match="nothing to undo"):
        undo(made, by=cast.mia, act=done.pk)


FOLLOWED: dict[str, Act] = {
    "take": lambda row, cast: assign(row, to=cast.ana, by=cast.ana),
    "assign": lambda row, cast: unassign(row, by=cast.ana),
    "unassign": lambda row, cast: take(row, by=cast.ana),
    "move": lambda row, cast: move(row, to=cast.hr, by=cast.mia),
    "resolve": lambda row, cast: reopen(row, by=cast.ana),
    "snooze": lambda row, cast: resolve(row, outcome="spam", by=cast.ana),
    "reopen": lambda row, cast: resolve(row, outcome="spam", by=cast.ana),
    "prioritise": lambda row, cast: prioritise(row, priority=1, by=cast.ana),
    "label": lambda row, cast: unlabel(row, name="Refund", by=cast.ana),
    "unlabel": lambda row, cast: label(row, name="Refund", by=cast.ana),
}


@pytest.mark.parametrize("word", ACTS)
def test_what_has_moved_on_is_left_alone(cast: Cast, word: str) -> None:
    create(name="Refund", department=None, by=cast.ada)
    made = FOLLOWED[word](ACTS[word](conversation(cast.channel), cast), cast)
    before, events = facts(made), Event.objects.count()
    with pytest.raises(NotPossible, match="moved on"):
        undo(made, by=cast.ben)
    assert facts(made) == before
    assert Event.objects.count() == events


@pytest.mark.parametrize("word", sorted(ACTS.keys() - {"prioritise", "move"}))
def test_what_has_nothing_to_do_with_it_does_not_stand_in_the_way(cast: Cast, word: str) -> None:
    create(name="Refund", department=None, by=cast.ada)
    made = ACTS[word](conversation(cast.channel), cast)
    prioritise(made, priority=3, by=cast.ana)
    undo(made, by=cast.ben)
    assert facts(made)["priority"] == 3


def test_nothing_done_is_nothing_to_undo(cast: Cast) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotPossible, match="nothing to undo"):
        undo(made, by=cast.ben)
    with pytest.raises(NotAllowed):
        undo(made, by=cast.tim)


def test_a_pending_conversation_is_pending_again(cast: Cast) -> None:
    made = conversation(cast.channel, external_id="a")
    receive(cast.channel, [item(thread_key="a", ours=True)], by=INTAKE)
    resolve(made, outcome="answered", by=cast.ben)
    made = undo(made, by=cast.ben)
    assert (made.status, made.outcome, made.resolved_at) == ("pending", "", None)
    reopen(made, by=cast.ben)
    assert undo(made, by=cast.ben).status == "pending"


def test_a_snooze_comes_back_with_its_time(cast: Cast) -> None:
    until = timezone.now() + timedelta(days=2)
    made = snooze(conversation(cast.channel), until=until, by=cast.ben)
    resolve(made, outcome="spam", by=cast.ben)
    made = undo(made, by=cast.ben)
    assert (made.status, made.snoozed_until) == ("snoozed", until)
    reopen(made, by=cast.ben)
    made = undo(made, by=cast.ben)
    assert (made.status, made.snoozed_until) == ("snoozed", until)


def test_reopened_by_mistake_it_is_done_as_it_was_done(cast: Cast) -> None:
    made = resolve(conversation(cast.channel), outcome="no_reply_needed", by=cast.ana)
    resolved_at, waited = made.resolved_at, made.waiting_since
    assert reopen(made, by=cast.ben).waiting_since is not None
    made = undo(made, by=cast.ben)
    assert (made.status, made.outcome) == ("resolved", "no_reply_needed")
    assert (made.resolved_at, made.waiting_since) == (resolved_at, waited)
    assert list(made.messages.values_list("settled_at", flat=True)) == [resolved_at]


def test_nobody_hides_what_they_wrote_since_by_undoing(cast: Cast) -> None:
    made = resolve(conversation(cast.channel, external_id="a"), outcome="answered", by=cast.ana)
    reopen(made, by=cast.ben)
    receive(cast.channel, [item(thread_key="a")], by=INTAKE)
    with pytest.raises(NotPossible, match="moved on"):
        undo(made, by=cast.ben)


def test_a_move_gives_the_work_back_to_who_had_it(cast: Cast) -> None:
    made = move(take(conversation(cast.channel), by=cast.ana), to=cast.marketing, by=cast.ben)
    assert made.assignee is None
    made = undo(made, by=cast.ben)
    assert (made.department, made.assignee) == (cast.service, cast.ana)
    assert Event.objects.filter(verb="conversation.move").count() == 2


def test_a_move_is_taken_back_by_who_might_move_it_there_only(cast: Cast) -> None:
    made = move(conversation(cast.channel), to=cast.marketing, by=cast.ben)
    Membership.objects.filter(member=cast.ben).update(role=Role.OBSERVER)
    del cast.ben._roles  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed):
        undo(made, by=cast.ben)


def test_what_is_closed_to_one_now_is_not_taken_back(cast: Cast) -> None:
    made = move(conversation(cast.channel), to=cast.hr, by=cast.ben)
    with pytest.raises(NotPossible, match="closed to you now"):
        undo(made, by=cast.ben)


def test_nothing_goes_back_to_an_archived_department(cast: Cast) -> None:
    made = move(conversation(channel(cast.service)), to=cast.marketing, by=cast.ben)
    cast.service.is_active = False
    cast.service.save()
    with pytest.raises(NotPossible, match="archived"):
        undo(made, by=cast.ben)
