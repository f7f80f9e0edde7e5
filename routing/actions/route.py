"""Deciding by rules: each message once, each change once, whatever is asked twice or lost on the way."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.actors import ROUTING, Actor
from accounts.events import Act, record, record_all
from accounts.models import Event
from inbox.models import Conversation, JournalPlace, Message
from inbox.models.conversation import Status
from routing.actions._carry import carry_out, decided_by_people
from routing.actions.read import read_messages
from routing.engine import Decision as Decided
from routing.engine import RuleSet, decide
from routing.facts import RELATED, facts_of
from routing.models import Decision, Reading
from routing.stored_rules import newest, ruleset, topics

log = logging.getLogger(__name__)

READER = "routing"
BATCH = 200
CHANGE_VERBS = tuple(
    f"conversation.{word}" for word in ("move", "assign", "take", "label", "prioritise", "resolve", "reopen")
)
MOST_IN_A_WHILE, WHILE = 10, timedelta(minutes=10)
"""Decisions about changes of one conversation: a last stop for what no check of cycles foresaw."""


@transaction.atomic
def route_messages(message_ids: Collection[int], *, by: Actor = ROUTING) -> int:
    """Read these messages and decide about those that nobody has decided on.

    What is ours, context or gone is none of the rules' business; a resolved conversation is
    left alone. Returns how many had to wait because somebody was acting on them.
    """
    messages, waiting = _held(_undecided(message_ids))
    # Asked anew: while the rows were taken, somebody may have decided.
    left = set(_undecided([message.pk for message in messages]))
    messages = [message for message in messages if message.pk in left]
    if messages:
        number = newest()
        readings = read_messages(messages, topics(number) if number else None)
        facts = facts_of(messages, "received", readings)
        rules = ruleset(number) if number else None
        decisions = _decide(messages, {pk: (facts[pk], None) for pk in facts}, rules)
        record_all([_routed(one, readings) for one in decisions], by=by)
    return waiting


def route_all(message_ids: Sequence[int], *, by: Actor = ROUTING) -> int:
    """As route_messages(), with one that fails put aside, so that it keeps none of the others back."""
    try:
        return route_messages(message_ids, by=by)
    except Exception:
        if len(message_ids) == 1:
            log.exception("message %s could not be routed", message_ids[0])
            put_aside(message_ids[0], by=by)
            return 0
    return sum(route_all([one], by=by) for one in message_ids)


@transaction.atomic
def put_aside(message_id: int, *, by: Actor = ROUTING) -> None:
    """Keep that no rule could decide about a message: it stays where it is, and nobody tries again."""
    message = Message.objects.select_related("conversation").get(pk=message_id)
    left = [{"kind": "", "value": None, "rule": None, "why": "failed"}]
    kept = Decision(conversation=message.conversation, message=message, trigger="received", facts={}, left=left)
    kept.decided_at = timezone.now()
    kept.save()
    record("message.route", message, by=by, failed=True)


@transaction.atomic
def route_changes(event_ids: Collection[int], *, by: Actor = ROUTING) -> int:
    """Let the rules that answer to a change decide about these; returns how many had to wait, as above."""
    number = newest()
    rules = ruleset(number) if number else None
    if rules is None or not rules.of("changed"):
        return 0
    known = Decision.objects.filter(event_id__in=event_ids).values_list("event_id", flat=True)
    events = Event.objects.filter(pk__in=event_ids, verb__in=CHANGE_VERBS).exclude(pk__in=list(known))
    last = {event.conversation_id: event for event in events.order_by("pk")}
    newest_message = Message.objects.filter(conversation=OuterRef("pk"), is_ours=False, is_context=False)
    found = Conversation.objects.filter(pk__in=[key for key in last if key]).annotate(
        said=Subquery(newest_message.order_by("-sent_at", "-pk").values("pk")[:1])
    )
    messages, waiting = _held([row.said for row in found if row.said and not _restless(row)])  # type: ignore[attr-defined]
    if messages:
        facts = facts_of(messages, "changed", Reading.objects.filter(message__in=messages))
        asked: dict[int, tuple[dict[str, Any], int | None]] = {}
        for message in messages:
            event = last[message.conversation_id]
            word = event.verb.removeprefix("conversation.").replace("take", "assign")
            asked[message.pk] = (facts[message.pk] | {"change": word}, event.pk)
        made = _decide(messages, asked, rules)
        acts = [Act("conversation.route", one.conversation, _told(one)) for one in made if one.steps or one.left]
        record_all(acts, by=by)
    return waiting


@transaction.atomic
def sweep(*, by: Actor = ROUTING) -> int | None:
    """Read the journal on from where it was left and decide what nobody has; None at its end.

    The place moves on only when everything before it is decided. The first time it begins at
    the journal's end: what was there before rules were is not decided on.
    """
    place, is_new = JournalPlace.objects.get_or_create(reader=READER)
    locked = JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=READER).first()
    if locked is None:
        return None
    place = locked
    settled = Event.objects.settled().order_by("xid", "pk")
    if is_new:
        events = list(settled.reverse()[:1])
    else:
        behind = Q(xid__gt=place.xid) | Q(xid=place.xid, pk__gt=place.event_id)
        events = list(settled.filter(behind, xid__gte=place.xid)[:BATCH])
    if not events:
        return None
    waiting = 0
    if not is_new:
        waiting = route_all([event.subject_id for event in events if event.verb == "message.receive"], by=by)
        waiting += route_changes([event.pk for event in events if event.verb in CHANGE_VERBS], by=by)
    if not waiting:
        place.xid, place.event_id = events[-1].xid, events[-1].pk
        place.save(update_fields=["xid", "event_id"])
    return None if waiting else len(events)


def _undecided(message_ids: Collection[int]) -> list[int]:
    rows = Message.objects.filter(pk__in=message_ids, is_ours=False, is_context=False, removed_at=None)
    return list(rows.exclude(decisions__trigger="received").order_by("pk").values_list("pk", flat=True))


def _held(message_ids: Sequence[int]) -> tuple[list[Message], int]:
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
    ready = list(messages.order_by("sent_at", "pk"))
    shared = {message.conversation_id: message.conversation for message in ready}
    for message in ready:
        message.conversation = shared[message.conversation_id]
    return ready, len(message_ids) - len(ready)


def _decide(
    messages: Sequence[Message], asked: dict[int, tuple[dict[str, Any], int | None]], rules: RuleSet | None
) -> list[Decision]:
    """Decide, do, and keep all decisions."""
    people = decided_by_people({message.conversation_id for message in messages})
    made = []
    for message in messages:
        facts, event_id = asked[message.pk]
        made.append(_one(message, facts, event_id, rules, people.get(message.conversation_id, ())))
    return Decision.objects.bulk_create(made)


def _one(message: Message, facts: dict[str, Any], event_id: int | None, rules: RuleSet | None, people: Any) -> Decision:
    decided = decide(facts, rules) if rules is not None else None
    kept = Decision(
        conversation=message.conversation,
        message=message,
        trigger=facts["trigger"],
        event_id=event_id,
        ruleset_id=rules.version if rules is not None else None,
        facts=facts,
        decided_at=timezone.now(),
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


def _restless(conversation: Conversation) -> bool:
    since = timezone.now() - WHILE
    lately = Decision.objects.filter(conversation=conversation, trigger="changed", decided_at__gte=since)
    return lately.count() >= MOST_IN_A_WHILE


def _routed(decision: Decision, readings: Sequence[Reading]) -> Act:
    """Facts that numbers are made of: enumerations, and which rule won."""
    read = {one.kind: one.value for one in readings if one.message_id == decision.message_id}
    return Act("message.route", decision.message, {**_told(decision), **read})  # type: ignore[arg-type]


def _told(decision: Decision) -> dict[str, Any]:
    told: dict[str, Any] = {"steps": [one["kind"] for one in decision.steps]}
    if decision.winner_id is not None:
        told |= {"rule": decision.winner_id, "version": decision.winner_version}
    return told
