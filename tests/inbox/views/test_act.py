"""Each act: it works, its way back works, it is refused without the right, and GET does nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Event, Membership, Role
from inbox.actions.assign import assign
from inbox.actions.resolve import resolve
from inbox.models import Conversation
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db
VERBS = ("take", "assign", "unassign", "move", "resolve", "reopen", "snooze")


@pytest.fixture
def made(cast: Cast, client: Client) -> Conversation:
    """An open conversation of Service, and Ben signed in."""
    client.force_login(cast.ben)
    return conversation(cast.channel)


def act(client: Client, made: Conversation, verb: str, **facts: Any) -> str:
    """Do it and return the page that follows."""
    return client.post(f"/inbox/{made.pk}/{verb}/", facts, follow=True).content.decode()


def undo(client: Client, page: str) -> None:
    """Press the toast's button."""
    found = re.search(r'<form method="post" action="([^"]+)">[^§]*?<span>Undo</span>', page.split('id="toasts"')[1])
    assert found
    client.post(found.group(1).replace("&amp;", "&"))


def now(made: Conversation) -> Conversation:
    made.refresh_from_db()
    return made


def test_take_and_back(cast: Cast, client: Client, made: Conversation) -> None:
    page = act(client, made, "take")
    assert now(made).assignee == cast.ben
    undo(client, page)
    assert now(made).assignee is None


def test_assign_and_back(cast: Cast, client: Client, made: Conversation) -> None:
    assign(made, to=cast.ben, by=cast.ben)
    page = act(client, made, "assign", to=cast.ana.pk)
    assert now(made).assignee == cast.ana
    assert "Ana Petrović works on it now." in page
    undo(client, page)
    assert now(made).assignee == cast.ben


def test_unassign_and_back(cast: Cast, client: Client, made: Conversation) -> None:
    assign(made, to=cast.ben, by=cast.ben)
    page = act(client, made, "unassign")
    assert now(made).assignee is None
    undo(client, page)
    assert now(made).assignee == cast.ben


def test_move_shows_on_the_line(cast: Cast, client: Client, made: Conversation) -> None:
    act(client, made, "move", to=cast.marketing.pk)
    assert now(made).department == cast.marketing
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    assert "Marketing holds it" in page
    assert page.count('class="now"') == 1
    assert "<b>Ben Okafor</b> moved it from <b>Customer Service</b> to <b>Marketing</b>" in page


def move_menu(client: Client, made: Conversation) -> dict[str, bool]:
    """The departments offered, and whether each is marked as closed."""
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    menu = page.split('id="move-menu"')[1].split("</form>")[0]
    lines = re.findall(r'name="to".*?</button>', menu)
    return {re.findall(r'dir="auto">([^<]+)<', line)[0]: ">Closed<" in line for line in lines}


def test_a_closed_department_is_known_by_name_so_that_work_can_be_handed_to_it(
    cast: Cast, client: Client, made: Conversation
) -> None:
    assert move_menu(client, made) == {"HR": True, "Marketing": False}
    Membership.objects.create(member=cast.ben, department=cast.hr, role=Role.OBSERVER)
    assert move_menu(client, made) == {"HR": False, "Marketing": False}


def test_nothing_but_its_name_shows_of_a_closed_department(cast: Cast, client: Client, made: Conversation) -> None:
    cast.hr.purpose = "Whatever concerns colleagues"
    cast.hr.save()
    hidden = channel(cast.hr, name="@people.northline.example")
    conversation(hidden, "A word about my manager")
    seen = [client.get(address).content.decode() for address in (f"/inbox/{made.pk}/", "/inbox/", "/departments/")]
    for told in ("Hal Brandt", cast.hr.purpose, hidden.name, "about my manager", "department=hr"):
        assert not [page for page in seen if told in page]
    assert "HR" not in client.get("/inbox/rail/").content.decode()
    assert client.get("/departments/hr/").status_code == client.get("/departments/nowhere/").status_code == 404


def test_moved_out_of_sight_there_is_no_way_back(cast: Cast, client: Client, made: Conversation) -> None:
    page = act(client, made, "move", to=cast.hr.pk)
    assert "HR holds it now." in page
    assert "<span>Undo</span>" not in page
    assert client.get(f"/inbox/{made.pk}/").status_code == 404


def test_resolve_with_its_outcome_and_back(client: Client, made: Conversation) -> None:
    page = act(client, made, "resolve", outcome="spam")
    assert (now(made).status, made.outcome) == ("resolved", "spam")
    undo(client, page)
    assert now(made).status == "open"


@pytest.mark.parametrize("facts", [{}, {"outcome": "forgotten"}])
def test_resolve_needs_an_outcome_that_exists(client: Client, made: Conversation, facts: Any) -> None:
    page = act(client, made, "resolve", **facts)
    assert ("“forgotten” is none of the choices for “Outcome”." if facts else "Choose something for “Outcome”.") in page
    assert now(made).status == "open"


def test_after_an_act_the_next_one_of_the_same_list_opens(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    third, second, first = (conversation(cast.channel) for _ in range(3))
    conversation(channel(cast.marketing))
    list_query = "?department=customer-service"
    response = client.post(f"/inbox/{second.pk}/resolve/", {"outcome": "answered", "back": list_query})
    assert response.headers["Location"] == f"/inbox/{third.pk}/{list_query}"
    response = client.post(f"/inbox/{third.pk}/resolve/", {"outcome": "answered", "back": list_query})
    assert response.headers["Location"] == f"/inbox/{first.pk}/{list_query}"
    response = client.post(f"/inbox/{first.pk}/resolve/", {"outcome": "answered", "back": list_query})
    assert response.headers["Location"] == f"/inbox/{list_query}"


def test_whoever_wants_to_stay_stays(cast: Cast, client: Client, made: Conversation) -> None:
    cast.ben.open_next = False
    cast.ben.save()
    conversation(cast.channel)
    response = client.post(f"/inbox/{made.pk}/resolve/", {"outcome": "answered"})
    assert response.headers["Location"] == f"/inbox/{made.pk}/"


@time_machine.travel(datetime(2026, 11, 20, 10, 15, tzinfo=ZoneInfo("Europe/Berlin")), tick=False)
@pytest.mark.parametrize(
    ("facts", "wakes"),
    [
        ({"preset": "later"}, "2026-11-20 13:00"),
        ({"preset": "tomorrow"}, "2026-11-21 09:00"),
        ({"preset": "monday"}, "2026-11-23 09:00"),
        ({"at": "2026-11-20T10:16"}, "2026-11-20 10:16"),
    ],
)
def test_snooze_until_a_preset_or_any_minute_of_the_members_zone(
    cast: Cast, client: Client, made: Conversation, facts: Any, wakes: str
) -> None:
    cast.ben.time_zone = "Europe/Berlin"
    cast.ben.save()
    act(client, made, "snooze", **facts)
    until = now(made).snoozed_until
    assert until is not None
    assert f"{until.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M}" == wakes


@time_machine.travel(datetime(2026, 11, 20, 22, 30, tzinfo=ZoneInfo("UTC")), tick=False)
def test_late_at_night_there_is_no_later_today(client: Client, made: Conversation) -> None:
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    assert "Later today" not in page
    assert "Tomorrow" in page


@time_machine.travel(datetime(2026, 11, 22, 10, 15, tzinfo=ZoneInfo("UTC")), tick=False)
def test_on_a_sunday_tomorrow_is_next_monday_and_offered_once(client: Client, made: Conversation) -> None:
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    assert re.findall(r'name="preset" value="(\w+)"', page) == ["later", "tomorrow"]
    act(client, made, "snooze", preset="monday")  # from a page that was opened the day before
    assert now(made).snoozed_until == datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))


@time_machine.travel(datetime(2026, 11, 20, 10, 15, tzinfo=ZoneInfo("UTC")), tick=False)
def test_the_field_for_any_minute_knows_its_limits(client: Client, made: Conversation) -> None:
    page = client.get(f"/inbox/{made.pk}/").content.decode()
    assert 'name="at" min="2026-11-20T10:16" max="2027-11-21T10:15"' in page
    act(client, made, "snooze", at="2027-11-21T10:15")
    assert now(made).status == "snoozed"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"at": "yesterday"}, "Choose a day and a minute."),
        ({}, "Choose until when it should sleep."),
        ({"at": "2020-01-01T10:00"}, "Choose a time in the future."),
        ({"at": "0001-01-01T00:00"}, "Choose a time in the future."),
        ({"at": "2099-01-01T10:00"}, "Choose a time within a year from now; nothing sleeps longer."),
        ({"at": "9999-12-31T23:59"}, "Choose a time within a year from now; nothing sleeps longer."),
    ],
)
def test_a_senseless_snooze_is_refused_in_a_sentence(
    client: Client, made: Conversation, facts: Any, sentence: str
) -> None:
    assert sentence in act(client, made, "snooze", **facts)
    assert now(made).status == "open"


def test_a_minute_that_the_clocks_skip_is_refused_in_a_sentence(cast: Cast, client: Client, made: Conversation) -> None:
    cast.ben.time_zone = "Europe/Berlin"
    cast.ben.save()
    page = act(client, made, "snooze", at="2027-03-28T02:30")
    assert "The clocks change in that hour. Choose a minute outside it." in page
    assert now(made).status == "open"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_the_calendar_are_refused_in_every_zone(
    cast: Cast, client: Client, made: Conversation, zone: str, at: str
) -> None:
    cast.ben.time_zone = zone
    cast.ben.save()
    assert "Choose a" in act(client, made, "snooze", at=at)
    assert now(made).status == "open"


def test_reopen(cast: Cast, client: Client, made: Conversation) -> None:
    resolve(made, outcome="answered", by=cast.ana)
    act(client, made, "reopen")
    assert now(made).status == "open"


@pytest.mark.parametrize("verb", VERBS)
def test_without_the_right_there_is_no_button_and_no_effect(
    cast: Cast, client: Client, made: Conversation, verb: str
) -> None:
    client.force_login(cast.olga)
    assert f"/inbox/{made.pk}/{verb}/" not in client.get(f"/inbox/{made.pk}/").content.decode()
    before = Event.objects.count()
    until = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = act(client, made, verb, to=cast.marketing.pk, outcome="spam", at=until)
    assert 'data-level="error"' in page
    assert Event.objects.count() == before


@pytest.mark.parametrize("verb", VERBS)
def test_looking_at_an_address_does_nothing(client: Client, made: Conversation, verb: str) -> None:
    assert client.get(f"/inbox/{made.pk}/{verb}/").status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_visible_does_not_exist(cast: Cast, client: Client, verb: str) -> None:
    client.force_login(cast.mia)
    closed = conversation(channel(cast.hr))
    assert client.post(f"/inbox/{closed.pk}/{verb}/").status_code == 404
