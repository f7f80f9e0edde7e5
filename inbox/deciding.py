"""Who must approve a reply, by the policies that are active now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accounts.actors import Actor
from inbox.canned import is_approved_as_is, values_in
from inbox.conditions import leaves
from inbox.facts import facts_of, with_crises
from inbox.feeds import statements_for
from inbox.models import ApprovalPolicy, CannedResponse, Draft
from inbox.policies import Need, Policy, Step, needs

type Request = Callable[[Draft, Mapping[str, Any]], Mapping[int, tuple[str, ...]]]
"""Which policies, by number, another room asks for about a draft with these facts, and why: whole sentences."""

_requests: list[Request] = []


def may_request(request: Request) -> None:
    """Have another room asked, where there is any policy that waits to be asked for."""
    if request not in _requests:
        _requests.append(request)


def needs_of(draft: Draft, by: Actor) -> list[Need]:
    """Who must approve this draft as it stands now, in order, if `by` answers for its words.

    Nothing means that it may leave. Ask it again at the moment of sending. Policies ask for
    nobody where the words are a canned response that was approved as it is; in a crisis only
    its own holding statement is that.
    """
    rows = list(ApprovalPolicy.objects.active())
    policies = [as_policy(row) for row in rows if not row.on_request]
    waiting = {row.pk: row for row in rows if row.on_request}
    reads_tone = bool(waiting) or any(_asks_tone(policy) for policy in policies)
    facts = facts_of(draft, by, reads_tone=reads_tone)
    if waiting:
        asked = _asked_for(draft, facts)
        policies += [as_policy(waiting[pk], because) for pk, because in asked.items() if pk in waiting]
    strict = [policy for policy in policies if asks_of_crisis(policy)]
    if strict:
        facts = with_crises(facts, draft)
    found = needs(policies, facts)
    as_is = is_approved_as_is(draft) if any(need.policies for need in found) else None
    if as_is is None or _names_say_more(as_is, draft, policies, facts):
        return found
    spared = not strict or as_is.pk in statements_for(draft.conversation)
    return needs([] if spared else strict, facts)


def asks_of_crisis(policy: Policy) -> bool:
    """Whether a policy asks which crises concern a reply."""
    return _asks(policy, "crises")


def _names_say_more(response: CannedResponse, draft: Draft, policies: list[Policy], facts: dict[str, Any]) -> bool:
    """Whether what was filled in asks for somebody by itself: a name can be a sentence too."""
    words = " ".join(values_in(response, draft))
    return needs(policies, facts | {"text": words}) != needs(policies, facts | {"text": ""})


def active_policies() -> list[Policy]:
    """The policies that decide now by their own conditions, in their order."""
    return [as_policy(row) for row in ApprovalPolicy.objects.active().filter(on_request=False)]


def as_policy(row: ApprovalPolicy, because: tuple[str, ...] = ()) -> Policy:
    """A row as the pure functions take it; `because` says why it was asked for."""
    return Policy(row.pk, row.name, row.tree, steps_of(row.steps), row.second_look, because)


def _asked_for(draft: Draft, facts: Mapping[str, Any]) -> dict[int, tuple[str, ...]]:
    asked: dict[int, tuple[str, ...]] = {}
    for request in _requests:
        for pk, because in request(draft, facts).items():
            asked[pk] = (*asked.get(pk, ()), *because)
    return asked


def _asks_tone(policy: Policy) -> bool:
    """Reading it takes a word list and a model into memory, so it is read where somebody asks."""
    return _asks(policy, "sentiment")


def _asks(policy: Policy, field: str) -> bool:
    return any(leaf["field"] == field for leaf in leaves(policy.tree))


def steps_of(stored: list[dict[str, str | int]]) -> tuple[Step, ...]:
    """Steps as a policy keeps them."""
    return tuple(Step(int(step["department"]), str(step["role"])) for step in stored)
