"""Operations, the bell and replies in doubt: accessible, within their width, by keyboard, and live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actors import INTAKE, SCHEDULE
from inbox.actions.heartbeat import beat
from inbox.actions.intake import store_raw
from inbox.actions.notify import clear_notice, raise_notice
from inbox.actions.understand import process
from inbox.channels.base import Author, Raw
from inbox.connect import connector_for
from inbox.models import Delivery, Heartbeat
from inbox.models.heartbeat import Part
from inbox.models.notice import Kind
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, no_complaints, sign_in
from tests.inbox.doubt import in_doubt, network

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin" * 2


@pytest.fixture
def places(cast: Cast, page: Page, live_server: Any) -> list[str]:
    """Every page, with something in each of its parts."""
    now = timezone.now()
    silent = {"last_success_at": now - timedelta(minutes=12), "next_poll_at": now - timedelta(minutes=11)}
    place = network(cast.service, name=f"Northline {LONG[:80]}", **silent)
    in_doubt(place, cast.ben, text=LONG, author=Author("did:y", "y.example", "يوسف الحداد"))
    process(store_raw(place, [Raw("poison", {"no": "post"})], by=INTAKE), connector_for(place))
    beat(Part.SCHEDULER)
    clear_notice(raise_notice(Kind.DISK_FULL, by=SCHEDULE), by=SCHEDULE)
    raise_notice(Kind.DELIVERY_UNCERTAIN, channel=place, by=SCHEDULE)
    sign_in(page, live_server.url, cast.ada)
    return [f"{live_server.url}/{path}/" for path in ("console/operations", "notifications", "deliveries/uncertain")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, places: list[str], scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for width, height in (SIZES[0], SIZES[2]):
        page.set_viewport_size({"width": width, "height": height})
        for address in places:
            page.goto(address)
            assert axe_finds(page) == [], (address, width)


def test_nothing_is_wider_than_the_window_and_the_browser_has_nothing_to_report(page: Page, places: list[str]) -> None:
    with no_complaints(page):
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for address in places:
                page.goto(address)
                wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wider <= 0, (address, width)


def test_the_operators_page_refreshes_itself_and_keeps_the_focus(page: Page, places: list[str]) -> None:
    page.clock.install()
    with no_complaints(page):
        page.goto(places[0])
        expect(page.get_by_text("No worker has ever answered.")).to_be_visible()
        page.locator("#queue-uncertain").focus()
        beat(Part.WORKER)
        Heartbeat.objects.update(seen_at=timezone.now())
        page.clock.fast_forward(21_000)
        expect(page.get_by_text("The worker answered")).to_be_visible()
        expect(page.locator("#queue-uncertain")).to_be_focused()


def test_one_decides_by_keyboard_alone(page: Page, places: list[str]) -> None:
    page.goto(places[2])
    page.get_by_role("link", name="Look on Bluesky").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="It is there")).to_be_focused()
    for name in ("Send again", "Drop"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("https://bsky.example/northline/7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing hangs in the air.")).to_be_visible()
    assert Delivery.objects.get().state == "sent"
    assert axe_finds(page) == []


def test_reading_empties_the_bell(page: Page, places: list[str]) -> None:
    page.goto(places[1])
    expect(page.get_by_role("link", name="Notifications, 1 new")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    assert axe_finds(page) == []
