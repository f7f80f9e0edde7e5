"""Promises and working hours in the console, and what of them a conversation and its list show."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.actions.departments import archive
from accounts.errors import NotPossible
from inbox.actions.resolve import snooze
from routing.actions.calendar import create as create_calendar
from routing.actions.keep import keep
from routing.models import SlaPolicy, WorkCalendar
from tests.cast import Cast, department
from tests.routing.desk import NINE, WEEK, asked, minutes, policy

pytestmark = pytest.mark.django_db
HERE, HOURS = "/console/promises/", "/console/calendars/"


@pytest.fixture
def console(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1]))


def at(later: int) -> Any:
    return time_machine.travel(NINE + minutes(later), tick=False)


def test_a_policy_is_made_as_fields_and_told_as_a_sentence(cast: Cast, console: Client) -> None:
    assert "Nothing is promised yet." in text_of(console.get(HERE))
    made = create_calendar(name="Office", zone="Europe/Berlin", week=WEEK, by=cast.ada)
    typed = {
        "name": "Service presses",
        "departments": [cast.service.pk],
        "priorities": [3, 4],
        "target-first": "30 min",
        "target-resolution": "1 d",
        "calendar": made.pk,
        "pauses": ["snoozed"],
        "warn_minutes": "10",
        "warn_tell": ["assignee"],
        "breach_tell": ["leads"],
        "breach_acts": ["raise"],
    }
    says = text_of(console.post(f"{HERE}new/", typed, follow=True))

    for words in (
        "Customer Service · high or urgent: first reply within 30 min, resolution within 24 h (Mon–Fri 9–17 Berlin).",
        "The clocks rest while it is snoozed.",
        "10 min before its end, this warns who works on it",
        "When time is up, this tells the department’s leads.",
        "When time is up: raise its priority by one.",
    ):
        assert words in says
    assert SlaPolicy.objects.get().targets == {"first": 30, "resolution": 1440}


def as_typed(page: str) -> dict[str, Any]:
    """What a browser would send of the form that stands there."""
    typed: dict[str, Any] = {}
    for name, value in re.findall(r'<input class="box" type="checkbox" name="([^"]+)" value="([^"]*)" checked', page):
        typed.setdefault(name, []).append(value)
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inner)
        typed[name] = chosen[1] if chosen else ""
    return typed


def test_a_department_that_was_archived_goes_on_to_be_named(cast: Cast, console: Client) -> None:
    """Otherwise a policy of one department would hold for everybody after any change."""
    closed = department("Strike desk", "SD")
    made = policy(cast, departments=[closed.pk], breach_acts=["raise", f"ask:{closed.pk}"])
    archive(closed, by=cast.ada)
    address = f"{HERE}{made.pk}/"
    page = console.get(address)
    assert "Strike desk (archived): first reply" in text_of(page)
    assert "ask Strike desk (archived) for help" in text_of(page)
    typed = as_typed(page.content.decode())
    assert typed["departments"] == [str(closed.pk)]
    assert typed["breach-ask"] == str(closed.pk)

    assert console.post(address, {**typed, "name": "Renamed", "target-first": "1 h"}).status_code == 302

    made.refresh_from_db()
    assert (made.name, made.departments) == ("Renamed", [closed.pk])
    assert made.breach_acts == sorted(["raise", f"ask:{closed.pk}"])
    fresh = console.get(f"{HERE}new/").content.decode()
    assert "Strike desk" not in fresh, "nobody names it anew"
    with pytest.raises(NotPossible, match="does not exist"):
        policy(cast, "Another", breach_acts=[f"ask:{closed.pk}"])


def test_one_is_changed_moved_and_put_away(cast: Cast, console: Client) -> None:
    first, second = policy(cast), policy(cast, "Others", targets={"next": 90})
    page = console.get(f"{HERE}{second.pk}/").content.decode()
    assert 'value="1 h 30 min"' in page
    console.post(f"{HERE}{second.pk}/", {"name": "Others", "target-next": "2 h"})
    second.refresh_from_db()
    assert (second.targets, second.number) == ({"next": 120}, 2)
    console.post(f"{HERE}{second.pk}/move/", {"place": "1"})
    says = text_of(console.get(HERE))
    assert says.index("Others") < says.index("Everybody")
    assert "no such place" in text_of(console.post(f"{HERE}{second.pk}/move/", {"place": "x"}, follow=True))
    console.post(f"{HERE}{first.pk}/archive/")
    assert console.get(f"{HERE}{first.pk}/").status_code == 404


def test_what_makes_no_sense_keeps_what_was_typed(cast: Cast, console: Client) -> None:
    says = console.post(f"{HERE}new/", {"name": "Soon", "target-first": "soon"}).content.decode()
    assert "“soon” is no time. Write it as 30 min, 4 h or 2 d." in says
    assert 'value="Soon"' in says
    assert "promises something" in console.post(f"{HERE}new/", {"name": "Soon"}).content.decode()


def test_what_would_hold_is_shown_for_any_conversation(cast: Cast, console: Client) -> None:
    policy(cast, targets={"first": 240, "resolution": 600})
    policy(cast, "Service presses", targets={"first": 30}, departments=[cast.service.pk], priorities=[4])
    with at(0):
        says = text_of(console.get(HERE, {"department": cast.service.pk, "priority": 4}))
        assert re.search(r"First reply 30 min 09:30 Service presses .*Resolution 10 h 19:00 Everybody", says)
        assert "First reply 4 h" in text_of(console.get(HERE, {"department": cast.marketing.pk}))
    SlaPolicy.objects.all().delete()
    assert "No policy holds" in text_of(console.get(HERE, {"department": cast.service.pk}))


def test_a_calendar_is_made_and_shows_its_week_and_what_comes(cast: Cast, console: Client) -> None:
    assert "No calendar yet." in text_of(console.get(HOURS))
    typed = {
        **{"name": "Desk", "zone": "Europe/Berlin", "country": "DE", "region": "be"},
        **{f"day-{day}": "8:30-12, 13-20" for day in range(5)},
        "day-5": "22-6",
        "own_days": "2026-12-24 9-12 Christmas Eve\n2026-12-31 closed Stock-taking",
    }
    with at(0):
        says = text_of(console.post(f"{HOURS}new/", typed, follow=True))
    for words in ("Mon–Fri 8:30–12, 13–20, Sat 22–6 Berlin", "Christmas Eve 9–12", "Stock-taking closed", "Open now"):
        assert words in says
    made = WorkCalendar.objects.get()
    page = console.get(f"{HOURS}{made.pk}/").content.decode()
    assert "2026-12-31 closed Stock-taking" in page
    assert 'value="8:30-12, 13-20"' in page
    console.post(f"{HOURS}{made.pk}/", {"name": "Desk", "zone": "UTC", "round_the_clock": "on"})
    made.refresh_from_db()
    assert (made.week, made.zone) == (None, "UTC")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("day-0", "nine to five", "says no hours. Write them as 9-17 or 8:30-12, 13-18."),
        ("day-0", "9-29", "says no hours of a day."),
        ("own_days", "Christmas closed", "does not begin with a date like 2026-12-24."),
        ("region", "BY", "is no region there."),
    ],
)
def test_hours_that_nobody_understands_are_said(console: Client, field: str, typed: str, sentence: str) -> None:
    form = {"name": "Desk", "zone": "UTC", "day-1": "9-17", field: typed}
    assert sentence in console.post(f"{HOURS}new/", form).content.decode()


def test_only_administrators_come_here(cast: Cast, client: Client) -> None:
    made = policy(cast)
    client.force_login(cast.ana)
    for path in (HERE, f"{HERE}new/", f"{HERE}{made.pk}/", HOURS, f"{HOURS}new/"):
        assert client.get(path).status_code == 403
    for path in ("archive", "move"):
        assert client.post(f"{HERE}{made.pk}/{path}/").status_code == 403


def test_a_row_says_how_long_there_is_and_the_conversation_why(cast: Cast, client: Client) -> None:
    policy(cast, departments=[cast.service.pk], warn_minutes=15, pauses=["snoozed"])
    made = asked(cast)
    client.force_login(cast.ben)
    said = {}
    for later in (10, 50, 75):
        with at(later):
            page = client.get("/inbox/?department=customer-service").content.decode()
            said[later] = re.sub(r"\s+", " ", page)
    assert "50 min left" in said[10]
    assert 'data-state="due"' in said[50]
    assert "10 min left" in said[50]
    assert "15 min late" in said[75]
    assert '<span class="word">Overdue</span><b class="bad">1</b>' in said[75]
    with at(20):
        snooze(made, until=NINE + minutes(900), by=cast.ben)
        keep([made.pk])
    with at(40):
        page = client.get(f"/inbox/{made.pk}/?status=snoozed").content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Started 09:00, paused 20 min, rests now, because it is snoozed because" in words.replace("  ", " ")
    assert "Customer Service · round the clock." in words


def test_lists_sort_by_due_time_and_filter_what_is_at_risk(cast: Cast, client: Client) -> None:
    policy(cast, warn_minutes=20)
    late, tight, calm = (asked(cast, NINE + minutes(number)) for number in (0, 25, 50))
    client.force_login(cast.ben)

    def rows(query: str) -> list[int]:
        with at(70):
            page = client.get(f"/inbox/{query}").content.decode()
        return [int(pk) for pk in re.findall(r'data-row="(\d+)"', page)]

    assert rows("?sort=due") == [late.pk, tight.pk, calm.pk]
    assert rows("?at_risk=1") == [tight.pk]
    assert rows("?overdue=1") == [late.pk]
