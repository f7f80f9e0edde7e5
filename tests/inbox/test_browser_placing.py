"""Being away and work that finds somebody, by keyboard alone; accessible and within the width."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.actors import SCHEDULE
from accounts.away import away_words, today_of
from accounts.models import Absence
from inbox.actions import ability, placing
from inbox.actions.place import place
from inbox.models import Conversation
from inbox.tasks import place_waiting
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, bluesky, busy_inbox, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(cast: Cast) -> list[Conversation]:
    return busy_inbox(bluesky(cast.service))


def test_saying_away_and_seeing_it_where_work_is_given(
    page: Page, cast: Cast, live_server: Any, made: list[Conversation]
) -> None:
    sign_in(page, live_server.url, cast.ben)
    today = today_of(cast.ben)
    with no_complaints(page):
        page.goto(f"{live_server.url}/me/away/")
        page.locator("#id_ends_on").fill(today.isoformat())
        page.locator("#id_cover").focus()
        page.keyboard.type("Ana")
        page.locator("#id_kind").focus()
        page.get_by_role("button", name="Say it", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("away now")
        words = away_words(Absence.objects.get(member=cast.ben, cover=cast.ana))
        sign_in(page, live_server.url, cast.ana)
        page.goto(f"{live_server.url}/inbox/{made[0].pk}/")
        page.keyboard.press("a")
        expect(page.locator("#assign-menu")).to_contain_text(f"Ben Okafor{words}")
        page.locator("#assign-menu button", has_text="Whoever is free").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#open")).to_contain_text("Given to Ana Petrović, the only one on duty")
    made[0].refresh_from_db()
    assert made[0].assignee == cast.ana


def test_a_department_turns_it_on_and_what_finds_nobody_says_why(
    page: Page, cast: Cast, live_server: Any, made: list[Conversation]
) -> None:
    ability.change(cast.ana, languages=["en"], topics=(), by=cast.ana)
    Conversation.objects.exclude(pk__in=[made[0].pk, made[3].pk]).update(status="pending")
    made[3].messages.update(language="de")
    sign_in(page, live_server.url, cast.ana)
    with no_complaints(page):
        page.goto(f"{live_server.url}/placing/customer-service/")
        page.locator("#id_way").focus()
        page.keyboard.type("In turn")
        expect(page.locator("#id_way")).to_have_value("turn")
        page.get_by_role("button", name="Save").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("finds somebody so from now on").first).to_be_attached(timeout=60_000)
        place_waiting()
        page.goto(f"{live_server.url}/inbox/")
        expect(page.locator(f"#row-{made[3].pk}")).to_contain_text("nobody on duty speaks German")
    made[0].refresh_from_db()
    assert made[0].assignee == cast.ana


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    page: Page, cast: Cast, live_server: Any, made: list[Conversation], scheme: Any
) -> None:
    placing.change(cast.service, way="load", most_open=1, match_language=True, by=cast.ana)
    for row in made:
        place(row, by=SCHEDULE, department=cast.service)
    sign_in(page, live_server.url, cast.ana)
    page.emulate_media(color_scheme=scheme)
    addresses = ("/me/away/", "/me/skills/", "/placing/customer-service/", f"/placing/customer-service/{cast.ben.pk}/")
    for address in (*addresses, "/inbox/"):
        page.goto(live_server.url + address)
        assert axe_finds(page) == [], address
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
