"""Replies that are held while a crisis is on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inbox.actions.crisis import declare_crisis, end_crisis
from inbox.actions.deliver import cancel
from inbox.actions.dispatch import start
from inbox.actions.hold import hold, release
from inbox.actions.move import move
from inbox.actions.task_force import set_feed
from inbox.models import Conversation, Delivery
from tests.cast import Cast, channel, conversation
from tests.inbox.forces import opened, set_to_leave, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast: Cast) -> Delivery:
    row: Conversation = conversation(channel(cast.service, network="sandbox"), "The doors closed on my dog.")
    return set_to_leave(row, cast.ben)


def test_it_is_held_once_and_let_go_once(cast: Cast, waiting: Delivery) -> None:
    force = opened(cast)
    assert hold(waiting, crisis=force).held_by == force
    hold(waiting, crisis=force)
    assert release(waiting).held_by is None
    release(waiting)
    assert told("delivery.")[1:] == ["delivery.hold", "delivery.release"]


def test_of_two_crises_the_other_goes_on_holding(cast: Cast, waiting: Delivery) -> None:
    first = declare_crisis(opened(cast), by=cast.ana)
    second = declare_crisis(opened(cast, name="Dogs", feed="dog"), by=cast.ana)
    end_crisis(first, by=cast.ana)
    waiting.refresh_from_db()
    assert waiting.held_by == second


def test_its_writer_takes_it_back_meanwhile(cast: Cast, waiting: Delivery) -> None:
    force = declare_crisis(opened(cast), by=cast.ana)
    cancel(waiting, by=cast.ben)
    end_crisis(force, by=cast.ana)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.held_by) == ("cancelled", None)


def test_what_comes_to_concern_it_later_is_held_at_the_last_moment(cast: Cast, waiting: Delivery) -> None:
    force = declare_crisis(opened(cast, feed=""), by=cast.ana)
    waiting.refresh_from_db()
    assert waiting.held_by is None
    set_feed(force, feed="doors", by=cast.ana)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert start(waiting.pk) is None
    waiting.refresh_from_db()
    assert waiting.held_by == force


def test_moving_in_holds_it_and_moving_out_lets_it_go(cast: Cast, waiting: Delivery) -> None:
    force = declare_crisis(opened(cast, feed=""), by=cast.ana)
    row = move(waiting.conversation, to=force.department, by=cast.ana)
    waiting.refresh_from_db()
    assert waiting.held_by == force
    move(row, to=cast.service, by=cast.ana)
    waiting.refresh_from_db()
    assert waiting.held_by is None
