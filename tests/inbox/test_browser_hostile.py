"""Hostile text is shown as it was written, everywhere, and the layout stays whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from accounts.actors import INTAKE
from inbox.actions.contact import change
from inbox.actions.contact_note import note as note_contact
from inbox.actions.labels import create
from inbox.actions.note import add_note
from inbox.actions.receive import receive
from inbox.actions.saved_views import save
from inbox.actions.watch import create as listen_for
from inbox.channels.base import Attachment, Author
from inbox.models import Channel, Conversation, Message, Note
from tests import naughty
from tests.cast import Cast, channel, item
from tests.inbox.browser import SIZES, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
VIOLATED = (
    "document.addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Whatever sticks out of its pane to the side, and of what may not: scrolled regions of code and tables aside.
STICKING_OUT = """() => [...document.querySelectorAll('#thread, #rows, #context, .sheet, main')]
  .filter(place => getComputedStyle(place).overflowX !== 'visible' || place.matches('#thread, #rows'))
  .filter(place => place.scrollWidth > place.clientWidth + 1).map(place => place.id || place.className)"""
# Buttons that nobody can reach: cut off at the side, where nothing scrolls.
OUT_OF_REACH = """() => [...document.querySelectorAll('main button, main a.btn, main select')]
  .filter(one => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1)
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .filter(one => {
    for (let at = one.parentElement; at; at = at.parentElement)
      if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return false;
    return true;
  }).map(one => one.getAttribute('aria-label') || one.textContent.trim())"""
HEIGHTS = (
    "() => [...document.querySelectorAll('#rows .row')].map(row => Math.round(row.getBoundingClientRect().height))"
)
RAN = "() => window.alerted || 0"


@pytest.fixture
def place(cast: Cast) -> Channel:
    """One conversation for each text: said, named so, answered in a note, labelled, with a picture called so."""
    place = channel(cast.service, network="sandbox", name=naughty.MARKUP[:120], handle="northline")
    people = naughty.names()
    things = [
        item(
            text,
            external_id=name,
            author=Author(f"did:{name}", people[name][:200], people[name]),
            attachments=[
                Attachment("image", "javascript:alert(5)", text[:900]),
                Attachment("link", "https://a.example", text[:400]),
            ],
        )
        for name, text in naughty.ALL.items()
    ]
    receive(place, things, by=INTAKE)
    return place


def stored(text: str) -> str:
    """As a browser hands text back: it knows one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def out_of_shape(page: Page, address: str) -> list[str]:
    """What is wrong with a page, in words; nothing if it is whole."""
    page.goto(address)
    wrong = [f"sticks out of {place}" for place in page.evaluate(STICKING_OUT)]
    wrong += [f"leaves “{button[:40]}” out of reach" for button in page.evaluate(OUT_OF_REACH)]
    if page.evaluate(WIDER) > 0:
        wrong.append("is wider than the window")
    if page.evaluate(RAN):
        wrong.append("ran a script")
    if len(set(page.evaluate(HEIGHTS))) > 1:
        wrong.append("has rows of several heights")
    return [f"{address} {what}" for what in wrong]


def test_every_text_is_shown_as_it_was_written(page: Page, cast: Cast, place: Channel, live_server: Any) -> None:
    sign_in(page, live_server.url, cast.ana)
    page.add_init_script("window.alert = () => { window.alerted = 1 };" + VIOLATED)
    for conversation in Conversation.objects.all():
        add_note(conversation, text=conversation.messages.get().text, by=cast.ben)
    with no_complaints(page):
        for message in Message.objects.select_related("conversation"):
            assert out_of_shape(page, f"{live_server.url}/inbox/{message.conversation_id}/?status=all") == []
            said = page.locator("#thread .post .said").first.evaluate("said => said.textContent")
            assert said == stored(message.text), message.external_id
            noted = page.locator("#thread .note .said").first.evaluate("said => said.textContent")
            assert noted == stored(Note.objects.get(conversation=message.conversation).text), message.external_id


@pytest.mark.parametrize("size", SIZES, ids=["wide", "middle", "narrow"])
def test_no_page_is_pushed_out_of_shape(
    page: Page, cast: Cast, place: Channel, live_server: Any, size: tuple[int, int]
) -> None:
    conversations = list(Conversation.objects.select_related("author__contact"))
    worst = {"one_word", "markup", "combining", "bidi"}
    for made in conversations:
        add_note(made, text=naughty.ONE_WORD, by=cast.ben)
    for name in sorted(worst):
        create(name=naughty.ALL[name][:60], department=None, by=cast.ana)
        save(name=naughty.ALL[name][:60], query="?unread=1", by=cast.ada)
        listen_for(place, kind="words", query=naughty.ALL[name][:200], department=cast.service, by=cast.ada)
    hostile = [one for one in conversations if one.messages.get().external_id in worst]
    contacts = [one.author.contact for one in hostile if one.author]
    for contact in contacts:
        longest = {"name": naughty.ONE_WORD[:300], "company": naughty.ONE_WORD[:200], "place": naughty.ONE_WORD[:200]}
        change(contact, fields=longest, custom={}, by=cast.ana)
        note_contact(contact, department=cast.service, text=naughty.ONE_WORD, by=cast.ana)
    pages = [
        "inbox/",
        "inbox/?status=all&sort=waiting",
        "labels/",
        "views/",
        "contacts/",
        "channels/",
        "mentions/?all=1",
    ]
    pages += [f"channels/{place.pk}/", f"inbox/?channel={place.pk}", "inbox/filter/", "notifications/"]
    pages += [f"inbox/{one.pk}/" for one in hostile] + [f"inbox/{one.pk}/merge/" for one in hostile]
    pages += [f"contacts/{one.pk}/" for one in contacts] + [f"contacts/{one.pk}/change/" for one in contacts]
    pages += [f"search/?{urlencode({'q': naughty.ALL[name][:300]})}" for name in sorted(worst)] + ["search/?q=alert"]
    sign_in(page, live_server.url, cast.ada)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.add_init_script("window.alert = () => { window.alerted = 1 };" + VIOLATED)
    with no_complaints(page):
        assert [wrong for path in pages for wrong in out_of_shape(page, f"{live_server.url}/{path}")] == []
