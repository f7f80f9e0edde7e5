"""The journal as it may be told: in somebody's rights, from a place on, skipping nothing."""

from __future__ import annotations

import re
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from accounts.actors import actor_key
from accounts.models import Event, Member
from accounts.models.event import TransactionId
from accounts.permissions import roles_of
from accounts.verbs import VERBS, Right

PLACE = re.compile(r"([0-9]{1,19})\.([0-9]{1,18})", re.ASCII)
GREATEST = 2**63 - 1
OWN = tuple(verb for verb, right in VERBS.items() if right is Right.SELF)
"""What members do for themselves is told to them alone."""
PUBLIC = ("label", "cannedresponse", "watch", "channel", "taskforce", "rosterentry", "department")
"""Subjects beside conversations of which a department's own members are told."""


def told_to(by: Member, conversations: QuerySet[Any]) -> QuerySet[Event]:
    """The settled part of the journal, as far as it is theirs to know; `conversations` are those that they see."""
    settled: QuerySet[Event] = cast(Any, Event.objects).settled()
    if by.is_administrator:
        return settled
    kind, number = actor_key(by)
    own = Q(actor_kind=kind, actor_id=number)
    seen = Q(conversation_id__in=conversations.order_by().values("pk"))
    theirs = Q(conversation_id=None, department_id__in=list(roles_of(by)), subject_kind__in=PUBLIC)
    if by.reach is not None:
        own &= Q(department_id__in=by.reach) | Q(department_id=None)
    return settled.filter(own | ((seen | theirs) & ~Q(verb__in=OWN)))


def place_of(row: Event) -> str:
    """Its place: transaction and number, since numbers alone do not become visible in their order."""
    return f"{row.xid}.{row.pk}"


def place_at(written: str) -> tuple[int, int] | None:
    """Transaction and number of a place; None for what is no place."""
    found = PLACE.fullmatch(written)
    return (int(found[1]), int(found[2])) if found is not None and int(found[1]) <= GREATEST else None


def behind(rows: QuerySet[Event], place: tuple[int, int]) -> QuerySet[Event]:
    """Those that come after a place."""
    here = (RawSQL("%s::xid8", (str(place[0]),), TransactionId()), place[1])
    return rows.filter(TupleGreaterThan(Tuple("xid", "pk"), here))


def facts_of(row: Event) -> dict[str, Any]:
    """One event in plain values, as programs read it: numbers and facts, never text or names."""
    return {
        "at": place_of(row),
        "id": row.pk,
        "verb": row.verb,
        "occurred_at": row.occurred_at.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "actor_kind": row.actor_kind,
        "actor_id": row.actor_id,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "conversation_id": row.conversation_id,
        "department_id": row.department_id,
        "channel_id": row.channel_id,
        "data": row.data,
    }
