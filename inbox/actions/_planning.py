"""What the acts on rosters share: who plans, in which order, and who may be planned."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.models import Member
from accounts.permissions import require
from inbox.models import Channel
from inbox.rostering import fit_for, may_plan


def require_planner(by: Actor, verb: str, channel: Channel) -> None:
    """Raise NotAllowed for whoever leads none of the departments that must be on the channel's roster."""
    if not may_plan(by, verb, channel):
        require(by, verb, channel)


def lock_channel(channel: Channel) -> None:
    """Two who plan the same channel do it one after the other."""
    Channel.objects.select_for_update(no_key=True).only("pk").get(pk=channel.pk)


def refuse_unfit(channel: Channel, *members: Member | None) -> None:
    """Raise NotPossible for whoever doesn't answer customers, or doesn't see the channel."""
    fit = set(fit_for(channel).values_list("pk", flat=True))
    for member in members:
        if member is not None and member.pk not in fit:
            raise NotPossible(
                _("%(member)s can’t look after %(channel)s: that needs an agent or lead who sees it.")
                % {"member": member, "channel": channel}
            )
