"""A day's flow by keyboard alone, the command palette, and the list of keys."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Membership, Role
from inbox.models import Conversation, Delivery, Note
from tests.cast import Cast
from tests.inbox.browser import bluesky, busy_inbox, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(cast: Cast, page: Page, live_server: Any) -> list[Conversation]:
    """A busy inbox, shown to Ana, who also works in Marketing."""
    made = busy_inbox(bluesky(cast.service))
    Membership.objects.create(member=cast.ana, department=cast.marketing, role=Role.AGENT)
    sign_in(page, live_server.url, cast.ana)
    page.goto(f"{live_server.url}/inbox/")
    return made


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def palette(page: Page) -> Locator:
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="What do you want to do")
    expect(field).to_be_focused()
    return field


def row(page: Page, conversation: Conversation) -> Locator:
    return page.locator(f"#row-{conversation.pk} .row")


def find_and_go_elsewhere(page: Page) -> None:
    press(page, "/")
    expect(page.locator("#search-q")).to_be_focused()
    page.keyboard.type("night desk")
    press(page, "Enter")
    expect(page.locator("#rows [data-row]")).to_have_count(1)
    expect(page.locator("#rows mark").first).to_have_text("night")

    palette(page)
    page.keyboard.type("marketing")
    expect(page.get_by_role("option").first).to_have_text("Marketing")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"department=marketing"))


def test_a_day_by_keyboard_alone(cast: Cast, page: Page, made: list[Conversation]) -> None:
    toasts, title = page.locator("#toasts"), page.locator("#open-title")
    with no_complaints(page):
        press(page, "j", "Enter")
        expect(title).to_contain_text("Dagny")
        press(page, "i")
        expect(toasts).to_contain_text("It is yours now.")

        press(page, "r")
        page.keyboard.type("Hi Dagny, we look into it.")
        press(page, "Control+Enter")
        expect(toasts).to_contain_text("leaves in")
        expect(row(page, made[0])).to_be_focused()

        press(page, "j", "Enter")
        expect(title).to_contain_text("يوسف")
        press(page, "n")
        page.keyboard.type("Ask the night desk.")
        press(page, "Control+Enter")
        expect(page.locator("article.note")).to_contain_text("Ask the night desk.")

        press(page, "b")
        expect(page.locator("#snooze-menu button").first).to_be_focused()
        press(page, "Enter")
        expect(toasts).to_contain_text("It sleeps until")
        expect(title).to_contain_text("tiny_bus_fan")

        press(page, "e")
        expect(page.locator("#resolve-menu").get_by_role("button", name="Answered")).to_be_focused()
        press(page, "Enter")
        expect(toasts).to_contain_text("Resolved.")
        expect(title).to_contain_text("Friederike")
        press(page, "z")
        expect(toasts).to_contain_text("Undone")
        expect(title).to_contain_text("tiny_bus_fan")

        press(page, "Escape")
        row(page, made[0]).focus()
        press(page, "x", "Shift+J", "Shift+J")
        expect(page.locator("[data-selected]")).to_have_text("3 selected")
        press(page, "e")
        expect(page.locator("#bulk-resolve").get_by_role("button", name="Answered")).to_be_focused()
        press(page, "ArrowDown", "Enter")
        expect(toasts).to_contain_text("Resolve: No reply needed: 3 done.")
        expect(page.locator("#rows .row")).to_have_count(0)

        find_and_go_elsewhere(page)
    assert Delivery.objects.get().text == "Hi Dagny, we look into it."
    assert Note.objects.get().text == "Ask the night desk."
    assert sorted(Conversation.objects.values_list("status", flat=True)) == ["resolved"] * 3 + ["snoozed"]


def test_the_palette_does_whatever_the_open_conversation_allows(page: Page, made: list[Conversation]) -> None:
    row(page, made[0]).click()
    expect(page.locator("#open-title")).to_contain_text("Dagny")
    with no_complaints(page):
        field = palette(page)
        for name in ("Reply", "Note", "Take", "Assign: Ben Okafor", "Resolve: Spam", "Escalate or move: Marketing"):
            expect(page.get_by_role("option", name=name, exact=True)).to_have_count(1)
        page.keyboard.type("prio urg")
        expect(page.get_by_role("option")).to_have_text(["Priority: Urgent", "Search for “prio urg”"])
        option = page.get_by_role("option").first
        expect(option).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))
        press(page, "Enter")
        expect(page.locator("#toasts")).to_contain_text("Its priority is urgent now.")

        palette(page)
        page.keyboard.type("note")
        press(page, "Enter")
        expect(page.get_by_label("Note", exact=True)).to_be_focused()
        palette(page)
        page.keyboard.type("resolve…")
        press(page, "Enter")
        expect(page.locator("#resolve-menu").get_by_role("button", name="Answered")).to_be_focused()
        press(page, "Escape")
        palette(page)
        page.keyboard.type("zzz")
        expect(page.get_by_role("option")).to_have_text(["Search for “zzz”"])
        press(page, "Enter")
    expect(page).to_have_url(re.compile("/search/[?]q=zzz$"))


def test_the_palette_knows_every_place_of_the_rail(page: Page, made: list[Conversation]) -> None:
    places = page.locator("#rail a.rail-item .label").all_text_contents()
    palette(page)
    offered = page.locator("#palette [role=option]").all_text_contents()
    assert [place for place in places if place.strip() not in offered] == []
    page.keyboard.type("northl")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"channel=\d+"))


def test_the_sheet_lists_what_works_here_and_nothing_else(
    page: Page, made: list[Conversation], live_server: Any
) -> None:
    def listed() -> dict[str, str]:
        press(page, "?")
        expect(page.locator("#keys")).to_be_visible()
        lines = page.locator("#keys [data-needs]:visible")
        words = lines.locator("dt").all_text_contents()
        keys = lines.locator("dd").evaluate_all(
            "all => all.map(dd => [...dd.children].map(k => k.textContent).join(' '))"
        )
        press(page, "Escape")
        return dict(zip(keys, words, strict=True))

    at_the_list = listed()
    assert {"j", "k", "x", "Shift j", "g i", "g m", "g d", "/", "Ctrl K", "?", "z", "e"} <= at_the_list.keys()
    assert not {"r", "n", "p", "g c"} & at_the_list.keys()
    row(page, made[0]).click()
    expect(page.locator("#open-title")).to_contain_text("Dagny")
    assert {"r", "n", "e", "b", "a", "i", "m", "t", "y"} <= listed().keys()
    page.goto(f"{live_server.url}/labels/")
    assert set(listed()) == {"g i", "g m", "g d", "g e", "g l", "g q", "g r", "g t", "/", "Ctrl K", "?"}


def test_g_then_a_letter_goes_there(page: Page, made: list[Conversation]) -> None:
    for letter, place in (("d", r"/departments/$"), ("m", r"assignee=me"), ("i", r"/inbox/$")):
        press(page, "g", letter)
        expect(page).to_have_url(re.compile(place))
        page.wait_for_load_state()
