"""Task forces: people of several departments, one lead, an end, and nobody gets rights they lack elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions import departments, people
from accounts.errors import NotAllowed, NotPossible
from accounts.models import DepartmentKind, Event, Membership, Role
from inbox.actions.canned import create
from inbox.actions.task_force import (
    add_members,
    extend,
    hand_lead,
    leave,
    remove_member,
    say,
    set_feed,
    set_statement,
)
from inbox.models import Checklist, Conversation, Stay, TaskForce
from tests.cast import Cast, channel, conversation, department
from tests.inbox.forces import opened, told
from tests.inbox.requests import asked, held

pytestmark = pytest.mark.django_db


def test_it_is_a_department_with_people_of_others(cast: Cast) -> None:
    force = opened(cast, checklist=Checklist.objects.create(name="Fire", lines=["Call", "Write"]))
    assert (force.department.kind, force.department.code, force.department.is_active) == ("task_force", "DO", True)
    roles = dict(Membership.objects.filter(department=force.department).values_list("member__name", "role"))
    assert roles == {"Ana Petrović": "lead", "Mia Torres": "agent", "Ben Okafor": "agent"}
    assert [item.text for item in force.items.all()] == ["Call", "Write"]
    assert told("task_force.") == ["task_force.open"]


def test_people_of_one_department_are_not_enough(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="at least two departments"):
        opened(cast, members=[cast.ben, cast.tim])


def test_only_leads_open_one(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        opened(cast, by=cast.ben)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"ends_on": timezone.localdate() - timedelta(days=1)}, "has passed"),
        ({"name": "  "}, "Give it a name"),
        ({"name": "Marketing"}, "already"),
        ({"feed": "in:nowhere"}, "nowhere"),
        ({"kind": DepartmentKind.DEPARTMENT}, "administrators"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(NotPossible, match=says):
        opened(cast, **fields)


def test_nobody_gets_a_right_by_joining(cast: Cast) -> None:
    force = opened(cast, members=[cast.mia, cast.tim, cast.olga, cast.nora])
    roles = dict(Membership.objects.filter(department=force.department).values_list("member__name", "role"))
    assert (roles["Tim Weiss"], roles["Olga Lind"], roles["Nora Quist"]) == ("trainee", "observer", "observer")
    with pytest.raises(NotPossible, match="can't lead"):
        hand_lead(force, to=cast.tim, by=cast.ana)


def test_the_conversation_it_is_opened_from_is_its_first(cast: Cast) -> None:
    row = conversation(cast.channel)
    force = opened(cast, opened_from=row)
    row.refresh_from_db()
    assert row.department == force.department
    assert held(row) == ["Customer Service", "Doors"]
    stay = Stay.objects.get(conversation=row)
    assert (stay.former_department, stay.task_force, stay.left_at) == (cast.service, force, None)


def test_a_committee_takes_nothing_from_anybody(cast: Cast) -> None:
    row = conversation(cast.channel)
    opened(cast, kind=DepartmentKind.COMMITTEE, opened_from=row)
    row.refresh_from_db()
    assert row.department == cast.service


def test_people_come_and_go(cast: Cast) -> None:
    force = opened(cast)
    add_members(force, members=[cast.tim], by=cast.ana)
    remove_member(force, member=cast.tim, by=cast.ana)
    leave(force, by=cast.ben)
    assert set(force.department.members.all()) == {cast.ana, cast.mia}
    with pytest.raises(NotPossible, match="at least two departments"):
        leave(force, by=cast.mia)
    with pytest.raises(NotAllowed):
        add_members(force, members=[cast.hal], by=cast.mia)
    assert told("task_force.")[1:] == ["task_force.add_members", "task_force.remove_member", "task_force.leave"]


def test_its_lead_goes_only_after_giving_it_to_another(cast: Cast) -> None:
    force = opened(cast)
    with pytest.raises(NotPossible, match="Give it another lead first"):
        leave(force, by=cast.ana)
    with pytest.raises(NotPossible, match="leads Doors"):
        people.deactivate(cast.ana, by=cast.ada)
    force = hand_lead(force, to=cast.mia, by=cast.ana)
    assert force.lead == cast.mia
    assert Membership.objects.get(department=force.department, member=cast.mia).role == Role.LEAD
    people.deactivate(cast.ana, by=cast.ada)


def test_its_department_is_not_put_away_beside_it(cast: Cast) -> None:
    force = opened(cast)
    with pytest.raises(NotPossible, match="its own page"):
        departments.archive(force.department, by=cast.ada)


def test_what_everybody_should_know_is_said(cast: Cast) -> None:
    force = say(opened(cast), status="  Doors are   checked tonight. ", by=cast.ben)
    assert force.status == "Doors are checked tonight."
    assert force.status_at is not None
    with pytest.raises(NotPossible, match="at most 160"):
        say(force, status="x" * 161, by=cast.ben)
    assert say(force, status="", by=cast.ben).status == ""


def test_its_feed_is_a_search_that_makes_sense(cast: Cast) -> None:
    force = set_feed(opened(cast), feed=" door*   closing ", by=cast.ana)
    assert force.feed == "door* closing"
    with pytest.raises(NotPossible, match="know no label"):
        set_feed(force, feed="label:nothing-like-it", by=cast.ana)
    assert set_feed(force, feed="", by=cast.ana).feed_at is None


def test_a_statement_is_one_that_everybody_may_read(cast: Cast) -> None:
    force = opened(cast)
    hidden = create(title="Hidden", shortcut="hidden", text="Hm.", department=cast.hr, by=cast.hal)
    with pytest.raises(NotPossible, match="closed department"):
        set_statement(force, statement=hidden, by=cast.ana)
    seen = create(title="Seen", shortcut="seen", text="We look into it.", department=None, by=cast.ada)
    assert set_statement(force, statement=seen, by=cast.ana).statement == seen


def test_another_last_day_is_another_reminder(cast: Cast) -> None:
    force = opened(cast)
    force.reminded_at = timezone.now()
    force.save()
    later = timezone.localdate() + timedelta(days=30)
    force = extend(force, ends_on=later, by=cast.ana)
    assert (force.ends_on, force.reminded_at) == (later, None)


def test_the_journal_keeps_numbers_and_no_words(cast: Cast) -> None:
    force = opened(cast)
    say(force, status="Secret words", by=cast.ana)
    assert not any("Secret" in str(event.data) or "Doors" in str(event.data) for event in Event.objects.all())
    assert Conversation.objects.count() == 0


def test_nobody_opens_one_from_what_is_closed_to_others(cast: Cast) -> None:
    row = conversation(channel(cast.hr), "My pay is wrong.")
    asked(row, cast.service, cast.hal)
    with pytest.raises(NotPossible, match="lead of HR"):
        opened(cast, by=cast.ana, opened_from=row)
    row.refresh_from_db()
    assert (row.department, row.is_closed) == (cast.hr, True)
    assert not TaskForce.objects.exists()

    force = opened(cast, by=cast.hal, opened_from=row)
    row.refresh_from_db()
    assert row.department == force.department


def test_others_do_not_take_what_waits_for_a_blocking_answer(cast: Cast) -> None:
    row = conversation(channel(cast.marketing), "When does the campaign end?")
    asked(row, department("Sales", "SA"), cast.mia, is_blocking=True)
    with pytest.raises(NotPossible, match="Marketing waits for an answer"):
        opened(cast, by=cast.ana, opened_from=row)
    committee = opened(cast, by=cast.ana, opened_from=row, kind=DepartmentKind.COMMITTEE, feed="")
    row.refresh_from_db()
    assert (row.department, committee.opened_from) == (cast.marketing, row)
