"""Acts on a channel: each is one address, one action, one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import require
from inbox.actions import channel as do
from inbox.actions.intake import run_again as try_again
from inbox.forms_channels import ChangeForm
from inbox.models import Channel, Inbound
from inbox.views.answers import attempt, member_of
from inbox.views.channels.common import channel_or_404, push_address

type View = Callable[..., HttpResponse]


def _act(verb: str, act: Callable[..., Channel], says: Promise) -> View:
    @login_required
    @require_POST
    def view(request: HttpRequest, channel_id: int) -> HttpResponse:
        found = channel_or_404(request, channel_id)
        require(member_of(request), verb, found)
        if attempt(request, lambda: act(found, by=member_of(request))):
            messages.success(request, str(says) % {"channel": found})
        return redirect("inbox:channel", found.pk)

    return cast(View, view)


pause = _act("channel.pause", do.pause, gettext_lazy("%(channel)s is paused: nothing comes in and nothing leaves."))
resume = _act("channel.resume", do.resume, gettext_lazy("%(channel)s is active again."))
poll = _act("channel.poll", do.poll, gettext_lazy("Looking now. What is new appears in a moment."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Name, department, closed or open."""
    found = channel_or_404(request, channel_id)
    require(member_of(request), "channel.change", found)
    form = ChangeForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        do.change(found, by=member_of(request), **form.cleaned_data)
        messages.success(request, _("%(channel)s was changed.") % {"channel": found})
        return redirect("inbox:channel", found.pk)
    return render(request, "inbox/channels/change.html", {"form": form, "channel": found})


@login_required
@never_cache
@require_POST
def rotate(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A new token, shown in this answer and nowhere else."""
    found = channel_or_404(request, channel_id)
    require(member_of(request), "channel.rotate_token", found)
    found, token = do.rotate_token(found, by=member_of(request))
    context = {"channel": found, "token": token, "push_address": push_address(request, found)}
    return render(request, "inbox/channels/token.html", context)


@login_required
@require_POST
def run_again(request: HttpRequest, channel_id: int, inbound_id: int) -> HttpResponse:
    """Try a payload that was set aside once more."""
    found = channel_or_404(request, channel_id)
    require(member_of(request), "inbound.run_again", found)
    row = get_object_or_404(Inbound, pk=inbound_id, channel=found)
    if attempt(request, lambda: try_again(row, by=member_of(request))):
        messages.success(request, _("It is tried again. If it fails, it comes back here with the reason."))
    return redirect("inbox:channel", found.pk)
