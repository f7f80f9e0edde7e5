"""Deciding about what happened to a conversation: a change, a request, a promise; each event once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.actors import ROUTING, Actor
from accounts.models import Event
from routing.actions._deciding import Asked, decide_on, held, keep_told, newest_messages
from routing.answering import ANSWERED, said_by
from routing.engine import RuleSet
from routing.facts import facts_of
from routing.models import Decision, Reading
from routing.stored_rules import newest, ruleset


@transaction.atomic
def route_changes(event_ids: Collection[int], *, by: Actor = ROUTING) -> int:
    """Let the rules that answer to such events decide about these.

    Returns how many had to wait because somebody was acting on their conversations.
    """
    number = newest()
    rules = ruleset(number) if number else None
    if rules is None:
        return 0
    verbs = [verb for verb in ANSWERED if rules.of(ANSWERED[verb].trigger)]
    if not verbs:
        return 0
    known = Decision.objects.filter(event_id__in=event_ids).values_list("event_id", flat=True)
    events = Event.objects.filter(pk__in=event_ids, verb__in=verbs).exclude(pk__in=list(known))
    # Of several changes of one kind the last one counts: it is answered as things stand now.
    last: dict[str, dict[int, Event]] = defaultdict(dict)
    for event in events.order_by("pk"):
        if event.conversation_id is not None:
            last[ANSWERED[event.verb].trigger][event.conversation_id] = event
    return sum(_answer(trigger, by_place, rules, by) for trigger, by_place in last.items())


def _answer(trigger: str, last: dict[int, Event], rules: RuleSet, by: Actor) -> int:
    messages, waiting = held(newest_messages(last, trigger))
    if messages:
        facts = facts_of(messages, trigger, Reading.objects.filter(message__in=messages), timezone.now())
        asked: dict[int, Asked] = {}
        for message in messages:
            event = last[message.conversation_id]
            asked[message.pk] = (facts[message.pk] | said_by(event.verb, event.data), {"event_id": event.pk})
        keep_told(decide_on(messages, asked, rules), by)
    return waiting
