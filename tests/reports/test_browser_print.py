"""The report on A4: every column stands on the paper, and nothing that only helps on a screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from inbox.models import Conversation
from tests.cast import Cast
from tests.inbox.browser import axe_finds, no_complaints, sign_in
from tests.inbox.requests import asked
from tests.reports.measured import measure_all
from tests.reports.views.test_joint import answered

pytestmark = pytest.mark.django_db(transaction=True)
A4 = ViewportSize(width=700, height=1000)
"""Pixels between the margins."""


def test_the_report_prints_whole_and_its_tables_open(cast: Cast, live_server: Any, page: Page) -> None:
    answered(cast.channel, 8)
    for row in Conversation.objects.all()[:5]:
        asked(row, cast.marketing, cast.ana)
    measure_all()
    sign_in(page, live_server.url, cast.ana)
    with no_complaints(page):
        page.goto(f"{live_server.url}/reports/")
        page.locator('[popovertarget="table-first"]').click(timeout=5000)
        assert page.get_by_role("row", name="5 to 10 min 8").is_visible()
        page.keyboard.press("Escape")
        page.set_viewport_size(A4)
        page.emulate_media(media="print")
        assert not page.locator(".tabbar").is_visible()
        for frame in page.locator(".table-frame").all():
            assert frame.evaluate("each => each.scrollWidth - each.clientWidth") <= 0
    page.emulate_media(media="screen")
    page.locator('[popovertarget="table-first"]').click(timeout=5000)
    assert axe_finds(page) == []
