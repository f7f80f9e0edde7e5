"""A day's work without a line of script: reading, replying, noting, assigning, snoozing, resolving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.models import Conversation, Delivery, Note
from inbox.models.conversation import Status
from tests.cast import Cast
from tests.inbox.browser import bluesky, busy_inbox, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["wide", "narrow"])
def page(request: Any, browser: Browser) -> Iterator[Page]:
    """A browser that runs no scripts."""
    width, height = request.param
    with browser.new_context(java_script_enabled=False, viewport={"width": width, "height": height}) as context:
        yield context.new_page()


def choose(page: Page, menu: str, button: str) -> None:
    """Open a menu, through “More” where there is no room, and press one of its buttons."""
    opener = page.locator(f'[popovertarget="{menu}"]').filter(visible=True)
    if not opener.count():
        page.locator('[popovertarget="more-menu"]').click()
    opener.first.click()
    page.locator(f"#{menu}").get_by_role("button", name=button).first.click()


def test_a_days_work(page: Page, cast: Cast, live_server: Any) -> None:
    made = busy_inbox(bluesky(cast.service))
    sign_in(page, live_server.url, cast.ben)
    with no_complaints(page):
        page.goto(f"{live_server.url}/inbox/")
        page.locator(f"#row-{made[0].pk} a").click()
        expect(page.locator("#open-title")).to_contain_text("Dagny")
        expect(page.locator("#conversation")).to_contain_text("closed the door")

        page.get_by_role("link", name="Note", exact=True).click()
        page.locator("#note-text").fill("The depot knows.")
        page.get_by_role("button", name="Add note").click()
        expect(page.locator(".note")).to_contain_text("The depot knows.")

        choose(page, "assign-menu", "Ana Petrović")
        expect(page.locator("#thread")).to_contain_text("gave it to Ana")

        page.get_by_role("link", name="Reply", exact=True).click()
        page.locator("#reply-text").fill("We are so sorry. Which stop was it?")
        page.get_by_role("button", name="Reply publicly as").click()
        expect(page.locator("#conversation")).to_contain_text("Which stop was it?")

        page.goto(f"{live_server.url}/inbox/{made[1].pk}/")
        choose(page, "snooze-menu", "Tomorrow")
        page.goto(f"{live_server.url}/inbox/{made[2].pk}/")
        choose(page, "resolve-menu", "No reply needed")
        page.goto(f"{live_server.url}/inbox/")
        expect(page.locator("[data-row]")).to_have_count(2)
    states = dict(Conversation.objects.values_list("pk", "status"))
    assert [states[each.pk] for each in made] == [Status.OPEN, Status.SNOOZED, Status.RESOLVED, Status.OPEN]
    assert Conversation.objects.get(pk=made[0].pk).assignee == cast.ana
    assert Note.objects.get().text == "The depot knows."
    assert Delivery.objects.get().text == "We are so sorry. Which stop was it?"
