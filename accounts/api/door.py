"""The door that every address of the API is: who asks, how often, under which number, and how it is refused."""

from __future__ import annotations

import re
import uuid
import zoneinfo
from contextlib import suppress
from typing import Any, cast

from django.utils import timezone, translation
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.limits import Limit, MemberLimit, TokenLimit, headers
from accounts.api.once import once
from accounts.api.problems import problem, problem_details
from accounts.api.tokens import HasScope, TokenAuthentication
from accounts.models import Member

NUMBER = re.compile(r"[\w.-]{8,64}", re.ASCII)


class Door(APIView):
    """One address. Subclasses say which scope they need, and answer."""

    authentication_classes: Any = (TokenAuthentication,)
    permission_classes: Any = (HasScope,)
    throttle_classes: Any = (TokenLimit, MemberLimit)
    parser_classes: Any = (JSONParser,)
    limits: list[tuple[int, int, int]]

    def scope(self, method: str) -> str:
        """The scope that a method needs; empty where any token will do."""
        return ""

    def get_exception_handler(self) -> Any:
        """Refusals are problem details."""
        return problem_details

    def check_throttles(self, request: Request) -> None:
        """Ask each limit, and count only what all let pass; the answer shows the narrowest, or the one that refused."""
        limits = cast("list[Limit]", self.get_throttles())
        refusing = next((limit for limit in limits if not limit.allow_request(request, self)), None)
        if refusing is None:
            for limit in limits:
                limit.count()
        self.limits = [told for limit in ([refusing] if refusing else limits) if (told := limit.told()) is not None]
        if refusing is not None:
            self.throttled(request, refusing.wait() or 1.0)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Give the request its number: the caller's own, if it is one."""
        made = super().initialize_request(request, *args, **kwargs)
        given = request.headers.get("X-Request-ID", "")
        made.request_id = given if NUMBER.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        self.limits = []
        return made

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the usual questions: times and sentences as the member wants them."""
        super().initial(request, *args, **kwargs)
        _ = request._request.body  # read whole, or refused as too large
        member = cast(Member, request.user)
        translation.activate(member.language)
        with suppress(zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.activate(zoneinfo.ZoneInfo(member.time_zone))

    def post(self, request: Request, **place: Any) -> Response:
        """Once for each key; what it does is `act`."""
        return once(request, lambda: self.act(request, **place))

    def act(self, request: Request, **place: Any) -> Response:
        """What a POST does."""
        return self.http_method_not_allowed(request)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Number and limits on every answer; none is for others' caches."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["X-Request-ID"] = getattr(request, "request_id", "")
        answer.setdefault("Cache-Control", "private, no-cache")
        for name, value in headers(self.limits).items():
            answer[name] = value
        return answer


class Nowhere(Door):
    """Whatever is no address, told in the form of the API."""

    authentication_classes: Any = ()
    permission_classes: Any = ()
    throttle_classes: Any = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nobody is asked for anything."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """404 by any method."""
        self.args, self.kwargs, self.headers = args, kwargs, {}
        self.request = self.initialize_request(request, *args, **kwargs)
        self.initial(self.request)
        self.format_kwarg = None
        self.request.accepted_renderer = self.renderer_classes[0]()
        self.request.accepted_media_type = "application/json"
        told = problem(404, "There is nothing at this address.", request_id=self.request.request_id)  # type: ignore[attr-defined]
        return self.finalize_response(self.request, told)
