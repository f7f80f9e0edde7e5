"""Watches as pages show them: what they look for, for whom, and how they are, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.formats import ago_in_words, in_full
from accounts.models import Member
from inbox.filters import ListQuery
from inbox.models import Channel, Sighting, Watch
from inbox.models.watch import WatchKind


@dataclass(frozen=True, slots=True)
class WatchView:
    """One watch on its channel's page. `state` is ok, overdue (broken) or empty (at rest)."""

    pk: int
    name: str
    is_tag: bool
    purpose: str
    department: str
    state: str
    health: str
    found_href: str
    is_archived: bool = False


def watch_views(channel: Channel, member: Member, now: datetime | None = None) -> list[WatchView]:
    """Those of a channel that this member may see; the archived ones last."""
    rows = Watch.objects.visible_to(member).filter(channel=channel).select_related("department", "channel")
    found = rows.annotate(found_at=Max("sightings__found_at")).order_by("-is_active", "purpose", "query", "pk")
    views = [_view(watch, now or timezone.now()) for watch in found]
    return sorted(views, key=lambda view: view.is_archived)


def watch_name(pk: int, member: Member) -> str:
    """What a list of its findings is called."""
    found = Watch.objects.visible_to(member).filter(pk=pk).first()
    return _("Found by “%(watch)s”") % {"watch": found} if found else _("Unknown watch")


def watch_choices(member: Member) -> list[tuple[int, str]]:
    """Id and name of those that can narrow a list."""
    seen = Watch.objects.visible_to(member).standing().order_by("purpose", "query")
    return [(watch.pk, str(watch)) for watch in seen]


def health_in_words(watch: Watch, found_at: datetime | None, now: datetime) -> tuple[str, str]:
    """A state and whole sentences, the most important first."""
    last = _last_found(found_at, now)
    if watch.archived_at is not None:
        return "empty", _("Archived. %(last)s") % {"last": last}
    if not watch.is_active or not watch.channel.is_active:
        which = _("Paused.") if not watch.is_active else _("Paused with its channel.")
        return "empty", f"{which} {last}"
    if watch.failures and watch.failing_since:
        since = _("So it has been since %(when)s.") % {"when": in_full(watch.failing_since)}
        return "overdue", f"{watch.last_error} {since}"
    if watch.last_success_at is None:
        return "ok", _("It looks for the first time in a moment.")
    looked = _("Last look %(when)s.") % {"when": ago_in_words(watch.last_success_at, now=now)}
    return "ok", f"{last} {looked}"


def names_by_message(message_ids: Iterable[int], member: Member) -> dict[int, str]:
    """Which watches that the member may see found these messages, by message."""
    seen = Watch.objects.visible_to(member)
    found = Sighting.objects.filter(message__in=list(message_ids), watch__in=seen).select_related("watch")
    named: dict[int, list[str]] = {}
    for sighting in found:
        named.setdefault(sighting.message_id, []).append(str(sighting.watch))
    return {pk: ", ".join(names) for pk, names in named.items()}


def _view(watch: Watch, now: datetime) -> WatchView:
    state, health = health_in_words(watch, getattr(watch, "found_at", None), now)
    query = ListQuery(watch=watch.pk, status=("open", "pending", "snoozed", "resolved"))
    return WatchView(
        pk=watch.pk,
        name=str(watch),
        is_tag=watch.kind == WatchKind.TAG,
        purpose=str(watch.get_purpose_display()),
        department=str(watch.department),
        state=state,
        health=health,
        found_href=reverse("inbox:list") + query.written(),
        is_archived=watch.archived_at is not None,
    )


def _last_found(found_at: datetime | None, now: datetime) -> str:
    if found_at is None:
        return _("Nothing found yet.")
    return _("Last find %(when)s.") % {"when": ago_in_words(found_at, now=now)}
