"""Closing gives everything back as it was, and keeps what it was as a summary."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.actions import departments, memberships
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member
from inbox.actions.accept import accept
from inbox.actions.assign import take
from inbox.actions.crisis import declare_crisis
from inbox.actions.digest import send_digest
from inbox.actions.force_close import close, give_all_back, remind
from inbox.actions.merge import merge, unmerge
from inbox.actions.task_force import extend, say
from inbox.actions.tell import tell
from inbox.models import Channel, Conversation, Notification, Segment, Stay
from inbox.tasks.forces import sweep_task_forces
from inbox.telling import said_of
from tests.cast import Cast, channel, conversation
from tests.inbox.forces import let_flow, opened, over
from tests.inbox.requests import asked, held

pytestmark = pytest.mark.django_db
DOORS = "The doors closed on my dog."


def flowed(cast: Cast, worker: Member | None = None) -> Conversation:
    """A conversation of Service's that has flowed in, worked by somebody before."""
    row = conversation(cast.channel, DOORS)
    if worker is not None:
        take(row, by=worker)
    let_flow()
    row.refresh_from_db()
    return row


def test_it_goes_back_with_whoever_worked_it(cast: Cast) -> None:
    force = opened(cast, members=[cast.mia])
    row = flowed(cast, cast.ben)
    assert (row.department, row.assignee) == (force.department, None)
    over(force, by=cast.ana)
    row.refresh_from_db()
    assert (row.department, row.assignee, row.times_returned) == (cast.service, cast.ben, 0)
    assert held(row) == ["Customer Service", "Doors", "Customer Service"]
    stay = Stay.objects.get()
    assert (stay.is_returned, stay.left_at is not None) == (True, True)
    assert not force.department.__class__.objects.get(pk=force.department_id).is_active


def test_who_can_work_there_no_more_does_not_get_it_back(cast: Cast) -> None:
    force = opened(cast, members=[cast.mia])
    row = flowed(cast, cast.ben)
    memberships.revoke(cast.ben.memberships.get(department=cast.service), by=cast.ada)
    over(force, by=cast.ana)
    row.refresh_from_db()
    assert (row.department, row.assignee) == (cast.service, None)


def test_through_two_task_forces_it_comes_home(cast: Cast) -> None:
    first = opened(cast)
    row = flowed(cast)
    second = opened(cast, name="Dogs", feed="", opened_from=row)
    over(first, by=cast.ana)
    row.refresh_from_db()
    assert row.department == second.department
    over(second, by=cast.ana)
    row.refresh_from_db()
    assert row.department == cast.service


def test_an_archived_home_is_replaced_by_the_channels_own(cast: Cast) -> None:
    force = opened(cast)
    row = conversation(channel(cast.marketing), DOORS)
    Conversation.objects.filter(pk=row.pk).update(department=cast.service)
    Segment.objects.filter(conversation=row).update(department=cast.service)
    let_flow()
    cast.channel.default_department = cast.marketing
    cast.channel.save()
    departments.archive(cast.service, by=cast.ada)
    over(force, by=cast.ana)
    row.refresh_from_db()
    assert row.department == cast.marketing


def test_what_was_merged_goes_home_when_it_is_taken_out(cast: Cast) -> None:
    force = opened(cast)
    row = flowed(cast)
    other = conversation(channel(cast.service), "Another matter.")
    merge(row, into=other, by=cast.ada)
    over(force, by=cast.ana)
    unmerge(row, by=cast.ada)
    row.refresh_from_db()
    assert row.department == cast.service
    held(row)


def test_only_its_lead_closes_it_and_once(cast: Cast) -> None:
    force = opened(cast)
    with pytest.raises(NotAllowed):
        close(force, by=cast.ben)
    over(force, by=cast.ana)
    with pytest.raises(NotPossible, match="is closed"):
        close(force, by=cast.ana)
    with pytest.raises(NotPossible, match="is closed"):
        say(force, status="Still here", by=cast.ana)


def test_closing_ends_its_crisis_first(cast: Cast) -> None:
    force = declare_crisis(opened(cast), by=cast.ana)
    over(force, by=cast.ana)
    verbs = list(Event.objects.filter(verb__startswith="task_force.").order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["task_force.end_crisis", "task_force.close"]


def test_giving_back_twice_changes_nothing(cast: Cast) -> None:
    force = opened(cast)
    row = flowed(cast)
    closed = close(force, by=cast.ana)
    assert (give_all_back(closed), give_all_back(closed)) == (1, 0)
    assert held(row)[-1] == "Customer Service"
    assert give_all_back(opened(cast, name="Other")) == 0


def test_its_lead_is_reminded_once_and_nothing_closes(cast: Cast) -> None:
    force = opened(cast)
    assert not remind(force, today=timezone.localdate())
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        today = timezone.localdate()
        assert [remind(force, today=today), remind(force, today=today)] == [True, False]
        force.refresh_from_db()
        assert force.closed_at is None
        extend(force, ends_on=today + timedelta(days=1), by=cast.ana)
        assert remind(force, today=today + timedelta(days=1))
        tell(list(Event.objects.filter(verb="task_force.remind").order_by("pk")))
    rows = list(Notification.objects.visible_to(cast.ana).unread())
    assert [said_of(row).sentence for row in rows] == ["The last day of Doors has come."] * 2
    assert "Nothing closes by itself" in said_of(rows[0]).remedy
    assert said_of(rows[0]).href == f"/task-forces/{force.department.slug}/"
    assert Notification.objects.count() == len(rows)


def test_the_reminder_comes_by_mail_as_its_lead_wishes(cast: Cast) -> None:
    force, now = opened(cast), timezone.now() + timedelta(days=8)
    with time_machine.travel(now):
        assert remind(force, today=timezone.localdate())
        tell(list(Event.objects.filter(verb="task_force.remind")))
    with time_machine.travel((now + timedelta(days=1)).replace(hour=11)):
        assert send_digest(cast.ana.pk, now=timezone.now()) == 1
    (sent,) = [one for one in mail.outbox if one.to == [cast.ana.email]]
    assert "The last day of Doors has come. Nothing closes by itself: close it" in str(sent.body)


def test_its_summary_begins_the_day_before_it_opened(cast: Cast) -> None:
    now = timezone.now()
    row = conversation(cast.channel, "When do you open?", sent_at=now - timedelta(days=40))
    force = opened(cast, opened_from=row)
    conversation(cast.channel, DOORS, sent_at=now)
    conversation(cast.channel, "The doors, since yesterday.", sent_at=now - timedelta(hours=20))
    let_flow()
    summary = over(force, by=cast.ana).summary
    assert (summary["conversations"], summary["messages"]) == (3, 2)
    assert sum(hour["messages"] for hour in summary["hours"]) == 2
    assert min(hour["hour"] for hour in summary["hours"]) > (now - timedelta(days=2)).isoformat()
    assert (summary["answered"], summary["unanswered"]) == (0, 2)


def test_what_it_was_asked_is_declined_and_who_asked_is_told(cast: Cast) -> None:
    force = opened(cast)
    waiting = asked(conversation(cast.channel, "Is it true?"), force.department, cast.ben)
    accepted = accept(asked(conversation(cast.channel, "And this?"), force.department, cast.ben), by=cast.mia)

    over(force, by=cast.ana)

    for request in (waiting, accepted):
        request.refresh_from_db()
        assert (request.state, request.decline_reason) == ("declined", "Doors was closed before it answered.")
    tell(list(Event.objects.filter(verb="escalation.decline")))
    assert Notification.objects.filter(recipient=cast.ben, verb="escalation.decline").count() == 2
    force.department.refresh_from_db()
    assert not force.department.is_active


def test_one_that_breaks_off_keeps_no_other_waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    force = opened(cast)
    close(force, by=cast.ana)
    other = opened(cast, name="Dogs", feed="dogs", ends_on=timezone.localdate())
    monkeypatch.setattr(departments, "archive", _broken)

    sweep_task_forces()

    other.refresh_from_db()
    assert other.reminded_at is not None


def test_what_a_channel_brought_right_into_it_goes_to_that_channels_department(cast: Cast) -> None:
    force = opened(cast)
    place = channel(force.department)
    first, second = conversation(place, "The doors again."), conversation(place, "And the step.")
    flowed_in = flowed(cast)
    assert list(Stay.objects.filter(conversation=first).values_list("task_force", "left_at")) == [(force.pk, None)]

    over(force, by=cast.ana)
    flowed_in.refresh_from_db()
    first.refresh_from_db()
    assert (flowed_in.department, first.department) == (cast.service, force.department)

    Channel.objects.filter(pk=place.pk).update(default_department=cast.marketing)
    sweep_task_forces()

    for row in (first, second):
        row.refresh_from_db()
        assert row.department == cast.marketing
        assert held(row) == ["Doors", "Marketing"]
    force.department.refresh_from_db()
    assert not force.department.is_active


def _broken(*_given: object, **_named: object) -> None:
    raise RuntimeError("broken")
