"""The pages about people in a real browser: nothing inline is refused, nobody is shut out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import Mail, Member
from tests.cast import PASSWORD, Cast, member
from tests.inbox.browser import axe_finds, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def enter(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/inbox/**")


def addresses(cast: Cast) -> tuple[str, ...]:
    """Every page of an administrator."""
    letter = Mail.objects.create(recipients="zoe@northline.example", subject="A link", body="https://x.example/")
    return (
        *("people/", "people/?show=invited", "people/invite/", f"people/{cast.ben.pk}/"),
        *(f"people/{cast.ben.pk}/deactivate/", "departments/", "departments/customer-service/", "departments/new/"),
        *("console/", "console/outbox/", f"console/outbox/{letter.pk}/", "me/", "accounts/password/change/"),
        *("accounts/email/", "accounts/2fa/", "welcome/departments/", "welcome/channel/"),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_administrators_pages_are_open_to_everybody(scheme: Any, page: Page, live_server: Any, cast: Cast) -> None:
    page.emulate_media(color_scheme=scheme)
    sign_in(page, live_server.url, cast.ada)
    for address in (*addresses(cast), "nowhere/"):
        page.goto(f"{live_server.url}/{address}")
        assert (address, axe_finds(page)) == (address, [])


def test_the_door_is_open_to_everybody(page: Page, live_server: Any, cast: Cast) -> None:
    member("Dee Demo", {}, is_demo=True)
    for address in ("accounts/login/", "accounts/password/reset/", "accounts/signup/", "invitation/wrong/"):
        page.goto(f"{live_server.url}/{address}")
        assert (address, axe_finds(page)) == (address, [])


def test_the_browser_refuses_nothing_on_any_page(page: Page, live_server: Any, cast: Cast) -> None:
    with no_complaints(page):
        enter(page, live_server.url, "ada@northline.example")
        for address in addresses(cast):
            page.goto(f"{live_server.url}/{address}")


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


def test_djangos_admin_keeps_the_policy_too(page: Page, live_server: Any, cast: Cast) -> None:
    sign_in(page, live_server.url, cast.ada)
    with no_complaints(page):
        for address in ("", "accounts/member/", f"accounts/member/{cast.ben.pk}/change/", "accounts/membership/add/"):
            page.goto(f"{live_server.url}/console/data/{address}")
            expect(page.get_by_role("heading").first).to_be_visible()


def test_a_refused_act_is_said_in_a_toast(page: Page, live_server: Any, cast: Cast) -> None:
    sign_in(page, live_server.url, cast.ana)
    page.goto(f"{live_server.url}/departments/")
    page.evaluate("htmx.ajax('GET', '/people/', {target: 'main'})")
    expect(page.locator("#toasts")).to_contain_text("Only an administrator may do this.")
    expect(page.get_by_role("heading", name="Departments").first).to_be_visible()
