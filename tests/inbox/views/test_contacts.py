"""The pages of people outside: what they show, to whom, and that nothing closed is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.contact import change, set_emails
from inbox.actions.contact_field import create
from inbox.actions.contact_merge import merge
from inbox.actions.contact_note import note
from inbox.actions.fact import add, learn
from inbox.actions.receive import receive
from inbox.channels.base import Author
from inbox.models import Contact, Conversation, Fact
from tests.cast import Cast, channel, conversation, item

pytestmark = pytest.mark.django_db
CANARY = "canary-51c0"


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return conversation(cast.channel, "I travel with a wheelchair.")


def person(row: Conversation) -> Contact:
    assert row.author is not None
    return row.author.contact


def page(client: Client, address: str, member: Any) -> str:
    client.force_login(member)
    answer = client.get(address, follow=True)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_everything_known_is_on_one_page(cast: Cast, talk: Conversation, client: Client) -> None:
    contact = person(talk)
    field = create(name="Season ticket", kind="text", by=cast.ada)
    change(contact, fields={"company": "Courier", "relationship": "press"}, custom={field.pk: "Yearly"}, by=cast.ben)
    set_emails(contact, addresses=["mira@example.org"], by=cast.ben)
    learn(talk.messages.get(), text="Travels with a wheelchair", by=cast.ben)
    note(contact, text="Answers quickly", department=cast.service, by=cast.ben)

    seen = page(client, f"/contacts/{contact.pk}/", cast.mia)

    for words in ("Courier", "Press", "Yearly", "mira@example.org", "Travels with a wheelchair", "Answers quickly"):
        assert words in seen
    assert f"/inbox/{talk.pk}/?whole=1#message-{talk.messages.get().pk}" in seen
    assert f'id="row-{talk.pk}"' in seen


def test_the_list_finds_by_name_handle_and_relationship(cast: Cast, talk: Conversation, client: Client) -> None:
    other = conversation(cast.channel, author=Author("did:o", "oskar.example", "Oskar Lind"))
    change(person(other), fields={"relationship": "competitor"}, custom={}, by=cast.ben)

    assert "Mira Castellanos" in page(client, "/contacts/", cast.mia)
    for query in ("?q=oskar", "?q=@OSKAR.ex", "?q=lind", "?relationship=competitor"):
        found = page(client, f"/contacts/{query}", cast.mia)
        assert "Oskar Lind" in found
        assert "Mira Castellanos" not in found
    assert "Nobody found." in page(client, "/contacts/?q=zzz", cast.mia)


def test_two_who_change_one_person_lose_nothing(cast: Cast, talk: Conversation, client: Client) -> None:
    contact = person(talk)
    address = f"/contacts/{contact.pk}/change/"
    opened = dict.fromkeys(("relationship", "company", "language", "place", "emails"), "")
    opened |= {"name": contact.name}
    stood = {f"was_{name}": value for name, value in opened.items()}
    assert f'name="was_name" value="{contact.name}"' in page(client, address, cast.ana)
    client.post(address, {**opened, **stood, "company": "Courier", "emails": "mira@example.org"})

    client.force_login(cast.ben)
    client.post(address, {**opened, **stood, "place": "Linden", "emails": "other@example.org"})
    contact.refresh_from_db()
    assert (contact.company, contact.place) == ("Courier", "Linden")
    assert {row.address for row in contact.emails.all()} == {"mira@example.org", "other@example.org"}

    refused = client.post(address, {**opened, **stood, "company": "Gazette"}).content.decode()
    assert "Somebody wrote “Courier” here meanwhile." in refused
    assert 'value="Gazette"' in refused
    assert 'name="was_company" value="Courier"' in refused
    client.post(address, {**opened, **stood, "company": "Gazette", "was_company": "Courier"})
    contact.refresh_from_db()
    assert contact.company == "Gazette"


def test_what_is_refused_stays_in_the_field(cast: Cast, talk: Conversation, client: Client) -> None:
    contact, message = person(talk), talk.messages.get()
    client.force_login(cast.ben)
    said = {"text": "Rides a folding bicycle", "said_on": "2090-01-01", "department": cast.service.pk}
    shown = client.post(f"/contacts/{contact.pk}/fact/", said).content.decode()
    assert "The day lies in the future." in shown
    assert 'value="Rides a folding bicycle"' in shown
    assert client.post(f"/contacts/{contact.pk}/note/", {"text": "x" * 20_001}).status_code == 200
    long = client.post(f"/contacts/messages/{message.pk}/fact/", {"text": "y" * 501}).content.decode()
    assert "y" * 501 in long
    assert not Fact.objects.exists()


def test_our_own_account_is_no_contact(cast: Cast, client: Client, talk: Conversation) -> None:
    us = Author("did:us", "us.example", "Northline itself")
    receive(cast.channel, [item("Good morning", ours=True, author=us)], by=INTAKE)
    assert "Northline itself" not in page(client, "/contacts/", cast.ben)


def test_a_family_is_listed_once_and_found_by_each_account(cast: Cast, talk: Conversation, client: Client) -> None:
    other = conversation(cast.channel, author=Author("did:o", "quite.different", "M. C."))
    change(person(other), fields={"relationship": "press"}, custom={}, by=cast.ben)
    merge(person(other), into=person(talk), by=cast.ben)

    for query in ("", "?q=quite", "?q=mira", "?relationship=press"):
        seen = page(client, f"/contacts/{query}", cast.mia)
        assert seen.count('<th scope="row">') == 1
        assert "Mira Castellanos" in seen
        assert "quite.different" in seen
    client.force_login(cast.mia)
    assert client.get(f"/contacts/{person(other).pk}/")["Location"] == f"/contacts/{person(talk).pk}/"


def test_the_list_goes_on_behind_its_last_row(cast: Cast, client: Client) -> None:
    for n in range(53):
        conversation(cast.channel, author=Author(f"did:{n}", f"h{n}.example", f"Somebody {n}"))
    first = page(client, "/contacts/", cast.mia)
    assert first.count('<th scope="row">') == 50
    address = first.split('href="?before=')[1].split('"')[0]

    rest = page(client, f"/contacts/?before={address}", cast.mia)

    assert rest.count('<th scope="row">') == 3
    assert "Somebody 2<" in rest


def secret(cast: Cast, *, handle: str = CANARY) -> Conversation:
    place = channel(cast.hr, network="bluesky", is_closed=True)
    return conversation(place, f"I am {CANARY}", author=Author(f"{CANARY}-1", handle, f"{CANARY} Person"))


def test_who_only_wrote_to_a_closed_department_does_not_exist(cast: Cast, client: Client, talk: Conversation) -> None:
    hidden = person(secret(cast))

    for member in (cast.mia, cast.nora, cast.ana):
        client.force_login(member)
        assert client.get(f"/contacts/{hidden.pk}/").status_code == 404
        assert client.post(f"/contacts/{hidden.pk}/change/", {"name": "x"}).status_code == 404
        assert client.post(f"/contacts/{person(talk).pk}/merge/{hidden.pk}/").status_code == 404
        assert CANARY not in page(client, f"/contacts/?q={CANARY[:6]}", member)
    assert CANARY in page(client, f"/contacts/{hidden.pk}/", cast.hal)


@pytest.mark.parametrize("hidden_survives", [True, False])
def test_what_was_merged_from_a_closed_department_stays_out_of_sight(
    cast: Cast, client: Client, talk: Conversation, hidden_survives: bool
) -> None:
    hidden, shown = person(secret(cast)), person(talk)
    change(hidden, fields={"company": f"{CANARY} Ltd", "place": CANARY}, custom={}, by=cast.ada)
    set_emails(hidden, addresses=[f"{CANARY}@example.org"], by=cast.ada)
    note(hidden, text=f"note {CANARY}", department=cast.hr, by=cast.hal)
    note(shown, text=f"note {CANARY}", department=cast.hr, by=cast.hal)
    learn(Conversation.objects.get(author__contact=hidden).messages.get(), text=f"fact {CANARY}", by=cast.hal)
    add(shown, text=f"told {CANARY}", said_on=timezone.localdate(), department=cast.hr, by=cast.hal)
    if hidden_survives:
        merge(shown, into=hidden, by=cast.ada)
    else:
        merge(hidden, into=shown, by=cast.ada)

    for address in (
        f"/contacts/{shown.pk}/",
        f"/contacts/{hidden.pk}/",
        f"/contacts/{shown.pk}/change/",
        "/contacts/",
        f"/contacts/?q={CANARY[:6]}",
        f"/inbox/{talk.pk}/",
        f"/inbox/{talk.pk}/merge/",
        f"/inbox/{talk.pk}/merge/?q={CANARY[:6]}",
    ):
        assert CANARY not in page(client, address, cast.ana), address
    assert "Mira Castellanos" in page(client, f"/contacts/{hidden.pk}/", cast.ana)
    assert CANARY in page(client, f"/contacts/{shown.pk}/", cast.ada)


def test_saving_leaves_what_came_by_a_merge_where_it_is(cast: Cast, client: Client, talk: Conversation) -> None:
    other = conversation(cast.channel, author=Author("did:o", "o.example", "O"))
    change(person(other), fields={"company": "Courier"}, custom={}, by=cast.ben)
    merge(person(other), into=person(talk), by=cast.ben)
    client.force_login(cast.ben)
    form = {"name": "Mira Castellanos", "relationship": "press", "company": "Courier", "language": "", "place": ""}

    client.post(f"/contacts/{person(talk).pk}/change/", {**form, "emails": "m@example.org\n"})

    contact = Contact.objects.get(pk=person(talk).pk)
    assert (contact.company, contact.relationship) == ("", "press")
    assert contact.emails.get().address == "m@example.org"
    answer = client.post(f"/contacts/{contact.pk}/change/", {**form, "emails": "no address"})
    assert "is no e-mail address" in answer.content.decode()


def test_a_fact_is_noted_from_its_message_and_taken_back(cast: Cast, client: Client, talk: Conversation) -> None:
    contact, message = person(talk), talk.messages.get()
    assert f"/contacts/{contact.pk}/?from={message.pk}#facts" in page(client, f"/inbox/{talk.pk}/", cast.ben)
    assert "I travel with a wheelchair." in page(client, f"/contacts/{contact.pk}/?from={message.pk}", cast.ben)

    client.post(f"/contacts/messages/{message.pk}/fact/", {"text": "Travels with a wheelchair"})
    fact = Fact.objects.get()
    assert "noted what they said here" in page(client, f"/inbox/{talk.pk}/", cast.ben)
    answer = client.post(f"/contacts/facts/{fact.pk}/remove/", follow=True)
    assert f"/contacts/facts/{fact.pk}/restore/" in answer.content.decode()
    client.post(f"/contacts/facts/{fact.pk}/restore/")
    assert Fact.objects.visible_to(cast.ben).count() == 1


def test_a_suggestion_is_taken_or_dismissed_for_good(cast: Cast, client: Client, talk: Conversation) -> None:
    place = channel(cast.service, network="bluesky")
    other = person(conversation(place, author=Author("did:b", "elsewhere", "mira castellanos")))
    contact = person(talk)
    assert "Perhaps the same person" in page(client, f"/contacts/{contact.pk}/", cast.ben)
    assert "Perhaps the same person" not in page(client, f"/contacts/{contact.pk}/", cast.olga)

    client.force_login(cast.ben)
    client.post(f"/contacts/{contact.pk}/merge/{other.pk}/")
    assert "Merged into this contact" in page(client, f"/contacts/{contact.pk}/", cast.ben)
    client.post(f"/contacts/{other.pk}/unmerge/")
    client.post(f"/contacts/{contact.pk}/set-apart/{other.pk}/")
    assert "Perhaps the same person" not in page(client, f"/contacts/{other.pk}/", cast.ben)
    client.post(f"/contacts/{contact.pk}/compare-again/{other.pk}/")
    assert "Perhaps the same person" in page(client, f"/contacts/{other.pk}/", cast.ben)


def test_administrators_define_fields(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    assert client.get("/contacts/fields/").status_code == 403
    client.force_login(cast.ada)
    client.post("/contacts/fields/", {"name": "Line", "kind": "choice", "choices": "Valley\nBay"})
    assert "Valley, Bay" in page(client, "/contacts/fields/", cast.ada)
    assert "already" in client.post("/contacts/fields/", {"name": "line", "kind": "text"}).content.decode()


def test_the_list_asks_no_more_for_many_than_for_few(cast: Cast, client: Client) -> None:
    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    client.force_login(cast.mia)
    first = conversation(cast.channel, author=Author("did:0", "h0", "Somebody 0"))
    few = asked("/contacts/"), asked(f"/contacts/{person(first).pk}/")
    for n in range(1, 30):
        conversation(cast.channel, author=Author(f"did:{n}", f"h{n}", f"Somebody {n}"))
        conversation(cast.channel, author=Author("did:0", "h0", "Somebody 0"))

    assert (asked("/contacts/"), asked(f"/contacts/{person(first).pk}/")) == few
    assert few[0] <= 12
    assert few[1] <= 25
