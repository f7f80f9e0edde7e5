"""Pictures in the browser: there as soon as they are fetched, and said in words when they never are."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.actors import INTAKE
from inbox.actions.media import ask_media, claim_media, keep_media, lose_media
from inbox.channels.base import Attachment, Author
from inbox.models import Media
from inbox.rasters import painted
from tests.cast import Cast, conversation
from tests.inbox.browser import SIZES, axe_finds, bluesky, no_complaints, sign_in
from tests.inbox.paintings import picture

pytestmark = pytest.mark.django_db(transaction=True)


def arrives(source: str, size: tuple[int, int] = (1200, 700)) -> None:
    """As if a worker had fetched it."""
    row = claim_media(ask_media("bluesky", source, by=INTAKE).pk)
    assert row is not None
    data = picture("JPEG", size)
    keep_media(row, data=data, media_type="", picture=painted(data))


def test_it_appears_when_it_is_here_and_words_stand_for_what_is_gone(page: Page, cast: Cast, live_server: Any) -> None:
    sources = [f"https://cdn.example/{name}" for name in ("here", "late", "gone", "film")]
    arrives(sources[0])
    lose_media(ask_media("bluesky", sources[2], by=INTAKE))
    kinds = ("image", "image", "image", "video")
    made = conversation(
        bluesky(cast.service),
        "Four things",
        author=Author("did:m", "mira", "Mira", avatar_url=sources[0]),
        attachments=[
            Attachment(kind, source, alt)
            for kind, source, alt in zip(kinds, sources, ("A door", "", "A bus", "Snow"), strict=True)
        ],
    )
    sign_in(page, live_server.url, cast.ben)
    with no_complaints(page):
        for width, height in (SIZES[0], SIZES[2]):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{live_server.url}/inbox/{made.pk}/")
            shown = page.locator("#conversation .shown img")
            shown.first.scroll_into_view_if_needed()
            expect(shown.first).to_have_js_property("naturalWidth", 640)
            expect(page.locator("#conversation .avatar .face").first).to_have_js_property("naturalWidth", 640)
            shown.nth(1).scroll_into_view_if_needed()
            if not Media.objects.filter(source=sources[1], state="kept").exists():
                expect(page.locator("#conversation")).to_contain_text("No alternative text")
                with page.expect_response(lambda response: "/1/?small=1" in response.url and response.status == 200):
                    arrives(sources[1])
            expect(shown.nth(1)).to_have_js_property("naturalWidth", 640)
            expect(page.locator("#conversation .gone")).to_contain_text("Its alternative text: A bus")
            expect(page.get_by_role("link", name="Save the video: Snow")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_finds(page) == []


def test_one_that_never_comes_says_so(page: Page, cast: Cast, live_server: Any) -> None:
    made = conversation(bluesky(cast.service), attachments=[Attachment("image", "https://cdn.example/1", "A door")])
    lose_media(ask_media("bluesky", "https://cdn.example/1", by=INTAKE))
    sign_in(page, live_server.url, cast.ben)
    page.add_init_script(
        "window.setTimeout = (real => (act, wait, ...rest) => real(act, wait / 50, ...rest))(setTimeout)"
    )
    with no_complaints(page):
        # It was there when the page was drawn, and is gone when the browser asks.
        Media.objects.update(state="waiting")
        page.goto(f"{live_server.url}/inbox/{made.pk}/")
        expect(page.locator("#conversation .shown .lost")).to_have_text("This picture can’t be shown now.")
        expect(page.locator("#conversation .shown img")).to_be_hidden()
