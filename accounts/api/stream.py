"""The feed as a stream of server-sent events, for whoever wants to hear of each act as it happens."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.addresses import problems
from accounts.api.events import EventsAsked, EventsDoor, from_there, narrowed
from accounts.api.problems import Problem
from accounts.feed import behind, facts_of, place_at, place_of, told_to
from accounts.models import Event, Member, Token
from accounts.scopes import allows

HEARTBEAT = 15.0
"""Seconds between signs of life, so that proxies keep the stream and lost ones are noticed."""
PAUSE = 1.0
"""Seconds between looks at the journal, once everything was told."""
MOST_STREAMS = 200
"""Of one web process."""
MEDIA_TYPE = "text/event-stream"
_open: set[object] = set()


@dataclass
class Following:
    """One stream: whose, what of, and how far it is."""

    token_id: int
    conversations: Callable[[Member], Any]
    facts: dict[str, Any]
    place: tuple[int, int]

    def next_page(self) -> list[Event] | None:
        """What came since, in the rights of this moment; None once the token opens nothing any more."""
        token = Token.objects.usable().select_related("member").filter(pk=self.token_id).first()
        if token is None or not allows(frozenset(token.scopes), "events.read"):
            return None
        member = token.holder()
        rows = narrowed(told_to(member, self.conversations(member)), self.facts)
        found = list(behind(rows, self.place).order_by("xid", "pk")[: self.facts["limit"]])
        if found:
            self.place = (found[-1].xid, found[-1].pk)
        return found

    def look(self) -> list[Event] | None:
        """The same, with the database connection given back."""
        try:
            return self.next_page()
        finally:
            connections.close_all()


class AnyType(BaseContentNegotiation):
    """Whoever asks for a stream by its media type gets refusals as problems all the same."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The first."""
        return renderers[0], renderers[0].media_type


class StreamDoor(EventsDoor):
    """Asks who follows, and from where; the stream itself begins behind it."""

    content_negotiation_class: Any = AnyType

    @extend_schema(
        operation_id="events_stream",
        summary="Follow all that happens, as it happens",
        description=(
            "Server-sent events: each has its place as `id`, its verb as `event`, and as `data` what the feed tells. "
            "Connect again with `Last-Event-ID` (browsers and libraries do) or `after=`, and nothing is left out. "
            "Without either it begins with what happens now.\n\nNeeds the scope `events.read`."
        ),
        parameters=[
            EventsAsked,
            OpenApiParameter("Last-Event-ID", OpenApiTypes.STR, OpenApiParameter.HEADER, description="As `after=`."),
        ],
        responses={(200, MEDIA_TYPE): OpenApiTypes.STR, **problems()},
        tags=["events"],
    )
    def get(self, request: Request) -> Response:
        """Checks only; the answer carries who follows."""
        asked = EventsAsked(data={name: request.query_params[name] for name in request.query_params})
        asked.is_valid(raise_exception=True)
        facts = dict(asked.validated_data)
        after = request.headers.get("Last-Event-ID", "") or facts.get("after", "")
        from_there(Event.objects.none(), after)
        if len(_open) >= MOST_STREAMS:
            raise Problem(503, _("Too many streams are open here. Ask the feed instead, or come again."))
        place = place_at(after) or self.end()
        token = cast(Token, request.auth)
        answer = Response()
        answer.following = Following(token.pk, type(self).conversations, facts, place)  # type: ignore[attr-defined]
        return answer

    def end(self) -> tuple[int, int]:
        """The journal's end at this moment."""
        last = cast(Any, Event.objects).settled().order_by("-xid", "-pk").first()
        return (last.xid, last.pk) if last is not None else (0, 0)


def stream_of(door: type[StreamDoor]) -> Any:
    """The view of a stream behind such a door."""
    check = door.as_view()

    def opened(request: HttpRequest) -> HttpResponseBase:
        answer = check(request)
        following = getattr(answer, "following", None)
        if following is None:
            return cast(HttpResponse, answer.render())
        if not hasattr(request, "scope"):
            # A server that can't stream tells what there is, and is asked again.
            return _begun(_written(following.next_page() or []), answer)
        connections.close_all()
        return _begun(_stream(following), answer)

    async def view(request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(opened)(request)

    view.cls = view.view_class = door  # type: ignore[attr-defined]
    view.initkwargs, view.csrf_exempt = {}, True  # type: ignore[attr-defined]
    return view


def _begun(parts: Any, answer: Any) -> HttpResponseBase:
    kept = {name: answer[name] for name in answer.headers if name.lower().startswith(("ratelimit", "x-request"))}
    headers = {**kept, "Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    if isinstance(parts, str):
        return HttpResponse(parts, content_type=MEDIA_TYPE, headers=headers)
    return StreamingHttpResponse(parts, content_type=MEDIA_TYPE, headers=headers)


async def _stream(following: Following) -> AsyncIterator[str]:
    mark = object()
    _open.add(mark)
    last = time.monotonic()
    try:
        yield "retry: 2000\n\n"
        while (page := await sync_to_async(following.look, thread_sensitive=False)()) is not None:
            if page:
                yield _written(page)
            elif time.monotonic() - last > HEARTBEAT:
                yield ": still here\n\n"
            else:
                await asyncio.sleep(PAUSE)
                continue
            last = time.monotonic()
    finally:
        _open.discard(mark)


def _written(events: list[Event]) -> str:
    return "".join(
        f"id: {place_of(one)}\nevent: {one.verb}\ndata: {json.dumps(facts_of(one), separators=(',', ':'))}\n\n"
        for one in events
    )
