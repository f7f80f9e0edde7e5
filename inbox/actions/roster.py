"""The roster of a channel's liaisons: who is there from when until when, and who steps in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.formats import on_day
from accounts.models import Member
from inbox.actions._planning import lock_channel, refuse_unfit, require_planner
from inbox.models import Channel, RosterEntry
from inbox.rostering import fit_for
from inbox.staffing import DAY, WEEK, week_of

LONGEST = timedelta(days=92)


@transaction.atomic
def plan(
    channel: Channel, *, liaison: Member, starts_on: date, ends_on: date, cover: Member | None = None, by: Actor
) -> RosterEntry:
    """Put somebody on the roster; both days are included.

    Raises NotPossible for a time that is over or too long, for somebody who is on it then
    already, and for people who don't answer customers on this channel.
    """
    require_planner(by, "roster.plan", channel)
    lock_channel(channel)
    entry = RosterEntry(channel=channel, liaison=liaison, cover=cover, starts_on=starts_on, ends_on=ends_on)
    _refuse_senseless(entry)
    entry.save()
    record("roster.plan", entry, by=by, **_told(entry))
    return entry


@transaction.atomic
def change(
    entry: RosterEntry, *, liaison: Member, starts_on: date, ends_on: date, cover: Member | None = None, by: Actor
) -> RosterEntry:
    """Other people or other days; raises NotPossible as plan() does, and for a shift that is over."""
    require_planner(by, "roster.change", entry.channel)
    lock_channel(entry.channel)
    entry = _standing(entry)
    before = _told(entry)
    entry.liaison, entry.cover, entry.starts_on, entry.ends_on = liaison, cover, starts_on, ends_on
    if _told(entry) == before:
        return entry
    _refuse_senseless(entry)
    entry.save(update_fields=["liaison", "cover", "starts_on", "ends_on"])
    record("roster.change", entry, by=by, before=before, **_told(entry))
    return entry


@transaction.atomic
def remove(entry: RosterEntry, *, by: Actor) -> RosterEntry:
    """Take a shift off the roster; raises NotPossible when it is over: the roster keeps what was."""
    require_planner(by, "roster.remove", entry.channel)
    lock_channel(entry.channel)
    entry = _standing(entry)
    record("roster.remove", entry, by=by, **_told(entry))
    RosterEntry.objects.filter(pk=entry.pk).delete()
    return entry


@transaction.atomic
def copy(channel: Channel, *, week: date, by: Actor) -> list[RosterEntry]:
    """Plan a week (any of its days) as the one before; what is planned in it already stays.

    Left out is who can't be on it any more. Raises NotPossible where nothing comes of it.
    """
    require_planner(by, "roster.copy", channel)
    lock_channel(channel)
    target = week_of(week)
    _refuse_over(target.last)
    earlier = RosterEntry.objects.filter(channel=channel).between(target.first - WEEK, target.first - DAY)
    rows = list(earlier.select_related("liaison", "cover"))
    if not rows:
        raise NotPossible(_("Nobody was on the roster of %(channel)s the week before.") % {"channel": channel})
    fit = set(fit_for(channel).values_list("pk", flat=True))
    busy = set(
        RosterEntry.objects.filter(channel=channel).between(target.first, target.last).values_list("liaison", flat=True)
    )
    made = [
        RosterEntry(
            channel=channel,
            liaison=row.liaison,
            cover=row.cover if row.cover_id in fit else None,
            starts_on=max(row.starts_on + WEEK, target.first),
            ends_on=min(row.ends_on + WEEK, target.last),
        )
        for row in rows
        if row.liaison_id in fit - busy
    ]
    if not made:
        raise NotPossible(
            _("Everybody of the week before is on the roster of %(channel)s already.") % {"channel": channel}
        )
    RosterEntry.objects.bulk_create(made)
    record("roster.copy", channel, by=by, week=target.first.isoformat(), entries=[row.pk for row in made])
    return made


def _standing(entry: RosterEntry) -> RosterEntry:
    """As it is now, if it is not over."""
    found = RosterEntry.objects.select_related("channel", "liaison", "cover").filter(pk=entry.pk).first()
    if found is None:
        raise NotPossible(_("This shift was taken off the roster meanwhile."))
    _refuse_over(found.ends_on)
    return found


def _refuse_over(last: date) -> None:
    if last < timezone.localdate():
        raise NotPossible(_("These days are over: the roster keeps what was."))


def _refuse_senseless(entry: RosterEntry) -> None:
    if entry.ends_on < entry.starts_on:
        raise NotPossible(_("A shift can’t end before it begins."))
    if entry.ends_on - entry.starts_on > LONGEST:
        raise NotPossible(_("Plan three months at most."))
    _refuse_over(entry.ends_on)
    if entry.cover_id == entry.liaison_id:
        raise NotPossible(_("%(member)s can’t step in for themselves.") % {"member": entry.liaison})
    refuse_unfit(entry.channel, entry.liaison, entry.cover)
    same = RosterEntry.objects.filter(channel=entry.channel, liaison=entry.liaison).exclude(pk=entry.pk)
    other = same.between(entry.starts_on, entry.ends_on).first()
    if other is not None:
        raise NotPossible(
            _("%(member)s is on the roster of %(channel)s already, from %(first)s to %(last)s.")
            % {
                "member": entry.liaison,
                "channel": entry.channel,
                "first": on_day(other.starts_on),
                "last": on_day(other.ends_on),
            }
        )


def _told(entry: RosterEntry) -> dict[str, Any]:
    return {
        "member": entry.liaison_id,
        "cover": entry.cover_id,
        "from": entry.starts_on.isoformat(),
        "until": entry.ends_on.isoformat(),
    }
