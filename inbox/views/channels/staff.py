"""Who is dedicated to a channel, and which departments must be on its roster."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import require
from inbox.actions import staff as do
from inbox.actions.need import need as say_needed
from inbox.forms_roster import NeedsForm, People, StaffForm, first_sentence
from inbox.models import Channel
from inbox.rostering import may_plan
from inbox.views.answers import attempt, member_of
from inbox.views.channels.common import channel_or_404


@login_required
@require_POST
def add(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Dedicate somebody to it."""
    member, channel = member_of(request), channel_or_404(request, channel_id)
    if not may_plan(member, "staff.add", channel):
        require(member, "staff.add", channel)
    form = StaffForm(People(channel, ()), request.POST)
    if not form.is_valid():
        messages.error(request, first_sentence(form))
    elif attempt(request, lambda: do.add(channel, member=form.cleaned_data["member"], by=member)):
        told = {"member": form.cleaned_data["member"], "channel": channel}
        messages.success(request, _("%(member)s looks after %(channel)s now.") % told)
    return _to_staff(channel)


@login_required
@require_POST
def remove(request: HttpRequest, channel_id: int, staff_id: int) -> HttpResponse:
    """No longer."""
    channel = channel_or_404(request, channel_id)
    row = get_object_or_404(channel.staff.select_related("member", "channel__default_department"), pk=staff_id)
    if attempt(request, lambda: do.remove(row, by=member_of(request))):
        messages.success(request, _("%(member)s is no longer dedicated to it.") % {"member": row.member})
    return _to_staff(channel)


@login_required
@require_POST
def need(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Which departments must be on its roster."""
    member, channel = member_of(request), channel_or_404(request, channel_id)
    require(member, "roster.need", channel)
    form = NeedsForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_sentence(form))
    elif attempt(request, lambda: say_needed(channel, departments=form.chosen(), by=member)):
        messages.success(request, _("The roster of %(channel)s is looked at by that.") % {"channel": channel})
    return _to_staff(channel)


def _to_staff(channel: Channel) -> HttpResponse:
    return redirect(f"{reverse('inbox:channel', args=[channel.pk])}#staff")
