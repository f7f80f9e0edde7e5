"""Rules about replies: policies that wait to be asked for, and the rules that ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import NotPossible
from inbox.actions import policy as policies
from inbox.actions.draft import write
from inbox.deciding import active_policies, needs_of
from inbox.models import ApprovalPolicy, Draft
from inbox.policies import Step as Approval
from routing.actions import rule as rules
from routing.models import Rule
from routing.rules import Step
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
SAYS_REFUND = {"all": [{"field": "reply", "op": "contains_any", "value": ["refund*"]}]}


def look(cast: Cast, name: str = "Promises of money") -> ApprovalPolicy:
    steps = [Approval(cast.marketing.pk, "lead")]
    return policies.create(name=name, tree={"all": []}, steps=steps, on_request=True, by=cast.ada)


def asking(cast: Cast, policy: ApprovalPolicy, tree: Any = SAYS_REFUND, name: str = "Money") -> Rule:
    steps = [Step("approval", policy.pk)]
    made = rules.create(name=name, trigger="submitted", tree=tree, steps=steps, by=cast.ada)
    return rules.activate(made, by=cast.ada)


def draft(cast: Cast, text: str, said: str = "Where is my train?") -> Draft:
    return write(conversation(cast.channel, text=said), kind="reply", text=text, by=cast.ben)


def test_a_rule_asks_for_a_policy_and_says_so(cast: Cast) -> None:
    asking(cast, look(cast))
    (need,) = needs_of(draft(cast, "We refund you."), cast.ben)
    assert need.step == Approval(cast.marketing.pk, "lead")
    assert need.names == ("Promises of money",)
    assert need.because == ("The rule “Money” asks for it.",)
    assert needs_of(draft(cast, "It leaves at nine."), cast.ben) == []


def test_it_can_ask_for_the_message_answered_and_who_writes(cast: Cast) -> None:
    tree = {
        "all": [
            {"field": "text", "op": "contains_any", "value": ["train"]},
            {"field": "writer", "op": "is", "value": ["agent"]},
        ]
    }
    asking(cast, look(cast), tree)
    assert len(needs_of(draft(cast, "At nine."), cast.ben)) == 1
    assert needs_of(draft(cast, "At nine."), cast.ana) == []
    assert needs_of(draft(cast, "At nine.", said="Hello"), cast.ben) == []


def test_several_rules_ask_for_several_policies(cast: Cast) -> None:
    first = look(cast)
    second = policies.create(
        name="Service too", tree={"all": []}, steps=[Approval(cast.service.pk, "lead")], on_request=True, by=cast.ada
    )
    asking(cast, first)
    asking(cast, first, name="Money again")
    asking(cast, second, name="Service looks")
    found = needs_of(draft(cast, "We refund you."), cast.ben)
    assert {need.names for need in found} == {("Promises of money",), ("Service too",)}
    # Of rules that ask for the same, the first is named.
    because = {need.because for need in found}
    assert because == {("The rule “Money” asks for it.",), ("The rule “Service looks” asks for it.",)}


def test_a_policy_that_waits_to_be_asked_asks_for_nobody_by_itself(cast: Cast) -> None:
    made = look(cast)
    assert made.tree == {"all": []}
    assert active_policies() == []
    assert needs_of(draft(cast, "We refund you."), cast.ben) == []
    rule = asking(cast, made)
    rules.pause(rule, by=cast.ada)
    assert needs_of(draft(cast, "We refund you."), cast.ben) == []
    rules.activate(rule, by=cast.ada)
    policies.pause(made, by=cast.ada)
    assert needs_of(draft(cast, "We refund you."), cast.ben) == []


def test_it_costs_no_question_where_no_policy_waits_to_be_asked(cast: Cast) -> None:
    written = draft(cast, "We refund you.")
    needs_of(written, cast.ben)
    with CaptureQueriesContext(connection) as asked:
        needs_of(written, cast.ben)
    assert not any('"routing_' in one["sql"] for one in asked.captured_queries)
    asking(cast, look(cast))
    with CaptureQueriesContext(connection) as asked:
        needs_of(written, cast.ben)
    assert any('"routing_' in one["sql"] for one in asked.captured_queries)


def test_replies_can_be_looked_at_and_nothing_else(cast: Cast) -> None:
    policy = look(cast)
    move, looks, gone = (
        [Step("department", cast.marketing.pk)],
        [Step("approval", policy.pk)],
        [Step("approval", policy.pk + 1)],
    )
    with pytest.raises(NotPossible, match="looked at by an approval policy, and nothing else"):
        rules.create(name="Moves", trigger="submitted", tree=SAYS_REFUND, steps=move, by=cast.ada)
    with pytest.raises(NotPossible, match="let the rule answer when a reply is submitted"):
        rules.create(name="Looks", trigger="received", tree=SAYS_REFUND, steps=looks, by=cast.ada)
    with pytest.raises(NotPossible, match="does not exist"):
        rules.create(name="Looks", trigger="submitted", tree=SAYS_REFUND, steps=gone, by=cast.ada)
