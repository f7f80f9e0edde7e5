"""The roster of a channel's liaisons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Membership, Role
from inbox.actions.need import need, need_everywhere
from inbox.actions.roster import change, copy, plan, remove
from inbox.models import RosterEntry
from inbox.staffing import DAY, WEEK, monday_of
from tests.cast import Cast, channel, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def monday() -> date:
    """The week after this one: nothing of it is over."""
    return monday_of(timezone.localdate()) + WEEK


def test_a_shift_is_planned_changed_and_removed(cast: Cast, monday: date) -> None:
    made = plan(cast.channel, liaison=cast.ben, starts_on=monday, ends_on=monday + 6 * DAY, by=cast.ana)

    change(made, liaison=cast.ben, cover=cast.mia, starts_on=monday, ends_on=monday + 2 * DAY, by=cast.ana)
    changed = RosterEntry.objects.get()
    assert (changed.liaison, changed.cover, changed.ends_on) == (cast.ben, cast.mia, monday + 2 * DAY)

    remove(changed, by=cast.ana)
    assert not RosterEntry.objects.exists()
    verbs = ["roster.plan", "roster.change", "roster.remove"]
    events = list(Event.objects.filter(verb__startswith="roster.").order_by("pk"))
    assert [event.verb for event in events] == verbs
    assert {event.channel_id for event in events} == {cast.channel.pk}
    assert events[1].data["before"]["until"] == (monday + 6 * DAY).isoformat()


def test_a_change_that_changes_nothing_leaves_no_event(cast: Cast, monday: date) -> None:
    made = plan(cast.channel, liaison=cast.ben, starts_on=monday, ends_on=monday, by=cast.ana)
    change(made, liaison=cast.ben, starts_on=monday, ends_on=monday, by=cast.ana)
    assert not Event.objects.filter(verb="roster.change").exists()


def test_what_makes_no_sense_is_refused(cast: Cast, monday: date) -> None:
    plan(cast.channel, liaison=cast.ben, starts_on=monday, ends_on=monday + 2 * DAY, by=cast.ana)
    today = timezone.localdate()
    senseless: tuple[tuple[dict[str, Any], str], ...] = (
        ({"starts_on": monday + DAY, "ends_on": monday}, "before it begins"),
        ({"starts_on": monday, "ends_on": monday + timedelta(days=120)}, "three months"),
        ({"starts_on": today - 9 * DAY, "ends_on": today - DAY}, "days are over"),
        ({"starts_on": monday, "ends_on": monday, "cover": cast.mia, "liaison": cast.mia}, "for themselves"),
        ({"starts_on": monday + 2 * DAY, "ends_on": monday + 5 * DAY}, "already, from"),
        ({"starts_on": monday, "ends_on": monday, "liaison": cast.tim}, "Tim Weiss can’t look after"),
        ({"starts_on": monday, "ends_on": monday, "liaison": cast.ana, "cover": cast.nora}, "Nora Quist can’t"),
    )
    for more, sentence in senseless:
        with pytest.raises(NotPossible, match=sentence):
            plan(cast.channel, **({"liaison": cast.ben} | more), by=cast.ana)
    assert RosterEntry.objects.count() == 1


def test_a_closed_channel_is_looked_after_by_its_own_department(cast: Cast, monday: date) -> None:
    care = channel(cast.service, name="Care", is_closed=True)
    with pytest.raises(NotPossible, match="sees it"):
        plan(care, liaison=cast.mia, starts_on=monday, ends_on=monday, by=cast.ana)
    assert plan(care, liaison=cast.ben, starts_on=monday, ends_on=monday, by=cast.ana).pk


def test_what_is_over_stays_as_it_was(cast: Cast) -> None:
    today = timezone.localdate()
    past = RosterEntry.objects.create(
        channel=cast.channel, liaison=cast.ben, starts_on=today - 9 * DAY, ends_on=today - DAY
    )
    with pytest.raises(NotPossible, match="keeps what was"):
        remove(past, by=cast.ana)
    with pytest.raises(NotPossible, match="keeps what was"):
        change(past, liaison=cast.ana, starts_on=today, ends_on=today, by=cast.ana)


def test_who_plans_is_a_lead_of_a_department_that_must_be_there(cast: Cast, monday: date) -> None:
    jonas = member("Jonas Weber", {cast.marketing: Role.LEAD})
    for somebody in (cast.ben, cast.mia, cast.nora, jonas):
        with pytest.raises(NotAllowed):
            plan(cast.channel, liaison=cast.ben, starts_on=monday, ends_on=monday, by=somebody)

    need_everywhere(cast.marketing, by=cast.ada)
    plan(cast.channel, liaison=cast.mia, starts_on=monday, ends_on=monday, by=jonas)

    need(cast.channel, departments=[cast.service], by=cast.ana)
    with pytest.raises(NotAllowed):
        plan(cast.channel, liaison=cast.ben, starts_on=monday, ends_on=monday, by=jonas)


def test_a_week_is_planned_as_the_one_before(cast: Cast, monday: date) -> None:
    plan(cast.channel, liaison=cast.ben, cover=cast.ana, starts_on=monday, ends_on=monday + 6 * DAY, by=cast.ana)
    plan(cast.channel, liaison=cast.mia, starts_on=monday - DAY, ends_on=monday + 2 * DAY, by=cast.ana)
    plan(cast.channel, liaison=cast.ana, starts_on=monday + WEEK, ends_on=monday + WEEK, by=cast.ana)

    copy(cast.channel, week=monday + WEEK + 3 * DAY, by=cast.ana)

    week = RosterEntry.objects.filter(starts_on__gte=monday + WEEK).order_by("pk")
    assert [(one.liaison, one.cover, (one.ends_on - one.starts_on).days) for one in week] == [
        (cast.ana, None, 0),
        (cast.mia, None, 2),
        (cast.ben, cast.ana, 6),
    ]
    assert Event.objects.filter(verb="roster.copy").count() == 1
    with pytest.raises(NotPossible, match="Everybody of the week before"):
        copy(cast.channel, week=monday + WEEK, by=cast.ana)


def test_who_left_is_not_copied(cast: Cast, monday: date) -> None:
    plan(cast.channel, liaison=cast.ana, cover=cast.mia, starts_on=monday, ends_on=monday, by=cast.ana)
    plan(cast.channel, liaison=cast.ben, starts_on=monday, ends_on=monday, by=cast.ana)
    Membership.objects.filter(member__in=[cast.ben, cast.mia]).delete()
    (made,) = copy(cast.channel, week=monday + WEEK, by=cast.ana)
    assert (made.liaison, made.cover) == (cast.ana, None)


def test_an_empty_week_is_no_model(cast: Cast, monday: date) -> None:
    with pytest.raises(NotPossible, match="Nobody was on the roster"):
        copy(cast.channel, week=monday, by=cast.ana)
