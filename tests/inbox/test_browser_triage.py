"""Sorting one's work by keyboard: priority, labels, filters, views; accessible and within the width."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inbox.actions.label import label
from inbox.actions.labels import create
from inbox.actions.prioritise import prioritise
from inbox.actions.saved_views import save
from inbox.models import Conversation, SavedView
from inbox.models.label import Colour
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, bluesky, busy_inbox, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(cast: Cast, page: Page, live_server: Any) -> list[Conversation]:
    """A busy inbox with a label of every colour, shown to Ana."""
    made = busy_inbox(bluesky(cast.service))
    for colour in Colour.values:
        create(name=f"{colour.title()} line", colour=colour, department=None, by=cast.ana)
    sign_in(page, live_server.url, cast.ana)
    return made


def test_priority_label_filter_and_view_without_a_mouse(
    page: Page, cast: Cast, live_server: Any, made: list[Conversation]
) -> None:
    with no_complaints(page):
        page.goto(f"{live_server.url}/inbox/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("#open-title")).to_contain_text("Dagny")
        page.keyboard.press("y")
        expect(page.locator("#priority-menu button[aria-current]")).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(page.locator(f"#row-{made[0].pk} .priority")).to_have_attribute("data-priority", "high")
        page.keyboard.press("t")
        page.keyboard.type("tea")
        expect(page.locator("#label-menu .choices button:visible")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator(f"#row-{made[0].pk} .chip.label")).to_have_text("Teal line")
        page.keyboard.press("t")
        page.keyboard.type("Doors")
        expect(page.locator("#label-menu .make")).to_have_text("Make the label “Doors”")
        page.keyboard.press("Enter")
        expect(page.locator("#context")).to_contain_text("Doors")
        page.keyboard.press("z")
        expect(page.locator("#context")).not_to_contain_text("Doors")
        expect(page.locator("#rows .row[aria-current]")).to_be_focused()  # the page's scripts are there again
        page.keyboard.press("f")
        page.get_by_label("High", exact=True).check()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/inbox/\?priority=high$"))
        expect(page.locator("[data-row]")).to_have_count(1)
        page.get_by_role("button", name="Save view").first.click()
        page.keyboard.type("On fire")
        page.keyboard.press("Enter")
        expect(page.locator("#rail").get_by_role("link", name="On fire")).to_have_attribute("aria-current", "page")
    assert SavedView.objects.get().query == "?priority=high"
    made[0].refresh_from_db()
    assert made[0].priority == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    page: Page, cast: Cast, live_server: Any, made: list[Conversation], scheme: Any
) -> None:
    for colour in Colour.values:
        label(made[0], name=f"{colour} line", by=cast.ana)
    for one, priority in zip(made, (4, 3, 1), strict=False):
        prioritise(one, priority=priority, by=cast.ana)
    view = save(name="On fire", query="?priority=urgent", by=cast.ana)
    number = made[0].labels.first()
    assert number is not None
    paths = (f"inbox/{made[0].pk}/?status=all&priority=urgent,high&saved={view.pk}", "inbox/?label=1&overdue=1")
    page.emulate_media(color_scheme=scheme)
    for width, height in (SIZES[0], SIZES[2]):
        page.set_viewport_size({"width": width, "height": height})
        for path in (*paths, "inbox/filter/", "labels/", f"labels/{number.pk}/", "views/"):
            page.goto(f"{live_server.url}/{path}")
            assert axe_finds(page) == [], (path, width)
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, (path, width)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/{paths[0]}")
    for key in "yt":
        page.keyboard.press(key)
        expect(page.locator(":popover-open")).to_be_visible()
        assert axe_finds(page) == [], key
        page.keyboard.press("Escape")
        expect(page.locator(":popover-open")).to_have_count(0)
    page.keyboard.press("f")
    expect(page.locator("#filter-menu select").first).to_be_visible(timeout=20_000)
    assert axe_finds(page) == []
