"""The push door: any system posts items to a channel, one or many at a time."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from accounts.actors import INTAKE
from accounts.api.addresses import KEY, problems
from accounts.api.once import answered_once
from accounts.api.problems import TooLarge, problem_details
from accounts.errors import NotPossible
from inbox.actions.channel import token_hash
from inbox.actions.intake import store_raw
from inbox.actions.understand import process
from inbox.channels.base import Raw
from inbox.channels.plain import storable
from inbox.channels.push import BadItem, PushConnector, external_id_of
from inbox.connect import connector_for
from inbox.models import Channel
from inbox.presenters.pushed import where
from inbox.reshaping import reshape

MOST_ITEMS = 1000
MOST_BYTES = 5 * 1024 * 1024


class ChannelToken(BaseAuthentication):
    """The token of the one channel that the address names; compared in constant time."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Channel]:
        """The channel as `request.auth`; what exists and what doesn't is refused in the same words."""
        scheme, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        pk = request.parser_context["kwargs"]["channel_id"]
        channel = Channel.objects.filter(pk=pk, network=PushConnector.network).first()
        expected = channel.token_hash if channel else ""
        given = token_hash(token.strip())
        if not hmac.compare_digest(given, expected) or channel is None or scheme.lower() != "bearer":
            raise AuthenticationFailed(_("This channel and this token don't belong together."))
        return AnonymousUser(), channel

    def authenticate_header(self, request: Request) -> str:
        """Makes the refusal a 401."""
        return "Bearer"


class ChannelTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema speaks of a channel's token."""

    target_class = ChannelToken
    name = "channel_token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "The token of one channel, for pushing to it."}


class HasChannel(BasePermission):
    """Whoever holds the token may push, and nothing else."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Authentication has found the channel."""
        return isinstance(request.auth, Channel)


class ChannelThrottle(SimpleRateThrottle):
    """Ten requests a second for a channel: with full batches, ten thousand items."""

    scope = "push"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One count for each channel."""
        return f"push-throttle:{request.auth.pk}"


class PushItems(APIView):
    """Takes items; see docs/channels/push.md."""

    authentication_classes = (ChannelToken,)
    permission_classes = (HasChannel,)
    throttle_classes = (ChannelThrottle,)

    def get_exception_handler(self) -> Any:
        """Refusals are problem details."""
        return problem_details

    @extend_schema(
        operation_id="push_items",
        summary="Push one item, or a list of up to 1,000",
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT, 201: OpenApiTypes.OBJECT, **problems(409, 413, 415, 422)},
        parameters=[KEY],
    )
    def post(self, request: Request, channel_id: int) -> Response:
        """201 when anything was created, else 200; each item has its own status in the answer.

        An item that came before is known by its id and has no second effect; with an `Idempotency-Key`
        a repeat is given the first answer, too.
        """
        return answered_once(request, lambda: self.act(request, cast(Channel, request.auth)))

    def act(self, request: Request, channel: Channel) -> Response:
        """Take what was sent."""
        if not channel.is_active:
            raise NotPossible(_("This channel is paused. Its administrators can resume it."))
        answers = take(channel, items_of(request, channel.settings.get("mapping")))
        counts = Counter(answer["status"] for answer in answers)
        body = {status: counts[status] for status in ("created", "known", "refused")}
        return Response({**body, "items": answers}, status=201 if body["created"] else 200)


def items_of(request: Request, mapping: Mapping[str, Any] | None = None) -> list[Any]:
    """The posted items, put into shape where the channel says how; raises ParseError or TooLarge with a sentence."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise TooLarge(_("At most 5 MB are taken at once. Send fewer items."))
    try:
        content = storable(json.loads(request.body, parse_constant=_no_constant))
    except RecursionError as error:
        raise ParseError(_("The body is not JSON: it is nested too deeply.")) from error
    except ValueError as error:
        said = _("a number in it is too long") if "int_max_str" in str(error) else error
        raise ParseError(_("The body is not JSON: %(error)s.") % {"error": said}) from error
    items = _shaped(mapping, content)
    if len(items) > MOST_ITEMS:
        raise TooLarge(_("At most 1,000 items are taken at once; these are %(count)s.") % {"count": len(items)})
    return items


def _shaped(mapping: Mapping[str, Any] | None, content: Any) -> list[Any]:
    if mapping is None:
        return content if isinstance(content, list) else [content]
    try:
        return reshape(mapping, content)
    except ValueError as error:
        raise ParseError(str(error)) from error


def take(channel: Channel, items: list[Any]) -> list[dict[str, Any]]:
    """Store the good items as they came, understand them, and say of each what became of it."""
    connector = connector_for(channel)
    received_at = timezone.now().isoformat()
    raws: dict[str, Raw] = {}
    answers = []
    for index, item in enumerate(items):
        answer: dict[str, Any] = {"index": index, "external_id": external_id_of(item), "status": "known", "errors": []}
        raw = Raw(answer["external_id"], {"item": item, "received_at": received_at})
        try:
            connector.parse(raw.payload)
        except BadItem as error:
            answer |= {"status": "refused", "errors": error.problems}
        else:
            raws.setdefault(raw.external_key, raw)
        answers.append(answer)
    rows = store_raw(channel, list(raws.values()), by=INTAKE, cursor={})
    process(rows, connector)
    return _complete(channel, answers, {row.external_key for row in rows})


def _complete(channel: Channel, answers: list[dict[str, Any]], new: set[str]) -> list[dict[str, Any]]:
    """Add where each taken item stands; the first of its id in the batch is the one created."""
    keys = [answer["external_id"] for answer in answers if answer["status"] != "refused"]
    found, stuck = where(channel, keys)
    for answer in answers:
        key = answer["external_id"]
        refused = answer["status"] == "refused"
        answer["id"], answer["conversation"] = (None, None) if refused else found.get(key, (None, None))
        if not refused and key in stuck:
            answer["status"] = "refused"
            answer["errors"] = [_("It is kept, but could not be understood; administrators see why.")]
        elif not refused and key in new:
            answer["status"] = "created"
            new.discard(key)
    return answers


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
