"""A policy is made row by row in a browser: with scripts, and without a line of them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.actions.policy import change, create
from inbox.models import ApprovalPolicy
from inbox.policies import Step
from tests.cast import Cast
from tests.inbox.browser import SIZES, axe_finds, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/console/policies/"
PUBLIC = {"field": "visibility", "op": "is", "value": ["public"]}


def make_one(page: Page, address: str, *, scripted: bool) -> None:
    """Public replies that promise money, or anything to the famous, need Marketing's lead."""
    page.goto(f"{address}{HERE}")
    page.get_by_role("link", name="New policy").first.click()
    page.get_by_label("Name").fill("Careful with money")
    page.get_by_label("What the new condition asks").select_option("visibility")
    page.get_by_role("button", name="Add a condition").click()
    public = page.get_by_role("checkbox", name="public")
    public.check()
    page.get_by_role("button", name="Add a group").click()
    page.locator('[name="g1-mode"]').select_option("any")
    page.get_by_label("What the new condition asks").nth(1).select_option("text")
    page.get_by_role("button", name="Add a condition").nth(1).click()
    words = page.get_by_role("textbox", name="The reply")
    if scripted:
        expect(words).to_be_focused()
    words.fill("refund*, money back")
    page.get_by_label("What the new condition asks").nth(1).select_option("followers")
    page.get_by_role("button", name="Add a condition").nth(1).click()
    page.get_by_role("spinbutton", name="Followers of the person answered").fill("10000")
    page.get_by_label("What the new condition asks").nth(1).select_option("has_picture")
    page.get_by_role("button", name="Add a condition").nth(1).click()
    page.get_by_role("button", name="Take “It carries a picture” out").click()
    expect(page.locator(".rule")).to_have_count(3)
    expect(words).to_have_value("refund*, money back")
    expect(page.locator("[name='r0-value'][value=public]")).to_be_checked()
    page.get_by_label("Who approves at step 1").select_option("lead")
    page.get_by_label("Department that approves at step 1").select_option("Marketing")
    words.press("Enter")
    expect(page.locator(".policy-told")).to_contain_text("a lead of Marketing")


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "narrow"])
def test_one_is_made_row_by_row(
    browser: Browser, cast: Cast, live_server: Any, size: tuple[int, int], scripted: bool
) -> None:
    window: Any = {"width": size[0], "height": size[1]}
    with browser.new_context(java_script_enabled=scripted, viewport=window) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        with no_complaints(page):
            make_one(page, live_server.url, scripted=scripted)
    made = ApprovalPolicy.objects.get()
    assert made.tree == {
        "all": [
            PUBLIC,
            {
                "any": [
                    {"field": "text", "op": "contains_any", "value": ["refund*", "money back"]},
                    {"field": "followers", "op": "above", "value": 10_000},
                ]
            },
        ]
    }
    assert made.steps == [{"department": cast.marketing.pk, "role": "lead"}]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, cast: Cast, live_server: Any, scheme: Any) -> None:
    tree = {
        "all": [{"field": "text", "op": "contains_any", "value": ["Entschädigungsleistung" * 4]}, {"any": [PUBLIC]}]
    }
    steps = [Step(cast.marketing.pk, "agent"), Step(cast.service.pk, "lead")]
    made = create(name="Donaudampfschifffahrtsgesellschaft" * 2, tree=tree, steps=steps, by=cast.ada)
    change(made, name=made.name, tree=tree, steps=steps[:1], second_look=True, by=cast.ada)
    create(name="Another", tree={"any": [PUBLIC]}, steps=steps, by=cast.ada)
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        for path in ("", "new/", "try/", f"{made.pk}/"):
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{live_server.url}{HERE}{path}")
                assert axe_finds(page) == [], (path, width)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        page.get_by_role("button", name="Switch off").scroll_into_view_if_needed()
        page.locator("#policy-form [name=name]").fill("")
        page.locator("#policy-form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")
        expect(page.locator("#id_name_error")).to_be_visible()
        assert axe_finds(page) == []


def test_trying_one_out(browser: Browser, cast: Cast, live_server: Any) -> None:
    create(name="Public", tree={"all": [PUBLIC]}, steps=[Step(cast.marketing.pk, "lead")], by=cast.ada)
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}{HERE}try/")
        page.get_by_label("The reply").fill("We refund you.")
        page.get_by_label("Channel").select_option("@northline.example")
        page.get_by_label("Its writer is").select_option("Trainee")
        page.get_by_role("button", name="Try it").click()
        asked = page.locator("#asked")
        expect(asked.locator("li b")).to_have_text(["an agent of Customer Service", "a lead of Marketing"])
        expect(asked).to_contain_text("The reply is public.")
        assert axe_finds(page) == []
        expect(page.get_by_label("The reply")).to_have_value("We refund you.")
