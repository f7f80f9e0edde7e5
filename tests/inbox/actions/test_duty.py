"""A department's new work calls those on duty, once, until somebody has looked."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from accounts.models import Event, Member
from inbox.actions.assign import take
from inbox.actions.attention import change
from inbox.actions.duty import begin_calls, look, look_at_list, tell_on_duty
from inbox.actions.read import mark_read
from inbox.models import Conversation, DutyCall, Notification
from inbox.models.attention import Way
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def news(cast: Cast) -> Conversation:
    """Something new for Customer Service, and those on duty are told."""
    made = conversation(cast.channel)
    begin_calls(Event.objects.filter(conversation_id=made.pk))
    tell_on_duty(MONDAY)
    return made


def called(member: Member) -> int:
    return Notification.objects.visible_to(member).unread().filter(about="department").count()


def test_those_who_work_there_are_told_once_whatever_comes(cast: Cast) -> None:
    for _number in range(4):
        news(cast)

    assert [called(one) for one in (cast.ana, cast.ben, cast.tim)] == [1, 1, 1]
    assert [called(one) for one in (cast.olga, cast.mia, cast.ada)] == [0, 0, 0]


def test_when_somebody_looks_nobody_else_needs_to_and_the_next_is_told_anew(cast: Cast) -> None:
    made = news(cast)
    mark_read(made, by=cast.ben)
    assert [called(one) for one in (cast.ana, cast.ben)] == [0, 0]

    news(cast)

    assert [called(one) for one in (cast.ana, cast.ben)] == [1, 1]
    assert DutyCall.objects.count() == 2


def test_an_outsider_who_looks_answers_no_call(cast: Cast) -> None:
    mark_read(news(cast), by=cast.mia)
    assert look(cast.service.pk, by=cast.mia) is False
    assert called(cast.ana) == 1


def test_opening_the_departments_list_is_looking(cast: Cast) -> None:
    news(cast)
    assert look_at_list("marketing", by=cast.ben) is False
    assert look_at_list("customer-service", by=cast.ben) is True
    assert called(cast.ana) == 0


def test_whoever_is_off_duty_or_does_not_want_it_is_not_told(cast: Cast) -> None:
    change(cast.ben, by=cast.ben, work_days=[2, 3], work_from=time(9), work_until=time(17))
    change(cast.tim, by=cast.tim, department=Way.OFF)
    news(cast)

    assert [called(one) for one in (cast.ana, cast.ben, cast.tim)] == [1, 0, 0]


def test_who_comes_on_duty_later_is_told_then(cast: Cast) -> None:
    change(cast.ben, by=cast.ben, work_days=[1], work_from=time(12), work_until=time(17))
    news(cast)
    assert called(cast.ben) == 0

    assert tell_on_duty(MONDAY.replace(hour=12)) == 1
    assert tell_on_duty(MONDAY.replace(hour=13)) == 0
    assert called(cast.ben) == 1


def test_when_nothing_waits_any_more_the_call_is_over(cast: Cast) -> None:
    take(news(cast), by=cast.ben)

    tell_on_duty(MONDAY)

    assert called(cast.ana) == 0
    assert DutyCall.objects.get().ended_at == MONDAY


def test_what_has_somebody_already_calls_nobody(cast: Cast) -> None:
    made = conversation(cast.channel)
    take(made, by=cast.ben)

    assert begin_calls(Event.objects.filter(conversation_id=made.pk)) == 0
