"""What a roster lacks is told once to those who can mend it, and asks for nothing once it is mended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accounts.actions.absences import plan as plan_absence
from accounts.actions.memberships import grant
from accounts.actors import SCHEDULE
from accounts.errors import NotAllowed
from accounts.models import Event, Member, Role
from inbox.actions.roster import plan
from inbox.actions.roster_warn import clear, warn
from inbox.actions.tell import tell
from inbox.models import Notification, RosterAlert
from inbox.staffing import DAY, WEEK, Lack, Warned
from inbox.tasks import sweep_roster
from inbox.telling import said_of
from tests.cast import Cast, channel

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def swept() -> None:
    """The timed job, and what follows from its events."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sweep_roster()
    tell(list(Event.objects.filter(pk__gt=last).order_by("pk")))


def says(member: Member) -> list[str]:
    """What asks something of a member."""
    return [said_of(row).sentence for row in Notification.objects.visible_to(member).unread().order_by("pk")]


def staffed(cast: Cast) -> None:
    """Both weeks have their liaison, and somebody who steps in."""
    for week in (0, 1):
        first = TODAY + week * WEEK
        plan(cast.channel, liaison=cast.ben, cover=cast.ana, starts_on=first, ends_on=first + 6 * DAY, by=cast.ana)


def test_a_gap_is_told_once_to_the_leads_of_the_department_that_is_missing(cast: Cast) -> None:
    plan(cast.channel, liaison=cast.ben, cover=cast.ana, starts_on=TODAY, ends_on=TODAY + 3 * DAY, by=cast.ana)
    swept()
    swept()
    assert says(cast.ana) == [
        "Nobody from Customer Service is there for @northline.example this week from Friday to Sunday.",
        "Nobody from Customer Service is there for @northline.example next week.",
    ]
    assert says(cast.ben) == says(cast.mia) == says(cast.nora) == []
    row = Notification.objects.filter(recipient=cast.ana).earliest("pk")
    assert said_of(row).href == f"/roster/{cast.channel.pk}/2026-11-23/"


def test_what_is_mended_asks_for_nothing_any_more(cast: Cast) -> None:
    swept()
    assert len(says(cast.ana)) == 2
    staffed(cast)
    swept()
    assert says(cast.ana) == []
    assert Event.objects.filter(verb="roster.clear").count() == 2


def test_a_day_that_passes_is_no_news_and_a_day_more_is(cast: Cast, monday: Any) -> None:
    staffed(cast)
    warned = Warned(Lack.GAP, (TODAY, TODAY + DAY), department=cast.service.pk)
    made = warn(cast.channel, warned=warned, by=SCHEDULE)
    assert warn(cast.channel, warned=Warned(Lack.GAP, (TODAY + DAY,), department=cast.service.pk), by=SCHEDULE) == made
    more = Warned(Lack.GAP, (TODAY + DAY, TODAY + 2 * DAY), department=cast.service.pk)
    assert warn(cast.channel, warned=more, by=SCHEDULE) != made
    verbs = list(Event.objects.filter(verb__in=("roster.warn", "roster.clear")).order_by("pk").values_list("verb"))
    assert verbs == [("roster.warn",), ("roster.clear",), ("roster.warn",)]


def test_a_week_that_is_over_is_forgotten(cast: Cast, monday: Any) -> None:
    swept()
    monday.shift(14 * DAY)
    swept()
    assert list(RosterAlert.objects.filter(cleared_at=None).order_by("monday").values_list("monday", flat=True)) == [
        TODAY + 2 * WEEK,
        TODAY + 3 * WEEK,
    ]


def test_whoever_steps_in_is_told_and_nobody_else(cast: Cast) -> None:
    staffed(cast)
    plan_absence(cast.ben, kind="holiday", starts_on=TODAY + DAY, ends_on=TODAY + 2 * DAY, by=cast.ben)
    swept()
    assert says(cast.ana) == [
        "Ben Okafor, liaison of @northline.example, is away this week from Tuesday to Wednesday; Ana Petrović steps in."
    ]
    assert said_of(Notification.objects.get(recipient=cast.ana)).remedy == "It is you who steps in."
    assert Notification.objects.count() == 1


def test_when_nobody_steps_in_the_leads_of_the_one_who_is_away_are_told(cast: Cast) -> None:
    staffed(cast)
    for who in (cast.ben, cast.ana):
        plan_absence(who, kind="sick", starts_on=TODAY, ends_on=TODAY, by=who)
    grant(cast.mia, department=cast.service, role=Role.LEAD, by=cast.ada)
    swept()
    assert says(cast.mia) == [
        "Nobody from Customer Service is there for @northline.example this week on Monday.",
        "Ben Okafor, liaison of @northline.example, is away this week on Monday, and nobody steps in.",
    ]


def test_of_a_closed_departments_channel_only_its_own_people_hear(cast: Cast) -> None:
    staffed(cast)
    shut = channel(cast.hr, name="@hidden.example")
    swept()
    assert all("hidden" in one for one in says(cast.hal)) == bool(says(cast.hal))
    for other in (cast.ana, cast.ben, cast.mia, cast.nora):
        assert not [one for one in says(other) if "hidden" in one]
    assert {row.channel for row in RosterAlert.objects.all()} == {shut}


def test_only_the_schedule_warns(cast: Cast) -> None:
    warned = Warned(Lack.GAP, (TODAY,), department=cast.service.pk)
    with pytest.raises(NotAllowed):
        warn(cast.channel, warned=warned, by=cast.ada)
    made = warn(cast.channel, warned=warned, by=SCHEDULE)
    with pytest.raises(NotAllowed):
        clear(made, by=cast.ada)
