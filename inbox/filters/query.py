"""The address of a list, as a value: what is read from it is what is written to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from accounts.models import Member
from inbox.filters.order import SORTS, Cursor, Sort
from inbox.filters.rows import ALL, RowFilter
from inbox.models import Conversation
from inbox.models.conversation import ConversationQuerySet, Status

SEVERAL = ("label", "priority", "status", "kind")
SWITCHES = ("unread", "overdue", "at_risk", "failed")
FORMER = {"mine": "me", "unassigned": "nobody"}
"""Addresses of the days when these were views of their own."""
OPEN = (str(Status.OPEN),)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Filters, the saved view they came from, and the sort; what is senseless in an address counts as absent.

    `status` is empty for the plain inbox, which shows what is open; `assignee` is "me",
    "nobody" or a member's id; `label` are ids; `waiting` is in hours.
    """

    department: str = ""
    channel: int = 0
    network: str = ""
    watch: int = 0
    assignee: str = ""
    label: tuple[int, ...] = ()
    priority: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    privacy: str = ""
    unread: bool = False
    waiting: int = 0
    waiting_on: str = ""
    overdue: bool = False
    at_risk: bool = False
    failed: bool = False
    since: date | None = None
    until: date | None = None
    saved: int = 0
    sort: str = "newest"

    @classmethod
    def read(cls, address: Mapping[str, Any]) -> ListQuery:
        """From the parameters of an address."""
        given = _spread(address)
        found: dict[str, Any] = {}
        if any(name in RowFilter.base_filters for name in given):
            # cleaned_data leaves out what did not make sense.
            checked = RowFilter(given).form
            checked.is_valid()
            found = {name: value for name, value in checked.cleaned_data.items() if value}
        found |= {name: True for name in SWITCHES if name in found}
        found |= {name: int(found[name]) for name in ("channel", "watch", "waiting") if name in found}
        for name in SEVERAL:
            found[name] = _in_order(name, found.get(name, ()))
        saved, sort = str(given.get("saved", "")), str(given.get("sort", ""))
        if saved.isascii() and saved.isdecimal() and len(saved) < 10:
            found["saved"] = int(saved)
        return cls(**found, sort=sort if sort in SORTS else "newest")

    @classmethod
    def parse(cls, written: str) -> ListQuery:
        """From what written() gave."""
        return cls.read(QueryDict(written.removeprefix("?")))

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of everything that differs from the plain inbox."""
        changed = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [(name, _text(value)) for name, value in changed if value and (name, value) != ("sort", "newest")]

    def written(self, **changes: Any) -> str:
        """As the parameters of an address ("?assignee=me"), only what differs from the plain inbox."""
        pairs = replace(self, **changes).pairs()
        return f"?{urlencode(pairs).replace('%2C', ',')}" if pairs else ""

    @property
    def statuses(self) -> tuple[str, ...]:
        """What it shows: what is open, unless it says otherwise."""
        return self.status or OPEN

    @property
    def order(self) -> Sort:
        """How it is sorted."""
        return SORTS[self.sort]

    @property
    def plain(self) -> ListQuery:
        """The same filters, in the plain order and without a name."""
        return replace(self, saved=0, sort="newest")

    def rows(self, member: Member) -> ConversationQuerySet:
        """Every conversation that belongs in this list, in its order."""
        given = _spread({**dict(self.pairs()), "status": ",".join(self.statuses)})
        seen = Conversation.objects.visible_to(member)
        found: ConversationQuerySet = RowFilter(given, seen, member=member).qs
        return self.order.ordered(found)

    def after(self, rows: ConversationQuerySet, cursor: Cursor | None) -> ConversationQuerySet:
        """Those behind a cursor."""
        return self.order.behind(rows, cursor)


def _spread(address: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """The parameters, with lists taken apart whether they came as `a=1,2` or as `a=1&a=2`."""
    every = address.lists() if isinstance(address, MultiValueDict) else ((key, [address[key]]) for key in address)
    given: MultiValueDict[str, str] = MultiValueDict()
    for name, values in every:
        texts = [str(value).replace("\x00", "") for value in values]
        if name in SEVERAL:
            parts = [part for text in texts for part in text.split(",") if part]
            given.setlist(name, list(ALL) if name == "status" and "all" in parts else parts)
        else:
            given[name] = texts[-1] if texts else ""
    former = FORMER.get(str(given.get("view", "")))
    if former:
        given.setdefault("assignee", former)
    return given


def _in_order(name: str, chosen: Any) -> tuple[Any, ...]:
    """Each once, in one order, so that the same choice has one address."""
    if name == "label":
        return tuple(sorted({int(pk) for pk in chosen}))
    known = [str(value) for value, _label in RowFilter.base_filters[name].extra["choices"]]
    found = tuple(value for value in known if value in chosen)
    return () if name == "status" and found == OPEN else found


def _text(value: Any) -> str:
    if value is True:
        return "1"
    if value == ALL:
        return "all"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
