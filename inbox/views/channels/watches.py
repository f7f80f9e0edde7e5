"""Watches: each is one address, one action, one sentence."""

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
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.actions import watch as do
from inbox.forms_watches import WatchForm
from inbox.models import Channel, Watch
from inbox.views.answers import attempt, member_of
from inbox.views.channels.common import channel_or_404

type View = Callable[..., HttpResponse]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A new standing query on a channel."""
    found = channel_or_404(request, channel_id)
    require(member_of(request), "watch.create", found)
    form = WatchForm(found, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = do.create(found, by=member_of(request), **form.cleaned_data)
        except NotPossible as error:
            form.add_error("query", str(error))
        else:
            messages.success(request, _("“%(watch)s” is looked for from now on.") % {"watch": made})
            return redirect("inbox:channel", found.pk)
    return render(request, "inbox/channels/watch.html", {"form": form, "channel": found, "watch": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, channel_id: int, watch_id: int) -> HttpResponse:
    """What it looks for, and for whom."""
    channel, found = watch_or_404(request, channel_id, watch_id)
    require(member_of(request), "watch.change", found)
    form = WatchForm(channel, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = do.change(found, by=member_of(request), **form.cleaned_data)
        except NotPossible as error:
            form.add_error("query", str(error))
        else:
            messages.success(request, _("“%(watch)s” was changed.") % {"watch": changed})
            return redirect("inbox:channel", channel.pk)
    return render(request, "inbox/channels/watch.html", {"form": form, "channel": channel, "watch": found})


def _act(verb: str, act: Callable[..., Watch], says: Promise) -> View:
    @login_required
    @require_POST
    def view(request: HttpRequest, channel_id: int, watch_id: int) -> HttpResponse:
        channel, found = watch_or_404(request, channel_id, watch_id)
        require(member_of(request), verb, found)
        if attempt(request, lambda: act(found, by=member_of(request))):
            messages.success(request, str(says) % {"watch": found})
        return redirect("inbox:channel", channel.pk)

    return cast(View, view)


pause = _act("watch.pause", do.pause, gettext_lazy("“%(watch)s” is paused."))
resume = _act("watch.resume", do.resume, gettext_lazy("“%(watch)s” is looked for again."))
archive = _act("watch.archive", do.archive, gettext_lazy("“%(watch)s” is put away; what it found stays."))


def watch_or_404(request: HttpRequest, channel_id: int, watch_id: int) -> tuple[Channel, Watch]:
    """What exists for this member and was not archived; anything else does not."""
    channel = channel_or_404(request, channel_id)
    seen = Watch.objects.visible_to(member_of(request)).standing().select_related("department", "channel")
    return channel, get_object_or_404(seen, pk=watch_id, channel=channel)
