"""The main flow by keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from inbox.actions.assign import take
from inbox.models import Conversation, Delivery, Draft, Note
from tests.cast import Cast
from tests.inbox.browser import bluesky, busy_inbox, no_complaints, sign_in

PAINTED = """menu => {
  const at = menu.getBoundingClientRect();
  return menu.contains(document.elementFromPoint(at.x + 20, at.y + 20));
}"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(cast: Cast, page: Page, live_server: Any) -> list[Conversation]:
    """A busy inbox, shown to Ana."""
    made = busy_inbox(bluesky(cast.service))
    sign_in(page, live_server.url, cast.ana)
    page.goto(f"{live_server.url}/inbox/")
    return made


def test_j_and_k_move_enter_opens_and_the_list_stays(page: Page, made: list[Conversation]) -> None:
    with no_complaints(page):
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator(f"#row-{made[1].pk} .row")).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page.locator("#open-title")).to_contain_text("Dagny")
    expect(page).to_have_url(re.compile(rf"/inbox/{made[0].pk}/$"))
    expect(page.locator(f"#row-{made[0].pk} .row")).to_have_attribute("aria-current", "true")
    expect(page).to_have_title(re.compile("^Dagny"))


def test_u_goes_back_to_the_row(page: Page, made: list[Conversation]) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#open-title")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(page.locator(f"#row-{made[0].pk} .row")).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator(f"#row-{made[0].pk} .row")).to_be_focused()


def test_r_writes_a_reply_and_it_waits_for_an_undo(page: Page, made: list[Conversation]) -> None:
    page.locator(f"#row-{made[0].pk} .row").click()
    expect(page.locator("#open-title")).to_be_visible()
    with no_complaints(page):
        page.keyboard.press("r")
        expect(page.get_by_label("Reply", exact=True)).to_be_focused()
        page.keyboard.type("Hi Dagny, jerk that door!")
        expect(page.locator("#reply [data-saved]")).to_contain_text("Saved")
        expect(page.locator("#reply [data-count]")).to_have_text("25 / 300")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#toasts")).to_contain_text("leaves in")
    assert Delivery.objects.get().text == "Hi Dagny, jerk that door!"
    page.keyboard.press("z")
    expect(page.get_by_label("Reply", exact=True)).to_have_value("Hi Dagny, jerk that door!")
    assert Delivery.objects.get().state == "cancelled"


def sent_while_a_save_is_held(page: Page, made: Conversation) -> list[Route]:
    """A reply is sent by keys while its autosave is under way; the saves, which wait for whoever asks."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/draft/", hold)
    page.locator(f"#row-{made.pk} .row").click()
    expect(page.locator("#open-title")).to_be_visible()
    page.keyboard.press("r")
    with page.expect_request("**/draft/"):
        page.keyboard.type("Jerk that door!")
    page.keyboard.press("Control+Enter")
    return held


def test_a_save_still_under_way_leaves_no_second_copy_of_what_was_sent(page: Page, made: list[Conversation]) -> None:
    held = sent_while_a_save_is_held(page, made[0])
    expect(page.locator("#reply [data-saved]")).to_have_text("")
    assert not Delivery.objects.exists()  # it waits for the save

    held[0].continue_()
    expect(page.locator("#toasts")).to_contain_text("leaves in")
    expect(page.get_by_label("Reply", exact=True)).to_have_value("")
    assert [delivery.text for delivery in Delivery.objects.all()] == ["Jerk that door!"]
    assert not Draft.objects.filter(state="writing").exists()


def test_a_save_that_failed_is_not_tried_again_behind_the_reply(page: Page, made: list[Conversation]) -> None:
    tried = sent_while_a_save_is_held(page, made[0])
    tried[0].abort()
    expect(page.locator("#toasts")).to_contain_text("leaves in")
    page.wait_for_timeout(6_000)  # beyond the five seconds after which it would be tried again
    assert len(tried) == 1
    assert not Draft.objects.filter(state="writing").exists()


def test_n_adds_a_note_and_buffers_never_mix(page: Page, made: list[Conversation]) -> None:
    page.locator(f"#row-{made[0].pk} .row").click()
    expect(page.locator("#open-title")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("for Dagny")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_label("Note", exact=True)).to_be_focused()
    page.keyboard.type("for us")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.note")).to_contain_text("for us")
    assert Note.objects.get().text == "for us"
    expect(page.get_by_label("Reply", exact=True)).to_have_value("for Dagny")


def test_e_resolves_and_the_next_opens(page: Page, made: list[Conversation]) -> None:
    page.locator(f"#row-{made[0].pk} .row").click()
    expect(page.locator("#open-title")).to_contain_text("Dagny")
    with no_complaints(page):
        page.keyboard.press("e")
        page.get_by_role("button", name="No reply needed").click()
        expect(page.locator("#open-title")).to_contain_text("يوسف")
        expect(page.locator(f"#row-{made[0].pk}")).to_have_count(0)
    made[0].refresh_from_db()
    assert (made[0].status, made[0].outcome) == ("resolved", "no_reply_needed")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#open-title")).to_contain_text("Dagny")
    made[0].refresh_from_db()
    assert made[0].status == "open"


def test_resolving_needs_no_mouse(page: Page, made: list[Conversation]) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#open-title")).to_be_visible()
    page.keyboard.press("e")
    menu = page.locator("#resolve-menu")
    expect(menu.get_by_role("button", name="Answered")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="No reply needed")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Resolved. It opens again")).to_be_visible()
    assert Conversation.objects.get(status="resolved").outcome == "no_reply_needed"
    page.keyboard.press("z")
    expect(page.get_by_text("Undone")).to_be_visible()
    assert not Conversation.objects.filter(status="resolved").exists()
    expect(page.locator("#rows .row[aria-current]")).to_be_focused()


def test_i_on_a_colleagues_conversation_opens_the_menu_that_names_them(
    page: Page, cast: Cast, made: list[Conversation]
) -> None:
    take(made[0], by=cast.ben)
    page.locator(f"#row-{made[0].pk} .row").click()
    expect(page.locator("#open-title")).to_contain_text("Dagny")
    page.keyboard.press("i")
    expect(page.locator("#assign-menu")).to_be_visible()
    page.keyboard.type("ana")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Undo")
    made[0].refresh_from_db()
    assert made[0].assignee == cast.ana


def test_menus_that_keys_open_are_seen_and_take_letters(page: Page, made: list[Conversation]) -> None:
    page.locator(f"#row-{made[0].pk} .row").click()
    expect(page.locator("#open-title")).to_be_visible()
    for key, name in {"m": "move", "y": "priority", "t": "label", "a": "assign", "b": "snooze"}.items():
        page.keyboard.press(key)
        menu = page.locator(f"#{name}-menu")
        expect(menu).to_be_visible()
        assert menu.evaluate(PAINTED), name
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
    page.keyboard.press("m")
    page.keyboard.type("marke")
    expect(page.locator("#move-menu").get_by_role("button", name="Marketing")).to_be_focused()
    page.keyboard.type("x")
    expect(page.locator("#move-menu")).to_be_focused()  # no line is called that, so Enter does nothing


def test_letters_are_letters_while_one_types_and_when_keys_are_off(page: Page, made: list[Conversation]) -> None:
    page.locator(f"#row-{made[0].pk} .row").click()
    expect(page.locator("#open-title")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("jeru")
    expect(page.get_by_label("Reply", exact=True)).to_have_value("jeru")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("r")
    expect(page.get_by_label("Reply", exact=True)).not_to_be_focused()
