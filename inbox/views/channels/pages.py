"""The list of channels, and each channel's own page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import may
from inbox.channels.base import Ability
from inbox.forms_roster import People, StaffForm
from inbox.presenters.channels import channel_views, set_aside, with_standing
from inbox.presenters.networks import can
from inbox.presenters.places import departments_of, visible_channels
from inbox.presenters.roster import staffed
from inbox.presenters.watches import watch_views
from inbox.views.answers import member_of
from inbox.views.channels.common import channel_or_404, hook_address, push_address


@login_required
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """The channels that exist for this member, and how they are."""
    member = member_of(request)
    rows = channel_views(with_standing(visible_channels(member).order_by("name", "pk")))
    context = {"rows": rows, "may_connect": may(member, "channel.connect")}
    return render(request, "inbox/channels/list.html", context)


@login_required
@never_cache
@require_safe
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """How it is, for everybody; what was not understood and the acts, for administrators."""
    member = member_of(request)
    found = channel_or_404(request, channel_id)
    (row,) = channel_views(with_standing(visible_channels(member).filter(pk=found.pk)))
    may_change = may(member, "channel.change", found)
    people = staffed(member, found)
    context = {
        "row": row,
        "channel": found,
        "may_change": may_change,
        "aside": set_aside(found) if may(member, "inbound.run_again", found) else [],
        "push_address": push_address(request, found) if row.pushed_to else "",
        "watches": watch_views(found, member),
        "may_watch": may_change and can(found, Ability.SEARCH),
        "people": people,
        "staff_form": StaffForm(People(found, departments_of(member))) if people.may_plan else None,
        "may_need": may(member, "roster.need", found),
        "departments": departments_of(member),
        "hook_address": hook_address(request, found) if may_change else "",
    }
    return render(request, "inbox/channels/channel.html", context)
