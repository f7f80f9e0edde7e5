"""What programs are set up with, by Tab, Space and Enter alone: webhooks, mappings, tokens; accessible and whole."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member, Token
from inbox.actions import channel_mapping, webhook
from inbox.models import Webhook
from inbox.models.webhook import CallState
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS: Any = ((SIZES[0], "light"), (SIZES[2], "dark"))
FAR = 150
"""Nothing is more Tabs away than this."""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus; what no Tab reaches fails."""
    expect(wanted.first).to_be_visible()
    for _press in range(FAR):
        if wanted.first.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No Tab leads to {wanted}.")


def enter(page: Page, role: Any, name: str) -> None:
    """Go there by Tab, and press Enter."""
    tab_to(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Go to a field by Tab, and type."""
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(text)


def whole(page: Page) -> None:
    """Nothing is wrong with the page as it stands, wide by day and narrow by night."""
    for (width, height), scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
        assert axe_finds(page) == [], (page.url, width, scheme)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})


def test_a_webhook_is_made_tried_renewed_and_put_away(page: Page, cast: Cast, live_server: Any) -> None:
    sign_in(page, live_server.url, cast.ada)
    page.on("dialog", lambda asked: asked.accept())
    with no_complaints(page):
        page.goto(f"{live_server.url}/console/webhooks/")
        enter(page, "link", "New webhook")
        expect(page.get_by_role("heading", name="Whom, and of what")).to_be_visible()
        whole(page)
        write(page, "Name", "Ticket shop")
        write(page, "Address", "https://shop.example/hook")
        tab_to(page, page.get_by_label("Notes", exact=True))
        page.keyboard.press("Space")
        enter(page, "button", "Create")
        expect(page.get_by_role("heading", name="Copy it now")).to_be_visible()
        made = Webhook.objects.get()
        assert (made.name, made.verbs) == ("Ticket shop", ["note.*"])
        expect(page.get_by_label("The secret")).to_have_value(made.secrets["present"])
        whole(page)
        enter(page, "link", "Go on")
        enter(page, "button", "Send a test")
        expect(page.get_by_text("A test is on its way")).to_be_visible()
        call = made.calls.get()
        assert call.state == CallState.WAITING
        whole(page)
        tab_to(page, page.locator(f'a[href$="/calls/{call.pk}/"]'))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Not tried yet")).to_be_visible()
        whole(page)
        enter(page, "link", "Ticket shop")
        enter(page, "button", "Pause")
        enter(page, "button", "Go on")
        expect(page.get_by_text("goes on where it stopped")).to_be_visible()
        enter(page, "button", "Make a new secret")
        expect(page.get_by_role("heading", name="Copy it now")).to_be_visible()
        made.refresh_from_db()
        expect(page.get_by_label("The secret")).to_have_value(made.secrets["present"])
        enter(page, "link", "Go on")
        enter(page, "button", "Put away")
        expect(page.get_by_text("Nobody outside is told anything")).to_be_visible()
    made.refresh_from_db()
    assert made.archived_at is not None


def test_what_is_wrong_with_a_webhook_is_said_beside_the_field(page: Page, cast: Cast, live_server: Any) -> None:
    made, _secret = webhook.create(name="Shop", address="https://shop.example/hook", by=cast.ada)
    sign_in(page, live_server.url, cast.ada)
    with no_complaints(page):
        page.goto(f"{live_server.url}/console/webhooks/{made.pk}/")
        enter(page, "link", "Change")
        write(page, "Single acts", "draft.sing")
        page.keyboard.press("Enter")
        expect(page.get_by_text("There is no act “draft.sing”")).to_be_visible()
        expect(page.get_by_label("Single acts")).to_have_value("draft.sing")
        whole(page)


def test_a_mapping_is_tried_on_a_sample_and_saved(page: Page, cast: Cast, live_server: Any) -> None:
    sign_in(page, live_server.url, cast.ada)
    with no_complaints(page):
        page.goto(f"{live_server.url}/channels/{cast.channel.pk}/")
        tab_to(page, page.locator(f'a[href$="/channels/{cast.channel.pk}/map/"]'))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Fields")).to_be_visible()
        whole(page)
        write(page, "Where the items are", "reviews")
        tab_to(page, page.locator("#id_f-text"))
        page.keyboard.type("body[")
        write(page, "A sample of what the tool sends", '{"reviews": [{"body": "Too late."}]}')
        enter(page, "button", "Try it")
        expect(page.locator("#mapping-form .errors")).to_contain_text("JMESPath")
        whole(page)
        tab_to(page, page.locator("#id_f-text"))
        page.keyboard.press("Control+a")
        page.keyboard.type("body")
        enter(page, "button", "Try it")
        expect(page.get_by_role("status").locator("pre")).to_contain_text("Too late.")
        whole(page)
        enter(page, "button", "Save")
        expect(page.get_by_text("is read so from now on")).to_be_visible()
    cast.channel.refresh_from_db()
    assert cast.channel.settings["mapping"] == {"items": "reviews", "fields": {"text": "body"}}


def test_a_mapping_of_long_expressions_stays_within_the_width(page: Page, cast: Cast, live_server: Any) -> None:
    long = "reviews[?starts_with(language, `de`)]." + ".".join(["translated"] * 30)
    channel_mapping.map(cast.channel, items=long, fields={"text": long}, by=cast.ada)
    sign_in(page, live_server.url, cast.ada)
    page.goto(f"{live_server.url}/channels/{cast.channel.pk}/map/")
    whole(page)


def test_a_token_of_ones_own_is_made_replaced_and_revoked(page: Page, cast: Cast, live_server: Any) -> None:
    sign_in(page, live_server.url, cast.ben)
    page.on("dialog", lambda asked: asked.accept())
    with no_complaints(page):
        page.goto(f"{live_server.url}/me/tokens/")
        whole(page)
        write(page, "What it is for", "My script")
        enter(page, "button", "Make a token")
        expect(page.locator("main .errors")).to_contain_text("Choose at least one thing")
        whole(page)
        tab_to(page, page.locator("#id_area-conversations"))
        page.keyboard.type("Read and")
        enter(page, "button", "Make a token")
        expect(page.get_by_label("The token")).to_have_value(re.compile(f"^{Token.objects.get().start}"))
        whole(page)
        enter(page, "button", "Replace")
        expect(page.get_by_text("Replaced, still opens")).to_be_visible()
        old, new = Token.objects.order_by("pk")
        assert (old.successor_id, new.scopes) == (new.pk, old.scopes)
        for count in (1, 2):
            enter(page, "button", "Revoke")
            expect(page.get_by_text("Revoked", exact=True)).to_have_count(count)
    assert not Token.objects.usable().exists()


def test_a_program_is_made_given_work_and_a_token(page: Page, cast: Cast, live_server: Any) -> None:
    sign_in(page, live_server.url, cast.ada)
    page.on("dialog", lambda asked: asked.accept())
    with no_complaints(page):
        page.goto(f"{live_server.url}/console/programs/")
        whole(page)
        write(page, "Name", "Ticket shop")
        page.keyboard.press("Enter")
        expect(page.get_by_text("In no department yet")).to_be_visible()
        tab_to(page, page.locator("#grant_department"))
        page.keyboard.type("Customer")
        enter(page, "button", "Add")
        expect(page.get_by_text("In no department yet")).to_have_count(0)
        made = Member.objects.get(is_program=True)
        assert [place.department for place in made.memberships.all()] == [cast.service]
        write(page, "What it is for", "Refunds")
        tab_to(page, page.locator("#id_area-conversations"))
        page.keyboard.type("Read and")
        enter(page, "button", "Make a token")
        expect(page.get_by_role("heading", name="Copy it now")).to_be_visible()
        whole(page)
        enter(page, "button", "Withdraw")
        expect(page.get_by_text("opens nothing any more")).to_be_visible()
    assert not Token.objects.filter(member=made).usable().exists()
