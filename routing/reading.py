"""The journal of conversations, as their clocks read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Event
from inbox.models import Conversation, Delivery, Escalation, Merged, Message
from routing.owing import ANSWERS, ASKING, ENDS_ASKING, STANDS, STATES, Act

ABOUT_MESSAGES = ("message.receive", "message.remove")
ABOUT_DELIVERIES = tuple(sorted(ANSWERS - {"message.receive"}))
ABOUT_CONVERSATIONS = (
    *STATES,
    *(f"conversation.{word}" for word in ("open", "move", "prioritise", "take", "assign", "undo", "merge", "unmerge")),
    *("note.add", "draft.submit", "delivery.queue", "promise.warn", "promise.breach"),
    "escalation.accept",
    "conversation.promise_by",
)
ABOUT_REQUESTS = (*ASKING, *ENDS_ASKING)
VERBS = frozenset({*ABOUT_MESSAGES, *ABOUT_DELIVERIES, *ABOUT_REQUESTS, *ABOUT_CONVERSATIONS, "conversation.join"})
"""After these, the clocks of a conversation may stand otherwise."""


@dataclass(frozen=True, slots=True)
class _Sent:
    conversation: int
    message: int
    to: int


def acts_of(conversations: Collection[Conversation]) -> dict[int, list[Act]]:
    """What happened in each of these, by number, in the order in which it counts; six queries, however many.

    Messages and requests are followed to where they are shown now, since merging takes them along.
    """
    ids = [row.pk for row in conversations]
    said = {
        pk: (place, sent_at, home is not None and settled_at is not None)
        for pk, place, sent_at, home, settled_at in Message.objects.filter(conversation__in=ids).values_list(
            "pk", "conversation_id", "sent_at", "home_id", "settled_at"
        )
    }
    sent = {
        pk: _Sent(place, message or 0, author or 0)
        for pk, place, message, author in Delivery.objects.filter(conversation__in=ids).values_list(
            "pk", "conversation_id", "message_id", "answers__author_id"
        )
    }
    asked = dict(Escalation.objects.filter(conversation__in=ids).values_list("pk", "conversation_id"))
    # One query by each index; a disjunction of the four would read far more.
    own = Event.objects.filter(conversation_id__in=ids, verb__in=ABOUT_CONVERSATIONS)
    messages = Event.objects.filter(subject_kind="message", subject_id__in=said, verb__in=ABOUT_MESSAGES)
    left = Event.objects.filter(subject_kind="delivery", subject_id__in=sent, verb__in=ABOUT_DELIVERIES)
    put = Event.objects.filter(subject_kind="escalation", subject_id__in=asked, verb__in=ABOUT_REQUESTS)
    events = sorted({event.pk: event for rows in (own, messages, left, put) for event in rows}.items())
    found: dict[int, list[tuple[Event, Act]]] = defaultdict(list)
    for _pk, event in events:
        place, act = _act(event, said, sent, asked)
        if act is not None:
            found[place].append((event, act))
    acts = {pk: _in_order(found[pk]) for pk in ids}
    _stand_as_they_do(conversations, acts)
    return acts


def _act(
    event: Event, said: dict[int, tuple[int, datetime, bool]], sent: dict[int, _Sent], asked: dict[int, int]
) -> tuple[int, Act | None]:
    by_member, data = event.actor_kind == "member", event.data
    if event.verb in ABOUT_MESSAGES:
        place, sent_at, is_settled = said[event.subject_id]
        written = sent_at if event.verb == "message.receive" else None
        act = Act(event.occurred_at, event.verb, data, event.subject_id, by_member, written_at=written)
        return place, None if is_settled and not data.get("ours") else act
    if event.verb in ABOUT_DELIVERIES:
        reply = sent[event.subject_id]
        written = said[reply.message][1] if reply.message in said else None
        subject = reply.message or -event.subject_id
        return reply.conversation, Act(event.occurred_at, event.verb, data, subject, by_member, reply.to, written)
    if event.verb == "conversation.open":
        data = {"department": event.department_id, "channel": event.channel_id}
    place = asked[event.subject_id] if event.verb in ABOUT_REQUESTS else event.conversation_id or 0
    return place, Act(event.occurred_at, event.verb, data, event.subject_id, by_member)


def _in_order(pairs: Iterable[tuple[Event, Act]]) -> list[Act]:
    """By their time, but nothing before what people had done when it became known.

    Messages may be learned of late, and several together: each counts at its own time. Yet a
    message that came to light after its conversation was resolved was not resolved with it.
    """
    floor: datetime | None = None
    placed: list[tuple[datetime, int, Act]] = []
    for event, act in pairs:
        at = max(act.at, floor) if floor is not None else act.at
        if act.by_member or event.verb == "conversation.wake":
            floor = at
        placed.append((at, event.pk, _moved(act, at)))
    return [act for _at, _pk, act in sorted(placed, key=lambda each: each[:2])]


def _moved(act: Act, at: datetime) -> Act:
    if at == act.at:
        return act
    return Act(at, act.verb, act.data, act.subject, act.by_member, act.to, act.written_at)


def _stand_as_they_do(conversations: Iterable[Conversation], acts: dict[int, list[Act]]) -> None:
    """Where merges brought messages along or took them away, the row itself knows how it stands."""
    ids = [pk for pk, own in acts.items() if any(act.verb.endswith("merge") for act in own)]
    parts = set(Merged.objects.filter(Q(part__in=acts) | Q(whole__in=acts)).values_list("whole_id", flat=True))
    touched = {*ids, *parts}
    for row in conversations:
        own = acts[row.pk]
        if row.pk in touched and own:
            status: dict[str, Any] = {"status": str(row.status)}
            own.append(Act(own[-1].at, STANDS, status))
