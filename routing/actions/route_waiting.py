"""Deciding about those who have waited for a while: for each rule once in each wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.actors import ROUTING, Actor
from inbox.models import Conversation, Message
from inbox.models.conversation import Status
from routing.actions._deciding import Asked, decide_on, held, keep_told, newest_messages
from routing.engine import RuleSet
from routing.facts import facts_of
from routing.models import Decision, Reading
from routing.stored_rules import newest, ruleset
from routing.waiting import WAITS, parts_of

BATCH = 200
_SINCE = {"unanswered": "waiting_since", "pending": "last_message_at"}
_WHICH: Mapping[str, Q] = {
    "unanswered": ~Q(status=Status.RESOLVED) & Q(waiting_since__isnull=False),
    "pending": Q(status=Status.PENDING),
}


@transaction.atomic
def route_waiting(now: datetime | None = None, *, by: Actor = ROUTING) -> int:
    """Ask the rules whose time is up about at most BATCH conversations each; returns how many were decided on."""
    now, number = now or timezone.now(), newest()
    rules = ruleset(number) if number else None
    if rules is None:
        return 0
    timed = [trigger for trigger in rules.triggers if parts_of(trigger)[0] in WAITS]
    return sum(_decide(trigger, rules, now, by) for trigger in timed)


def _decide(trigger: str, rules: RuleSet, now: datetime, by: Actor) -> int:
    word, minutes = parts_of(trigger)
    column = _SINCE[word]
    asked_already = Decision.objects.filter(conversation=OuterRef("pk"), trigger=trigger, since=OuterRef(column))
    theirs = Message.objects.filter(conversation=OuterRef("pk"), is_ours=False, is_context=False, removed_at=None)
    due: dict[str, Any] = {f"{column}__lte": now - timedelta(minutes=minutes)}
    rows = Conversation.objects.standing().filter(_WHICH[word], Exists(theirs), ~Exists(asked_already), **due)
    since = dict(rows.order_by(column, "pk").values_list("pk", column)[:BATCH])
    messages, _waiting = held(newest_messages(since, trigger))
    # Asked anew: while the rows were taken, somebody may have answered.
    still = dict(rows.filter(pk__in=since).values_list("pk", column))
    messages = [message for message in messages if message.conversation_id in still]
    if not messages:
        return 0
    facts = facts_of(messages, trigger, Reading.objects.filter(message__in=messages), now)
    asked: dict[int, Asked] = {
        message.pk: (facts[message.pk], {"since": still[message.conversation_id]}) for message in messages
    }
    keep_told(decide_on(messages, asked, rules), by)
    return len(messages)
