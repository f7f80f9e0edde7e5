"""A rule's way in a real browser and on a real Bluesky network: rehearsed, switched on, and a post follows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.models import Conversation, Message
from routing.actions.rule import activate
from routing.models import Rehearsal
from routing.rules import Step
from tests.bluesky_network.network import Network
from tests.cast import Cast
from tests.routing.book import draft, says
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


def test_a_rule_is_rehearsed_on_what_was_and_decides_what_comes(
    product: Running, page: Page, cast: Cast, bluesky_network: Network
) -> None:
    brand, customer = bluesky_network.newcomer("brand"), bluesky_network.newcomer("mira")
    connected(bluesky_network, cast, brand)
    customer.post(f"@{brand.handle} do you sponsor concerts?", mentions=[brand])
    before = arrived("sponsor concerts")
    assert before.conversation.department == cast.service
    rule = draft(cast, "Sponsoring", says("sponsor*"), Step("department", cast.marketing.pk))

    # Rehearsed: it would have moved, and has not.
    page.goto(f"{product.url}/console/rehearsals/?new=with-{rule.pk}")
    page.get_by_role("button", name="Rehearse").click()
    expect(page.locator(".differences")).to_contain_text("sponsor concerts", timeout=60_000)
    expect(page.locator(".differences mark")).to_have_text("sponsor")
    before.conversation.refresh_from_db()
    assert before.conversation.department == cast.service
    assert Rehearsal.objects.get().figures["moved"] == 1

    # Switched on: the next post goes there by itself, and says why.
    activate(rule, by=cast.ada)
    customer.post(f"@{brand.handle} who is sponsoring the marathon?", mentions=[brand])
    after = arrived("sponsoring the marathon").conversation
    there = Conversation.objects.filter(pk=after.pk, department=cast.marketing)
    eventually(there.exists, seconds=60)
    page.goto(f"{product.url}/inbox/{after.pk}/why/")
    expect(page.get_by_role("heading", name="Why is this with Marketing?")).to_be_visible()
    expect(page.locator(".said mark")).to_have_text("sponsoring")
