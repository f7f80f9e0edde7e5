"""What other systems told us of somebody, on their page: whose word it is, what they agreed to, and who sees it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from inbox.actions.contact_merge import merge
from inbox.actions.contact_record import Account, Agreed, upsert
from inbox.channels.base import Author
from inbox.models import Contact, ContactRecord, Conversation
from tests import naughty
from tests.cast import Cast, channel, conversation
from tests.programs import program_of

pytestmark = pytest.mark.django_db
CRM = "https://northline.crm.example/003-88"
CANARY = "canary-9a41"


@pytest.fixture
def mira(cast: Cast) -> Contact:
    """Somebody who has written to Service."""
    return person(conversation(cast.channel))


def person(row: Conversation) -> Contact:
    """Who wrote."""
    assert row.author is not None
    return row.author.contact


def told(by: Any, external_id: str = "did:mira", **more: Any) -> ContactRecord:
    """A system speaks, as somebody."""
    facts: dict[str, Any] = {
        **{"system": "Salesforce", "key": "003-88", "url": CRM, "fields": {"company": "Castellanos & Co"}},
        **{"custom": {}, "emails": ["mira@castellanos.example"], "accounts": [Account("push", external_id)]},
        **{"consent": Agreed("given", date(2026, 5, 3), "Form on the web site"), "by": by, **more},
    }
    return upsert(**facts)


def panel(client: Client, contact: Contact, member: Any) -> str:
    """What other systems told, as this member reads it on their page; empty where there is no such panel."""
    client.force_login(member)
    answer = client.get(f"/contacts/{contact.pk}/", follow=True)
    assert answer.status_code == 200
    found = re.search(r'<section class="panel" id="records">.*?</section>', answer.content.decode(), re.DOTALL)
    return found[0] if found else ""


def words(html: str) -> str:
    """Without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_says_whose_word_it_is_since_when_and_what_they_agreed_to(cast: Cast, mira: Contact, client: Client) -> None:
    row = told(cast.ben)
    told(cast.ben, system="Newsletter", key="n-7", url="", consent=Agreed())
    seen = panel(client, mira, cast.mia)
    first, second = seen.split("<li")[1:]
    if row.system not in first:
        first, second = second, first
    assert f'<a class="link" href="{CRM}" rel="noopener noreferrer nofollow">Salesforce</a>' in first
    for said in ("003-88", "They agreed", "3 May 2026", "Form on the web site"):
        assert said in words(first), said
    assert f'datetime="{row.told_at.isoformat(timespec="seconds")[:16]}' in first
    assert "Newsletter" in second
    assert "Not known" in words(second)
    assert "<a " not in second


def test_how_they_agreed_is_told_though_nobody_knows_the_day(cast: Cast, mira: Contact, client: Client) -> None:
    told(cast.ben, consent=Agreed("given", None, "By telephone"))
    assert "By telephone" in words(panel(client, mira, cast.mia))


def test_who_took_it_back_is_told_so_and_nothing_else_of_it(cast: Cast, mira: Contact, client: Client) -> None:
    told(cast.ben)
    told(cast.ben, consent=Agreed("denied", date(2026, 6, 1), "Letter"))
    seen = panel(client, mira, cast.mia)
    assert "They refused, or took it back" in words(seen)
    assert "Letter" in words(seen)
    assert CRM not in seen


def test_without_any_there_is_no_panel(cast: Cast, mira: Contact, client: Client) -> None:
    assert panel(client, mira, cast.mia) == ""


@pytest.mark.parametrize("name", ["markup", "attribute", "bidi", "sql_and_paths"])
def test_hostile_words_are_shown_as_they_were_sent(cast: Cast, mira: Contact, client: Client, name: str) -> None:
    text = naughty.ALL[name]
    told(cast.ben, system=text[:60], key=text[:200], consent=Agreed("given", date(2026, 5, 3), text[:200]))
    seen = panel(client, mira, cast.ana)
    for bad in ("<script", "<img", "<svg", 'onmouseover=alert(3) x="'):
        assert bad not in seen, bad
    assert seen.count("<bdi>") == 2
    assert "<bdi>" in seen.split(" rel=")[1]


def test_an_address_that_would_run_is_refused_and_never_a_link(cast: Cast, mira: Contact, client: Client) -> None:
    body = {"system": "Salesforce", "key": "003-88", "accounts": [{"network": "push", "external_id": "did:mira"}]}
    for address in ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", " https"):
        refused = program_of(cast.ben).post("/contact-records/", {**body, "url": address})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "url"), address
    told(cast.ben, url="javascript:alert(1)")
    seen = panel(client, mira, cast.mia)
    assert "Salesforce" in seen
    assert "javascript:" not in seen


def test_it_is_for_those_who_may_see_the_person(cast: Cast, mira: Contact, client: Client) -> None:
    theirs = conversation(
        channel(cast.hr, name="@careers", is_closed=True), author=Author("did:oskar", "oskar.example", "Oskar Lind")
    )
    told(cast.hal, "did:oskar", system=CANARY, key=f"{CANARY}-1")
    address = f"/contacts/{person(theirs).pk}/"
    for member in (cast.ana, cast.mia, cast.olga, cast.nora):
        client.force_login(member)
        answer = client.get(address)
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()
        assert program_of(member).get(f"/contact-records/?system={CANARY}&key={CANARY}-1").json()["items"] == []
    assert CANARY in panel(client, person(theirs), cast.hal)
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("is_survivor", [True, False])
def test_merged_with_somebody_out_of_sight_nothing_of_theirs_is_told(
    cast: Cast, mira: Contact, client: Client, is_survivor: bool
) -> None:
    row = conversation(
        channel(cast.hr, name="@careers", is_closed=True), author=Author("did:oskar", "oskar.example", "Oskar Lind")
    )
    hidden = person(row)
    told(cast.hal, "did:oskar", system=CANARY, key="1", fields={}, emails=[])
    told(cast.ben)
    part, survivor = (mira, hidden) if is_survivor else (hidden, mira)
    merge(part, into=survivor, by=cast.ada)
    seen = panel(client, mira, cast.ana)
    assert "Salesforce" in seen
    assert CANARY not in seen
    both = panel(client, mira, cast.ada)
    assert "Salesforce" in both
    assert CANARY in both
