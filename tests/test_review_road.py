"""Two people and one reply, in two browsers and on a real Bluesky network: what was approved is what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Event, Member
from inbox.models import Conversation, Delivery, Draft, Message
from tests.bluesky_network.network import Network
from tests.bluesky_network.people import Person, Ref
from tests.cast import Cast
from tests.running import Running, eventually, running, session_of
from tests.test_main_road import connected

pytestmark = [pytest.mark.bluesky, pytest.mark.slow]
SECONDS = 60_000


@pytest.fixture
def product(transactional_db: None) -> Iterator[Running]:
    with running() as product:
        yield product


@pytest.fixture
def brand(product: Running, cast: Cast, bluesky_network: Network) -> Person:
    """Northline on the network; nobody's reply waits for an undo."""
    Member.objects.update(undo_seconds=0)
    brand = bluesky_network.newcomer("brand")
    connected(bluesky_network, cast, brand)
    Member.objects.update(undo_seconds=0)
    return brand


@pytest.fixture
def customer(bluesky_network: Network) -> Person:
    return bluesky_network.newcomer("mira")


@contextmanager
def window(browser: Browser, product: Running, member: Member) -> Iterator[Page]:
    """A browser of a member's own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session_of(member), "url": product.url}])
    yield context.new_page()
    context.close()


def asks(customer: Person, brand: Person, text: str) -> tuple[Ref, Conversation]:
    """A customer's question, as it stands on the network and here."""
    asked = customer.post(f"@{brand.handle} {text}", mentions=[brand])
    found = eventually(lambda: Message.objects.filter(external_id=asked.uri).first(), seconds=60)
    return asked, found.conversation


def submits(page: Page, url: str, made: Conversation, text: str) -> Draft:
    """Write a reply in the page and ask for approval."""
    page.goto(f"{url}/inbox/{made.pk}/")
    page.locator("#reply-text").fill(text)
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.locator("#thread")).to_contain_text(text)
    return Draft.objects.get(conversation=made, state="submitted")


def on_the_network(customer: Person, asked: Ref) -> list[Any]:
    """What the customer's own client reads under the question."""
    found: list[Any] = eventually(lambda: customer.replies(asked), seconds=60)
    return found


def test_what_the_approver_changed_is_what_the_network_shows(
    browser: Browser, product: Running, cast: Cast, brand: Person, customer: Person
) -> None:
    asked, made = asks(customer, brand, "do I get the fare back?")
    with window(browser, product, cast.tim) as tim, window(browser, product, cast.ben) as ben:
        draft = submits(tim, product.url, made, "Yes, we pay the fare back tomorrow.")

        ben.goto(f"{product.url}/review/")
        expect(ben.locator(".draft-text")).to_have_text("Yes, we pay the fare back tomorrow.")
        ben.keyboard.press("e")
        approved = "Yes, we pay the fare back within 14 days."
        ben.get_by_label("The reply, as you would have it").fill(approved)
        ben.keyboard.press("Control+Enter")
        expect(ben.locator("#toasts")).to_contain_text("on its way")

        found = on_the_network(customer, asked)
        assert [reply["record"]["text"] for reply in found] == [approved]
        assert found[0]["author"]["did"] == brand.did

        tim.goto(f"{product.url}/review/{draft.pk}/")
        expect(tim.get_by_text("What was changed, and by whom")).to_be_visible()
        expect(tim.locator(".versions")).to_contain_text("Ben Okafor")
        expect(tim.locator(".versions del").first).to_be_visible()
        expect(tim.locator(".versions ins").first).to_be_visible()
        tim.goto(f"{product.url}/inbox/{made.pk}/")
        expect(tim.locator("article.ours")).to_contain_text(approved)


def test_a_customer_who_writes_in_between_holds_it_back_until_somebody_has_looked(
    browser: Browser, product: Running, cast: Cast, brand: Person, customer: Person
) -> None:
    asked, made = asks(customer, brand, "where is the 18:12?")
    with window(browser, product, cast.tim) as tim, window(browser, product, cast.ben) as ben:
        draft = submits(tim, product.url, made, "It leaves at 18:20.")
        ben.goto(f"{product.url}/review/{draft.pk}/")
        expect(ben.get_by_role("button", name="Approve and send")).to_be_visible()

        more = customer.reply(asked, f"@{brand.handle} And is there a bus?", mentions=[brand])
        eventually(lambda: Message.objects.filter(external_id=more.uri).exists() or None, seconds=60)
        ben.get_by_role("button", name="Approve and send").click()
        expect(ben.locator("#toasts")).to_contain_text(re.compile("wrote again|has changed since"))
        assert not Delivery.objects.exists()
        assert customer.replies(asked) == [one for one in customer.replies(asked) if one["uri"] == more.uri]

        ben.goto(f"{product.url}/review/{draft.pk}/")
        expect(ben.get_by_text("And is there a bus?").first).to_be_visible()
        ben.get_by_role("button", name="I have read what is new").click()
        ben.goto(f"{product.url}/review/{draft.pk}/")
        ben.get_by_role("button", name="Approve and send").click()
        expect(ben.locator("#toasts")).to_contain_text("on its way")

    ours = eventually(
        lambda: [one for one in customer.replies(asked) if one["author"]["did"] == brand.did] or None, seconds=60
    )
    assert [one["record"]["text"] for one in ours] == ["It leaves at 18:20."]
    verbs = list(Event.objects.filter(verb__startswith="draft.").order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb != "draft.write"] == [
        "draft.submit",
        "draft.stale",
        "draft.look_again",
        "draft.approve",
    ]


def test_of_two_who_write_at_once_the_second_keeps_their_text(
    browser: Browser, product: Running, cast: Cast, brand: Person, customer: Person
) -> None:
    asked, made = asks(customer, brand, "is the café open?")
    with window(browser, product, cast.ana) as ana, window(browser, product, cast.ben) as ben:
        for page in (ana, ben):
            page.goto(f"{product.url}/inbox/{made.pk}/")
        ana.locator("#reply-text").fill("Until ten.")
        ben.locator("#reply-text").fill("Until eleven.")
        expect(ana.locator("#composer .head .presence")).to_have_text("Ben Okafor is writing", timeout=SECONDS)
        ana.keyboard.press("Control+Enter")
        expect(ana.locator("article.ours")).to_contain_text("Until ten.")
        ben.locator("#reply-text").press("Control+Enter")
        box = ben.locator("#composer .newer")
        expect(box).to_contain_text("Until ten.")
        expect(box).to_contain_text("Your reply is kept and was not sent.")
        expect(ben.locator("#reply-text")).to_have_value("Until eleven.")
    found = on_the_network(customer, asked)
    assert [reply["record"]["text"] for reply in found] == ["Until ten."]
    assert Draft.objects.get(author=cast.ben, state="writing").text == "Until eleven."
