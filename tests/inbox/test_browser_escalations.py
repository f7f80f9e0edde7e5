"""The story of a complaint that three departments and a workshop deal with, by keyboard, in real browsers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import Department, Role
from inbox.actions.withdraw import withdraw
from inbox.models import Conversation, Escalation
from tests.cast import Cast, conversation, department, member
from tests.inbox.browser import SIZES, axe_finds, bluesky, no_complaints, sign_in
from tests.inbox.requests import asked, held, let_time_pass, offered, reason

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complaint(cast: Cast) -> Conversation:
    """Below a post of Marketing's somebody is angry."""
    cache.clear()
    reason()
    return conversation(bluesky(cast.marketing), "Nice trams! My mother was left at the stop in one of them.")


@pytest.fixture
def product() -> Department:
    made = department("Product", "PD")
    member("Noor Siddiqui", {made: Role.LEAD})
    return made


def fill_in(page: Page, question: str) -> None:
    """Reason and question, with keys alone, and off it goes."""
    page.get_by_label("Why do you ask?").select_option(label="A question about facts")
    page.get_by_role("textbox", name=re.compile("What (do you want to know|should they)")).fill(question)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#open-title")).to_be_visible()


@pytest.mark.usefixtures("product")
def test_the_whole_story(page: Page, browser: Browser, live_server: Any, cast: Cast, complaint: Conversation) -> None:
    address = f"{live_server.url}/inbox/{complaint.pk}/"
    with no_complaints(page):
        sign_in(page, live_server.url, cast.mia)
        page.goto(address)
        page.keyboard.press("m")
        page.get_by_role("link", name="Hand it over when they accept").press("Enter")
        page.get_by_label("Customer Service").check()
        fill_in(page, "She is not after a photo. Will you take it?")
        expect(page.locator(".custody")).to_contain_text("Customer Service asked")

    other = browser.new_context().new_page()
    with no_complaints(other):
        sign_in(other, live_server.url, cast.ben)
        other.goto(f"{live_server.url}/inbox/")
        other.keyboard.press("g")
        other.keyboard.press("e")
        expect(other.locator(".request")).to_contain_text("Will you take it?")
        other.get_by_role("button", name="Take it over").press("Enter")
        expect(other.locator("#toasts")).to_contain_text("Customer Service holds it now.")
        other.goto(address)
        expect(other.locator(".custody .now")).to_have_text("Customer Service holds it")
        other.goto(f"{live_server.url}/inbox/{complaint.pk}/escalate/?way=ask")
        other.get_by_label("Product").check()
        fill_in(other, "Do the doors close by themselves?")
        other.goto(f"{live_server.url}/inbox/{complaint.pk}/escalate/?way=mail")
        other.get_by_label("Name").fill("Olav")
        other.get_by_label("E-mail").fill("olav@depot.example")
        other.locator("[name=shown]").first.check()
        fill_in(other, "Who drove the 18:12?")
        expect(other.locator(".asks .ask")).to_have_count(2)

    link = next(word for word in mail.outbox[-1].body.split() if "/answer/" in word).partition("/answer/")[2]
    outside = browser.new_context().new_page()
    outside.goto(f"{live_server.url}/answer/{link}")
    assert axe_finds(outside) == []
    expect(outside.locator("main")).to_contain_text("My mother was left at the stop")
    outside.get_by_label("Your answer").fill("A new driver. We have spoken to him.")
    outside.get_by_role("button", name="Send the answer").click()
    expect(outside.locator("h1")).to_have_text("Thank you")

    with no_complaints(other):
        other.goto(address)
        expect(other.locator(".asks")).to_contain_text("We have spoken to him.")
        other.keyboard.press("l")
        expect(other.locator("#reply-text")).to_have_value("A new driver. We have spoken to him.")
        expect(other.locator(".custody")).to_contain_text("Product asked")
    assert held(complaint) == ["Marketing", "Customer Service"]
    states = Escalation.objects.order_by("pk").values_list("kind", "state")
    assert list(states) == [("transfer", "accepted"), ("ask", "requested"), ("ask", "answered")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_anybody_can_use_them(
    page: Page, live_server: Any, cast: Cast, complaint: Conversation, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    request = asked(complaint, cast.service, cast.mia)
    offered(conversation(cast.channel), cast.marketing, cast.ben)
    sign_in(page, live_server.url, cast.mia)
    here = f"/inbox/{complaint.pk}/"
    for address in (
        *("/escalations/", "/escalations/?show=out", f"/escalations/{request.pk}/", here),
        *(f"{here}escalate/?way={way}" for way in ("ask", "transfer", "mail")),
        "/inbox/?department=marketing",
    ):
        page.goto(live_server.url + address)
        assert axe_finds(page) == [], address
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_to_whom_it_was_raised_is_read_whole_on_a_telephone(
    page: Page, live_server: Any, cast: Cast, complaint: Conversation
) -> None:
    request = asked(complaint, cast.service, cast.mia)
    stands_in = member("Anastasia-Katharina von Schönau-Wehrendorff", {cast.service: Role.LEAD})
    let_time_pass(request, acknowledge_by=timezone.now(), raised_at=timezone.now(), raised_to=stands_in)
    sign_in(page, live_server.url, cast.ben)
    page.goto(f"{live_server.url}/escalations/")
    said = page.locator(".request .chip .cut", has_text="raised to Anastasia-Katharina von Schönau-Wehrendorff")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        expect(said).to_be_visible()
        assert said.evaluate(
            "it => it.scrollWidth <= it.clientWidth && it.scrollHeight <= it.parentElement.clientHeight"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_finds(page) == []


def test_what_was_not_sent_can_be_copied_anywhere(
    page: Page, live_server: Any, cast: Cast, complaint: Conversation
) -> None:
    request = asked(complaint, cast.service, cast.mia)
    sign_in(page, live_server.url, cast.ben)
    page.goto(f"{live_server.url}/escalations/{request.pk}/?do=answer")
    page.get_by_label("Your answer").fill("Half an hour of work.")
    withdraw(request, by=cast.mia)
    page.keyboard.press("Control+Enter")
    left = page.get_by_label("This was not sent")
    expect(left).to_have_value("Half an hour of work.")
    expect(page.locator("#left [role=alert]")).to_contain_text("The request was withdrawn")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_finds(page) == []
