"""Deciding about the conversations of a spike: each once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actors import ROUTING, Actor
from routing.actions._deciding import Asked, decide_on, held, keep_told, newest_messages
from routing.facts import facts_of
from routing.models import Decision, Reading, Spike
from routing.stored_rules import newest, ruleset

TRIGGER = "spike"


@transaction.atomic
def route_spike(spike: Spike, *, by: Actor = ROUTING) -> int:
    """Let the rules that answer to spikes decide about each conversation in it; returns how many had to wait."""
    number = newest()
    rules = ruleset(number) if number else None
    if rules is None or not rules.of(TRIGGER):
        return 0
    places = set(spike.messages.values_list("conversation_id", flat=True))
    known = Decision.objects.filter(trigger=TRIGGER, since=spike.raised_at, conversation__in=places)
    left = places - set(known.values_list("conversation_id", flat=True))
    messages, waiting = held(newest_messages(left, TRIGGER))
    facts = facts_of(messages, TRIGGER, Reading.objects.filter(message__in=messages), timezone.now())
    asked: dict[int, Asked] = {pk: (found, {"since": spike.raised_at}) for pk, found in facts.items()}
    keep_told(decide_on(messages, asked, rules), by)
    return waiting
