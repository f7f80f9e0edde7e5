"""The review queue by keyboard alone, at every width, for everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inbox.models import Delivery, Draft
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, no_complaints, sign_in
from tests.inbox.drafts import Desk, desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(cast: Cast, page: Page, live_server: Any) -> Desk:
    """Three drafts that wait for Ben, who looks at his queue."""
    made = desk(cast)
    for text in ("First of all, sorry.", "Second, we look into it.", "Third, thank you."):
        made.submitted(text=text)
    sign_in(page, live_server.url, cast.ben)
    page.goto(f"{live_server.url}/inbox/")
    return made


def test_approve_change_and_return_without_a_mouse(page: Page, at: Desk) -> None:
    with no_complaints(page):
        page.keyboard.press("g")
        page.keyboard.press("q")
        expect(page).to_have_url(re.compile("/review/$"))
        page.wait_for_load_state()
        page.keyboard.press("p")
        expect(page.locator("#toasts")).to_contain_text("on its way")
        expect(page.locator(".draft-text")).to_have_text("Second, we look into it.")
        expect(page.locator("#rows .row[aria-current]")).to_contain_text("Second, we look into it.")
        page.wait_for_load_state()
        page.keyboard.press("e")
        page.get_by_label("The reply, as you would have it").fill("Second, we look into it today.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".draft-text")).to_have_text("Third, thank you.")
        page.wait_for_load_state()
        page.keyboard.press("t")
        page.get_by_label("What should change?").fill("Say for what.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#list")).to_contain_text("No draft waits for you.")
    sent = list(Delivery.objects.order_by("pk").values_list("text", flat=True))
    assert sent == ["First of all, sorry.", "Second, we look into it today."]
    assert Draft.objects.get(state="returned").text == "Third, thank you."


def test_a_trainee_submits_by_keyboard_alone(page: Page, cast: Cast, live_server: Any) -> None:
    made = desk(cast)
    sign_in(page, live_server.url, cast.tim)
    page.goto(f"{live_server.url}/inbox/{made.row.pk}/")
    with no_complaints(page):
        page.keyboard.press("r")
        page.keyboard.type("We look into it.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#toasts")).to_contain_text("waits for approval")
    assert Draft.objects.get(state="submitted").text == "We look into it."


def test_an_edit_is_counted_and_previewed_as_it_is_typed(page: Page, at: Desk, live_server: Any) -> None:
    draft = Draft.objects.earliest("pk")
    with no_complaints(page):
        page.goto(f"{live_server.url}/review/{draft.pk}/?edit=1")
        page.get_by_label("The reply, as you would have it").fill("Sorry.")
        expect(page.locator("[data-preview]")).to_have_text("Sorry.")
        expect(page.locator("#amend [data-count]")).to_have_text("6 / 500")
        page.get_by_label("The reply, as you would have it").fill("x" * 501)
        expect(page.locator("#amend .field-error")).to_be_visible()
        expect(page.locator("#amend [data-count]")).to_have_text("501 / 500")
    draft.refresh_from_db()
    assert draft.text == "First of all, sorry."


def test_an_undone_approval_is_back_before_the_approver(page: Page, at: Desk, live_server: Any) -> None:
    draft = Draft.objects.earliest("pk")
    with no_complaints(page):
        page.goto(f"{live_server.url}/review/")
        page.keyboard.press("p")
        told = re.compile(r"Approved; it is on its way\. It leaves in (1[0-4]|\d) s\.")
        expect(page.locator("#toasts")).to_contain_text(told, timeout=10_000)
        page.keyboard.press("z")
        expect(page).to_have_url(re.compile(f"/review/{draft.pk}/$"))
        expect(page.locator("#toasts")).to_contain_text("waits for approval again")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_anybody_can_use_it(page: Page, at: Desk, live_server: Any, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    draft = Draft.objects.earliest("pk")
    for address in ("/review/", f"/review/{draft.pk}/?edit=1", f"/review/{draft.pk}/?return=1", "/review/away/"):
        page.goto(live_server.url + address)
        assert axe_finds(page) == []
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
