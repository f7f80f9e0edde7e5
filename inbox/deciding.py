"""Who must approve a reply, by the policies that are active now."""

from __future__ import annotations

from accounts.actors import Actor
from inbox.facts import facts_of
from inbox.models import ApprovalPolicy, Draft
from inbox.policies import Need, Policy, Step, needs


def needs_of(draft: Draft, by: Actor) -> list[Need]:
    """Who must approve this draft as it stands now, in order, if `by` answers for its words.

    Nothing means that it may leave. Ask it again at the moment of sending.
    """
    return needs(active_policies(), facts_of(draft, by))


def active_policies() -> list[Policy]:
    """The policies that decide now, in their order."""
    return [as_policy(row) for row in ApprovalPolicy.objects.active()]


def as_policy(row: ApprovalPolicy) -> Policy:
    """A row as the pure functions take it."""
    return Policy(row.pk, row.name, row.tree, steps_of(row.steps), row.second_look)


def steps_of(stored: list[dict[str, str | int]]) -> tuple[Step, ...]:
    """Steps as a policy keeps them."""
    return tuple(Step(int(step["department"]), str(step["role"])) for step in stored)
