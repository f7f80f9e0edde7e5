"""The stream of live updates."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.contrib.auth import aget_user
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from accounts.models import Member
from inbox.live import MARGIN, Subscriber, hub, scope_of
from inbox.presence import TAB_LENGTH


async def live(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events: which conversations changed, as far as the member may know.

    The database connection goes back before the stream begins. A server that can't
    stream (WSGI) answers 204, which tells the browser not to come back.
    """
    member = await aget_user(request)
    if not isinstance(member, Member) or not member.is_active:
        return HttpResponse(status=401)
    if not hasattr(request, "scope"):
        return HttpResponse(status=204)
    tab, since = request.GET.get("tab", "")[:TAB_LENGTH], _moment(request.GET.get("since", ""))
    subscriber = await sync_to_async(_open)(member, tab, since)
    return StreamingHttpResponse(
        hub.stream(subscriber),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


def _open(member: Member, tab: str, since: float | None) -> Subscriber:
    subscriber = scope_of(member, tab, since)
    connections.close_all()
    return subscriber


def _moment(written: str) -> float | None:
    """Seconds of the epoch, with room for what the page had read before it named them."""
    return int(written) - MARGIN if written.isascii() and written.isdecimal() and len(written) < 12 else None
