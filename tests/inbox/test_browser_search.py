"""Searching by keyboard, without scripts, in both themes and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.actions.note import add_note
from inbox.models import Conversation
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, bluesky, busy_inbox, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(cast: Cast, page: Page, live_server: Any) -> list[Conversation]:
    """A busy inbox with a note, shown to Ana."""
    made = busy_inbox(bluesky(cast.service))
    add_note(made[1], text="The driver of her mother’s bus " + "was asked " * 60 + "x" * 3_000, by=cast.ben)
    sign_in(page, live_server.url, cast.ana)
    return made


def test_from_anywhere_to_the_very_place_by_keyboard(
    page: Page, cast: Cast, live_server: Any, made: list[Conversation]
) -> None:
    with no_complaints(page):
        page.goto(f"{live_server.url}/inbox/")
        page.keyboard.press("/")
        expect(page).to_have_url(re.compile("/search/$"))
        expect(page.locator("#search-q")).to_be_focused()
        page.keyboard.type("driver mother")
        page.keyboard.press("Enter")
        expect(page.locator("#rows [data-row]")).to_have_count(2)
        expect(page.locator("#rows mark").first).to_have_text(re.compile("driver|mother", re.IGNORECASE))
        page.keyboard.press("/")
        expect(page.locator("#search-q")).to_be_focused()
        page.keyboard.type("from:dagny driver")
        page.keyboard.press("Enter")
        expect(page.locator("#rows [data-row]")).to_have_count(1)
        page.keyboard.press("j")
        expect(page.locator("#rows .row").first).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(rf"/inbox/{made[0].pk}/.*#message-\d+$"))
        expect(page.locator("#open-title")).to_contain_text("Dagny")


def test_it_works_without_scripts(
    browser: Browser, page: Page, cast: Cast, live_server: Any, made: list[Conversation]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        plain = context.new_page()
        plain.goto(f"{live_server.url}/search/")
        plain.get_by_role("searchbox").fill("driver")
        plain.get_by_role("button", name="Search", exact=True).click()
        expect(plain.locator("[data-row]")).to_have_count(2)
        plain.get_by_role("link", name="Notes").click()
        expect(plain.locator("[data-row]")).to_have_count(1)
        plain.get_by_role("button", name="How to search").click()
        expect(plain.locator("#search-help")).to_be_visible()
        plain.locator("#search-help").get_by_role("link", name="from:mira").click()
        expect(plain.get_by_role("heading", name="Nothing found.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    page: Page, live_server: Any, made: list[Conversation], scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    for width, height in (SIZES[0], SIZES[2]):
        page.set_viewport_size({"width": width, "height": height})
        for path in ("", "?q=driver", "?q=dagny", "?q=dagny&kind=contacts", "?q=zeppelin+before:soon"):
            page.goto(f"{live_server.url}/search/{path}")
            assert axe_finds(page) == [], (path, width)
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, (path, width)
        page.get_by_role("button", name="How to search").click()
        expect(page.locator("#search-help")).to_be_visible()
        assert axe_finds(page) == [], width
