"""Who is dedicated to a channel."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from inbox.actions._planning import lock_channel, refuse_unfit, require_planner
from inbox.models import Channel, ChannelStaff


@transaction.atomic
def add(channel: Channel, *, member: Member, by: Actor) -> ChannelStaff:
    """Dedicate somebody to it; raises NotPossible when they are, or don't answer customers there."""
    require_planner(by, "staff.add", channel)
    lock_channel(channel)
    refuse_unfit(channel, member)
    if ChannelStaff.objects.filter(channel=channel, member=member).exists():
        raise NotPossible(_("%(member)s looks after %(channel)s already.") % {"member": member, "channel": channel})
    row = ChannelStaff.objects.create(channel=channel, member=member)
    record("staff.add", row, by=by, member=member.pk)
    return row


@transaction.atomic
def remove(row: ChannelStaff, *, by: Actor) -> ChannelStaff:
    """No longer; shifts that are planned stay until somebody changes them."""
    require_planner(by, "staff.remove", row.channel)
    lock_channel(row.channel)
    if not ChannelStaff.objects.filter(pk=row.pk).exists():
        raise NotPossible(_("%(member)s is no longer dedicated to it.") % {"member": row.member})
    record("staff.remove", row, by=by, member=row.member_id)
    ChannelStaff.objects.filter(pk=row.pk).delete()
    return row
