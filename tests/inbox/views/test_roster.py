"""The pages about the roster, and what of it stands on a channel's page and in the rail."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Absence, Department, Member, Role
from inbox.actions.need import need_everywhere
from inbox.actions.roster import plan
from inbox.actions.staff import add
from inbox.models import Channel, ChannelStaff, Message, RosterEntry, RosterNeed
from inbox.staffing import DAY, WEEK, monday_of
from tests.cast import Cast, channel, conversation, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def monday() -> date:
    return monday_of(timezone.localdate()) + WEEK


def browser(somebody: Member) -> Client:
    """A member's browser."""
    made = Client()
    made.force_login(somebody)
    return made


def text(response: Any) -> str:
    """The page, which must be there."""
    assert response.status_code == 200
    return str(response.content.decode())


def toast(response: Any) -> str:
    """The page that an act leads to, on which it says what was done."""
    return str(response.content.decode())


def planned(cast: Cast, liaison: Member, first: date, days: int = 7, **more: Any) -> RosterEntry:
    """A shift."""
    place = more.pop("place", cast.channel)
    return plan(place, liaison=liaison, starts_on=first, ends_on=first + (days - 1) * DAY, by=cast.ada, **more)


def lead_of(place: Department) -> Member:
    """Jonas leads it."""
    return member("Jonas Weber", {place: Role.LEAD})


def test_the_roster_shows_who_is_there_and_what_is_missing(cast: Cast, monday: date) -> None:
    need_everywhere(cast.marketing, by=cast.ada)
    planned(cast, cast.ben, monday - WEEK, cover=cast.ana)
    planned(cast, cast.mia, monday, 3)
    page = text(browser(cast.ana).get("/roster/"))
    assert "Ben Okafor" in page
    assert "cover Ana Petrović" in page
    assert "Nobody from Marketing is there for @northline.example this week." in page
    assert "Nobody from Customer Service is there for @northline.example next week." in page
    assert "Nobody from Marketing is there for @northline.example next week from Thursday to Sunday." in page
    assert "Nobody would step in for Mia Torres on @northline.example next week from Monday to Wednesday." in page
    assert "Plan somebody from Marketing" in page


def test_a_liaison_who_is_away_is_told(cast: Cast, monday: date) -> None:
    planned(cast, cast.ben, monday, cover=cast.ana)
    Absence.objects.create(member=cast.ben, starts_on=monday + DAY, ends_on=monday + 2 * DAY)
    page = text(browser(cast.mia).get("/roster/"))
    sentence = "Ben Okafor, liaison of @northline.example, is away next week from Tuesday to Wednesday"
    assert f"{sentence}; Ana Petrović steps in." in page
    Absence.objects.create(member=cast.ana, starts_on=monday, ends_on=monday + 6 * DAY, kind="sick")
    page = text(browser(cast.mia).get("/roster/"))
    assert f"{sentence}, and nobody steps in." in page
    assert "Sick" not in page


def test_who_reads_only_is_offered_nothing_to_plan(cast: Cast, monday: date) -> None:
    for somebody in (cast.ben, cast.mia, cast.nora):
        client = browser(somebody)
        assert "as the week before" not in text(client.get("/roster/"))
        page = text(client.get(f"/roster/{cast.channel.pk}/{monday}/"))
        assert "The leads of the departments that must be there plan it." in page
        assert client.post(f"/roster/{cast.channel.pk}/{monday}/", {}).status_code == 403
        assert client.post(f"/roster/{cast.channel.pk}/{monday}/copy/").status_code == 302
    assert not RosterEntry.objects.exists()


def test_too_much_on_one_person_is_told_to_those_who_plan(cast: Cast, settings: Any) -> None:
    settings.STAFFING_LEAST_REPLIES = 4
    place = conversation(cast.channel)
    for number in range(5):
        Message.objects.create(
            conversation=place,
            channel=cast.channel,
            external_id=f"ours-{number}",
            kind="mention",
            is_ours=True,
            member=cast.ben if number else cast.mia,
            sent_at=timezone.now() - number * 2 * DAY,
        )
    told = "Ben Okafor wrote 80 % of the 5 replies on @northline.example in the last 28 days"
    assert told in text(browser(cast.ana).get("/roster/"))
    assert told in text(browser(cast.ada).get(f"/channels/{cast.channel.pk}/"))
    assert told not in text(browser(cast.ben).get("/roster/"))
    Message.objects.filter(member=cast.ben).update(sent_at=timezone.now() - 29 * DAY)
    assert "too much rests" not in text(browser(cast.ana).get("/roster/"))


def test_somebody_is_planned_on_the_page_of_the_week(cast: Cast, monday: date) -> None:
    client, address = browser(cast.ana), f"/roster/{cast.channel.pk}/{monday}/"
    assert "Nobody yet." in text(client.get(address))
    days = {"starts_on": monday, "ends_on": monday + 6 * DAY}
    page = text(client.post(address, {"liaison": cast.ben.pk, "cover": cast.ben.pk, **days}))
    assert "Choose somebody else to step in." in page
    page = text(client.post(address, {"liaison": cast.tim.pk, **days}))
    assert RosterEntry.objects.count() == 0
    answer = client.post(address, {"liaison": cast.ben.pk, "cover": cast.mia.pk, **days}, follow=True)
    assert "Ben Okafor is on the roster of @northline.example." in toast(answer)
    assert "cover Mia Torres" in text(answer)
    page = text(client.post(address, {"liaison": cast.ben.pk, **days}))
    assert "Ben Okafor is on the roster of @northline.example already" in page


def test_a_shift_is_changed_and_taken_off(cast: Cast, monday: date) -> None:
    client, entry = browser(cast.ana), planned(cast, cast.ben, monday)
    new = {"liaison": cast.ana.pk, "cover": cast.ben.pk, "starts_on": monday, "ends_on": monday + DAY}
    client.post(f"/roster/shifts/{entry.pk}/change/", {**new, "week": monday})
    entry.refresh_from_db()
    assert (entry.liaison, entry.cover, entry.ends_on) == (cast.ana, cast.ben, monday + DAY)
    answer = client.post(f"/roster/shifts/{entry.pk}/change/", {**new, "ends_on": "soon"}, follow=True)
    assert "date" in toast(answer).lower()
    assert browser(cast.ben).post(f"/roster/shifts/{entry.pk}/change/", new).status_code == 403
    client.post(f"/roster/shifts/{entry.pk}/remove/")
    assert not RosterEntry.objects.exists()


def test_all_channels_are_planned_as_the_week_before(cast: Cast, monday: date) -> None:
    careers = channel(cast.hr, name="Careers")
    planned(cast, cast.ben, monday)
    planned(cast, cast.hal, monday, place=careers)
    client = browser(cast.ana)
    answer = client.post("/roster/copy/", {"week": monday + WEEK}, follow=True)
    assert "1 shift was planned as in the week before." in toast(answer)
    assert "Nothing to plan" in toast(client.post("/roster/copy/", {"week": monday + WEEK}, follow=True))
    assert RosterEntry.objects.filter(starts_on=monday + WEEK).get().liaison == cast.ben
    assert browser(cast.ben).post("/roster/copy/", {"week": monday}).status_code == 403
    client.post(f"/roster/{cast.channel.pk}/{monday + 2 * WEEK}/copy/")
    assert RosterEntry.objects.filter(starts_on=monday + 2 * WEEK).count() == 1


def test_a_closed_channel_is_on_no_roster_of_outsiders(cast: Cast, monday: date) -> None:
    careers = channel(cast.hr, name="Careers canary")
    entry = planned(cast, cast.hal, monday, place=careers)
    client = browser(cast.mia)
    assert "canary" not in text(client.get("/roster/"))
    assert client.get(f"/roster/{careers.pk}/{monday}/").status_code == 404
    assert client.post(f"/roster/shifts/{entry.pk}/remove/").status_code == 404
    assert "canary" in text(browser(cast.hal).get("/roster/"))


def test_a_closed_department_is_not_named_to_outsiders(cast: Cast, monday: date) -> None:
    RosterNeed.objects.create(channel=cast.channel, department=cast.hr)
    both = member("Ida Holm", {cast.service: Role.AGENT, cast.hr: Role.AGENT})
    planned(cast, both, monday, 2, cover=cast.ben)
    for address in ("/roster/", f"/roster/{cast.channel.pk}/{monday}/", f"/channels/{cast.channel.pk}/"):
        page = text(browser(cast.ana).get(address))
        assert 'title="HR"' not in page, address
        assert "from HR" not in page, address
        assert 'title="HR"' in text(browser(cast.ada).get(address)), address


def test_weeks_that_do_not_exist(cast: Cast, monday: date) -> None:
    client = browser(cast.ana)
    for week in ("soon", str(monday + DAY), "9999-12-27", "2026-02-31"):
        assert client.get(f"/roster/{cast.channel.pk}/{week}/").status_code == 404, week
        assert text(client.get(f"/roster/?week={week}"))


def test_a_week_that_is_over_is_only_looked_at(cast: Cast, monday: date) -> None:
    past = monday - 3 * WEEK
    RosterEntry.objects.create(channel=cast.channel, liaison=cast.ben, starts_on=past, ends_on=past + DAY)
    page = text(browser(cast.ana).get(f"/roster/{cast.channel.pk}/{past}/"))
    assert "Ben Okafor" in page
    assert "Put on the roster" not in page
    assert "What is missing" not in page


def test_who_must_be_everywhere_is_said_by_administrators(cast: Cast) -> None:
    client = browser(cast.ada)
    assert "Who must be there" in text(client.get("/roster/"))
    assert "Who must be there" not in text(browser(cast.ana).get("/roster/"))
    client.post("/roster/needs/", {"departments": [cast.marketing.pk]})
    client.post("/roster/needs/", {"departments": [cast.marketing.pk, cast.hr.pk]})
    client.post("/roster/needs/", {"departments": [cast.hr.pk]})
    assert [row.department for row in RosterNeed.objects.all()] == [cast.hr]
    assert browser(cast.ana).post("/roster/needs/", {}).status_code == 403


def test_a_channel_shows_who_looks_after_it(cast: Cast) -> None:
    today = timezone.localdate()
    add(cast.channel, member=cast.mia, by=cast.ada)
    planned(cast, cast.ben, today, 1)
    page = text(browser(cast.nora).get(f"/channels/{cast.channel.pk}/"))
    assert "Mia Torres" in page
    assert "Ben Okafor" in page
    assert "Take off" not in page
    client = browser(cast.ana)
    address = f"/channels/{cast.channel.pk}"
    client.post(f"{address}/staff/add/", {"member": cast.ben.pk})
    assert ChannelStaff.objects.count() == 2
    client.post(f"{address}/staff/{ChannelStaff.objects.get(member=cast.mia).pk}/remove/")
    assert ChannelStaff.objects.get().member == cast.ben
    assert "Choose" in toast(client.post(f"{address}/staff/add/", {"member": "nobody"}, follow=True))
    assert browser(cast.mia).post(f"{address}/staff/add/", {"member": cast.mia.pk}).status_code == 403
    client.post(f"{address}/needs/", {"departments": [cast.marketing.pk]})
    assert RosterNeed.objects.get().channel == cast.channel
    assert browser(cast.ben).post(f"{address}/needs/", {}).status_code == 403


def test_the_rail_names_todays_liaisons(cast: Cast) -> None:
    today = timezone.localdate()
    planned(cast, cast.ben, today, 1, cover=cast.mia)
    told = "liaison today: Ben Okafor"
    assert told in text(browser(cast.nora).get("/inbox/rail/"))
    assert "You are a liaison today" in text(browser(cast.ben).get("/inbox/rail/"))
    assert "You are a liaison today" not in text(browser(cast.mia).get("/inbox/rail/"))

    Absence.objects.create(member=cast.ben, starts_on=today, ends_on=today)
    assert "liaison today: Mia Torres" in text(browser(cast.mia).get("/inbox/rail/"))
    Absence.objects.create(member=cast.mia, starts_on=today, ends_on=today)
    assert "liaison today" not in text(browser(cast.nora).get("/inbox/rail/"))


def test_the_number_of_questions_does_not_grow(cast: Cast, monday: date, django_assert_max_num_queries: Any) -> None:
    need_everywhere(cast.marketing, by=cast.ada)
    people = [member(f"P{n} Q", {cast.service: Role.AGENT}, email=f"p{n}@northline.example") for n in range(12)]
    for n in range(12):
        place: Channel = channel(cast.service, name=f"Channel {n}")
        planned(cast, people[n], monday, place=place, cover=cast.ben)
        planned(cast, people[n - 1], monday - WEEK, place=place)
    client = browser(cast.ana)
    with django_assert_max_num_queries(16):
        text(client.get("/roster/"))
    with django_assert_max_num_queries(22):
        text(client.get(f"/roster/{cast.channel.pk}/{monday}/"))


def test_a_department_lets_somebody_learn(cast: Cast) -> None:
    lead, until = browser(cast.ana), timezone.localdate() + 14 * DAY
    address = "/departments/customer-service/"
    asked = {"member": cast.mia.pk, "of": cast.ben.pk, "until": until}
    answer = lead.post(f"{address}shadow/", asked, follow=True)
    assert "Mia Torres learns in Customer Service as the shadow of Ben Okafor." in toast(answer)
    assert "Shadow of Ben Okafor until" in text(browser(cast.nora).get(address))
    assert "Shadow of Ben Okafor until" in text(browser(cast.mia).get("/me/"))
    assert "Shadow of Ben Okafor until" in text(browser(cast.ada).get(f"/people/{cast.mia.pk}/"))
    assert browser(cast.ben).post(f"{address}shadow/", asked).status_code == 403
    assert "Learning here" not in text(browser(cast.ben).get(address))
    place = cast.mia.memberships.get(department=cast.service)
    assert "Half a year" in toast(lead.post(f"{address}shadow/", {**asked, "until": until + 300 * DAY}, follow=True))
    lead.post(f"{address}unshadow/{place.pk}/")
    assert not cast.mia.memberships.filter(department=cast.service).exists()
    assert lead.post(f"{address}unshadow/{place.pk}/").status_code == 404


def test_a_departments_list_names_its_liaisons_of_today(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client, address = browser(cast.ana), "/inbox/?department=customer-service"
    assert "Liaisons today" not in text(client.get(address))
    today = timezone.localdate()
    planned(cast, cast.ben, today)
    planned(cast, cast.mia, today)
    page = text(client.get(address))
    assert 'title="Ben Okafor: @northline.example"' in page
    assert 'title="Mia Torres: @northline.example"' not in page
    assert 'title="Mia Torres: @northline.example"' in text(client.get("/inbox/?department=marketing"))
    assert "Liaisons today" not in text(client.get("/inbox/"))
    with CaptureQueriesContext(connection) as plain:
        client.get("/inbox/")
    with django_assert_max_num_queries(len(plain) + 2):
        client.get(address)
