"""The only place that writes the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from accounts.actors import Actor, actor_key
from accounts.models import Event, Member
from accounts.verbs import VERBS

LIVE_CHANNEL = "liaison"
LOOKS = "conversation.look"
"""What listening pages are told where nobody acted; no verb of the journal."""

type FollowUp = Callable[[Sequence[Event]], None]
_follow_ups: dict[str, list[FollowUp]] = defaultdict(list)
_companions: dict[str, list[FollowUp]] = defaultdict(list)


def follow(verb: str, follow_up: FollowUp) -> None:
    """Have `follow_up` called with the events of a verb once they are committed.

    A follow-up only wakes somebody up (enqueues a task): if the process dies first, a
    sweep finds the same work in the database.
    """
    if follow_up not in _follow_ups[verb]:
        _follow_ups[verb].append(follow_up)


def accompany(verb: str, companion: FollowUp) -> None:
    """Have `companion` called with the events of a verb inside the transaction that makes them.

    This is how a higher room keeps in step with a lower one (a department is closed: its
    conversations close with it) or refuses: raising NotPossible undoes the whole act.
    """
    if companion not in _companions[verb]:
        _companions[verb].append(companion)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened, ready to be journalled."""

    verb: str
    subject: models.Model
    data: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None
    also: Sequence[models.Model] = ()
    """Conversations beside the subject that look different now; told live, not journalled."""


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    occurred_at: datetime | None = None,
    **data: Any,
) -> Event:
    """Journal one act; call it inside the transaction that made the change.

    `data` holds ids and enumerations only, never text or names. Where the subject has
    (or is) a conversation, its holder and channel of this moment are kept too.
    """
    return record_all([Act(verb, subject, data, occurred_at)], by=by)[0]


def record_all(acts: Iterable[Act], *, by: Actor) -> list[Event]:
    """Journal many acts of one actor in one insert; see record()."""
    kind, identity = actor_key(by)
    now = timezone.now()
    acts = list(acts)
    through = {"token": by.token_id} if isinstance(by, Member) and by.token_id else {}
    events = [_event(act, kind, identity, now, through) for act in acts]
    Event.objects.bulk_create(events)
    _call(_companions, events)
    _announce(acts)
    if any(event.verb in _follow_ups for event in events):
        transaction.on_commit(lambda: _call(_follow_ups, events), robust=True)
    return events


def show_again(conversations: Iterable[models.Model]) -> None:
    """Tell listening web processes, on commit, that these look different though nobody acted on them."""
    _announce([Act(LOOKS, conversation) for conversation in conversations])


def _call(listeners: Mapping[str, list[FollowUp]], events: Sequence[Event]) -> None:
    for verb in {event.verb for event in events} & listeners.keys():
        for listener in listeners[verb]:
            listener([event for event in events if event.verb == verb])


def _event(act: Act, actor_kind: str, actor_id: str, now: datetime, through: dict[str, int]) -> Event:
    if act.verb not in VERBS:
        raise ValueError(f"{act.verb!r} is in no verbs.py")
    subject = act.subject
    place = _place(subject)
    return Event(
        verb=act.verb,
        occurred_at=act.occurred_at or now,
        recorded_at=now,
        actor_kind=actor_kind,
        actor_id=actor_id,
        subject_kind=subject._meta.model_name or "",
        subject_id=subject.pk,
        conversation_id=place[0],
        department_id=place[1],
        channel_id=place[2],
        data={**act.data, **through},
    )


def _place(subject: models.Model) -> tuple[int | None, int | None, int | None]:
    """Conversation, holder and channel of a subject, as far as it has them."""
    if subject._meta.model_name == "conversation":
        return subject.pk, getattr(subject, "department_id", None), subject.channel_id  # type: ignore[attr-defined]
    conversation = getattr(subject, "conversation", None)
    if conversation is not None:
        return conversation.pk, conversation.department_id, conversation.channel_id
    if subject._meta.model_name == "channel":
        return None, getattr(subject, "default_department_id", None), subject.pk
    return None, getattr(subject, "department_id", None), getattr(subject, "channel_id", None)


def _announce(acts: Iterable[Act]) -> None:
    """Tell listening web processes, on commit, what changed: ids only, and who may be told.

    A change of someone's rights ends their streams, which come back with the new rights.
    """
    notices: dict[str, dict[str, object]] = {}
    told = [(act, subject) for act in acts for subject in (act.subject, *act.also)]
    for act, subject in told:
        room, _, word = act.verb.partition(".")
        conversation: Any = (
            subject if subject._meta.model_name == "conversation" else getattr(subject, "conversation", None)
        )
        if conversation is not None:
            notices[f"c{conversation.pk}"] = {
                "c": conversation.pk,
                "d": conversation.department_id,
                "x": conversation.is_closed,
                "a": conversation.assignee_id,
                "v": act.verb,
            }
            if act.verb == "conversation.admit" and "member" in act.data:
                notices[f"r{act.data['member']}"] = {"r": act.data["member"]}
        elif room == "department":
            notices["r"] = {"r": "all"}
        elif room == "notice":
            notices["n"] = {"n": "administrators"}
        elif room in {"member", "membership"} and not word.startswith("sign_in"):
            member = getattr(subject, "member_id", subject.pk)
            notices[f"r{member}"] = {"r": member}
    if not notices:
        return
    payloads = [json.dumps(notice, separators=(",", ":")) for notice in notices.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload",
            [LIVE_CHANNEL, payloads],
        )
