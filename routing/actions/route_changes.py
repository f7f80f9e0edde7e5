"""Deciding about what happened to a conversation: a change, a request, a promise; each event once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from accounts.actors import ROUTING, Actor
from accounts.models import Event
from inbox.models import Message
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
    # Of several acts that say the same the last one counts: it is answered as things stand now.
    last: dict[tuple[str, int, str], Event] = {}
    for event in events.order_by("pk"):
        if event.conversation_id is not None:
            said = said_by(event.verb, event.data)
            last[ANSWERED[event.verb].trigger, event.conversation_id, repr(said)] = event
    waiting = set[tuple[str, int]]()
    for trigger, turn in _turns(sorted(last.values(), key=lambda event: event.pk)):
        free = {place: event for place, event in turn.items() if (trigger, place) not in waiting}
        waiting |= {(trigger, place) for place in _answer(trigger, free, rules, by)}
    return len(waiting)


def _turns(events: Iterable[Event]) -> list[tuple[str, dict[int, Event]]]:
    """One event of each conversation a turn, in their order, so that the next is answered as the last one left it."""
    turns: dict[tuple[int, str], dict[int, Event]] = defaultdict(dict)
    had: Counter[int] = Counter()
    for event in events:
        place = event.conversation_id or 0
        turns[had[place], ANSWERED[event.verb].trigger][place] = event
        had[place] += 1
    return [(trigger, turns[at, trigger]) for at, trigger in sorted(turns)]


def _answer(trigger: str, turn: dict[int, Event], rules: RuleSet, by: Actor) -> set[int]:
    """Returns the conversations that somebody was acting on."""
    wanted = newest_messages(turn, trigger)
    messages, waiting = held(wanted)
    if messages:
        facts = facts_of(messages, trigger, Reading.objects.filter(message__in=messages), timezone.now())
        asked: dict[int, Asked] = {}
        for message in messages:
            event = turn[message.conversation_id]
            asked[message.pk] = (facts[message.pk] | said_by(event.verb, event.data), {"event_id": event.pk})
        keep_told(decide_on(messages, asked, rules), by)
    if not waiting:
        return set()
    left = Message.objects.filter(pk__in=set(wanted) - {message.pk for message in messages})
    return set(left.values_list("conversation_id", flat=True))
