"""Selecting rows, and what is done with them: by hand, by key, without a script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.actions.labels import create
from inbox.models import BulkJob, Conversation
from inbox.tasks import carry_out_bulk
from inbox.views import bulk as views
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, bluesky, busy_inbox, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(cast: Cast, page: Page, live_server: Any) -> list[Conversation]:
    """A busy inbox, shown to Ana."""
    made = busy_inbox(bluesky(cast.service))
    create(name="Refund", department=None, by=cast.ada)
    sign_in(page, live_server.url, cast.ana)
    page.goto(f"{live_server.url}/inbox/")
    return made


def selected(page: Page) -> int:
    return page.locator("#rows .tick :checked").count()


def test_x_selects_and_shift_stretches(page: Page, made: list[Conversation]) -> None:
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_be_visible()
    expect(bar.locator("[data-selected]")).to_have_text("1 selected")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    expect(bar.locator("[data-selected]")).to_have_text("3 selected")
    expect(page.locator(f"#row-{made[2].pk} .row")).to_be_focused()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator(f"#row-{made[2].pk} .row")).to_be_focused()


def test_shift_click_takes_all_between_and_all_here_the_rest(page: Page, made: list[Conversation]) -> None:
    page.locator(f"#row-{made[0].pk}").hover()
    page.locator(f"#row-{made[0].pk} .tick input").check()
    page.locator(f"#row-{made[2].pk} .tick input").click(modifiers=["Shift"])
    expect(page.locator("[data-selected]")).to_have_text("3 selected")
    page.get_by_role("button", name="All here").click()
    expect(page.locator("[data-selected]")).to_have_text("4 selected")
    page.get_by_role("button", name="Select none").click()
    expect(page.locator("#bulk")).to_be_hidden()
    assert selected(page) == 0


def test_a_few_are_done_at_once_and_undone_by_z(page: Page, made: list[Conversation]) -> None:
    with no_complaints(page):
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.keyboard.press("Shift+J")
        page.keyboard.press("Shift+J")
        page.keyboard.press("e")
        expect(page.locator("#bulk-resolve").get_by_role("button", name="Answered")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("Resolve: No reply needed: 3 done.")
        expect(page.locator("#rows .row")).to_have_count(1)
        expect(page.locator(f"#row-{made[3].pk} .row")).to_be_focused()
        expect(page.locator("#bulk")).to_be_hidden()
        assert Conversation.objects.filter(status="resolved", outcome="no_reply_needed").count() == 3
        page.keyboard.press("z")
        expect(page.locator("#toasts")).to_contain_text("Undo: 3 done.")
        expect(page.locator("#rows .row")).to_have_count(4)
    assert not Conversation.objects.filter(status="resolved").exists()


def test_menus_that_ask_come_with_their_choices(cast: Cast, page: Page, made: list[Conversation]) -> None:
    page.locator(f"#row-{made[1].pk}").hover()
    page.locator(f"#row-{made[1].pk} .tick input").check()
    for key, name in (("t", "Refund"), ("m", "Marketing")):
        page.keyboard.press(key)
        page.locator("#bulk").get_by_role("button", name=name).click()
        expect(page.locator("#toasts")).to_contain_text(f"{name}")
        expect(page.locator("#bulk")).to_be_hidden()
        page.locator(f"#row-{made[1].pk} .tick input").check(force=True)
    made[1].refresh_from_db()
    assert made[1].department == cast.marketing
    assert made[1].labels.get().name == "Refund"


def test_an_open_conversation_stays_open_and_what_is_ticked_survives_a_change_of_its_row(
    page: Page, made: list[Conversation]
) -> None:
    page.locator(f"#row-{made[0].pk} .row").click()
    expect(page.locator("#open-title")).to_contain_text("Dagny")
    page.locator(f"#row-{made[1].pk}").hover()
    page.locator(f"#row-{made[1].pk} .tick input").check()
    page.evaluate(
        "id => { const row = document.getElementById(id); row.replaceWith(row.cloneNode(true)); }", f"row-{made[1].pk}"
    )
    expect(page.locator("[data-selected]")).to_have_text("1 selected")
    page.locator("#bulk").get_by_role("button", name="Mark as read").click()
    expect(page.locator("#toasts")).to_contain_text("Mark as read: 1 done.")
    expect(page.locator("#open-title")).to_contain_text("Dagny")
    expect(page.locator(f"#row-{made[0].pk} .row")).to_have_attribute("aria-current", "true")


def test_many_go_on_behind_the_page_which_says_how_far_it_is(
    page: Page, made: list[Conversation], live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 0)
    page.goto(f"{live_server.url}/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="All here").click()
    page.keyboard.press("i")
    bar = page.locator("#bulk-bar")
    expect(bar).to_contain_text("0 of 4")
    expect(bar.get_by_role("progressbar")).to_be_visible()
    carry_out_bulk(BulkJob.objects.get().pk)
    expect(bar).to_contain_text("4 done")
    bar.get_by_role("link", name="What became of each").click()
    expect(page.get_by_role("heading", name="Take")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(5)


def test_it_works_without_a_script(cast: Cast, browser: Browser, made: list[Conversation], live_server: Any) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ana)
        page.goto(f"{live_server.url}/inbox/")
        for row in made[:2]:
            page.locator(f"#row-{row.pk}").hover()
            page.locator(f"#row-{row.pk} .tick input").check()
        page.locator("[popovertarget=bulk-assign]").click()
        page.get_by_role("button", name="All choices").first.click()
        page.get_by_role("button", name="Refund").click()
        expect(page.locator("#toasts")).to_contain_text("Label “Refund”: 2 done.")
    assert Conversation.objects.filter(labels__name="Refund").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    page: Page, made: list[Conversation], live_server: Any, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.keyboard.press("x")
    page.keyboard.press("i")
    expect(page.locator("#toasts")).to_contain_text("Take: 1 done.")
    job = BulkJob.objects.get()
    for width, height in (SIZES[0], SIZES[2]):
        page.set_viewport_size({"width": width, "height": height})
        for path in (
            "/inbox/",
            f"/inbox/bulk/{job.pk}/?show=done",
            "/inbox/bulk/",
            f"/inbox/bulk/choose/?id={made[0].pk}",
        ):
            page.goto(live_server.url + path)
            if path == "/inbox/":
                page.keyboard.press("x")
                expect(page.locator("#bulk")).to_be_visible()
            assert axe_finds(page) == [], (path, width)
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, (path, width)
        page.goto(f"{live_server.url}/inbox/")
        page.keyboard.press("Control+k")
        expect(page.locator("#palette")).to_be_visible()
        assert axe_finds(page) == [], ("palette", width)
