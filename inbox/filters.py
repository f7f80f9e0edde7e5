"""What the list shows: read from the address, written back to it, so that copying it shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.http import urlencode

from accounts.models import Department, Member
from inbox.models import Conversation
from inbox.models.conversation import ConversationQuerySet, Status

PAGE = 50
VIEWS = ("", "mine", "unassigned")
SORTS = ("newest", "oldest")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one starts behind it, however many rows there are."""

    moment: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """From the address; None for anything that is no cursor."""
        micros, _dot, pk = text.partition(".")
        try:
            return cls(datetime.fromtimestamp(int(micros) / 1_000_000, UTC), int(pk))
        except (ValueError, OverflowError, OSError):
            return None

    @classmethod
    def at(cls, conversation: Conversation) -> Cursor:
        """At a row."""
        return cls(conversation.last_message_at, conversation.pk)

    def __str__(self) -> str:
        past = self.moment - _EPOCH
        return f"{(past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds}.{self.pk}"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """View, department, channel, status and sort; anything senseless in an address counts as absent."""

    view: str = ""
    department: str = ""
    channel: int = 0
    status: str = str(Status.OPEN)
    sort: str = "newest"

    @classmethod
    def read(cls, address: Mapping[str, Any]) -> ListQuery:
        """From the parameters of an address."""
        channel = str(address.get("channel", ""))
        return cls(
            view=_one_of(address.get("view"), VIEWS, ""),
            department=str(address.get("department", "")).replace("\x00", "")[:80],
            channel=int(channel) if channel.isascii() and channel.isdecimal() and len(channel) < 10 else 0,
            status=_one_of(address.get("status"), tuple(map(str, Status.values)), str(Status.OPEN)),
            sort=_one_of(address.get("sort"), SORTS, "newest"),
        )

    def written(self, **changes: Any) -> str:
        """As the parameters of an address ("?view=mine"), only what differs from the plain inbox."""
        query, plain = replace(self, **changes), ListQuery()
        fields = ("view", "department", "channel", "status", "sort")
        pairs = [(name, getattr(query, name)) for name in fields if getattr(query, name) != getattr(plain, name)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def rows(self, member: Member) -> ConversationQuerySet:
        """Every conversation that belongs in this list, in its order."""
        found: ConversationQuerySet = Conversation.objects.visible_to(member).filter(status=self.status)
        if self.view == "mine":
            found = found.filter(assignee=member)
        elif self.view == "unassigned":
            found = found.filter(assignee=None)
        if self.department:
            known = Department.objects.visible_to(member).filter(slug=self.department)
            found = found.filter(department__in=known[:1])
        if self.channel:
            found = found.filter(channel_id=self.channel)
        order = ("last_message_at", "pk") if self.sort == "oldest" else ("-last_message_at", "-pk")
        return found.order_by(*order)

    def after(self, rows: ConversationQuerySet, cursor: Cursor | None) -> ConversationQuerySet:
        """Those behind a cursor."""
        if cursor is None:
            return rows
        step = "gt" if self.sort == "oldest" else "lt"
        same = Q(last_message_at=cursor.moment, **{f"pk__{step}": cursor.pk})
        # The first condition alone bounds the index scan; the second settles equal moments.
        return rows.filter(**{f"last_message_at__{step}e": cursor.moment}).filter(
            Q(**{f"last_message_at__{step}": cursor.moment}) | same
        )


def _one_of(given: Any, allowed: tuple[str, ...], otherwise: str) -> str:
    return given if given in allowed else otherwise
