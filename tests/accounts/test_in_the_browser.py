"""The pages about people in a real browser: nothing inline is refused, nobody is shut out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import ConsoleMessage, Page, expect

from accounts.models import Mail, Member
from tests.cast import PASSWORD, Cast, member

pytestmark = pytest.mark.django_db(transaction=True)
type Check = Callable[[], None]


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains about: a broken script, or a breach of the content security policy."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            heard.append(message.text)

    page.on("console", listen)
    yield heard
    assert heard == []


def breaches(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong: rule and place."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]]


def enter(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/inbox/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_administrators_pages_are_open_to_everybody(
    scheme: Any, page: Page, live_server: Any, cast: Cast, complaints: list[str]
) -> None:
    letter = Mail.objects.create(recipients="zoe@northline.example", subject="A link", body="https://x.example/")
    page.emulate_media(color_scheme=scheme)
    enter(page, live_server.url, "ada@northline.example")
    for address in (
        *("people/", "people/?show=invited", "people/invite/", f"people/{cast.ben.pk}/"),
        *(f"people/{cast.ben.pk}/deactivate/", "departments/", "departments/customer-service/", "departments/new/"),
        *("console/", "console/outbox/", f"console/outbox/{letter.pk}/", "me/", "accounts/password/change/"),
        *("accounts/email/", "accounts/2fa/", "welcome/departments/", "welcome/channel/", "nowhere/"),
    ):
        page.goto(f"{live_server.url}/{address}")
        assert (address, breaches(page)) == (address, [])


def test_the_door_is_open_to_everybody(page: Page, live_server: Any, cast: Cast, complaints: list[str]) -> None:
    member("Dee Demo", {}, is_demo=True)
    for address in ("accounts/login/", "accounts/password/reset/", "accounts/signup/", "invitation/wrong/"):
        page.goto(f"{live_server.url}/{address}")
        assert (address, breaches(page)) == (address, [])


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_nothing_is_wider_than_the_screen(width: int, page: Page, live_server: Any, cast: Cast) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    enter(page, live_server.url, "ada@northline.example")
    for address in ("people/", f"people/{cast.ben.pk}/", "people/invite/", "departments/", "me/", "console/"):
        page.goto(f"{live_server.url}/{address}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert (address, wide) == (address, False)


def test_everything_works_without_scripts(browser: Any, live_server: Any, cast: Cast) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        enter(page, live_server.url, "ada@northline.example")
        page.goto(f"{live_server.url}/people/{cast.nora.pk}/")
        page.get_by_label("Department", exact=True).select_option("Marketing")
        page.get_by_label("Role", exact=True).select_option("Lead")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_label("Role in Marketing")).to_have_value("lead")
        page.get_by_role("link", name="Deactivate…").click()
        page.get_by_role("button", name="Hand over and deactivate").click()
        expect(page.get_by_role("button", name="Reactivate")).to_be_visible()
    assert not Member.objects.get(pk=cast.nora.pk).is_active


def test_djangos_admin_keeps_the_policy_too(page: Page, live_server: Any, cast: Cast, complaints: list[str]) -> None:
    enter(page, live_server.url, "ada@northline.example")
    for address in ("", "accounts/member/", f"accounts/member/{cast.ben.pk}/change/", "accounts/membership/add/"):
        page.goto(f"{live_server.url}/console/data/{address}")
        expect(page.get_by_role("heading").first).to_be_visible()
