"""The canned responses that are offered where a reply is written, filled in for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import may
from inbox.canned import values_for
from inbox.feeds import statements_for
from inbox.models import CannedResponse, Channel, Conversation, Message
from inbox.models.canned import CannedQuerySet
from inbox.presenters.measure import counted, place_of
from inbox.variables import fill, left_sentence

OFFERED, ALL = 8, 100
"""How many are offered after "/", and how many in the list for who has no scripts."""


def usable_here(conversation: Conversation, member: Member) -> CannedQuerySet:
    """What this member may put into a reply here."""
    if not may(member, "canned.use", conversation):
        return CannedResponse.objects.none()
    rows: CannedQuerySet = CannedResponse.objects.usable_in(conversation.department_id).visible_to(member)
    said_first = statements_for(conversation)
    if said_first:
        return (rows | CannedResponse.objects.standing().filter(pk__in=said_first)).distinct()
    return rows


def offered(
    conversation: Conversation, member: Member, target: Message | None, words: str, most: int = OFFERED
) -> list[dict[str, Any]]:
    """What "/" offers, filled in: a holding statement, then what begins so, then the most used."""
    begun = words.strip().removeprefix("/").lower()
    near = Case(
        When(Q(shortcut__startswith=begun), then=Value(0)),
        When(Q(title__istartswith=begun), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    first = statements_for(conversation)
    near = Case(When(pk__in=first, then=Value(-1)), default=near, output_field=IntegerField()) if first else near
    rows = usable_here(conversation, member).matching(begun).select_related("department")
    channel = place_of(conversation, target)
    values = values_for(conversation, member, target, channel)
    return [
        _offer(one, values, channel, is_first=one.pk in first)
        for one in rows.order_by(near, "-use_count", "title")[:most]
    ]


def _offer(
    response: CannedResponse, values: Mapping[str, str], channel: Channel, *, is_first: bool = False
) -> dict[str, Any]:
    filled = fill(response.text, values)
    scope = response.department.code if response.department else _("All")
    return {
        "id": response.pk,
        "title": response.title,
        "shortcut": f"/{response.shortcut}",
        "scope": _("Holding statement") if is_first else scope,
        "text": filled.text,
        "left": left_sentence(filled.left),
        "count": counted(channel, filled.text),
        "as_is": _("Approved as it is") if response.is_approved_as_is else "",
    }
