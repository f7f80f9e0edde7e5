"""Who must approve, and why: pure questions to the policies."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.policies import Need, Policy, Step, needs

SERVICE, PR, LEGAL = 1, 2, 3
NAMES = {"department": {SERVICE: "Service", PR: "PR", LEGAL: "Legal"}}
REFUNDS = {"all": [{"field": "text", "op": "contains_any", "value": ["refund"]}]}
FAMOUS = {"all": [{"field": "followers", "op": "above", "value": 10_000}]}
NEVER = {"all": [{"field": "followers", "op": "below", "value": 0}]}
BY_PR = Policy(1, "Refunds need PR", REFUNDS, (Step(PR, "agent"),))
BY_LEAD = Policy(2, "The famous need a lead", FAMOUS, (Step(SERVICE, "lead"),), second_look=True)


def facts(**fields: Any) -> dict[str, Any]:
    plain = {"department": SERVICE, "role": "agent", "text": "A refund.", "followers": 12_000, "names": NAMES}
    return {**plain, **fields}


def steps(*policies: Policy, **fields: Any) -> list[Step]:
    return [need.step for need in needs(policies, facts(**fields))]


def test_without_a_policy_that_holds_an_agent_sends() -> None:
    assert needs([], facts()) == []
    assert needs([Policy(1, "Never", NEVER, (Step(PR, "agent"),))], facts()) == []


def test_each_policy_that_holds_asks_its_steps_with_its_reasons() -> None:
    assert needs([BY_PR, BY_LEAD], facts()) == [
        Need(Step(PR, "agent"), (1,), ("Refunds need PR",), ("The reply says “refund”.",)),
        Need(
            Step(SERVICE, "lead"),
            (2,),
            ("The famous need a lead",),
            ("The person answered has 12,000 followers.",),
            second_look=True,
        ),
    ]


def test_equal_steps_are_one_with_the_reasons_of_both() -> None:
    also = Policy(3, "PR sees the famous", FAMOUS, (Step(PR, "agent"),), second_look=True)
    (need,) = needs([also, BY_PR], facts())
    assert need == Need(
        Step(PR, "agent"),
        (1, 3),
        ("Refunds need PR", "PR sees the famous"),
        ("The reply says “refund”.", "The person answered has 12,000 followers."),
        second_look=True,
    )


@pytest.mark.parametrize(
    ("fields", "role", "why"),
    [
        ({"role": "trainee"}, "agent", "Its writer may draft for Service, and not send."),
        ({"role": "observer"}, "agent", "Its writer may draft for Service, and not send."),
        ({"role": ""}, "agent", "Its writer may draft for Service, and not send."),
        ({"role": "lead", "may_send": False}, "agent", "Its writer may draft for Service, and not send."),
        ({"by_program": True}, "agent", "A program wrote it, and a person answers for it."),
        ({"replies_need_lead": True}, "lead", "Every reply of Service needs its lead."),
        ({"replies_need_lead": True, "role": "lead"}, "lead", "Every reply of Service needs its lead."),
    ],
)
def test_three_rules_hold_without_any_policy(fields: dict[str, Any], role: str, why: str) -> None:
    assert needs([], facts(**fields)) == [Need(Step(SERVICE, role), because=(why,))]


def test_an_administrator_without_a_role_sends() -> None:
    assert needs([], facts(role="", may_send=True)) == []


def test_a_lead_who_must_look_anyway_spares_the_agent() -> None:
    (need,) = needs([BY_LEAD], facts(role="trainee", text="Sorry."))
    assert need.step == Step(SERVICE, "lead")
    assert "Its writer may draft for Service, and not send." in need.because
    (need,) = needs([], facts(role="trainee", replies_need_lead=True))
    assert (need.step, len(need.because)) == (Step(SERVICE, "lead"), 2)


def test_a_policy_that_asks_for_agent_and_lead_gets_both() -> None:
    both = Policy(4, "Two pairs of eyes", REFUNDS, (Step(SERVICE, "agent"), Step(SERVICE, "lead")))
    assert steps(both, role="trainee") == [Step(SERVICE, "agent"), Step(SERVICE, "lead")]


def test_the_holders_own_look_comes_before_that_of_others() -> None:
    assert steps(BY_PR, role="trainee") == [Step(SERVICE, "agent"), Step(PR, "agent")]


def test_each_policy_keeps_its_order_even_where_an_earlier_one_asks_for_its_end() -> None:
    law_first = Policy(5, "Legal, then PR", REFUNDS, (Step(LEGAL, "lead"), Step(PR, "agent")))
    assert steps(BY_PR, law_first) == [Step(LEGAL, "lead"), Step(PR, "agent")]
    assert steps(law_first, BY_PR) == [Step(LEGAL, "lead"), Step(PR, "agent")]


def test_where_orders_contradict_the_first_policy_wins() -> None:
    one = Policy(6, "PR, then Legal", REFUNDS, (Step(PR, "agent"), Step(LEGAL, "lead")))
    other = Policy(7, "Legal, then PR", REFUNDS, (Step(LEGAL, "lead"), Step(PR, "agent")))
    assert steps(one, other) == [Step(PR, "agent"), Step(LEGAL, "lead")]
    assert steps(other, one) == [Step(LEGAL, "lead"), Step(PR, "agent")]


STEPS = st.lists(
    st.builds(Step, st.sampled_from([SERVICE, PR, LEGAL]), st.sampled_from(["agent", "lead"])),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)
TREES = st.sampled_from([REFUNDS, FAMOUS, NEVER])
WRITERS = st.sampled_from([{}, {"role": "trainee"}, {"by_program": True}, {"replies_need_lead": True}])


@given(STEPS, st.lists(st.tuples(TREES, st.booleans()), min_size=2, max_size=4), WRITERS)
def test_the_order_of_policies_that_ask_for_the_same_does_not_matter(
    path: tuple[Step, ...], asked: list[tuple[Any, bool]], writer: dict[str, Any]
) -> None:
    policies = [Policy(pk, f"Policy {pk}", tree, path, second) for pk, (tree, second) in enumerate(asked, 1)]
    first = needs(policies, facts(**writer))
    for order in itertools.permutations(policies):
        assert needs(order, facts(**writer)) == first


@given(st.lists(st.tuples(TREES, STEPS), max_size=4), WRITERS)
def test_every_step_asked_for_is_there_once_and_no_other(
    asked: list[tuple[Any, tuple[Step, ...]]], writer: dict[str, Any]
) -> None:
    policies = [Policy(pk, f"Policy {pk}", tree, path) for pk, (tree, path) in enumerate(asked, 1)]
    found = needs(policies, facts(**writer))
    given_steps = {step for policy in policies if policy.tree is not NEVER for step in policy.steps}
    assert len({need.step for need in found}) == len(found)
    assert {need.step for need in found if need.policies} == given_steps
    assert all(need.because for need in found)


@given(STEPS, WRITERS)
def test_a_policys_steps_keep_their_order(path: tuple[Step, ...], writer: dict[str, Any]) -> None:
    found = steps(Policy(1, "One", REFUNDS, path), **writer)
    assert [step for step in found if step in path] == list(path)
