"""Taking a merged conversation out again: what is its own, and where each side stands then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import NullIf
from django.utils.dateparse import parse_datetime

from accounts.models import Event
from inbox.actions.resolve import FILING_COLUMNS
from inbox.models import Conversation, Delivery, Draft, Escalation, Merged, Message, Note
from inbox.models.draft import DraftState
from inbox.replay import Done, Spoken, State, replay

ACTS = (
    "conversation.resolve",
    "conversation.snooze",
    "conversation.wake",
    "conversation.reopen",
    "conversation.undo",
)


def state_of(row: Conversation) -> State:
    """How a row stands."""
    return State(row.status, row.outcome, _written(row.snoozed_until), _written(row.resolved_at))


def parts_of(pk: int) -> set[int]:
    """A conversation and all that was merged into it, directly or through others."""
    found, fresh = {pk}, {pk}
    while fresh:
        fresh = set(Merged.objects.filter(whole__in=fresh).values_list("part_id", flat=True)) - found
        found |= fresh
    return found


def carry(part: Conversation, whole: Conversation) -> None:
    """Everything of the one is shown in the other, and remembers where it was at home."""
    for model in (Message, Note, Delivery, Draft, Escalation):
        rows: Any = model._default_manager.filter(conversation=part)
        if model is Draft:
            rows = rows.exclude(Q(state=DraftState.WRITING) & Q(pk__in=_in_the_way(part, whole)))
        rows.filter(home=None).update(home=part)
        rows.update(conversation=whole)


def take_back(part: Conversation, root: Conversation, family: Collection[int]) -> None:
    """What is at home in the part, or in what was merged into that, goes back with it."""
    begun = Draft.objects.filter(conversation=root, state=DraftState.WRITING).select_related("answers")
    for draft in begun.filter(Q(home__in=family) | Q(home=None, answers__home__in=family)):
        _choose_home(draft, part)
    for model in (Message, Note, Delivery, Draft, Escalation):
        rows: Any = model._default_manager.filter(conversation=root, home__in=family)
        rows.update(conversation=part, home=NullIf(F("home_id"), part.pk))


def restate(row: Conversation, base: State, since: datetime, until: datetime | None = None) -> None:
    """Work out the state anew from what is still its own, up to a moment.

    What waits is left to refresh(), which the caller lets follow.
    """
    family = parts_of(row.pk)
    messages = list(Message.objects.filter(Q(home__in=family) | Q(conversation__in=family, home=None)))
    messages = [message for message in messages if until is None or message.received_at < until]
    acts = Event.objects.filter(conversation_id=row.pk, verb__in=ACTS, recorded_at__gte=since)
    done = [Done(event.recorded_at, event.verb, event.data) for event in acts.order_by("pk") if _is_act(event)]
    open_parts = Merged.objects.filter(whole=row, part__status="open")
    done += [Done(edge.at, "conversation.merge", {}) for edge in open_parts]
    since_when = _brought(row.pk)
    spoken = [_spoken(message, since_when.get(message.home_id or row.pk)) for message in messages]
    end = replay(base, since, spoken, [act for act in done if until is None or act.at < until])
    state = end.state
    same = (row.status, row.outcome) == (state.status, state.outcome)
    resolved_at = parse_datetime(state.resolved_at) if state.resolved_at else None
    if until is None:
        own = {n: row.resolved_at if same and at == resolved_at else at for n, at in end.settled.items()}
        _settle([(message, own.get(n)) for n, message in enumerate(messages) if spoken[n].asks])
    row.status, row.outcome = state.status, state.outcome
    row.snoozed_until = parse_datetime(state.snoozed_until) if state.snoozed_until else None
    row.resolved_at = row.resolved_at if same else resolved_at
    row.version += 1
    row.save(update_fields=[*FILING_COLUMNS, "version"])


def _settle(asked: Sequence[tuple[Message, datetime | None]]) -> None:
    """Let those wait again that only the other side's resolution settled, and the other way round."""
    changed = [(message, at) for message, at in asked if (message.settled_at is None) != (at is None)]
    for message, at in changed:
        message.settled_at = at
    Message.objects.bulk_update([message for message, _at in changed], ["settled_at"])


def _choose_home(draft: Draft, part: Conversation) -> None:
    """A buffer goes with the message it answers, unless its author has another waiting there."""
    home = draft.home_id or (draft.answers.home_id if draft.answers else None)
    others = Draft.objects.filter(author=draft.author_id, kind=draft.kind, state=DraftState.WRITING)
    if others.filter(conversation=part).exists():
        draft.answers, home = None, None
    draft.home_id = home
    draft.save(update_fields=["answers", "home"])


def _is_act(event: Event) -> bool:
    """What followed from messages follows anew; what somebody did, did."""
    return event.verb != "conversation.reopen" or event.actor_kind == "member"


def _in_the_way(part: Conversation, whole: Conversation) -> list[int]:
    """Buffers whose author has begun another in the whole: both stay, each in its own place."""
    taken = set(Draft.objects.filter(conversation=whole, state=DraftState.WRITING).values_list("author_id", "kind"))
    rows = Draft.objects.filter(conversation=part, state=DraftState.WRITING).values_list("pk", "author_id", "kind")
    return [pk for pk, author, kind in rows if (author, kind) in taken]


def _brought(pk: int) -> dict[int, datetime]:
    """Since when each conversation that was merged into this one, directly or through others, shows in it."""
    found: dict[int, datetime] = {}
    fresh = [pk]
    while fresh:
        edges = list(Merged.objects.filter(whole__in=fresh).values_list("part_id", "whole_id", "at"))
        found |= {part: max(at, found.get(whole, at)) for part, whole, at in edges}
        fresh = [part for part, _whole, _at in edges]
    return found


def _spoken(message: Message, brought_at: datetime | None) -> Spoken:
    quiet = message.is_ours or message.is_context or message.is_listening
    ours = message.is_ours and not message.is_context
    return Spoken(
        message.received_at,
        message.sent_at,
        ours,
        not quiet,
        message.removed_at,
        message.settled_at,
        brought_at if brought_at and message.received_at < brought_at else None,
    )


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
