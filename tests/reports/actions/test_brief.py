"""The weekly brief: edited by leads, mailed to whoever wants it, in their own rights and at their own hour."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Mail
from reports.actions import brief
from reports.models import Brief, BriefReader, Objective
from reports.tasks import send_briefs
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import asked

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 9)
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


@pytest.fixture
def server(settings: Any) -> None:
    """Mails leave."""
    outbox = {"BACKEND": "accounts.mail.OutboxBackend"}
    settings.MAILERS = {"default": outbox, "server": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def test_leads_write_what_is_to_be_talked_about(cast: Cast) -> None:
    row = brief.edit(date(2026, 11, 12), agenda=" Winter timetable ", decided="", version=0, by=cast.ana)
    assert (row.week, row.agenda, row.version, row.edited_by) == (WEEK, "Winter timetable", 1, cast.ana)
    assert Event.objects.filter(verb="brief.edit").count() == 1


def test_whoever_wrote_meanwhile_is_not_overwritten(cast: Cast) -> None:
    brief.edit(WEEK, agenda="Mine", decided="", version=0, by=cast.ana)
    with pytest.raises(NotPossible, match="Ana Petrović wrote"):
        brief.edit(WEEK, agenda="Theirs", decided="", version=0, by=cast.hal)
    assert Brief.objects.get().agenda == "Mine"


def test_agents_read_it_only(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        brief.edit(WEEK, agenda="x", decided="", version=0, by=cast.ben)


@time_machine.travel(datetime(2026, 11, 12, tzinfo=UTC), tick=False)
def test_it_is_mailed_once_a_week_at_the_chosen_hour_of_their_zone(cast: Cast, server: None) -> None:
    cast.ana.time_zone = "Asia/Tokyo"
    cast.ana.save()
    brief.subscribe(weekday=0, hour=17, by=cast.ana)
    assert brief.due(datetime(2026, 11, 16, 7, 59, tzinfo=UTC)) == []
    rows = brief.due(MONDAY)
    assert [row.member for row in rows] == [cast.ana]
    assert brief.send(rows[0], now=MONDAY)
    assert not brief.send(rows[0], now=MONDAY)
    assert brief.due(MONDAY) == []
    mail = Mail.objects.get()
    assert mail.recipients == "ana@northline.example"
    assert "Week 46: 9 November to 15 November 2026" in mail.subject
    assert "/reports/brief/2026-11-09/" in mail.body


@time_machine.travel(datetime(2026, 11, 12, tzinfo=UTC), tick=False)
def test_an_hour_that_was_missed_is_made_up_for(cast: Cast, server: None) -> None:
    brief.subscribe(weekday=0, hour=7, by=cast.ana)
    assert len(brief.due(datetime(2026, 11, 18, 3, 0, tzinfo=UTC))) == 1


@time_machine.travel(datetime(2026, 11, 18, 12, tzinfo=UTC), tick=False)
def test_who_asks_for_it_late_in_a_week_gets_the_next(cast: Cast, server: None) -> None:
    brief.subscribe(weekday=0, hour=7, by=cast.ana)
    assert brief.due(datetime(2026, 11, 18, 12, 5, tzinfo=UTC)) == []
    assert len(brief.due(datetime(2026, 11, 23, 7, 5, tzinfo=UTC))) == 1


@time_machine.travel(datetime(2026, 11, 12, tzinfo=UTC), tick=False)
def test_who_changes_day_or_hour_gets_no_week_twice(cast: Cast, server: None) -> None:
    brief.subscribe(weekday=0, hour=7, by=cast.ana)
    assert brief.send(brief.due(MONDAY)[0], now=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        brief.subscribe(weekday=2, hour=9, by=cast.ana)
    assert brief.due(datetime(2026, 11, 18, 10, 0, tzinfo=UTC)) == []
    assert len(brief.due(datetime(2026, 11, 25, 10, 0, tzinfo=UTC))) == 1


@time_machine.travel(datetime(2026, 11, 12, tzinfo=UTC), tick=False)
def test_who_moves_it_forward_before_it_came_misses_no_week(cast: Cast, server: None) -> None:
    brief.subscribe(weekday=4, hour=7, by=cast.ana)
    with time_machine.travel(MONDAY, tick=False):
        brief.subscribe(weekday=0, hour=7, by=cast.ana)
    assert len(brief.due(MONDAY)) == 1


def test_one_that_cannot_be_made_stops_nobody_elses(cast: Cast, server: None, caplog: pytest.LogCaptureFixture) -> None:
    with time_machine.travel(datetime(2026, 11, 12, tzinfo=UTC), tick=False):
        for reader in (cast.hal, cast.ana):
            brief.subscribe(weekday=0, hour=7, by=reader)
    facts = {"department": cast.hr, "metric": "of an older version", "target": 1, "begun_on": WEEK, "due_on": WEEK}
    broken = Objective.objects.create(**facts)
    with time_machine.travel(MONDAY, tick=False):
        send_briefs()
        assert [mail.recipients for mail in Mail.objects.all()] == ["ana@northline.example"]
        assert "could not be made" in caplog.text
        broken.delete()
        send_briefs()
        send_briefs()
    assert sorted(mail.recipients for mail in Mail.objects.all()) == ["ana@northline.example", "hal@northline.example"]


def test_nobody_is_due_without_a_mail_server(cast: Cast) -> None:
    brief.subscribe(weekday=0, hour=0, by=cast.ana)
    assert brief.due(MONDAY) == []


def test_it_can_be_stopped(cast: Cast) -> None:
    brief.subscribe(weekday=0, hour=7, by=cast.ana)
    brief.unsubscribe(by=cast.ana)
    assert not BriefReader.objects.exists()
    assert list(Event.objects.filter(verb__startswith="brief.").values_list("verb", flat=True).order_by("pk")) == [
        "brief.subscribe",
        "brief.unsubscribe",
    ]


def test_each_reader_gets_what_they_may_read(cast: Cast, server: None) -> None:
    secret = conversation(channel(cast.hr), "Who earns what here, and why?")
    asked(secret, cast.service, cast.hal)
    open_one = conversation(cast.channel, "Why is the 18:12 late?")
    asked(open_one, cast.marketing, cast.ana)
    bodies = {}
    for reader in (cast.mia, cast.hal):
        brief.subscribe(weekday=0, hour=0, by=reader)
        row = BriefReader.objects.get(member=reader)
        row.sent_for = None
        row.save()
        Mail.objects.all().delete()
        assert brief.send(row, now=datetime.now(UTC))
        bodies[reader.name] = Mail.objects.get().body
    assert "Customer Service waits for Marketing" in bodies["Mia Torres"]
    assert "HR" not in bodies["Mia Torres"]
    assert "HR waits for Customer Service" in bodies["Hal Brandt"]
