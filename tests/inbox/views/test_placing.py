"""Who is away is shown where work is given; a department's page says how its work finds somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.actions.absences import plan
from accounts.actors import SCHEDULE
from accounts.away import away_words, today_of
from accounts.models import Member
from inbox.actions import placing
from inbox.actions.labels import create
from inbox.actions.place import place
from inbox.models import Ability, Conversation, Placing
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
ADDRESS = "/placing/customer-service/"


def at(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def gone(cast: Cast) -> str:
    """Ben is away for three days; how menus say it."""
    today = today_of(cast.ben)
    made = plan(cast.ben, kind="sick", starts_on=today, ends_on=today + timedelta(days=2), cover=cast.ana, by=cast.ben)
    return away_words(made)


def test_the_assign_menu_and_the_list_that_at_opens_say_who_is_away(cast: Cast) -> None:
    words, row = gone(cast), conversation(cast.channel)
    client = at(cast.ana)
    assert words in client.get(f"/inbox/{row.pk}/").content.decode()
    found = client.get(f"/inbox/{row.pk}/mentionable/?q=Ben").json()["found"]
    assert found[0]["says"] == words


def test_giving_work_to_or_naming_somebody_who_is_away_says_so(cast: Cast) -> None:
    gone(cast)
    row, client = conversation(cast.channel), at(cast.ana)
    said = client.post(f"/inbox/{row.pk}/assign/", {"to": cast.ben.pk}, follow=True).content.decode()
    assert "Ben Okafor is away until" in said
    assert "Ana Petrović covers." in said
    said = client.post(f"/inbox/{row.pk}/note/", {"text": "@Ben Okafor please look"}, follow=True).content.decode()
    assert "Note added. Ben Okafor is away until" in said


def test_whoever_is_free_is_found_by_a_button_or_what_is_missing_is_said(cast: Cast) -> None:
    row, client = conversation(cast.channel), at(cast.ana)
    said = client.post(f"/inbox/{row.pk}/place/", follow=True).content.decode()
    assert "Ana Petrović works on it now." in said
    assert "who had the least open among" in said
    placing.change(cast.service, way="off", most_open=1, match_language=False, by=cast.ana)
    gone(cast)
    other = conversation(cast.channel)
    said = client.post(f"/inbox/{other.pk}/place/", follow=True).content.decode()
    assert "It waits for somebody: everybody on duty is full. Liaison tries again." in said


def test_the_list_shows_why_something_found_nobody(cast: Cast) -> None:
    placing.change(cast.service, way="load", most_open=5, match_language=True, by=cast.ana)
    row = conversation(cast.channel, language="de")
    place(row, by=SCHEDULE, department=cast.service)
    client = at(cast.ana)
    assert "nobody on duty speaks German" in client.get("/inbox/").content.decode()
    assert "It waits for somebody" in client.get(f"/inbox/{row.pk}/").content.decode()
    assert "nobody on duty speaks German" in client.get(ADDRESS).content.decode()


def test_a_topic_of_a_closed_department_is_not_named_to_outsiders(cast: Cast) -> None:
    secret = create(name="Canary topic", colour="red", department=cast.hr, by=cast.hal)
    placing.change(cast.hr, way="load", most_open=5, match_language=False, topics=[secret], by=cast.hal)
    for outsider in (cast.ana, cast.mia):
        client = at(outsider)
        assert client.get("/placing/hr/").status_code == 404
        assert client.post("/placing/hr/", {"way": "off", "most_open": 1}).status_code == 404
        assert "Canary topic" not in client.get("/me/skills/").content.decode()
    assert Placing.objects.get().way == "load"


def test_leads_set_it_and_nobody_else(cast: Cast) -> None:
    facts: dict[str, Any] = {"way": "turn", "most_open": 4, "match_language": "on"}
    assert at(cast.ben).get(ADDRESS).status_code == 403
    assert at(cast.ben).post(ADDRESS, facts).status_code == 403
    assert at(cast.ana).post(ADDRESS, facts).status_code == 302
    assert Placing.objects.get().way == "turn"
    said = at(cast.ana).post(ADDRESS, {**facts, "most_open": 0}).content.decode()
    assert Placing.objects.get().most_open == 4
    assert 'id="id_most_open_error"' in said


def test_skills_are_written_as_people_write_them(cast: Cast) -> None:
    client = at(cast.ben)
    assert client.post("/me/skills/", {"languages": "German, english;  cs"}).status_code == 302
    assert Ability.objects.get().languages == ["cs", "de", "en"]
    assert "Czech, German, English" in client.get("/me/skills/").content.decode()
    assert (
        "No such language is known here: Klingon."
        in client.post("/me/skills/", {"languages": "Klingon"}).content.decode()
    )


def test_a_lead_says_what_a_colleague_knows(cast: Cast) -> None:
    address = f"{ADDRESS}{cast.ben.pk}/"
    assert at(cast.ben).get(address).status_code == 403
    assert at(cast.ana).get(f"{ADDRESS}{cast.mia.pk}/").status_code == 404
    assert at(cast.ana).post(address, {"languages": "German", "most_open": "2"}).status_code == 302
    ability = Ability.objects.get()
    assert (ability.member, ability.languages, ability.most_open) == (cast.ben, ["de"], 2)


def test_the_departments_page_costs_the_same_however_much_waits(cast: Cast, django_assert_max_num_queries: Any) -> None:
    placing.change(cast.service, way="load", most_open=5, match_language=True, by=cast.ana)
    client = at(cast.ana)
    for _number in range(6):
        place(conversation(cast.channel, language="de"), by=SCHEDULE, department=cast.service)
    assert Conversation.objects.exclude(unplaced="").count() == 6
    with django_assert_max_num_queries(32):
        client.get(ADDRESS)
