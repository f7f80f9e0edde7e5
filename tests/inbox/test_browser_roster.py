"""The roster in a browser: by keyboard alone, nothing for axe to find, nothing too wide."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.actions.shadow import shadow
from accounts.models import Absence
from inbox.actions.need import need_everywhere
from inbox.actions.roster import plan
from inbox.actions.staff import add
from inbox.models import RosterEntry
from inbox.staffing import DAY, WEEK, monday_of
from tests.cast import Cast, channel
from tests.inbox.browser import SIZES, axe_finds, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monday(cast: Cast) -> date:
    """Next week's; this week Ben is there, and Marketing must be, too."""
    found = monday_of(timezone.localdate()) + WEEK
    need_everywhere(cast.marketing, by=cast.ada)
    plan(cast.channel, liaison=cast.ben, starts_on=found - WEEK, ends_on=found - DAY, by=cast.ada)
    return found


def test_a_week_is_planned_by_keyboard_alone(page: Page, live_server: Any, cast: Cast, monday: date) -> None:
    channel(cast.service, name="Another")
    with no_complaints(page):
        sign_in(page, live_server.url, cast.ana)
        page.goto(f"{live_server.url}/inbox/")
        page.keyboard.press("g")
        page.keyboard.press("l")
        expect(page.get_by_role("heading", name="Roster", exact=True)).to_be_visible()
        page.locator(".weeks .cell").first.focus()
        for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowLeft", "ArrowRight"):
            page.keyboard.press(key)
        expect(page.locator(".weeks .cell").nth(1)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Plan somebody")).to_be_visible()
        page.locator("#shift-liaison").focus()
        page.keyboard.type("Mia")
        page.locator("#shift-cover").focus()
        page.keyboard.type("Ana")
        page.locator("#shift-ends_on").focus()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".shifts")).to_contain_text("cover Ana Petrović")
        expect(page.locator(".lacking")).to_contain_text("Nobody from Customer Service")
        page.get_by_role("button", name="Plan as the week before").press("Enter")
        expect(page.locator(".shifts")).to_contain_text("Ben Okafor")
    planned = RosterEntry.objects.filter(starts_on=monday)
    assert [(one.liaison, one.cover) for one in planned] == [(cast.mia, cast.ana), (cast.ben, None)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, cast: Cast, live_server: Any, monday: date, scheme: Any
) -> None:
    channel(cast.service, name="Donaudampfschifffahrtsgesellschaftskapitän" * 2)
    Absence.objects.create(member=cast.ben, starts_on=timezone.localdate(), ends_on=monday)
    plan(cast.channel, liaison=cast.mia, cover=cast.ben, starts_on=monday, ends_on=monday + DAY, by=cast.ada)
    add(cast.channel, member=cast.mia, by=cast.ada)
    shadow(cast.mia, of=cast.ben, department=cast.service, until=monday, by=cast.ana)
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        for path in (
            "roster/",
            f"roster/{cast.channel.pk}/{monday}/",
            f"channels/{cast.channel.pk}/",
            "departments/customer-service/",
        ):
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{live_server.url}/{path}")
                assert axe_finds(page) == [], (path, width)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
