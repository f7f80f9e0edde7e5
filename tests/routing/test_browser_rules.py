"""Rules in a browser: written, put to work and ordered by keyboard alone; without scripts; nothing for axe to find."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, Page, expect

from routing.actions import rule as rules
from routing.actions import word_list as lists
from routing.models import Rule, RuleState, Spike
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.inbox.browser import SIZES, axe_finds, no_complaints, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/console/rules/"
CROWDED = {"field": "text", "op": "contains_any", "value": ["crowded", "late again"]}


def made(cast: Cast, name: str, **fields: Any) -> Rule:
    given = {"trigger": "received", "tree": {"all": [CROWDED]}, "steps": [Step("department", cast.marketing.pk)]}
    return rules.create(**{"name": name, "by": cast.ada, **given, **fields})


def onto(page: Page, selector: str) -> None:
    """By the Tab key alone."""
    for _press in range(150):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


def test_a_rule_is_written_put_to_work_and_ordered_by_keyboard(browser: Browser, cast: Cast, live_server: Any) -> None:
    made(cast, "First", group="Service")
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}{HERE}new/")
        with no_complaints(page):
            onto(page, "[name=name]")
            page.keyboard.type("Crowding")
            onto(page, "[name='add-0']")
            onto(page, "[name=do][value='add:0']")
            page.keyboard.press("Enter")
            words = page.locator("[name='r0-value']")
            expect(words).to_be_focused()
            page.keyboard.type("crowded, late again")
            onto(page, "[name='add-step']")
            onto(page, "[name=do][value=step]")
            page.keyboard.press("Enter")
            expect(page.locator("[name='s0-value']")).to_be_focused()
            page.keyboard.type("Marketing")
            expect(page.locator("[data-reads]")).to_contain_text("move to Marketing")
            page.keyboard.press("Control+Enter")
            expect(page.get_by_text("kept as a draft")).to_be_visible()
            rule = Rule.objects.get(name="Crowding")
            assert (rule.state, rule.tree) == (RuleState.DRAFT, {"all": [CROWDED]})
            onto(page, "[form=rule-form][value=activate]")
            page.keyboard.press("Enter")
            expect(page.locator("#rule-form .chip")).to_contain_text("On")
            onto(page, f"[data-rule-link][href='{HERE}{rule.pk}/']")
            page.keyboard.press("Alt+ArrowUp")
            expect(page.locator("[data-rule-link] b")).to_have_text(["Crowding", "First"])
            expect(page.locator(f"[data-rule-link][href='{HERE}{rule.pk}/']")).to_be_focused()
    rule.refresh_from_db()
    assert (rule.state, rule.position) == (RuleState.ACTIVE, 1)


def test_what_is_wrong_is_said_while_one_types(browser: Browser, cast: Cast, live_server: Any) -> None:
    rule = made(cast, "Crowding")
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}{HERE}{rule.pk}/")
        page.locator("[name='r0-value']").fill("!!!")
        expect(page.locator("[data-typed-error]")).to_have_text("The message: “!!!” holds no word to look for.")
        page.locator("[name='r0-value']").fill("packed")
        expect(page.locator("[data-typed-error]")).to_have_count(0)
        expect(page.locator("[data-reads] mark")).to_have_text(["packed"])
    rule.refresh_from_db()
    assert rule.tree == {"all": [CROWDED]}


def test_put_to_work_keeps_what_is_typed_and_leaving_asks(browser: Browser, cast: Cast, live_server: Any) -> None:
    rule, asked = made(cast, "Crowding"), list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    with browser.new_context() as context:
        page = context.new_page()
        page.on("dialog", stay)
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}{HERE}{rule.pk}/")
        page.locator("[name=name]").fill("Packed")
        page.get_by_role("link", name="Cancel").click()
        expect(page.locator("[name=name]")).to_have_value("Packed")
        assert asked == ["beforeunload"]
        page.get_by_role("button", name="Put to work").click()
        expect(page.get_by_text("“Packed” decides from the next message on.")).to_be_visible()
        page.get_by_role("link", name="Cancel").click()
        expect(page).to_have_url(f"{live_server.url}{HERE}")
    rule.refresh_from_db()
    assert (rule.name, rule.state, asked) == ("Packed", RuleState.ACTIVE, ["beforeunload"])


def test_enter_saves_and_puts_nothing_to_work(browser: Browser, cast: Cast, live_server: Any) -> None:
    rule = made(cast, "Crowding")
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}{HERE}{rule.pk}/")
        page.locator("[name=name]").fill("Packed")
        page.keyboard.press("Enter")
        expect(page.get_by_text("it decides nothing until you put it to work.")).to_be_visible()
    rule.refresh_from_db()
    assert (rule.name, rule.state) == ("Packed", RuleState.DRAFT)


def test_rules_are_dragged(browser: Browser, cast: Cast, live_server: Any) -> None:
    for name in ("First", "Second", "Third"):
        made(cast, name)
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}{HERE}")
        page.locator("[data-rule]").nth(2).drag_to(page.locator("[data-rule]").nth(0))
        expect(page.locator("[data-rule-link] b")).to_have_text(["Third", "First", "Second"])
    assert [one.name for one in Rule.objects.standing()] == ["Third", "First", "Second"]


def test_without_a_line_of_script(browser: Browser, cast: Cast, live_server: Any) -> None:
    made(cast, "First")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        page.goto(f"{live_server.url}{HERE}new/")
        page.locator("[name=name]").fill("Crowding")
        page.locator("[name=do][value='group:0']").click()
        page.locator("[name='g1-mode']").select_option("any")
        page.locator("[name='add-1']").select_option("text")
        page.locator("[name=do][value='add:1']").click()
        page.locator("[name='r0-value']").fill("crowded, late again")
        page.locator("[name='add-1']").select_option("visibility")
        page.locator("[name=do][value='add:1']").click()
        page.get_by_role("checkbox", name="public").check()
        page.locator("[name='add-step']").select_option("stop")
        page.locator("[name=do][value=step]").click()
        page.get_by_role("button", name="Save as a draft").last.click()
        expect(page.locator(".rule-told")).to_contain_text("any of these")
        page.get_by_role("button", name="Move “Crowding” up").click()
        expect(page.locator("[data-rule-link] b")).to_have_text(["Crowding", "First"])
    public = {"field": "visibility", "op": "is", "value": ["public"]}
    assert Rule.objects.get(name="Crowding").tree == {"all": [{"any": [CROWDED, public]}]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, cast: Cast, live_server: Any, scheme: Any) -> None:
    kept = lists.create(name="Refunds" * 8, words=["Entschädigungsleistung" * 6, "refund*"], by=cast.ada, is_topic=True)
    tree = {
        "all": [
            {"field": "text", "op": "contains_any", "value": ["Entschädigungsleistung" * 6, "crowded"]},
            {"any": [{"field": "text", "op": "says_list", "value": [kept.pk]}, {"none": [CROWDED]}]},
            {"field": "kind", "op": "is", "value": ["post", "comment"]},
        ]
    }
    rule = made(cast, "Donaudampfschifffahrtsgesellschaft" * 3, group="Schifffahrt" * 5, tree=tree)
    rules.change(rule, name=rule.name, trigger="received", tree={"all": [CROWDED]}, steps=[Step("stop")], by=cast.ada)
    deep = made(cast, "Deep", tree=tree)
    spike = Spike.objects.create(
        channel=cast.channel, topic=kept, raised_at=timezone.now(), posts=23, usual=4, sigmas=9.5, hours=[3, 5, 4, 23]
    )
    spike.messages.add(*conversation(cast.channel, text="Entschädigungsleistung" * 6).messages.all())
    pages = (
        *("console/rules/", "console/rules/new/", "console/rules/text/", f"console/rules/{rule.pk}/"),
        *(f"console/rules/{deep.pk}/", "console/words/", "console/words/new/", f"console/words/{kept.pk}/"),
        *("console/score/", "console/spikes/", "spikes/", f"spikes/{spike.pk}/"),
    )
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        sign_in(page, live_server.url, cast.ada)
        for path in pages:
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{live_server.url}/{path}")
                assert axe_finds(page) == [], (path, width)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
