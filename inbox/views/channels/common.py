"""What the pages about channels share."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from inbox.channels.base import Ability, Connector
from inbox.models import Channel
from inbox.presenters.channels import connectable
from inbox.presenters.networks import can
from inbox.presenters.places import visible_channels
from inbox.views.answers import member_of


def channel_or_404(request: HttpRequest, channel_id: int) -> Channel:
    """What exists for this member; anything else does not."""
    found: Channel = get_object_or_404(visible_channels(member_of(request)), pk=channel_id)
    return found


def connector_or_404(network: str) -> type[Connector]:
    """A network on which channels can be made by hand."""
    for kind in connectable():
        if kind.network == network:
            return kind
    raise Http404


def push_address(request: HttpRequest, channel: Channel) -> str:
    """Where others push to this channel."""
    return request.build_absolute_uri(reverse("inbox-api:push", args=[channel.pk]))


def hook_address(request: HttpRequest, channel: Channel) -> str:
    """Where the channel's network may tell by itself what is new; empty for one that never does."""
    if not can(channel, Ability.WEBHOOK):
        return ""
    return request.build_absolute_uri(reverse("inbox:hook", args=[channel.pk]))
