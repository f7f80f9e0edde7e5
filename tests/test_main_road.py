"""A stranger's first day, in a real browser and on a real Bluesky network: one post in, one reply out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Department, Event
from inbox import tasks
from inbox.actions.channel import connect
from inbox.channels.bluesky import Bluesky
from inbox.models import Channel, Conversation, Delivery
from tests.bluesky_network.network import Network
from tests.bluesky_network.people import Person
from tests.cast import Cast
from tests.running import Running, eventually, running, session_of

pytestmark = [pytest.mark.bluesky, pytest.mark.slow]
ANSWER = "It leaves at 18:20 today. We are sorry for the wait."


@pytest.fixture
def product(transactional_db: None) -> Iterator[Running]:
    with running() as product:
        yield product


@pytest.fixture
def page(browser: Browser, product: Running, cast: Cast) -> Iterator[Page]:
    """Ben's browser, signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session_of(cast.ben), "url": product.url}])
    page = context.new_page()
    yield page
    context.close()


def connected(network: Network, cast: Cast, brand: Person, department: Department | None = None) -> Channel:
    settings = {"service_url": network.url, "handle": brand.handle}
    connector = Bluesky(settings, {"app_password": brand.app_password("liaison")})
    cast.ben.undo_seconds = 1
    cast.ben.save()
    return connect(
        connector.connect(),
        network="bluesky",
        name="",
        settings=settings,
        credentials=connector.credentials,
        default_department=department or cast.service,
        by=cast.ada,
    )


def test_a_mention_appears_by_itself_and_is_answered_on_the_network(
    product: Running, page: Page, cast: Cast, bluesky_network: Network
) -> None:
    brand, customer = bluesky_network.newcomer("brand"), bluesky_network.newcomer("mira")
    channel = connected(bluesky_network, cast, brand)
    page.goto(f"{product.url}/inbox/")
    page.wait_for_timeout(1000)

    # A second account mentions the brand; the row appears without a reload.
    page.evaluate("window.sameDocument = true")
    asked = customer.post(f"@{brand.handle} where is the 18:12?", mentions=[brand])
    newer = page.get_by_role("button", name=re.compile("new"))
    row = page.locator("[data-row]").filter(has_text="where is the 18:12?")
    expect(row.or_(newer).first).to_be_visible(timeout=60_000)
    if newer.is_visible():
        newer.click()
    expect(row).to_be_visible()
    assert page.evaluate("window.sameDocument") is True

    # The agent answers in the page.
    row.get_by_role("link").click()
    page.locator("#reply-text").fill(ANSWER)
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.ours")).to_contain_text(ANSWER)

    # The customer's own client reads it on the network.
    found = eventually(lambda: customer.replies(asked), seconds=60)
    assert [reply["record"]["text"] for reply in found] == [ANSWER]
    assert found[0]["author"]["did"] == brand.did
    expect(page.locator("article.ours").get_by_text("Seen on Bluesky")).to_be_visible(timeout=60_000)

    # The same delivery run again makes no second post.
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="queued")
    tasks.deliver(delivery.pk)
    assert len(customer.replies(asked)) == 1

    # A deleted mention is marked.
    customer.delete(asked)
    tasks.recheck_channel(channel.pk)
    expect(page.locator("article.post").first).to_contain_text(re.compile("deleted", re.IGNORECASE), timeout=30_000)

    # Our reply, deleted in the page, is gone on the network.
    ours = page.locator("article.ours")
    ours.hover()
    page.once("dialog", lambda dialog: dialog.accept())
    ours.get_by_role("button", name=re.compile("Take this reply down")).click()
    confirm = page.get_by_role("dialog").get_by_role("button", name=re.compile("Take it down|Delete|Yes"))
    if confirm.count():
        confirm.first.click()
    eventually(lambda: not customer.sees(found[0]["uri"]), seconds=60)
    verbs = set(Event.objects.filter(conversation_id=Conversation.objects.get().pk).values_list("verb", flat=True))
    assert {"message.receive", "delivery.queue", "delivery.succeed", "delivery.confirm", "message.remove"} <= verbs
