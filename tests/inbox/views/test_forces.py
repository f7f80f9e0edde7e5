"""The pages of task forces: who sees them, what they say, and each act by its button."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inbox.actions.canned import create
from inbox.actions.crisis import declare_crisis
from inbox.actions.force_work import add_item, decide
from inbox.actions.move import move
from inbox.actions.task_force import say, set_statement
from inbox.presenters.offering import offered
from tests.cast import Cast, channel, conversation
from tests.inbox.forces import let_flow, opened, over, set_to_leave
from tests.inbox.requests import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ana)
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_one_is_opened_from_a_conversation(cast: Cast, ana: Client) -> None:
    row = conversation(cast.channel)
    assert "Open a task force" in page(ana, f"/inbox/{row.pk}/")
    typed = {
        "name": "Doors",
        "kind": "task_force",
        "lead": cast.ana.pk,
        "members": [cast.mia.pk],
        "ends_on": (timezone.localdate() + timedelta(days=3)).isoformat(),
        "feed": "doors",
        "conversation": row.pk,
    }
    assert "flows in first" in page(ana, f"/task-forces/open/?conversation={row.pk}")
    assert ana.post("/task-forces/open/", typed)["Location"] == "/task-forces/doors/"
    row.refresh_from_db()
    assert row.department.name == "Doors"


def test_what_was_typed_is_kept_where_it_is_refused(cast: Cast, ana: Client) -> None:
    typed = {"name": "Doors", "kind": "task_force", "lead": cast.ana.pk, "ends_on": timezone.localdate().isoformat()}
    told = ana.post("/task-forces/open/", typed).content.decode()
    assert "at least two departments" in told
    assert 'value="Doors"' in told


def test_who_leads_nothing_opens_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    row = conversation(cast.channel)
    assert client.get("/task-forces/open/").status_code == 403
    assert "Open a task force" not in page(client, f"/inbox/{row.pk}/")


def test_everybody_reads_its_status_in_the_rail(cast: Cast, client: Client) -> None:
    force = say(opened(cast), status="Doors are checked tonight", by=cast.ana)
    client.force_login(cast.nora)
    assert "Doors are checked tonight" in page(client, "/inbox/")
    force.department.is_closed = True
    force.department.save()
    assert "Doors are checked tonight" not in page(client, "/inbox/")
    assert "Doors" not in page(client, "/task-forces/")
    assert client.get("/task-forces/doors/").status_code == 404


@pytest.mark.parametrize(
    ("word", "typed", "says"),
    [
        ("say", {"status": "All is calm"}, "in their rail now"),
        ("item", {"text": "Call"}, "on the checklist"),
        ("decide", {"text": "We pay."}, "for good"),
        ("feed", {"feed": "windows"}, "from now on"),
        ("feed", {"feed": "in:nowhere"}, "nowhere"),
        ("extend", {"ends_on": "2999-01-01"}, "a department"),
        ("gather", {}, "flowed in"),
        ("crisis", {}, "crisis is on"),
        ("end-crisis", {}, "No crisis"),
        ("leave", {}, "leads it"),
        ("statement", {"statement": ""}, "offered first"),
    ],
)
def test_each_act_has_its_button(cast: Cast, ana: Client, word: str, typed: dict[str, Any], says: str) -> None:
    opened(cast)
    assert says in ana.post(f"/task-forces/doors/{word}/", typed, follow=True).content.decode()


def test_people_join_lead_and_go(cast: Cast, ana: Client) -> None:
    force = opened(cast)
    for word, person in (("join", cast.hal), ("remove", cast.hal), ("lead", cast.mia)):
        ana.post(f"/task-forces/doors/{word}/", {"person": person.pk})
    force.refresh_from_db()
    assert (force.lead, set(force.department.members.all())) == (cast.mia, {cast.ana, cast.mia, cast.ben})


def test_outsiders_look_and_have_no_buttons(cast: Cast, client: Client) -> None:
    force = opened(cast)
    item = add_item(force, text="Call", by=cast.ana)
    client.force_login(cast.hal)
    told = page(client, "/task-forces/doors/")
    assert "Call" in told
    assert "/task-forces/doors/say/" not in told
    client.post(f"/task-forces/items/{item.pk}/check/")
    item.refresh_from_db()
    assert item.done_at is None
    assert client.get("/task-forces/doors/close/").status_code == 403
    assert client.post("/task-forces/doors/nonsense/").status_code == 404


def test_items_are_checked_off_and_on(cast: Cast, ana: Client) -> None:
    item = add_item(opened(cast), text="Call", by=cast.ana)
    for word, done in (("check", True), ("uncheck", False)):
        ana.post(f"/task-forces/items/{item.pk}/{word}/")
        item.refresh_from_db()
        assert (item.done_at is not None) is done


def test_closing_says_what_it_will_do_and_leaves_a_summary(cast: Cast, ana: Client) -> None:
    row = conversation(channel(cast.service, network="sandbox"), "The doors closed on my dog.", sent_at=timezone.now())
    set_to_leave(row, cast.ben)
    force = declare_crisis(opened(cast, opened_from=row), by=cast.ana)
    decide(force, text="We pay the taxi.", by=cast.ana)
    told = page(ana, "/task-forces/doors/close/")
    assert "1 conversation goes back" in told
    assert "The crisis ends" in told
    assert "1 held reply leaves at the minute it had" in told
    ana.post("/task-forces/doors/close/")
    over_page = page(ana, "/task-forces/doors/")
    assert "We pay the taxi." in over_page
    assert "By the hour" in over_page
    assert ana.get("/task-forces/doors/close/").status_code == 302


def test_no_page_shows_what_its_reader_may_not_see(cast: Cast, client: Client) -> None:
    force = opened(cast, members=[cast.mia, cast.hal])
    secret = conversation(channel(cast.hr), "Doors canary-7f3a")
    private = conversation(cast.channel, "Doors canary-7f3a", private=True)
    move(private, to=force.department, by=cast.ana)
    client.force_login(cast.nora)
    assert "canary" not in page(client, "/task-forces/doors/")
    over(force, by=cast.ana)
    told = page(client, "/task-forces/doors/")
    assert "canary" not in told
    secret.refresh_from_db()
    assert (secret.department, secret.is_closed) == (cast.hr, True)


def test_the_composer_says_that_nothing_leaves_later(cast: Cast, client: Client) -> None:
    row = conversation(channel(cast.service, network="sandbox"), "The doors closed on my dog.")
    set_to_leave(row, cast.ben)
    declare_crisis(opened(cast), by=cast.ana)
    client.force_login(cast.ben)
    told = page(client, f"/inbox/{row.pk}/")
    assert "The crisis of Doors is on" in told
    assert "Held" in told
    assert "an agent of Doors" in told


def test_the_statement_is_offered_first(cast: Cast) -> None:
    row = conversation(channel(cast.service, network="sandbox"), "The doors closed on my dog.")
    create(title="A kind word", shortcut="a", text="Thanks!", department=None, by=cast.ada)
    force = opened(cast)
    mine = create(title="Z", shortcut="z", text="We look into it.", department=force.department, by=cast.ana)
    set_statement(force, statement=mine, by=cast.ana)
    target = row.messages.first()
    first, second = offered(row, cast.ben, target, "")
    assert (first["title"], first["scope"], second["title"]) == ("Z", "Holding statement", "A kind word")


def test_the_pages_cost_the_same_however_much_there_is(
    cast: Cast, ana: Client, django_assert_max_num_queries: Any
) -> None:
    force = opened(cast)
    for number in range(6):
        add_item(force, text=f"Call {number}", by=cast.ana)
        decide(force, text=f"Yes {number}", by=cast.ana)
        conversation(cast.channel, "The doors closed on my dog.")
    let_flow()
    with django_assert_max_num_queries(34):
        page(ana, "/task-forces/doors/")
    with django_assert_max_num_queries(16):
        page(ana, "/task-forces/")


def test_what_one_may_not_read_is_as_unknown_as_a_number_that_is_not_there(cast: Cast, ana: Client) -> None:
    force = opened(cast)
    secret = create(
        title="Redundancies in June", shortcut="jobs", text="We can't say.", department=cast.hr, by=cast.hal
    )
    answers = [
        ana.post(f"/task-forces/{force.department.slug}/statement/", {"statement": pk}, follow=True).content.decode()
        for pk in (secret.pk, secret.pk + 1000)
    ]
    assert all("Redundancies" not in answer for answer in answers)
    assert [_toast(answer) for answer in answers] == [_toast(answers[0])] * 2
    force.refresh_from_db()
    assert force.statement is None


def _toast(html: str) -> str:
    """What the page says happened."""
    found = re.search(r'class="toast" data-level.*?</span>', html, re.DOTALL)
    assert found, "it says nothing"
    return re.sub(r"<[^>]+>|\s+|\d+", " ", found.group())


def test_closing_says_what_it_still_owes_and_who_still_brings_to_it(cast: Cast, ana: Client) -> None:
    force = opened(cast)
    asked(conversation(cast.channel), force.department, cast.ben)
    channel(force.department, name="@doors.example")
    said = page(ana, f"/task-forces/{force.department.slug}/close/")
    assert "1 request that it has not answered is declined" in said
    assert "@doors.example still brings to it what arrives" in said
