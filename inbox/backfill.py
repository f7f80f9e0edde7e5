"""Reading what lies behind us on a channel: how far it has come, kept with the channel; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import in_full
from inbox.channels.base import Page


@dataclass(frozen=True, slots=True)
class Backfill:
    """One reading of what lies behind.

    `since` is when it began, `reached` the moment up to which it has read (None where the
    network does not tell), `count` how many payloads it brought, `done` when it ended.
    `gaps` are the connector's cursors to what is still to be read. `is_first` is the reading
    of what stood there before the channel was connected; later ones close a gap.
    """

    since: datetime
    reached: datetime | None = None
    count: int = 0
    done: datetime | None = None
    gaps: tuple[Mapping[str, Any], ...] = ()
    is_first: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Backfill | None:
        """What `kept()` made; None for a channel that has none."""
        if not kept:
            return None
        return cls(
            since=datetime.fromisoformat(kept["since"]),
            reached=_moment(kept["reached"]),
            count=kept["count"],
            done=_moment(kept["done"]),
            gaps=tuple(kept["gaps"]),
            is_first=kept["is_first"],
        )

    def kept(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "since": self.since.isoformat(),
            "reached": self.reached and self.reached.isoformat(),
            "count": self.count,
            "done": self.done and self.done.isoformat(),
            "gaps": list(self.gaps),
            "is_first": self.is_first,
        }


def after_poll(kept: Mapping[str, Any], page: Page, *, is_first_poll: bool, now: datetime) -> Backfill | None:
    """How it stands after a page of what is new; a gap that the page left starts a reading."""
    backfill = Backfill.read(kept)
    if backfill is None and is_first_poll:
        backfill = Backfill(now, is_first=True)
    if page.gap is not None:
        if backfill is None or backfill.done:
            backfill = Backfill(now)
        backfill = replace(backfill, gaps=(page.gap, *backfill.gaps))
    if backfill is None or backfill.done:
        return backfill
    if backfill.is_first:
        backfill = replace(
            backfill, count=backfill.count + len(page.items), reached=backfill.reached if page.gap else page.reached
        )
    return backfill if page.more or backfill.gaps else replace(backfill, done=now)


def after_gap(backfill: Backfill, page: Page, now: datetime) -> Backfill:
    """How it stands after a page out of the newest gap."""
    rest = backfill.gaps[1:]
    gaps = (page.cursor, *rest) if page.more else rest
    return replace(
        backfill,
        gaps=gaps,
        count=backfill.count + len(page.items),
        reached=page.reached or backfill.reached,
        done=None if gaps else now,
    )


def in_words(kept: Mapping[str, Any]) -> str:
    """The progress as a sentence; empty when there never was anything to read."""
    backfill = Backfill.read(kept)
    if backfill is None or (backfill.done and not backfill.count):
        return ""
    count = ngettext("%(count)d payload", "%(count)d payloads", backfill.count) % {"count": backfill.count}
    if backfill.done:
        return _("Complete since %(when)s: %(count)s.") % {"when": in_full(backfill.done), "count": count}
    if backfill.reached:
        return _("Being read, up to %(when)s so far: %(count)s.") % {"when": in_full(backfill.reached), "count": count}
    return _("Being read: %(count)s so far.") % {"count": count}


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
