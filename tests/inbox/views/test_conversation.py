"""A conversation's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.assign import assign
from inbox.actions.note import add_note
from inbox.actions.receive import receive
from inbox.channels.base import Author
from inbox.models import Conversation, ReadMark
from inbox.presenters.thread import LATEST
from tests.cast import NOON, Cast, channel, conversation, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast, client: Client) -> Conversation:
    """Where is my umbrella? And Ben signed in."""
    client.force_login(cast.ben)
    return conversation(cast.channel, "Where is my umbrella?", external_id="m1", sent_at=NOON)


def page_of(client: Client, made: Conversation, query: str = "") -> str:
    return client.get(f"/inbox/{made.pk}/{query}").content.decode()


def test_it_shows_what_was_said_and_who_holds_it(client: Client, made: Conversation) -> None:
    page = page_of(client, made)
    assert "Where is my umbrella?" in page
    assert "Customer Service holds it" in page


def test_messages_notes_and_events_stand_in_the_order_of_time(cast: Cast, client: Client, made: Conversation) -> None:
    tomek = Author("did:tomek", "tomek.example", "Tomek")
    answer = item("Same here", parent_external_id="m1", author=tomek, sent_at=NOON + timedelta(minutes=5))
    receive(cast.channel, [answer], by=INTAKE)
    assign(made, to=cast.ana, by=cast.ben)
    add_note(made, text="The depot has it.", by=cast.ana)
    page = page_of(client, made)
    parts = ["Where is my umbrella?</p>", "Same here</p>", "gave it to <b>Ana Petrović</b>", "The depot has it.</p>"]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "and 1 other" in page


def test_what_is_ours_is_marked(cast: Cast, client: Client, made: Conversation) -> None:
    receive(cast.channel, [item("Found it", parent_external_id="m1", ours=True)], by=INTAKE)
    page = page_of(client, made)
    assert "post ours" in page
    assert "written on the network" in page


def test_opening_it_marks_it_read_for_the_reader_alone(cast: Cast, client: Client, made: Conversation) -> None:
    page_of(client, made)
    assert list(ReadMark.objects.values_list("member", flat=True)) == [cast.ben.pk]


def test_it_keeps_the_list_it_was_opened_from(cast: Cast, client: Client, made: Conversation) -> None:
    page = page_of(client, made, "?view=unassigned&sort=oldest")
    assert f'href="/inbox/{made.pk}/?assignee=nobody&amp;sort=oldest"' in page
    assert 'name="back" value="?assignee=nobody&amp;sort=oldest"' in page


def test_from_the_list_only_what_changes_is_sent(client: Client, made: Conversation) -> None:
    response = client.get(f"/inbox/{made.pk}/", headers={"HX-Request": "true", "HX-Target": "open"})
    page = response.content.decode()
    assert page.lstrip().startswith("<title>Mira Castellanos")
    assert 'id="rows"' not in page
    assert {"HX-Request", "HX-Target"} <= set(response.headers["Vary"].replace(" ", "").split(","))


def test_its_parts_never_bring_the_composer(client: Client, made: Conversation) -> None:
    page = client.get(f"/inbox/{made.pk}/thread/").content.decode()
    assert "Where is my umbrella?" in page
    assert "<textarea" not in page


def test_other_conversations_of_the_same_person_stand_beside_it(cast: Cast, client: Client, made: Conversation) -> None:
    conversation(cast.channel, "Thanks for the quiet carriage")
    conversation(channel(cast.hr), "Not for Ben’s eyes")
    page = page_of(client, made)
    assert "Thanks for the quiet carriage" in page.split("Also from them")[1]
    assert "Not for Ben’s eyes" not in page


def test_a_long_one_begins_with_its_latest_part(cast: Cast, client: Client, made: Conversation) -> None:
    many = [
        item(f"No {n}.", parent_external_id="m1", sent_at=NOON + timedelta(minutes=n)) for n in range(1, LATEST + 3)
    ]
    receive(cast.channel, many, by=INTAKE)
    page = page_of(client, made)
    assert "Where is my umbrella?</p>" not in page
    assert "Show 3 earlier messages" in page
    assert "Where is my umbrella?</p>" in page_of(client, made, "?whole=1")


def test_an_administrators_look_into_a_closed_department_is_journalled(cast: Cast, client: Client) -> None:
    closed = conversation(channel(cast.hr))
    client.force_login(cast.ada)
    assert client.get(f"/inbox/{closed.pk}/").status_code == 200
    assert Event.objects.filter(verb="conversation.view_closed", conversation_id=closed.pk).count() == 1


def test_what_is_not_visible_does_not_exist(cast: Cast, client: Client) -> None:
    closed = conversation(channel(cast.hr))
    client.force_login(cast.mia)
    for address in (f"/inbox/{closed.pk}/", f"/inbox/{closed.pk}/thread/", "/inbox/999999/"):
        assert client.get(address).status_code == 404


def test_a_strange_address_shows_the_conversation_all_the_same(client: Client, made: Conversation) -> None:
    for query in ("?answers=x", "?answers=²", "?answers=99999999999999999999", "?write=poem", "?whole=", "?view=x"):
        assert client.get(f"/inbox/{made.pk}/{query}").status_code == 200
