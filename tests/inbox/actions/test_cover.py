"""Who goes away hands over what is open, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actions.absences import end, plan
from accounts.actions.memberships import grant
from accounts.actors import SCHEDULE
from accounts.errors import NotAllowed
from accounts.models import Absence, Event, Member, Role
from inbox.actions.assign import assign, take
from inbox.actions.cover import hand_over_absence
from inbox.actions.delegate import delegate
from inbox.actions.resolve import resolve
from inbox.models import Conversation, Delegation
from inbox.tasks import sweep_absences
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def absent(member: Member, cover: Member | None, ahead: int = 0) -> Absence:
    first = MONDAY.date() + timedelta(days=ahead)
    return plan(member, kind="holiday", starts_on=first, ends_on=first + timedelta(days=4), cover=cover, by=member)


def mine(cast: Cast, **more: Any) -> Conversation:
    return take(conversation(cast.channel, **more), by=cast.ben)


def holder(row: Conversation) -> Member | None:
    row.refresh_from_db()
    return row.assignee


def test_open_work_goes_to_the_cover_and_what_is_done_stays(cast: Cast) -> None:
    row, done = mine(cast), resolve(mine(cast), outcome="answered", by=cast.ben)
    made = absent(cast.ben, cast.ana)

    assert hand_over_absence(made, by=SCHEDULE) is True

    assert (holder(row), holder(done)) == (cast.ana, cast.ben)
    event = Event.objects.get(verb="absence.hand_over")
    assert event.data == {"member": cast.ben.pk, "given": 1, "put_back": 0, "drafts": True}


def test_without_a_cover_who_can_it_goes_back_to_the_department(cast: Cast) -> None:
    rows = [mine(cast), mine(cast)]
    hand_over_absence(absent(cast.ben, cast.mia), by=SCHEDULE)
    assert [holder(row) for row in rows] == [None, None]
    assert Event.objects.get(verb="absence.hand_over").data["put_back"] == 2


def test_a_cover_who_is_away_too_covers_nothing(cast: Cast) -> None:
    row = mine(cast)
    absent(cast.ana, None)
    hand_over_absence(absent(cast.ben, cast.ana), by=SCHEDULE)
    assert holder(row) is None
    assert not Delegation.objects.exists()


def test_each_conversation_goes_where_the_cover_may_work(cast: Cast) -> None:
    grant(cast.ben, department=cast.marketing, role=Role.AGENT, by=cast.ada)
    service, other = mine(cast), conversation(cast.channel)
    Conversation.objects.filter(pk=other.pk).update(department=cast.marketing)
    other.refresh_from_db()
    assign(other, to=cast.ben, by=cast.mia)
    hand_over_absence(absent(cast.ben, cast.mia), by=SCHEDULE)
    assert (holder(service), holder(other)) == (None, cast.mia)


def test_drafts_wait_for_the_cover_until_they_are_back_unless_somebody_was_named(cast: Cast) -> None:
    made = absent(cast.ana, cast.ben)
    hand_over_absence(made, by=SCHEDULE)
    standing = Delegation.objects.get()
    assert (standing.member, standing.delegate, standing.until) == (cast.ana, cast.ben, MONDAY.replace(day=28, hour=0))
    delegate(cast.mia, to=cast.ada, until=MONDAY + timedelta(days=3), by=cast.mia)
    hand_over_absence(absent(cast.mia, cast.ben), by=SCHEDULE)
    assert Delegation.objects.get(member=cast.mia).delegate == cast.ada


def test_it_happens_when_the_absence_begins_once_and_not_back_by_itself(cast: Cast, monday: Any) -> None:
    row = mine(cast)
    made = absent(cast.ben, cast.ana, ahead=1)
    sweep_absences()
    assert holder(row) == cast.ben
    monday.move_to(MONDAY + timedelta(days=1))
    sweep_absences()
    assert holder(row) == cast.ana
    assign(row, to=cast.ben, by=cast.ana)
    sweep_absences()
    end(made, by=cast.ben)
    sweep_absences()
    assert holder(row) == cast.ben
    assert Event.objects.filter(verb="absence.hand_over").count() == 1


def test_nobody_does_it_by_hand(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        hand_over_absence(absent(cast.ben, cast.ana), by=cast.ada)
