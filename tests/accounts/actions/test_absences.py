"""People say when they are away, or a lead says it for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actions.absences import end, plan, report, report_back
from accounts.actors import SCHEDULE
from accounts.away import away_now, away_sentence, away_words
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Absence, Event, Member
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def gone(member: Member, first: int = 0, last: int = 4, **more: Any) -> Absence:
    """Away from so many days ahead to so many."""
    days = {"starts_on": TODAY + timedelta(days=first), "ends_on": TODAY + timedelta(days=last)}
    return plan(member, **{"kind": "holiday", "by": member, **days, **more})


def test_somebody_says_when_they_are_away_and_who_covers(cast: Cast) -> None:
    made = gone(cast.ben, cover=cast.ana)

    assert away_now() == {cast.ben.pk: made}
    assert away_words(made) == "away until Sat"
    assert away_sentence(made) == "Ben Okafor is away until Saturday, 28 November; Ana Petrović covers."
    event = Event.objects.get(verb="absence.plan")
    assert event.data == {
        "member": cast.ben.pk,
        "cover": cast.ana.pk,
        "starts_on": "2026-11-23",
        "ends_on": "2026-11-27",
    }


def test_the_reason_is_in_no_journal(cast: Cast) -> None:
    gone(cast.ben, kind="sick")
    assert "sick" not in str(Event.objects.values_list("data", flat=True))


def test_a_day_far_ahead_goes_by_its_date(cast: Cast) -> None:
    made = gone(cast.ben, 0, 20)
    assert away_words(made) == "away until 14 Dec"
    assert away_sentence(made).endswith("and nobody covers.")


def test_who_is_here_is_not_away(cast: Cast) -> None:
    gone(cast.ben, 1, 3)
    assert away_now() == {}
    assert away_words(None) == ""


@pytest.mark.parametrize(
    ("zone", "hour", "is_away"),
    [("Pacific/Auckland", 12, True), ("Europe/Berlin", 22, False), ("Europe/Berlin", 23, True), ("UTC", 23, False)],
)
def test_the_day_begins_where_they_live(cast: Cast, zone: str, hour: int, *, is_away: bool) -> None:
    Member.objects.filter(pk=cast.ben.pk).update(time_zone=zone)
    cast.ben.refresh_from_db()
    gone(cast.ben, 1, 1)
    with time_machine.travel(MONDAY.replace(hour=hour), tick=False):
        assert (cast.ben.pk in away_now()) is is_away


def test_absences_are_asked_for_by_day_too(cast: Cast) -> None:
    made = gone(cast.ben, 1, 3)
    on = [list(Absence.objects.on(TODAY + timedelta(days=ahead))) for ahead in range(5)]
    assert on == [[], [made], [made], [made], []]


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (3, 2, "The last day away lies before the first"),
        (-9, -1, "These days are over"),
        (0, 500, "at most 400 days"),
        (4, 9, "is away from 23 November 2026 to 27 November 2026 already"),
    ],
)
def test_senseless_days_are_refused(cast: Cast, first: int, last: int, says: str) -> None:
    gone(cast.ben)
    with pytest.raises(NotPossible, match=says):
        gone(cast.ben, first, last)


def test_nobody_covers_for_themselves_and_nobody_who_left_does(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="nobody covers for themselves"):
        gone(cast.ben, cover=cast.ben)
    cast.tim.is_active = False
    cast.tim.save()
    with pytest.raises(NotPossible, match="no longer works here"):
        gone(cast.ben, cover=cast.tim)
    with pytest.raises(NotPossible, match="one of the reasons"):
        gone(cast.ben, kind="bored")


def test_only_oneself_plans_and_only_leads_report(cast: Cast) -> None:
    days: dict[str, Any] = {"kind": "sick", "starts_on": TODAY, "ends_on": TODAY}
    with pytest.raises(NotAllowed):
        plan(cast.ben, by=cast.ana, **days)
    for outsider in (cast.tim, cast.mia, cast.hal):
        with pytest.raises(NotAllowed, match="Only a lead of a department of Ben Okafor"):
            report(cast.ben, by=outsider, **days)
    with pytest.raises(NotAllowed):
        report(cast.nora, by=cast.ana, **days)
    assert report(cast.ben, by=cast.ana, **days).member == cast.ben
    assert report(cast.nora, by=cast.ada, **days).member == cast.nora
    assert report(cast.mia, by=SCHEDULE, **days).member == cast.mia
    assert Event.objects.filter(verb="absence.report").count() == 3


def test_coming_back_early_keeps_the_days_that_were_spent_away(cast: Cast) -> None:
    made = gone(cast.ben)
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        end(made, by=cast.ben)
        assert away_now() == {}
    made.refresh_from_db()
    assert made.ends_on == date(2026, 11, 24)
    assert Event.objects.filter(verb="absence.end").count() == 1


def test_who_does_not_go_was_never_away(cast: Cast) -> None:
    later = gone(cast.ben, 3, 5)
    today = gone(cast.ben, 0, 1)
    report_back(later, by=cast.ana)
    end(today, by=cast.ben)
    assert not Absence.objects.exists()
    with pytest.raises(NotPossible, match="over already"):
        end(today, by=cast.ben)


def test_nobody_else_ends_an_absence(cast: Cast) -> None:
    made = gone(cast.ben)
    with pytest.raises(NotAllowed):
        end(made, by=cast.ana)
    with pytest.raises(NotAllowed):
        report_back(made, by=cast.mia)
    assert away_now() != {}
