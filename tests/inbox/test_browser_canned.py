"""Canned responses by "/", what is not filled in, and replies for later, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from inbox.actions.canned import change, create
from inbox.actions.schedule import schedule
from inbox.later import WRITTEN
from inbox.models import CannedResponse, Conversation, Delivery, Draft
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, bluesky, busy_inbox, no_complaints, sign_in
from tests.inbox.drafts import Desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """The machine may be busy with other tests."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def made(cast: Cast) -> Conversation:
    """Dagny asks; three responses are prepared."""
    asked = busy_inbox(bluesky(cast.service))[0]
    for shortcut, title, text in (
        ("late", "Train was late", "Sorry for the wait, {{contact.first_name}}. ^{{member.first_name}}"),
        ("lost", "Lost property", "It may be in the shelves, case {{conversation.number}}."),
        ("number", "Your number", "We call {{contact.handle}} at {{contact.name}}"),
    ):
        create(title=title, shortcut=shortcut, text=text, department=cast.service, by=cast.ana)
    return asked


def opened(browser: Browser, cast: Cast, address: str, made: Conversation, **how: Any) -> Page:
    page = browser.new_context(**how).new_page()
    sign_in(page, address, cast.ben)
    page.goto(f"{address}/inbox/{made.pk}/")
    return page


def settled(page: Page) -> None:
    expect(page.locator("#reply [data-saved]")).to_contain_text("Saved")


def test_slash_puts_one_in_by_keyboard_alone(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation
) -> None:
    page = opened(browser, cast, live_server.url, made)
    with no_complaints(page):
        page.keyboard.press("r")
        text = page.locator("#reply-text")
        page.keyboard.type("Hello! and/or /l")
        options = page.locator("#reply-canned [role=option]")
        expect(options).to_have_count(3)
        expect(text).to_have_attribute("aria-activedescendant", "canned-0")
        expect(page.locator("[data-canned-text]")).to_have_text(f"It may be in the shelves, case {made.pk}.")
        page.keyboard.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        expect(page.locator("[data-canned-says]")).to_contain_text("Train was late, /late, 2/3.")
        page.keyboard.press("Escape")
        expect(options.first).to_be_hidden()
        expect(text).to_have_value("Hello! and/or /l")
        page.keyboard.type("at")
        expect(options).to_have_count(1)
        page.keyboard.press("Enter")
        expect(text).to_have_value("Hello! and/or Sorry for the wait, Dagny. ^Ben")
        expect(text).to_be_focused()
        settled(page)
    expect(page.locator("#reply-left")).to_be_hidden()
    assert Draft.objects.get().text == "Hello! and/or Sorry for the wait, Dagny. ^Ben"
    assert CannedResponse.objects.get(shortcut="late").use_count == 1


def test_the_button_offers_the_same_at_the_caret(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation
) -> None:
    page = opened(browser, cast, live_server.url, made)
    with no_complaints(page):
        text = page.locator("#reply-text")
        text.fill("First. Last.")
        text.evaluate("field => field.setSelectionRange(7, 7)")
        page.get_by_role("button", name="Canned responses").click()
        page.locator("#reply-canned [role=option]").filter(has_text="/lost").click()
        expect(text).to_have_value(f"First. It may be in the shelves, case {made.pk}.Last.")
        page.get_by_role("button", name="Canned responses").click()
        expect(page.locator("#reply-canned [role=option]")).to_have_count(3)
        page.get_by_role("button", name="Canned responses").click()
        expect(page.locator("#reply-canned [role=option]").first).to_be_hidden()
        settled(page)


def test_what_is_not_filled_in_is_marked_named_and_not_sent(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation
) -> None:
    made.author.handle = ""  # type: ignore[union-attr]
    made.author.save()  # type: ignore[union-attr]
    page = opened(browser, cast, live_server.url, made)
    with no_complaints(page):
        text, left = page.locator("#reply-text"), page.locator("#reply-left")
        text.press_sequentially("/number")
        expect(page.locator("#reply-canned [role=option]").first).to_contain_text("/number")
        expect(page.locator("[data-canned-left]")).to_contain_text("{{contact.handle}} is not filled in.")
        page.keyboard.press("Enter")
        expect(text).to_have_value("We call {{contact.handle}} at Dagny Fjellström")
        expect(left).to_contain_text("{{contact.handle}} is not filled in.")
        assert text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == (
            "{{contact.handle}}"
        )
        page.keyboard.press("Control+Enter")
        expect(page.locator("#toasts")).to_contain_text("{{contact.handle}} is not filled in.")
        assert not Delivery.objects.exists()
        text.fill("We call 555 0142 at Dagny Fjellström")
        expect(left).to_be_hidden()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#thread")).to_contain_text("We call 555 0142")
    assert Delivery.objects.get().text == "We call 555 0142 at Dagny Fjellström"


def test_a_reply_leaves_later_and_later_still(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation
) -> None:
    page = opened(browser, cast, live_server.url, made)
    with no_complaints(page):
        page.locator("#reply-text").fill("We looked, and it is there.")
        page.get_by_role("button", name="Send later").click()
        page.locator("#later-menu-reply").get_by_role("button", name="Tomorrow").click()
        thread = page.locator("#thread")
        expect(thread).to_contain_text("Leaves tomorrow, 09:00 UTC")
        expect(page.locator("#toasts")).to_contain_text("Your reply leaves tomorrow, 09:00 UTC.")
        row = Delivery.objects.get()
        assert (row.not_before.hour, row.state) == (9, "queued")
        thread.get_by_role("button", name="Change time").click()
        chosen = timezone.now() + timedelta(days=4)
        minute = page.locator(f"#later-d{row.pk}")
        minute.fill(chosen.strftime(WRITTEN))
        minute.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("The reply leaves")
        row.refresh_from_db()
        assert row.not_before == chosen.replace(second=0, microsecond=0)
        thread.get_by_role("button", name="Cancel").click()
        expect(page.locator("#reply-text")).to_have_value("We looked, and it is there.")
    row.refresh_from_db()
    assert row.state == "cancelled"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation, scheme: Any
) -> None:
    page = opened(browser, cast, live_server.url, made)
    page.emulate_media(color_scheme=scheme)
    text = page.locator("#reply-text")
    text.press_sequentially("/number")
    expect(page.locator("#reply-canned [role=option]").first).to_be_visible()
    assert axe_finds(page) == []
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send later").click()
    assert axe_finds(page) == []


def test_enter_in_the_field_for_the_minute_sends_then_and_not_now(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation
) -> None:
    page = opened(browser, cast, live_server.url, made)
    page.locator("#reply-text").fill("We looked, and it is there.")
    page.get_by_role("button", name="Send later").click()
    chosen = timezone.now() + timedelta(days=2)
    page.locator("#later-reply").fill(chosen.strftime(WRITTEN))
    page.locator("#later-reply").press("Enter")
    expect(page.locator("#thread")).to_contain_text("Change time")
    assert Delivery.objects.get().not_before == chosen.replace(second=0, microsecond=0)


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "narrow"])
def test_without_a_line_of_script(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation, size: tuple[int, int]
) -> None:
    window = {"width": size[0], "height": size[1]}
    page = opened(browser, cast, live_server.url, made, java_script_enabled=False, viewport=window)
    page.locator("#reply-text").fill("Hello!")
    page.get_by_role("button", name="Canned responses").click()
    expect(page.locator("#reply-text")).to_have_value("Hello!")
    page.get_by_role("button", name="Train was late").click()
    expect(page.locator("#reply-text")).to_have_value("Hello!\nSorry for the wait, Dagny. ^Ben")
    page.get_by_role("button", name="Send later").click()
    page.locator("#later-menu-reply").get_by_role("button", name="Tomorrow").click()
    expect(page.locator("#thread")).to_contain_text("Leaves tomorrow, 09:00 UTC")
    page.get_by_role("button", name="Change time").click()
    page.locator(".later:popover-open").get_by_role("button", name="Tomorrow").click()
    expect(page.locator("#toasts")).to_contain_text("The reply leaves tomorrow")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, cast: Cast, live_server: Any, made: Conversation, scheme: Any
) -> None:
    late = CannedResponse.objects.get(shortcut="late")
    long = "Donaudampfschifffahrtsgesellschaft" * 2
    change(late, title=long, shortcut=long.lower()[:40], text=f"{long} {{{{contact.name}}}}", by=cast.ana)
    at = Desk(cast, made.channel, made)
    schedule(at.written(cast.ben), at=timezone.now() + timedelta(days=40), by=cast.ben)
    page = browser.new_context(color_scheme=scheme).new_page()
    sign_in(page, live_server.url, cast.ada)
    pages = ("/canned/", "/canned/?q=zeppelin", "/canned/new/", f"/canned/{late.pk}/", f"/inbox/{made.pk}/?canned=list")
    for path in pages:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{live_server.url}{path}")
            assert axe_finds(page) == [], (path, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
