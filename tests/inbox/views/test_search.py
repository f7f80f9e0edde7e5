"""The search page."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from inbox.actions.contact import change
from inbox.actions.contact_merge import merge
from inbox.actions.note import add_note
from inbox.channels.base import Author
from inbox.models import Contact, Message
from inbox.search.find import PAGE
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ben)
    return client


def page(client: Client, text: str = "", **more: str) -> str:
    response = client.get(f"/search/?{urlencode({'q': text, **more})}")
    assert response.status_code == 200
    return response.content.decode()


def rows(said: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-row="(\d+)"', said)]


def places(said: str) -> list[str]:
    return re.findall(r'<li class="found-in[^"]*"><a href="([^"]+)"', said)


def test_a_message_is_shown_in_its_row_with_the_words_marked(cast: Cast, ben: Client) -> None:
    made = conversation(cast.channel, "My refund, please: the refunds take months.", language="en")
    said = page(ben, "refund")
    assert rows(said) == [made.pk]
    assert "My <mark>refund</mark>, please: the <mark>refunds</mark> take months." in said
    assert places(said) == [f"/inbox/{made.pk}/?status=all&amp;whole=1#message-{made.messages.get().pk}"]
    shown = ben.get(html.unescape(places(said)[0])).content.decode()
    assert f'id="message-{made.messages.get().pk}"' in shown


def test_a_note_says_that_it_is_one_and_leads_to_itself(cast: Cast, ben: Client) -> None:
    made = conversation(cast.channel, "The app is broken")
    note = add_note(made, text="A refund was promised", by=cast.ana)
    said = page(ben, "refund")
    assert "Ana Petrović" in said
    assert "Note" in said
    assert places(said) == [f"/inbox/{made.pk}/?status=all&amp;whole=1#note-{note.pk}"]
    assert f'id="note-{note.pk}"' in ben.get(html.unescape(places(said)[0])).content.decode()


def test_one_conversation_stands_once_with_its_best_places(cast: Cast, ben: Client) -> None:
    made = conversation(cast.channel, "refund 1")
    for number in range(5):
        add_note(made, text=f"refund {number}", by=cast.ben)
    said = page(ben, "refund")
    assert rows(said) == [made.pk]
    assert len(places(said)) == 3
    assert "and 3 more places in it" in said


def test_people_are_found_by_name_handle_company_place_and_address(cast: Cast, ben: Client) -> None:
    made = conversation(cast.channel, "Hello", author=Author("did:zoe", "zoe.example", "Zoé Métro"))
    assert made.author is not None
    change(made.author.contact, fields={"company": "Kiosk Ltd", "place": "Saltmere"}, custom={}, by=cast.ana)
    for text in ("zoe", "métro", "zoe.ex", "@zoe", "kiosk", "saltmere zoe"):
        assert f'href="/contacts/{made.author.contact_id}/"' in page(ben, text), text
    for text in ("zoe kestrel", "zoe -kiosk", "zoe in:push"):
        assert f'href="/contacts/{made.author.contact_id}/"' not in page(ben, text), text
    assert "Zoé Métro" in page(ben, "zoe", kind="contacts")
    assert "Contacts have no date" in page(ben, "zoe before:2020", kind="contacts")


def test_a_merged_person_is_one_of_any_name(cast: Cast, ben: Client) -> None:
    for handle, name in (("zoe.example", "Zoé Métro"), ("zm.example", "Zed Em")):
        conversation(cast.channel, "Hello", author=Author(f"did:{handle}", handle, name))
    one, other = Contact.objects.order_by("pk")
    merge(other, into=one, by=cast.ana)
    said = page(ben, "zed", kind="contacts")
    assert f'href="/contacts/{one.pk}/"' in said
    assert f'href="/contacts/{other.pk}/"' not in said


def test_a_person_known_only_to_a_closed_department_is_not_found(cast: Cast, ben: Client) -> None:
    conversation(channel(cast.hr, name="Careers"), "A complaint", author=Author("did:x", "xaver.example", "Xaver"))
    unknown, closed = (re.sub(r"since=\d+", "", page(ben, word)) for word in ("nobodyatall", "xaverxaver"))
    assert closed.replace("xaverxaver", "nobodyatall") == unknown
    for kind in ("all", "contacts"):
        assert "Nothing found." in page(ben, "xaver", kind=kind)


def test_what_made_no_sense_is_said_and_the_rest_is_found(cast: Cast, ben: Client) -> None:
    made = conversation(cast.channel, "My refund")
    said = html.unescape(page(ben, "refund before:soon form:mira label:nothing"))
    assert "“before:soon” is no date" in said
    assert "“form:” is no condition" in said
    assert "You know no label “nothing”" in said
    assert rows(page(ben, "refund before:soon")) == [made.pk]
    assert rows(page(ben, "refund label:nothing")) == []


def test_empty_says_what_was_searched_and_how_to_find_more(ben: Client) -> None:
    assert "All words must stand in one message or note." in page(ben, "late train")
    assert "Without quotation marks" in page(ben, '"late train"')
    assert "“reimb*” also finds" in page(ben, "reimb")
    assert "all notes that you may see" in page(ben, "late", kind="notes")
    assert "Search everything that you may see." in page(ben)


def test_more_than_a_page_goes_on_where_it_ended(cast: Cast, ben: Client) -> None:
    made = [conversation(cast.channel, f"refund {number}").pk for number in range(PAGE + 2)]
    first = page(ben, "refund")
    assert rows(first) == made[:1:-1]
    older = re.search(r'class="list-more"><a class="btn" href="([^"]+)"', first)
    assert older is not None
    assert rows(ben.get(html.unescape(older[1])).content.decode()) == made[1::-1]


@pytest.mark.parametrize("bad", ["x", "9e9.1", "1.2.3.4", "99999999999999999999.1", "-1.5.99", "²"])
def test_a_senseless_place_is_the_first_page(cast: Cast, ben: Client, bad: str) -> None:
    conversation(cast.channel, "refund")
    for kind in ("all", "contacts", "nothing"):
        page(ben, "refund", after=bad, kind=kind, sort=bad)


HOSTILE = (
    "<script>alert('needle')</script>",
    "<b>needle</b> &amp; <mark>me</mark>",
    "\u202eneedle\u202c \u200b\u200d\ufeff",
    "needle " + "x" * 10_000,
    "🚌💨👩‍👩‍👧‍👦 needle",
    "needle {{ 7*7 }} %s %(x)s",
    "needle Z͑ͫ̓a̴l̷g̶o̵",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_and_never_taken_for_markup(cast: Cast, ben: Client, text: str) -> None:
    conversation(cast.channel, text)
    said = page(ben, "needle")
    found = re.search(r'<span class="said"[^>]*>.*?</b> (.*?)</span><time', said, re.DOTALL)
    assert found is not None
    plain = html.unescape(re.sub(r"</?mark>", "", found[1]))
    assert plain.strip(" …")
    assert plain.strip(" …").rstrip() in text
    assert re.search(r"<mark>\W*needle\W*</mark>", found[1])
    assert f"<mark>{html.escape('me')}</mark>" not in found[1]


@pytest.mark.parametrize("text", [*HOSTILE, '"><img src=x onerror=alert(1)>', "%00", "\x00", "''\\'"])
def test_hostile_searches_are_only_text(cast: Cast, ben: Client, text: str) -> None:
    conversation(cast.channel, "needle")
    said = page(ben, text)
    assert "<script>alert" not in said
    assert "<img src=x" not in said


def test_it_asks_the_same_few_questions_however_much_there_is(cast: Cast, ben: Client) -> None:
    counts = []
    with CaptureQueriesContext(connection) as frame:
        page(ben)
    for number in range(2):
        for _each in range(1 + 9 * number):
            made = conversation(cast.channel, "late refund", author=Author(f"did:{made_up()}", "late.example", "Late"))
            add_note(made, text="late again", by=cast.ana)
        with CaptureQueriesContext(connection) as asked:
            page(ben, "late from:late is:open department:customer -bus")
        counts.append(len(asked) - len(frame))
    assert counts[0] == counts[1] <= 8, counts


def made_up() -> str:
    return str(Message.objects.count())


def test_no_one_searches_without_signing_in(cast: Cast, client: Client) -> None:
    assert client.get("/search/?q=late").status_code == 302
    client.force_login(cast.ben)
    assert client.post("/search/", {"q": "late"}).status_code == 405
