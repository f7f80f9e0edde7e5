"""The door for networks that tell us by themselves: verify, keep, then say 200."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actors import INTAKE
from inbox.actions.intake import store_body
from inbox.channels.base import Ability, BadSignature, Connector
from inbox.channels.registry import connectors
from inbox.connect import connector_for
from inbox.models import Channel

log = logging.getLogger(__name__)

MOST_BYTES = 5 * 1024 * 1024
PAUSED_SECONDS = 300


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A webhook of one channel. GET answers the network's test of the address.

    200 is said once the body and its payloads are committed; a body with a bad signature
    leaves nothing behind. One that is signed and can't be read is kept and set aside.
    """
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None or channel.network not in connectors():
        raise Http404
    connector = connector_for(channel)
    if Ability.WEBHOOK not in connector.abilities:
        raise Http404
    if request.method == "GET":
        return _handshake(request, connector)
    if not channel.is_active:
        refusal = _plain(_("This channel is paused. Send it again later."), 503)
        refusal["Retry-After"] = str(PAUSED_SECONDS)
        return refusal
    return _take(request, channel, connector)


def _handshake(request: HttpRequest, connector: Connector) -> HttpResponse:
    answer = connector.handshake({name: str(value) for name, value in request.GET.items()})
    if answer is None:
        raise Http404
    return _plain(answer, 200)


def _take(request: HttpRequest, channel: Channel, connector: Connector) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        return _plain(_("At most 5 MB are taken at once."), 413)
    body = request.body
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        raws, error = connector.verify(headers, body), ""
    except BadSignature:
        log.warning("a webhook of channel %s was not signed by its network", channel.pk)
        return _plain(_("The signature is wrong."), 403)
    except ValueError as problem:
        raws, error = (), f"{type(problem).__name__}: {problem}"
    store_body(channel, body, raws, error=error, by=INTAKE)
    return HttpResponse(status=200)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
