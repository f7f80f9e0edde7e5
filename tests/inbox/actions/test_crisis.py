"""While a crisis is on, what it is about goes through the task force's hands; after it, all is as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import DepartmentKind
from inbox.actions import dispatch
from inbox.actions.canned import approve, create
from inbox.actions.crisis import declare_crisis, end_crisis
from inbox.actions.deliver import queue
from inbox.actions.draft import write
from inbox.actions.policy import pause
from inbox.actions.review import approve as approve_draft
from inbox.actions.submit import submit
from inbox.actions.task_force import set_feed, set_statement
from inbox.models import ApprovalPolicy, Conversation, Delivery, Draft, Message, ReviewStep, TaskForce
from inbox.models.delivery import DeliveryState
from inbox.models.draft import DraftState
from inbox.reviewing import asks_for
from tests.cast import Cast, channel, conversation
from tests.inbox.forces import let_flow, opened, over, set_to_leave, told

pytestmark = pytest.mark.django_db


def written(row: Conversation, by: object, text: str = "We look into it.") -> Draft:
    asked = Message.objects.filter(conversation=row, is_ours=False).latest("pk")
    return write(row, kind="reply", text=text, answers=asked, by=by)  # type: ignore[arg-type]


@pytest.fixture
def row(cast: Cast) -> Conversation:
    """Somebody asks about doors, and Service holds it."""
    return conversation(channel(cast.service, network="sandbox"), "The doors closed on my dog.")


def test_only_a_lead_declares_it_and_only_of_a_task_force(cast: Cast) -> None:
    force = opened(cast)
    with pytest.raises(NotAllowed):
        declare_crisis(force, by=cast.ben)
    committee = opened(cast, name="Accessibility", kind=DepartmentKind.COMMITTEE)
    with pytest.raises(NotPossible, match="no urgency"):
        declare_crisis(committee, by=cast.ana)
    declare_crisis(force, by=cast.ana)
    with pytest.raises(NotPossible, match="on already"):
        declare_crisis(force, by=cast.ana)


def test_matching_replies_need_its_approval_wherever_they_lie(cast: Cast, row: Conversation) -> None:
    force = opened(cast)
    other = conversation(row.channel, "A lovely ride.")
    draft = written(row, cast.ben)
    assert asks_for(draft) == []
    declare_crisis(force, by=cast.ana)
    (need,) = asks_for(draft)
    assert (need.step.department_id, need.because) == (force.department_id, ("The crisis of “Doors” is on.",))
    assert asks_for(written(other, cast.ben)) == []
    with pytest.raises(NotPossible, match="an agent of Doors"):
        queue(draft, by=cast.ben)
    end_crisis(force, by=cast.ana)
    assert asks_for(draft) == []


def test_a_reply_in_its_undo_window_does_not_slip_through(cast: Cast, row: Conversation) -> None:
    delivery = queue(written(row, cast.ben), by=cast.ben)
    declare_crisis(opened(cast), by=cast.ana)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert dispatch.start(delivery.pk) is None
    delivery.draft.refresh_from_db()
    assert delivery.draft.state == DraftState.STALE


def test_what_was_to_leave_later_is_held_and_has_its_minute_back(cast: Cast, row: Conversation) -> None:
    delivery = set_to_leave(row, cast.ben)
    minute = delivery.scheduled_for
    force = declare_crisis(opened(cast), by=cast.ana)
    delivery.refresh_from_db()
    assert (delivery.held_by, delivery.state, delivery.scheduled_for) == (force, DeliveryState.QUEUED, minute)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert not Delivery.objects.leaving().exists()
    end_crisis(force, by=cast.ana)
    delivery.refresh_from_db()
    assert (delivery.held_by, delivery.scheduled_for, delivery.not_before) == (None, minute, minute)
    assert delivery.is_scheduled
    assert told("delivery.") == ["delivery.schedule", "delivery.hold", "delivery.release"]


def test_one_whose_minute_passed_meanwhile_asks_a_person(cast: Cast, row: Conversation) -> None:
    delivery = set_to_leave(row, cast.ben)
    force = declare_crisis(opened(cast), by=cast.ana)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        end_crisis(force, by=cast.ana)
        assert not Delivery.objects.leaving().exists()
    delivery.refresh_from_db()
    delivery.draft.refresh_from_db()
    assert delivery.draft.state == DraftState.STALE
    assert "its minute has passed" in delivery.error


def test_what_is_scheduled_during_it_is_held_too(cast: Cast, row: Conversation) -> None:
    force = declare_crisis(opened(cast), by=cast.ana)
    draft = submit(written(row, cast.ben), by=cast.ben, at=timezone.now() + timedelta(hours=1))
    approve_draft(draft, version=draft.version, by=cast.mia)
    assert Delivery.objects.get(draft=draft).held_by == force


def test_only_its_own_holding_statement_needs_nobody(cast: Cast, row: Conversation) -> None:
    force = opened(cast)
    said, kind = (
        create(title=title, shortcut=title.lower(), text=text, department=None, by=cast.ada)
        for title, text in (("Statement", "We look into the doors."), ("Kind", "Thanks, have a lovely day!"))
    )
    for one in (said, kind):
        approve(one, version=one.number, by=cast.ada)
    set_statement(force, statement=said, by=cast.ana)
    declare_crisis(force, by=cast.ana)
    assert asks_for(written(row, cast.ben, "We look into the doors.")) == []
    assert len(asks_for(written(row, cast.ben, "Thanks, have a lovely day!"))) == 1


def test_nobody_switches_its_policy_off_beside_it(cast: Cast) -> None:
    force = declare_crisis(opened(cast), by=cast.ana)
    assert force.policy is not None
    with pytest.raises(NotPossible, match="End that"):
        pause(force.policy, by=cast.ada)
    end_crisis(force, by=cast.ana)
    assert not ApprovalPolicy.objects.active().exists()


def test_drafts_that_waited_for_it_wait_for_whoever_holds_the_conversation(cast: Cast, row: Conversation) -> None:
    force = declare_crisis(opened(cast), by=cast.ana)
    draft = submit(written(row, cast.ben), by=cast.ben)
    end_crisis(force, by=cast.ana)
    step = ReviewStep.objects.get(draft=draft)
    assert (step.department, step.decision) == (cast.service, "")
    assert told("draft.")[-1] == "draft.pass_on"


def test_drafts_in_what_goes_back_wait_for_home(cast: Cast) -> None:
    force = declare_crisis(opened(cast), by=cast.ana)
    row = conversation(channel(cast.service, network="sandbox"), "The doors closed on my dog.")
    assert let_flow() == 1
    row.refresh_from_db()
    draft = submit(written(row, cast.ben), by=cast.ben)
    assert ReviewStep.objects.get(draft=draft).department == force.department
    over(force, by=cast.ana)
    row.refresh_from_db()
    assert row.department == cast.service
    assert ReviewStep.objects.get(draft=draft).department == cast.service


def test_looking_for_something_else_holds_and_lets_go_at_once(cast: Cast, row: Conversation) -> None:
    lift = conversation(row.channel, "The elevator stands still.")
    about_doors, about_lifts = set_to_leave(row, cast.ben), set_to_leave(lift, cast.ben)
    force = declare_crisis(opened(cast), by=cast.ana)
    assert [_holder(one) for one in (about_doors, about_lifts)] == [force, None]

    set_feed(force, feed="elevator", by=cast.ana)

    assert [_holder(one) for one in (about_doors, about_lifts)] == [None, force]


def _holder(delivery: Delivery) -> TaskForce | None:
    delivery.refresh_from_db()
    return delivery.held_by
