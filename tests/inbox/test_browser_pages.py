"""Every page of the inbox: accessible, within its width, and within the content policy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.actions.note import add_note
from inbox.actions.resolve import resolve
from inbox.channels.base import Author, Kind
from tests.cast import Cast, conversation
from tests.inbox.browser import SIZES, axe_finds, bluesky, busy_inbox, no_complaints, sign_in
from tests.volume import fill

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin" * 3


@pytest.fixture
def places(cast: Cast, page: Page, live_server: Any) -> list[str]:
    """Addresses that between them show every piece."""
    place = bluesky(cast.service)
    made = busy_inbox(place)
    add_note(made[0], text="The depot knows.", by=cast.ben)
    resolve(made[3], outcome="answered", by=cast.ana)
    hostile = Author("did:h", "h.example", f"<script>alert(1)</script>{LONG}\u202e\u200b")
    private = conversation(
        place,
        LONG,
        thread_key="d",
        private=True,
        kind=Kind.DIRECT,
        author=hostile,
        sent_at=timezone.now() - timedelta(1),
    )
    sign_in(page, live_server.url, cast.ana)
    paths = ["", "?view=mine", "?status=resolved", f"{made[0].pk}/", f"{made[0].pk}/?write=note", f"{private.pk}/"]
    return [f"{live_server.url}/inbox/{path}" for path in paths]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, places: list[str], scheme: Any) -> None:
    for size in (SIZES[0], SIZES[2]):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        for address in places:
            page.goto(address)
            assert axe_finds(page) == [], (address, size)


def test_nothing_is_wider_than_the_window_and_the_browser_has_nothing_to_report(page: Page, places: list[str]) -> None:
    with no_complaints(page):
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for address in places:
                page.goto(address)
                page.wait_for_load_state("networkidle")
                wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wider <= 0, (address, width)


def test_menus_are_open_to_axe_too(page: Page, places: list[str]) -> None:
    page.set_viewport_size({"width": 1800, "height": 900})  # wide enough for every button
    page.goto(places[3])
    for name in ("Assign", "Snooze", "Escalate or move", "Resolve"):
        page.get_by_role("button", name=name, exact=True).click()
        assert axe_finds(page) == [], name
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert axe_finds(page) == []


def test_on_a_phone_the_composer_is_one_line_until_somebody_writes(page: Page, places: list[str]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(places[3])
    send = page.get_by_role("button", name="Reply publicly")
    expect(send).to_be_hidden()
    page.get_by_role("navigation", name="Reply or note").get_by_role("link", name="Note").click()
    expect(page.get_by_label("Note", exact=True)).to_be_focused()
    page.get_by_role("navigation", name="Reply or note").get_by_role("link", name="Reply").click()
    expect(send).to_be_visible()


def test_on_a_phone_back_shows_the_list_and_the_rail_is_a_drawer(page: Page, places: list[str]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(places[3])
    expect(page.locator("#rows")).to_be_hidden()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#rows")).to_be_visible()
    expect(page.locator("#rail")).to_be_hidden()
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("link", name="Marketing")).to_be_visible()


def test_older_rows_come_by_themselves(page: Page, cast: Cast, live_server: Any) -> None:
    fill(cast.channel, [cast.service.pk], count=600, people=20)
    sign_in(page, live_server.url, cast.ana)
    with no_complaints(page):
        page.goto(f"{live_server.url}/inbox/")
        expect(page.locator("[data-row]")).to_have_count(50)
        page.locator("[data-row]").last.scroll_into_view_if_needed()
        expect(page.locator("[data-row]")).to_have_count(100)
    assert page.locator("[data-row]").evaluate_all("rows => new Set(rows.map(row => row.id)).size") == 100
