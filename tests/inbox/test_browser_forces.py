"""A crisis by keyboard, in a real browser: from the conversation to the closed task force."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from inbox.actions.crisis import declare_crisis
from inbox.actions.force_close import give_all_back
from inbox.models import Checklist, TaskForce
from tests.cast import Cast, conversation
from tests.inbox.browser import SIZES, axe_finds, bluesky, no_complaints, sign_in
from tests.inbox.forces import opened, over
from tests.inbox.requests import held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_the_whole_story(page: Page, live_server: Any, cast: Cast) -> None:
    row = conversation(bluesky(cast.service), "The doors closed on my dog.")
    Checklist.objects.create(name="Drill", lines=["Call the workshop", "Tell the press"])
    with no_complaints(page):
        sign_in(page, live_server.url, cast.ana)
        page.goto(f"{live_server.url}/inbox/{row.pk}/")
        page.keyboard.press("m")
        page.get_by_role("link", name="Open a task force").press("Enter")
        page.get_by_label("Name", exact=True).fill("Doors")
        page.get_by_label("Mia Torres").press("Space")
        page.get_by_label("Ben Okafor").press("Space")
        page.get_by_label("What it looks for").fill("doors")
        page.get_by_label("Checklist").select_option(label="Drill")
        page.get_by_role("button", name="Open it").press("Enter")
        expect(page.locator("h1")).to_have_text("Doors")

        page.get_by_role("checkbox", name="Call the workshop").press("Enter")
        expect(page.get_by_role("checkbox", name="Call the workshop")).to_have_attribute("aria-checked", "true")
        page.get_by_label("What was decided?").fill("We check every door tonight.")
        page.get_by_role("button", name="Write it down").press("Enter")
        expect(page.locator(".decisions")).to_contain_text("We check every door tonight.")
        page.get_by_role("button", name="Declare a crisis").press("Enter")
        expect(page.locator(".banner").first).to_contain_text("A crisis is on since")

        page.goto(f"{live_server.url}/inbox/{row.pk}/")
        expect(page.locator("#composer")).to_contain_text("an agent of Doors")
        expect(page.locator("#composer button.primary").first).to_contain_text("Submit for approval")

        page.keyboard.press("g")
        page.keyboard.press("t")
        page.get_by_role("link", name="Doors", exact=True).last.press("Enter")
        page.get_by_role("link", name="Close…").press("Enter")
        expect(page.locator(".force-closing")).to_contain_text("1 conversation goes back")
        page.get_by_role("button", name="Close it").press("Enter")
        expect(page.locator(".force-numbers")).to_contain_text("Conversations")
    give_all_back(TaskForce.objects.get())
    assert held(row) == ["Customer Service", "Doors", "Customer Service"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_anybody_can_use_them(page: Page, live_server: Any, cast: Cast, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    row = conversation(bluesky(cast.service), "The doors closed on my dog.")
    over(opened(cast, name="Strike day of last week"), by=cast.ana)
    declare_crisis(opened(cast, opened_from=row), by=cast.ana)
    sign_in(page, live_server.url, cast.ana)
    for address in (
        *("/task-forces/", "/task-forces/doors/", "/task-forces/doors/close/", "/task-forces/open/"),
        *("/task-forces/strike-day-of-last-week/", f"/inbox/{row.pk}/"),
    ):
        page.goto(live_server.url + address)
        assert axe_finds(page) == [], address
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
