"""Taking conversations, deciding about them, and keeping what was decided: part of every way of routing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.models import Channel, Conversation, Message
from inbox.models.conversation import Status
from routing.actions._carry import carry_out, decided_by_people
from routing.actions._insert import insert_together
from routing.engine import Decision as Decided
from routing.engine import RuleSet, decide
from routing.facts import RELATED
from routing.models import Decision
from routing.personal import parted

MOST_IN_A_WHILE, WHILE = 10, timedelta(minutes=10)
"""Decisions of one trigger about one conversation: a last stop for what no check of cycles foresaw."""

type Asked = tuple[dict[str, Any], Mapping[str, Any]]
"""The facts of a message, and what of its decision says why it was asked (columns of Decision)."""


def held(message_ids: Sequence[int]) -> tuple[list[Message], int]:
    """Those whose conversations are ours until the end of the transaction, and how many are not.

    Who acts on a conversation takes its row first and its messages after it, so must we; what
    somebody else holds is not waited for.
    """
    if not message_ids:
        return [], 0
    places = Message.objects.filter(pk__in=message_ids).values("conversation_id")
    rows = Conversation.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk__in=places)
    held = list(rows.order_by("pk").values_list("pk", flat=True))
    messages = Message.objects.filter(pk__in=message_ids, conversation__in=held).select_related(*RELATED)
    # Few channels, many messages; and nobody here needs what opens them.
    messages = messages.prefetch_related(Prefetch("channel", Channel.objects.defer("credentials")))
    ready = list(messages.order_by("sent_at", "pk"))
    shared = {message.conversation_id: message.conversation for message in ready}
    for message in ready:
        message.conversation = shared[message.conversation_id]
    return ready, len(message_ids) - len(ready)


def decide_on(messages: Sequence[Message], asked: Mapping[int, Asked], rules: RuleSet | None) -> list[Decision]:
    """Decide, do, and keep all decisions."""
    people = decided_by_people({message.conversation_id for message in messages})
    made = []
    for message in messages:
        made.append(_one(message, asked[message.pk], rules, people.get(message.conversation_id, ())))
    insert_together(made)
    return made


def _one(message: Message, asked: Asked, rules: RuleSet | None, people: Any) -> Decision:
    facts, why = asked
    decided = decide(facts, rules) if rules is not None else None
    known, personal = parted(facts)
    kept = Decision(
        conversation=message.conversation,
        message=message,
        trigger=facts["trigger"],
        ruleset_id=rules.version if rules is not None else None,
        facts=known,
        personal=personal,
        decided_at=timezone.now(),
        **why,
    )
    if decided is not None:
        kept.touched = list(decided.touched)
        _do(kept, decided, people)
    return kept


def _do(kept: Decision, decided: Decided, people: Any) -> None:
    if not decided.steps:
        return
    kept.winner_id, kept.winner_version = decided.steps[0].rule, decided.steps[0].version
    conversation = kept.conversation
    if conversation.status == Status.RESOLVED and kept.trigger == "received":
        kept.left = [
            {"kind": t.step.kind, "value": t.step.value, "rule": t.rule, "why": "resolved"} for t in decided.steps
        ]
        return
    kept.steps, kept.left = carry_out(conversation, decided.steps, people)


def newest_messages(conversation_ids: Collection[int], trigger: str) -> list[int]:
    """What they said last in each of these, where rules have not answered too often lately."""
    theirs = Message.objects.filter(conversation=OuterRef("pk"), is_ours=False, is_context=False)
    found = Conversation.objects.filter(pk__in=conversation_ids).annotate(
        said=Subquery(theirs.order_by("-sent_at", "-pk").values("pk")[:1])
    )
    return [row.said for row in found if row.said and not _restless(row, trigger)]  # type: ignore[attr-defined]


def keep_told(decisions: Sequence[Decision], by: Actor) -> None:
    """Journal those decisions by which something was done, or was not though a rule said so."""
    record_all(
        [Act("conversation.route", one.conversation, told_of(one)) for one in decisions if one.steps or one.left], by=by
    )


def _restless(conversation: Conversation, trigger: str) -> bool:
    """Whether rules of a trigger have answered here so often lately that they had better stop."""
    since = timezone.now() - WHILE
    lately = Decision.objects.filter(conversation=conversation, trigger=trigger, decided_at__gte=since)
    return lately.count() >= MOST_IN_A_WHILE


def told_of(decision: Decision) -> dict[str, Any]:
    """What the journal keeps of a decision."""
    told: dict[str, Any] = {"steps": [one["kind"] for one in decision.steps]}
    if decision.winner_id is not None:
        told |= {"rule": decision.winner_id, "version": decision.winner_version}
    return told
