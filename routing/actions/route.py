"""Deciding by rules: each message once, each change once, whatever is asked twice or lost on the way."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actors import ROUTING, Actor
from accounts.events import Act, record, record_all
from accounts.models import Event
from inbox.models import JournalPlace, Message
from routing.actions._deciding import decide_on, held, told_of
from routing.actions._place import READER, begin
from routing.actions.hear import hear
from routing.actions.read import read_messages
from routing.actions.route_changes import route_changes
from routing.answering import ANSWERED
from routing.facts import facts_of, values_of
from routing.models import Decision
from routing.stored_rules import newest, rules_are_ready, ruleset, topics

log = logging.getLogger(__name__)

BATCH = 200


@transaction.atomic
def route_messages(message_ids: Collection[int], *, by: Actor = ROUTING) -> int:
    """Read these messages and decide about those that nobody has decided on.

    What is ours, context or gone is none of the rules' business; a resolved conversation is
    left alone. Returns how many had to wait because somebody was acting on them.
    """
    messages, waiting = held(_undecided(message_ids))
    # Asked anew: while the rows were taken, somebody may have decided.
    left = set(_undecided([message.pk for message in messages]))
    messages = [message for message in messages if message.pk in left]
    if messages:
        number = newest()
        readings = read_messages(messages, topics(number) if number else None)
        hear(messages, readings)
        facts = facts_of(messages, "received", readings)
        rules = ruleset(number) if number else None
        decisions = decide_on(messages, {pk: (facts[pk], {}) for pk in facts}, rules)
        read = values_of(readings)
        record_all([_routed(one, read[one.message_id]) for one in decisions], by=by)
    return waiting


def route_all(message_ids: Sequence[int], *, by: Actor = ROUTING) -> int:
    """As route_messages(), with one that fails put aside, so that it keeps none of the others back.

    Where the rules themselves can't be made ready, or the database refuses, all of them wait.
    """
    if not rules_are_ready():
        return len(message_ids)
    try:
        return route_messages(message_ids, by=by)
    except OperationalError:
        log.warning("%d messages are routed later", len(message_ids), exc_info=True)
        return len(message_ids)
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
def sweep(*, by: Actor = ROUTING) -> int | None:
    """Read the journal on from where it was left and decide what nobody has; None at its end.

    The place moves on only when everything before it is decided.
    """
    if begin():
        return 1
    place = JournalPlace.objects.select_for_update(skip_locked=True).filter(reader=READER).first()
    if place is None:
        return None
    behind = Q(xid__gt=place.xid) | Q(xid=place.xid, pk__gt=place.event_id)
    events = list(Event.objects.settled().filter(behind, xid__gte=place.xid).order_by("xid", "pk")[:BATCH])
    if not events or not rules_are_ready():
        return None
    waiting = route_all([event.subject_id for event in events if event.verb == "message.receive"], by=by)
    waiting += route_changes([event.pk for event in events if event.verb in ANSWERED], by=by)
    if not waiting:
        place.xid, place.event_id = events[-1].xid, events[-1].pk
        place.save(update_fields=["xid", "event_id"])
    return None if waiting else len(events)


def _undecided(message_ids: Collection[int]) -> list[int]:
    rows = Message.objects.filter(pk__in=message_ids, is_ours=False, is_context=False, removed_at=None)
    return list(rows.exclude(decisions__trigger="received").order_by("pk").values_list("pk", flat=True))


def _routed(decision: Decision, read: Mapping[str, str]) -> Act:
    """Facts that numbers are made of: enumerations, and which rule won."""
    return Act("message.route", decision.message, {**told_of(decision), **read})  # type: ignore[arg-type]
