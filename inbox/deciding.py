"""Who must approve a reply, by the policies that are active now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accounts.actors import Actor
from inbox.canned import is_approved_as_is
from inbox.facts import facts_of
from inbox.models import ApprovalPolicy, Draft
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
    nobody where the words are a canned response that was approved as it is.
    """
    facts = facts_of(draft, by)
    rows = list(ApprovalPolicy.objects.active())
    asked = _asked_for(draft, facts) if any(row.on_request for row in rows) else {}
    standing = [row for row in rows if not row.on_request or row.pk in asked]
    found = needs([as_policy(row, asked.get(row.pk, ())) for row in standing], facts)
    if any(need.policies for need in found) and is_approved_as_is(draft):
        return needs([], facts)
    return found


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


def steps_of(stored: list[dict[str, str | int]]) -> tuple[Step, ...]:
    """Steps as a policy keeps them."""
    return tuple(Step(int(step["department"]), str(step["role"])) for step in stored)
