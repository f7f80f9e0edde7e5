"""Trace, correction and rehearsal in a browser: by keyboard, nothing for axe to find, nothing too wide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from routing.actions.route import route_messages
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.inbox.browser import SIZES, axe_finds, sign_in
from tests.routing.actions.test_rehearsal import arrive, rehearse
from tests.routing.book import draft, leaf, rule, says

pytestmark = pytest.mark.django_db(transaction=True)


def routed(cast: Cast) -> int:
    """A conversation that a rule gave to Marketing, and a near miss; returns its number."""
    near = {"all": [leaf("text", "contains_any", ["money"]), leaf("kind", "is", ["direct"])]}
    rule(cast, "Money in direct messages", near, Step("priority", 4))
    rule(cast, "Money", says("my money", "cash"), Step("department", cast.marketing.pk))
    (made,) = arrive(cast, "I want my money back, Donaudampfschifffahrtsgesellschaftskapitän" * 3)
    route_messages([made.messages.get().pk])
    return made.pk


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, cast: Cast, live_server: Any, scheme: Any) -> None:
    pk = routed(cast)
    draft(cast, "Bus", says("bus"), Step("department", cast.marketing.pk))
    arrive(cast, "The bus is late", "Hello")
    one = rehearse(cast)
    fresh = conversation(cast.channel, "Nobody asked the rules")
    tried = f"?text=Cash&channel={cast.channel.pk}&kind=mention&rules=now"
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        for path in (
            *(f"inbox/{pk}/why/", f"inbox/{fresh.pk}/why/", f"inbox/{pk}/"),
            *("console/rehearsals/", f"console/rehearsals/{one.pk}/", f"console/rehearsals/try/{tried}"),
            "console/rule-health/",
        ):
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{live_server.url}/{path}")
                assert axe_finds(page) == [], (path, width)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)


def agreement(page: Page, url: str) -> str:
    """Rehearse the rules that decide now by the keyboard, and read how far people's corrections agree."""
    page.goto(f"{url}/console/rehearsals/")
    page.get_by_label("Rehearse", exact=True).select_option("now")
    page.get_by_role("button", name="Rehearse").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("nothing was changed")).to_be_visible()
    return page.locator(".figures > div", has_text="Agrees with corrections").inner_text()


def test_a_correction_in_the_trace_changes_the_next_rehearsal(browser: Browser, cast: Cast, live_server: Any) -> None:
    pk = routed(cast)
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        assert "people have judged none of them" in agreement(page, live_server.url)

        page.goto(f"{live_server.url}/inbox/{pk}/")
        page.keyboard.press("w")
        expect(page.get_by_role("heading", name="Why is this with Marketing?")).to_be_visible()
        expect(page.locator(".said mark").first).to_have_text("my money")
        expect(page.locator(".trace-rule[data-state=near]")).to_contain_text("only this was missing")
        page.get_by_label("No, it belongs to").select_option("Customer Service")
        page.get_by_role("button", name="Wrong department").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Why is this with Customer Service?")).to_be_visible()
        assert re.search(r"0\.0\s*%", agreement(page, live_server.url))
