"""A rule's way in a real browser and on a real Bluesky network: rehearsed, switched on, and a post follows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.models import Conversation, Message
from routing.models import Rehearsal
from tests.bluesky_network.network import Network
from tests.cast import Cast
from tests.routing.test_browser_rules import onto
from tests.running import Running, eventually, running, session_of
from tests.test_main_road import connected

pytestmark = [pytest.mark.bluesky, pytest.mark.slow]


@pytest.fixture
def product(transactional_db: None) -> Iterator[Running]:
    with running() as product:
        yield product


@pytest.fixture
def page(browser: Browser, product: Running, cast: Cast) -> Iterator[Page]:
    """Ada's browser, signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session_of(cast.ada), "url": product.url}])
    page = context.new_page()
    yield page
    context.close()


def arrived(text: str) -> Message:
    """A post of the network, as soon as it is here."""
    found: Message = eventually(lambda: Message.objects.filter(text__contains=text).first(), seconds=60)
    return found


def press(page: Page, selector: str) -> None:
    """By Tab and Enter."""
    onto(page, selector)
    page.keyboard.press("Enter")


def written(page: Page) -> None:
    """Whatever says "sponsor" goes to Marketing."""
    onto(page, "[name=name]")
    page.keyboard.type("Sponsoring")
    press(page, "[name=do][value='add:0']")
    expect(page.locator("[name='r0-value']")).to_be_focused()
    page.keyboard.type("sponsor*")
    press(page, "[name=do][value=step]")
    expect(page.locator("[name='s0-value']")).to_be_focused()
    page.keyboard.type("Marketing")
    expect(page.locator("[data-reads]")).to_contain_text("move to Marketing")
    page.keyboard.press("Control+Enter")


def test_a_rule_is_written_rehearsed_on_what_was_and_decides_what_comes(
    product: Running, page: Page, cast: Cast, bluesky_network: Network
) -> None:
    brand, customer = bluesky_network.newcomer("brand"), bluesky_network.newcomer("mira")
    connected(bluesky_network, cast, brand)
    customer.post(f"@{brand.handle} do you sponsor concerts?", mentions=[brand])
    before = arrived("sponsor concerts")
    assert before.conversation.department == cast.service

    # Written by keyboard alone, a draft; rehearsed: it would have moved, and has not.
    page.goto(f"{product.url}/console/rules/new/")
    written(page)
    expect(page.get_by_text("kept as a draft")).to_be_visible()
    on_rule = page.url
    press(page, "a[href*='?new=with-']")
    page.wait_for_url("**/console/rehearsals/?new=with-*")
    press(page, "main form button.primary")
    expect(page.locator(".differences")).to_contain_text("sponsor concerts", timeout=60_000)
    expect(page.locator(".differences mark")).to_have_text("sponsor")
    before.conversation.refresh_from_db()
    assert before.conversation.department == cast.service
    assert Rehearsal.objects.get().figures["moved"] == 1

    # Switched on: the next post goes there by itself, and says why.
    page.goto(on_rule)
    press(page, "[form=rule-form][value=activate]")
    expect(page.locator("#rule-form .chip")).to_contain_text("On")
    customer.post(f"@{brand.handle} who is sponsoring the marathon?", mentions=[brand])
    after = arrived("sponsoring the marathon").conversation
    there = Conversation.objects.filter(pk=after.pk, department=cast.marketing)
    eventually(there.exists, seconds=60)
    page.goto(f"{product.url}/inbox/{after.pk}/why/")
    expect(page.get_by_role("heading", name="Why is this with Marketing?")).to_be_visible()
    expect(page.locator(".said mark")).to_have_text("sponsoring")
