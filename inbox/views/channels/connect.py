"""Connecting: choose a network, fill in what it asks for, wait for its answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import require
from inbox.actions.attempt import begin
from inbox.actions.channel import connect as keep
from inbox.channels.base import Account
from inbox.forms_channels import ConnectForm, CredentialsForm
from inbox.models import Attempt, Channel
from inbox.models.attempt import AttemptState
from inbox.presenters.channels import connectable
from inbox.presenters.networks import network_label
from inbox.views.answers import member_of
from inbox.views.channels.common import channel_or_404, connector_or_404

SLOW = timedelta(seconds=20)


@login_required
@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """Which network it is to be."""
    require(member_of(request), "channel.connect")
    return render(request, "inbox/channels/networks.html", {"networks": connectable()})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest, network: str) -> HttpResponse:
    """The form of one network. What needs a sign-in is tested first; a push channel is there at once."""
    require(member_of(request), "channel.connect")
    kind = connector_or_404(network)
    earlier = _earlier(request, network)
    known = earlier.settings if earlier else {}
    form = ConnectForm(kind, request.POST or None, known=known, initial=_typed(earlier))
    if request.method == "POST" and form.is_valid():
        return _test(request, form) if kind.settings_fields else _push_channel(request, form)
    context = {"form": form, "network": kind.label, "refusal": earlier.error if earlier else ""}
    return render(request, "inbox/channels/connect.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def credentials(request: HttpRequest, channel_id: int) -> HttpResponse:
    """New credentials for a channel that is there, tested like the first ones."""
    found = channel_or_404(request, channel_id)
    require(member_of(request), "channel.change", found)
    kind = connector_or_404(found.network)
    earlier = _earlier(request, found.network)
    form = CredentialsForm(kind, request.POST or None, known=earlier.settings if earlier else found.settings)
    if request.method == "POST" and form.is_valid():
        return _test(request, form, channel=found)
    context = {"form": form, "channel": found, "refusal": earlier.error if earlier else ""}
    return render(request, "inbox/channels/credentials.html", context)


@login_required
@never_cache
@require_safe
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Waits for the network's answer, looking again each second; then leads on."""
    require(member_of(request), "attempt.begin")
    found = get_object_or_404(Attempt, pk=attempt_id)
    if found.state == AttemptState.DONE and found.channel is not None:
        messages.success(request, _("%(channel)s is connected.") % {"channel": found.channel})
        return redirect("inbox:channel", found.channel_id)
    if found.state == AttemptState.REFUSED:
        form = ("inbox:channel_credentials", found.channel_id) if found.channel_id else ("inbox:connect", found.network)
        return redirect(f"{redirect(*form).url}?attempt={found.pk}")
    context = {
        "network": network_label(found.network),
        "slow": timezone.now() - found.created_at > SLOW,
    }
    response = render(request, "inbox/channels/attempt.html", context)
    response["Refresh"] = "1"
    return response


def _earlier(request: HttpRequest, network: str) -> Attempt | None:
    """The refused attempt one comes back from: its words stand in the form again, its secrets don't."""
    number = request.GET.get("attempt", "")
    if not number.isdecimal():
        return None
    refused = Attempt.objects.filter(state=AttemptState.REFUSED, network=network, member=member_of(request))
    return refused.filter(pk=int(number)).first()


def _typed(earlier: Attempt | None) -> dict[str, Any]:
    if earlier is None:
        return {}
    return {
        "name": earlier.name,
        "default_department": earlier.default_department_id,
        "is_closed": earlier.is_closed,
    }


def _test(request: HttpRequest, form: CredentialsForm, *, channel: Channel | None = None) -> HttpResponse:
    chosen = form.cleaned_data
    begun = begin(
        network=form.connector.network,
        name=channel.name if channel else chosen["name"],
        settings=form.settings(),
        credentials=form.credentials(),
        default_department=channel.default_department if channel else chosen["default_department"],
        is_closed=channel.is_closed if channel else chosen["is_closed"],
        channel=channel,
        by=member_of(request),
    )
    return redirect("inbox:attempt", begun.pk)


def _push_channel(request: HttpRequest, form: ConnectForm) -> HttpResponse:
    chosen = form.cleaned_data
    made = keep(
        Account(f"push-{uuid4()}", "", chosen["name"]),
        network=form.connector.network,
        name=chosen["name"],
        settings={},
        credentials={},
        default_department=chosen["default_department"],
        is_closed=chosen["is_closed"],
        by=member_of(request),
    )
    messages.success(request, _("%(channel)s is connected. Now make its token.") % {"channel": made})
    return redirect("inbox:channel", made.pk)
