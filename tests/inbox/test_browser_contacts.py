"""The pages of contacts and of merging: accessible, within their width, and worked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inbox.actions.contact import change, set_emails
from inbox.actions.contact_field import create
from inbox.actions.contact_note import note
from inbox.actions.fact import learn
from inbox.actions.merge import merge
from inbox.channels.base import Author
from inbox.models import Conversation
from tests.cast import Cast, conversation
from tests.inbox.browser import SIZES, axe_finds, bluesky, busy_inbox, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin" * 3


@pytest.fixture
def places(cast: Cast, page: Page, live_server: Any) -> dict[str, str]:
    """The pages, with content that tries their layout."""
    made = busy_inbox(bluesky(cast.service))
    hostile = conversation(cast.channel, LONG, author=Author("did:h", f"{LONG}.example", f"<b>{LONG}</b>\u202e"))
    assert made[0].author is not None
    assert hostile.author is not None
    contact, loud = made[0].author.contact, hostile.author.contact
    conversation(cast.channel, author=Author("did:twin", made[0].author.handle, "Dagny"))
    field = create(name="Season ticket", kind="choice", choices=["None", "Yearly"], by=cast.ada)
    for who in (contact, loud):
        fields = {
            "relationship": "press",
            "company": LONG if who == loud else "Westhaven Courier",
            "place": "Ostermark",
        }
        change(who, fields=fields, custom={field.pk: "Yearly"}, by=cast.ben)
        set_emails(who, addresses=["newsdesk@courier.example"], by=cast.ben)
        note(who, text="Always through PR.", department=cast.service, by=cast.ben)
    learn(made[0].messages.get(), text="Her mother uses a walking frame.", by=cast.ben)
    learn(hostile.messages.get(), text=LONG, by=cast.ben)
    merge(made[1], into=made[0], by=cast.ben)
    sign_in(page, live_server.url, cast.ada)
    source = made[0].messages.get(author=made[0].author).pk
    paths = {
        "contacts": "/contacts/",
        "contact": f"/contacts/{contact.pk}/?from={source}",
        "hostile": f"/contacts/{loud.pk}/",
        "change": f"/contacts/{contact.pk}/change/",
        "fields": "/contacts/fields/",
        "field": f"/contacts/fields/{field.pk}/",
        "merge": f"/inbox/{made[0].pk}/merge/?q=e",
        "conversation": f"/inbox/{made[0].pk}/",
    }
    return {name: live_server.url + path for name, path in paths.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, places: dict[str, str], scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for width, height in (SIZES[0], SIZES[2]):
        page.set_viewport_size({"width": width, "height": height})
        for name, address in places.items():
            page.goto(address)
            assert axe_finds(page) == [], (name, width)


def test_nothing_is_too_wide_and_the_browser_has_nothing_to_report(page: Page, places: dict[str, str]) -> None:
    with no_complaints(page):
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for name, address in places.items():
                page.goto(address)
                wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wider <= 0, (name, width)


def test_two_become_one_and_two_again(page: Page, places: dict[str, str], cast: Cast) -> None:
    page.goto(places["contact"])
    page.get_by_role("button", name="Merge", exact=True).first.click()
    expect(page.get_by_role("heading", name="Merged into this contact")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Merged into this contact")).to_be_hidden()

    before = Conversation.objects.visible_to(cast.ada).count()
    page.goto(places["merge"])
    page.get_by_role("button", name="Merge the conversation of").first.click()
    expect(page.get_by_text("They are one conversation now.")).to_be_visible()
    assert Conversation.objects.visible_to(cast.ada).count() == before - 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Both stand for themselves again")).to_be_visible()
    assert Conversation.objects.visible_to(cast.ada).count() == before
