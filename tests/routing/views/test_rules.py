"""Rules in the console: built row by row, kept, ordered, switched, and brought back to how they read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.models import ContactField
from routing.actions import rule as rules
from routing.actions import word_list as lists
from routing.models import Rule, RuleState
from routing.rules import Step
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HERE = "/console/rules/"
CROWDED = {"field": "text", "op": "contains_any", "value": ["crowded", "late again"]}


@pytest.fixture
def console(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def made(cast: Cast, name: str = "Crowding", **fields: Any) -> Rule:
    given = {"trigger": "received", "tree": {"all": [CROWDED]}, "steps": [Step("department", cast.marketing.pk)]}
    return rules.create(**{"name": name, "by": cast.ada, **given, **fields})


def typed(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "name": "Crowding",
        "group": "Service",
        "trigger": "received",
        "g0-mode": "all",
        "rows": ["0"],
        "r0-field": "text",
        "r0-group": "0",
        "r0-op": "contains_any",
        "r0-value": "crowded, late again",
        "steps": ["0"],
        "s0-kind": "department",
        "s0-value": str(cast.marketing.pk),
        **more,
    }


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1]))


def test_a_rule_is_kept_as_a_draft_and_reads_as_a_sentence(cast: Cast, console: Client) -> None:
    assert "No rule yet." in text_of(console.get(HERE))
    says = text_of(console.post(f"{HERE}new/", typed(cast), follow=True))
    rule = Rule.objects.get()
    assert (rule.state, rule.group, rule.tree) == (RuleState.DRAFT, "Service", {"all": [CROWDED]})
    assert rule.steps == [{"kind": "department", "value": cast.marketing.pk}]
    assert "kept as a draft" in says
    assert "When a message arrives and all of these hold: The message says any of crowded late again" in says
    assert "then move to Marketing" in says


def test_put_to_work_keeps_what_is_typed_and_switches_that_on(cast: Cast, console: Client) -> None:
    rule = made(cast)
    sent = typed(cast, rule=str(rule.pk), **{"r0-value": "packed", "then": "activate"})
    says = text_of(console.post(f"{HERE}{rule.pk}/", sent, follow=True))
    rule.refresh_from_db()
    assert (rule.state, rule.number) == (RuleState.ACTIVE, 2)
    assert rule.tree["all"][0]["value"] == ["packed"]
    assert "Switch off" in says


def test_what_makes_no_sense_is_not_put_to_work(cast: Cast, console: Client) -> None:
    rule = made(cast)
    sent = typed(cast, rule=str(rule.pk), **{"r0-value": "!!!", "then": "activate"})
    page = console.post(f"{HERE}{rule.pk}/", sent).content.decode()
    assert 'data-unsaved="yes"' in page
    assert 'data-unsaved="yes"' not in console.get(f"{HERE}{rule.pk}/").content.decode()
    rule.refresh_from_db()
    assert (rule.state, rule.number) == (RuleState.DRAFT, 1)


def test_groups_stand_in_groups_and_values_are_typed_as_they_are_asked(cast: Cast, console: Client) -> None:
    refunds = lists.create(name="Refunds", words=["refund*"], by=cast.ada)
    field = ContactField.objects.create(name="Tariff")
    rows = {
        "0": ("text/list", "says_list", [str(refunds.pk)], "0"),
        "1": ("text/expression", "matches", "order [0-9]{4,6}, please\nticket\\s+number", "1"),
        "2": ("followers", "at_least", "1000", "2"),
        "3": ("has_picture", "is", "yes", "2"),
        "5": ("language", "is", ["en", "unknown"], "0"),
        "4": (f"custom:{field.pk}", "contains_any", "gold, silver", "2"),
    }
    sent = typed(cast, rows=list(rows), groups=["1", "2"], **{"g1-mode": "any", "g2-mode": "none", "g2-parent": "1"})
    for key, (name, op, value, group) in rows.items():
        sent |= {f"r{key}-field": name, f"r{key}-op": op, f"r{key}-value": value, f"r{key}-group": group}
    console.post(f"{HERE}new/", sent)
    rule = Rule.objects.get()
    assert rule.tree == {
        "all": [
            {"field": "text", "op": "says_list", "value": [refunds.pk]},
            {"field": "language", "op": "is", "value": ["en", "unknown"]},
            {
                "any": [
                    {"field": "text", "op": "matches", "value": ["order [0-9]{4,6}, please", "ticket\\s+number"]},
                    {
                        "none": [
                            {"field": "followers", "op": "at_least", "value": 1000},
                            {"field": "has_picture", "op": "is", "value": True},
                            {"field": f"custom:{field.pk}", "op": "contains_any", "value": ["gold", "silver"]},
                        ]
                    },
                ]
            },
        ]
    }
    says = text_of(console.get(f"{HERE}{rule.pk}/"))
    assert "Tariff says any of gold silver" in says
    assert "says a word of the list Refunds" in says
    # What is stored comes back from its rows as it is, so that saving it again changes nothing.
    page = console.get(f"{HERE}{rule.pk}/").content.decode()
    form = page.split('id="rule-form"', 1)[1].split("</form>", 1)[0]
    assert 'name="g2-parent" value="1"' in form
    assert "order [0-9]{4,6}, please\nticket\\s+number" in form


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, console: Client) -> None:
    wrong = typed(cast, **{"r0-field": "text/expression", "r0-op": "matches", "r0-value": "(unclosed"})
    page = console.post(f"{HERE}new/", wrong)
    assert "is no expression that can be used" in text_of(page)
    assert "(unclosed" in page.content.decode()
    nothing = {key: value for key, value in typed(cast).items() if not key.startswith("s")}
    assert "Say what the rule does" in text_of(console.post(f"{HERE}new/", nothing))
    timed = text_of(console.post(f"{HERE}new/", typed(cast, trigger="unanswered")))
    assert "Say after how many minutes it is asked" in timed
    looked_at = text_of(console.post(f"{HERE}new/", typed(cast, trigger="submitted")))
    assert "A reply that is submitted can be looked at by an approval policy" in looked_at
    assert not Rule.objects.exists()


def test_it_is_checked_while_it_is_typed(cast: Cast, console: Client) -> None:
    right = console.post(f"{HERE}check/", typed(cast)).json()
    assert (right["errors"], right["problem"]) == ({}, "")
    assert "<mark" in right["reads"]
    wrong = console.post(f"{HERE}check/", typed(cast, **{"r0-value": "!!!"})).json()
    assert wrong["errors"]["r0-value"] == "The message: “!!!” holds no word to look for."
    assert not Rule.objects.exists()


def test_a_cycle_is_named_while_it_is_typed_and_refused_when_it_is_put_to_work(cast: Cast, console: Client) -> None:
    to_marketing = {"trigger": "changed", "tree": {"all": [_lies_with(cast.service.pk)]}}
    first = made(cast, "There", **to_marketing)
    rules.activate(first, by=cast.ada)
    back = typed(
        cast,
        name="And back",
        trigger="changed",
        **{"r0-field": "department", "r0-op": "is", "r0-value": [str(cast.marketing.pk)]},
        **{"s0-value": str(cast.service.pk)},
    )
    problem = console.post(f"{HERE}check/", back).json()["problem"]
    assert problem == "These rules could set one another off for ever: “There” → “And back” → “There”."
    console.post(f"{HERE}new/", back)
    second = Rule.objects.get(name="And back")
    assert problem in text_of(console.post(f"{HERE}{second.pk}/activate/", follow=True)) or _toast(console)
    second.refresh_from_db()
    assert second.state == RuleState.DRAFT
    assert console.post(f"{HERE}check/", {**back, "rule": str(second.pk)}).json()["problem"] == problem


def _lies_with(department: int) -> dict[str, Any]:
    return {"field": "department", "op": "is", "value": [department]}


def _toast(console: Client) -> bool:
    return "for ever" in console.get(HERE).content.decode()


def test_versions_tell_what_changed_and_one_can_go_back(cast: Cast, console: Client) -> None:
    rule = made(cast)
    rules.activate(rule, by=cast.ada)
    says = text_of(console.post(f"{HERE}{rule.pk}/", typed(cast, **{"r0-value": "crowded"}), follow=True))
    assert "decides as it reads now" in says
    assert "Version 2 by Ada Min" in says
    assert "Before: The message says any of “crowded”, “late again”" in says
    assert "New: The message says any of “crowded”" in says
    console.post(f"{HERE}{rule.pk}/restore/", {"version": "1"})
    rule.refresh_from_db()
    assert (rule.number, rule.tree, rule.group) == (3, {"all": [CROWDED]}, "")
    assert console.post(f"{HERE}{rule.pk}/restore/", {"version": "9"}).status_code == 404


def test_rules_are_ordered_switched_and_put_away(cast: Cast, console: Client) -> None:
    first, second = made(cast, "First", group="Service"), made(cast, "Second")
    says = text_of(console.post(f"{HERE}{second.pk}/move/", {"place": "1"}, follow=True))
    assert says.index("Second") < says.index("First")
    assert "Service" in says
    answer = console.post(f"{HERE}{second.pk}/move/", {"place": "2", "on": str(first.pk)})
    assert answer["Location"] == f"{HERE}{first.pk}/"
    console.post(f"{HERE}{second.pk}/move/", {"place": "1 or so"})
    assert [one.name for one in Rule.objects.standing()] == ["First", "Second"]
    console.post(f"{HERE}{first.pk}/activate/")
    assert Rule.objects.active().get() == first
    console.post(f"{HERE}{first.pk}/pause/")
    assert not Rule.objects.active().exists()
    console.post(f"{HERE}{first.pk}/archive/")
    assert Rule.objects.standing().get() == second
    assert console.get(f"{HERE}{first.pk}/").status_code == 404


def test_the_buttons_of_the_form_change_rows_only(cast: Cast, console: Client) -> None:
    page = console.post(f"{HERE}new/", typed(cast, do="add:0", **{"add-0": "language"})).content.decode()
    assert 'name="r1-value" value="unknown"' in page
    page = console.post(f"{HERE}new/", typed(cast, do="group:0")).content.decode()
    assert 'name="g1-mode"' in page
    page = console.post(f"{HERE}new/", typed(cast, do="step", **{"add-step": "stop"})).content.decode()
    assert 'name="s1-kind" value="stop"' in page
    assert not Rule.objects.exists()


def test_the_list_costs_the_same_however_many_rules_there_are(
    cast: Cast, console: Client, django_assert_num_queries: Any
) -> None:
    made(cast, "One")
    console.get(HERE)
    with CaptureQueriesContext(connection) as few:
        console.get(HERE)
    for number in range(5):
        made(cast, f"Another {number}")
    with django_assert_num_queries(len(few)):
        console.get(HERE)


def test_only_administrators_see_them(cast: Cast, client: Client) -> None:
    rule = made(cast)
    client.force_login(cast.ana)
    for path in ("", "new/", "text/", "text/file/", f"{rule.pk}/"):
        assert client.get(f"{HERE}{path}").status_code == 403, path
    for path in ("check/", f"{rule.pk}/move/", f"{rule.pk}/activate/", f"{rule.pk}/archive/", f"{rule.pk}/restore/"):
        assert client.post(f"{HERE}{path}").status_code == 403, path


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def test_of_two_tabs_the_second_is_told_and_keeps_what_was_typed(cast: Cast, console: Client) -> None:
    rule = made(cast)
    address = f"{HERE}{rule.pk}/"
    seen = hidden(console.get(address), "seen")
    console.post(address, typed(cast, seen=seen, **{"r0-value": "from one"}))
    pressed = console.post(address, typed(cast, seen=seen, do="step", **{"add-step": "stop", "r0-value": "from two"}))
    assert hidden(pressed, "seen") == seen
    refused = console.post(address, typed(cast, seen=seen, **{"r0-value": "from two"}))
    assert "Ada Min changed “Crowding” meanwhile: it is at version 2 now." in text_of(refused)
    assert "from two" in refused.content.decode()
    rule.refresh_from_db()
    assert (rule.number, rule.tree["all"][0]["value"]) == (2, ["from one"])
    again = console.post(address, typed(cast, seen=hidden(refused, "seen"), **{"r0-value": "from two"}))
    assert again.status_code == 302
    rule.refresh_from_db()
    assert (rule.number, rule.tree["all"][0]["value"]) == (3, ["from two"])


def test_a_double_click_makes_one_draft(cast: Cast, console: Client) -> None:
    token = hidden(console.get(f"{HERE}new/"), "token")
    first, second = (console.post(f"{HERE}new/", typed(cast, token=token)) for _click in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Rule.objects.count() == 1
    other = console.post(f"{HERE}new/", typed(cast, token=token, name="Another"))
    assert other.status_code == 302
    assert set(Rule.objects.values_list("name", flat=True)) == {"Crowding", "Another"}
    assert "There is a rule named" in text_of(console.post(f"{HERE}new/", typed(cast, token="nonsense")))
