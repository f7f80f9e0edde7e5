"""When the line is lost the page says so, heals by itself, and has missed nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.actors import INTAKE
from config import processes, startup
from inbox.actions.note import add_note
from inbox.actions.prioritise import prioritise
from inbox.actions.receive import receive
from tests.cast import Cast, conversation, item
from tests.inbox.browser import bluesky
from tests.running import Running, answers, eventually, patched, running, session_of


@pytest.fixture
def product(transactional_db: None) -> Iterator[Running]:
    with running(workers=False) as product:
        yield product


def stop_web(product: Running) -> None:
    """As when a machine is restarted: whoever asks meanwhile waits at a closed door."""
    victim = next(child for child in product.started if child.name.startswith("web"))
    processes.stop([victim], within=15)
    product.started.remove(victim)


def start_web(product: Running) -> None:
    with patched(product.environment):
        product.started.append(startup.start_web(1, product.listener))
    eventually(lambda: answers(product.port), seconds=90)


def test_it_says_so_heals_and_has_missed_nothing(page: Page, product: Running, cast: Cast) -> None:
    place = bluesky(cast.service)
    read, other = conversation(place, "The first question"), conversation(place, "Another one")
    page.context.add_cookies([{"name": "sessionid", "value": session_of(cast.ben), "url": product.url}])
    with page.expect_response("**/live/**"):
        page.goto(f"{product.url}/inbox/{read.pk}/")
    lost, news = page.locator("#line-lost"), page.locator("#news")
    # The line stands when what others do appears by itself.
    add_note(read, text="Seen while the line stood.", by=cast.ana)
    expect(page.locator("#thread")).to_contain_text("Seen while the line stood.", timeout=30_000)
    expect(lost).to_be_hidden()

    stop_web(product)
    expect(lost).to_be_visible(timeout=30_000)
    expect(lost).to_contain_text("Connection lost.")
    first = read.messages.get()
    receive(
        place,
        [item("Are you there?", thread_key=read.thread_key, parent_external_id=first.external_id)],
        by=INTAKE,
    )
    add_note(read, text="Written meanwhile.", by=cast.ana)
    prioritise(other, priority=4, by=cast.ana)
    conversation(place, "A third, while nobody could be told")
    page.locator("#reply-text").fill("I keep writing.")

    start_web(product)
    expect(lost).to_be_hidden(timeout=60_000)
    expect(page.locator("#thread")).to_contain_text("Are you there?", timeout=30_000)
    expect(page.locator("#thread")).to_contain_text("Written meanwhile.")
    expect(page.locator(f"#row-{other.pk} .priority")).to_have_attribute("data-priority", "urgent", timeout=30_000)
    expect(news.get_by_role("button", name="1 new")).to_be_visible(timeout=30_000)
    expect(page.locator("#reply-text")).to_have_value("I keep writing.")
    news.get_by_role("button").click()
    expect(page.locator("[data-row]")).to_have_count(3)
    add_note(read, text="Seen after it healed.", by=cast.ana)
    expect(page.locator("#thread")).to_contain_text("Seen after it healed.", timeout=30_000)
