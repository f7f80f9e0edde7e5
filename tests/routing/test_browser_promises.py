"""The pages about promises in a browser: nothing for axe to find, nothing too wide, and by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from routing.actions.calendar import create as create_calendar
from routing.actions.keep import keep
from routing.models import SlaPolicy
from tests.cast import Cast, conversation
from tests.inbox.browser import SIZES, axe_finds, sign_in
from tests.routing.desk import WEEK, policy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, cast: Cast, live_server: Any, scheme: Any) -> None:
    own = [{"day": "2026-12-24", "spans": [[540, 720]], "name": "Christmas Eve"}]
    desk = create_calendar(
        name="Service desk", zone="Europe/Berlin", week=WEEK, country="DE", own_days=own, by=cast.ada
    )
    told = {"warn_share": 75, "warn_tell": ["assignee"], "breach_tell": ["leads"], "breach_acts": ["raise"]}
    made = policy(cast, "Service", departments=[cast.service.pk], calendar=desk, pauses=["snoozed", "asked"], **told)
    policy(cast, "Donaudampfschifffahrtsgesellschaft" * 2, targets={"first": 5, "resolution": 3000})
    place = conversation(cast.channel)
    keep([place.pk])
    tried = f"?department={cast.service.pk}&priority=3"
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        for path in (
            *(
                "console/promises/",
                f"console/promises/{tried}",
                "console/promises/new/",
                f"console/promises/{made.pk}/",
            ),
            *("console/calendars/", "console/calendars/new/", f"console/calendars/{desk.pk}/"),
            *("inbox/?department=customer-service", f"inbox/{place.pk}/"),
        ):
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{live_server.url}/{path}")
                assert axe_finds(page) == [], (path, width)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)


def test_a_promise_is_made_by_keyboard_alone(browser: Browser, cast: Cast, live_server: Any) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}/console/promises/new/")
        page.get_by_label("Name").focus()
        page.keyboard.type("Marketing")
        page.get_by_role("checkbox", name="Marketing").focus()
        page.keyboard.press("Space")
        page.get_by_label("First reply").focus()
        page.keyboard.type("45 min")
        page.keyboard.press("Enter")
        expect(page.locator(".policies")).to_contain_text("Marketing: first reply within 45 min (round the clock).")
    assert SlaPolicy.objects.get().departments == [cast.marketing.pk]
