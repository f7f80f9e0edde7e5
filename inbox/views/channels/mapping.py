"""The page on which an administrator says how what a tool pushes is read."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import require
from accounts.views.common import form_page
from inbox.actions import channel_mapping as do
from inbox.forms_mapping import MappingForm
from inbox.views.answers import attempt, member_of
from inbox.views.channels.common import channel_or_404


@form_page
def mapping(request: HttpRequest, channel_id: int) -> HttpResponse:
    """The expressions; the one button tries them on a sample, the other keeps them."""
    found = channel_or_404(request, channel_id)
    require(member_of(request), "channel.map", found)
    if found.network != do.PUSH:
        raise Http404
    form = MappingForm(request.POST or None, mapping=found.settings.get("mapping"))
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "try":
        if attempt(request, lambda: do.map(found, by=member_of(request), **form.facts())):
            messages.success(request, _("What is pushed to %(channel)s is read so from now on.") % {"channel": found})
        return redirect("inbox:channel", found.pk)
    made = json.dumps(form.made, indent=2, ensure_ascii=False) if form.made is not None else ""
    return render(request, "inbox/channels/mapping.html", {"form": form, "channel": found, "made": made})
