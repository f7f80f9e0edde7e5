"""Channels, attempts at connecting one, watches, and what arrived."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Listed, Shape, Strict
from accounts.models import Member
from inbox.actions import attempt, channel, channel_mapping, intake, watch
from inbox.api.who import a_channel, a_department
from inbox.channels.base import Connector
from inbox.channels.registry import connectors
from inbox.models import Attempt, Channel, Inbound, Watch
from inbox.models.watch import QUERY_LENGTH, Purpose, WatchKind
from inbox.reshaping import LONGEST_EXPRESSION

LONGEST_ANSWER = 2000


class ChannelShape(Shape[Channel]):
    """A connected account on a network. Its credentials are never told."""

    mapping: Any = serializers.SerializerMethodField()

    class Meta:
        model = Channel
        fields = (
            *("id", "network", "name", "handle", "external_id", "url", "default_department", "is_closed", "mapping"),
            *("is_active", "last_success_at", "last_error", "last_error_at", "failures", "connected_by", "created_at"),
        )
        read_only_fields = fields

    def get_mapping(self, row: Channel) -> dict[str, Any] | None:
        """How what is pushed is read, where that was said."""
        found: dict[str, Any] | None = row.settings.get("mapping")
        return found


class ChannelFacts(Strict):
    """Its name, its holder, and who may see what arrives."""

    name = serializers.CharField(max_length=120)
    default_department = a_department()
    is_closed = serializers.BooleanField()


class ChannelToken(serializers.Serializer[Any]):
    """A new token for pushing, which can't be shown again."""

    channel = serializers.IntegerField()
    token = serializers.CharField()


class MappingFacts(Strict):
    """JMESPath expressions by field of an item, as docs/channels/push.md names them; none reads items as they are."""

    items = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_EXPRESSION)
    fields_found = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_EXPRESSION, allow_blank=True), help_text="Such as author.name."
    )


class AttemptShape(Shape[Attempt]):
    """One try at connecting a channel: a worker tests the credentials and forgets them."""

    class Meta:
        model = Attempt
        fields = ("id", "network", "name", "default_department", "is_closed", "channel", "state", "error", "created_at")
        read_only_fields = fields


class Connecting(Strict):
    """A network and what its connector asks for; with a `channel`, new credentials for that one."""

    network = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=120)
    default_department = a_department()
    is_closed = serializers.BooleanField(required=False, default=False)
    channel = a_channel(required=False, allow_null=True, default=None)
    fields_asked = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_ANSWER, allow_blank=True, trim_whitespace=False),
        required=False,
        default=dict,
        help_text="What the page asks for when a channel of this network is connected, by name.",
    )

    def validate(self, attrs: Facts) -> Facts:
        """The fields are those of the network's connector, and the ones that must be given are."""
        connector = connectors().get(attrs["network"])
        if connector is None:
            raise ValidationError(
                {"network": [_("There is no such network. These are: %s.") % ", ".join(connectors())]}
            )
        if attrs["channel"] is not None and attrs["channel"].network != connector.network:
            raise ValidationError({"channel": [_("That channel belongs to another network.")]})
        return attrs | _split(connector, attrs.pop("fields_asked"))


class WatchShape(Shape[Watch]):
    """A standing query on a channel: listening beyond what is addressed to us."""

    class Meta:
        model = Watch
        fields = (
            *("id", "channel", "kind", "query", "department", "purpose", "is_active", "archived_at"),
            *("last_success_at", "last_error", "failing_since", "failures", "created_by", "created_at"),
        )
        read_only_fields = fields


class WatchFacts(Strict):
    """What to look for, why, and whose it is."""

    kind = serializers.ChoiceField(choices=WatchKind.choices)
    query = serializers.CharField(max_length=QUERY_LENGTH)
    department = a_department()
    purpose = serializers.ChoiceField(choices=Purpose.choices, default=Purpose.BRAND)


class NewWatch(WatchFacts):
    """And where."""

    channel = a_channel()


class InboundShape(Shape[Inbound]):
    """A payload as it was received, before it is understood."""

    class Meta:
        model = Inbound
        fields = (
            *("id", "channel", "external_key", "payload", "is_history", "received_at", "processed_at", "tries"),
            *("error", "set_aside_at"),
        )
        read_only_fields = fields


class InboundAsked(Listed):
    """Which payloads."""

    channel = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    failed = serializers.BooleanField(required=False, default=None, allow_null=True)


def _split(connector: type[Connector], given: dict[str, str]) -> Facts:
    asked = {field.name: field for field in connector.settings_fields}
    if unknown := sorted(set(given) - set(asked)):
        raise ValidationError({"fields_asked": [_("This network asks for no %s.") % ", ".join(unknown)]})
    values = {name: given.get(name) or field.default for name, field in asked.items()}
    if missing := sorted(name for name, field in asked.items() if not values[name] and field.required):
        raise ValidationError({"fields_asked": [_("This network needs %s.") % ", ".join(missing)]})
    plain = {name: value for name, value in values.items() if not asked[name].secret}
    secret = {name: value for name, value in values.items() if asked[name].secret}
    return {"settings": plain, "credentials": secret}


def _rotate(call: Call) -> dict[str, Any]:
    row, token = channel.rotate_token(call.row, by=call.by)
    return {"channel": row.pk, "token": token}


def _map(call: Call) -> Channel:
    return channel_mapping.map(call.row, items=call.given["items"], fields=call.given["fields_found"], by=call.by)


def _payloads(_by: Member) -> Any:
    return Inbound.objects.select_related("channel__default_department").defer("body", "channel__credentials")


def _inbound(rows: Any, given: Facts, _by: Member) -> Any:
    if given.get("channel") is not None:
        rows = rows.filter(channel=given["channel"])
    if given.get("failed") is not None:
        rows = rows.exclude(error="") if given["failed"] else rows.filter(error="")
    return rows


CHANNELS = Resource(
    name="channels",
    area="channels",
    about="Connected accounts on networks. New ones are connected by an attempt: `/attempts/`.",
    rows=lambda by: Channel.objects.visible_to(by).select_related("default_department").defer("credentials").distinct(),
    shown=ChannelShape,
    change=Act("channel.change", channel.change, ChannelFacts),
    acts=(
        Act("channel.pause", channel.pause),
        Act("channel.resume", channel.resume),
        Act("channel.poll", channel.poll),
        Act("channel.map", channel_mapping.map, MappingFacts, how=_map),
        Act("channel.rotate_token", channel.rotate_token, how=_rotate, shown=ChannelToken),
    ),
)
ATTEMPTS = Resource(
    name="attempts",
    area="channels",
    about="Tries at connecting a channel; ask again until its state is done or refused.",
    rows=lambda _by: Attempt.objects.defer("credentials"),
    shown=AttemptShape,
    create=Act("attempt.begin", attempt.begin, Connecting),
    administrators=True,
)
WATCHES = Resource(
    name="watches",
    area="channels",
    about="Standing queries on channels.",
    rows=lambda by: Watch.objects.visible_to(by).select_related("channel__default_department", "department"),
    shown=WatchShape,
    create=Act("watch.create", watch.create, NewWatch),
    change=Act("watch.change", watch.change, WatchFacts),
    acts=(
        Act("watch.pause", watch.pause),
        Act("watch.resume", watch.resume),
        Act("watch.archive", watch.archive),
    ),
)
INBOUND = Resource(
    name="inbound",
    area="channels",
    about="What arrived, as it was received; what could not be understood waits here.",
    rows=lambda _by: Inbound.objects.select_related("channel__default_department").defer(
        "body", "channel__credentials"
    ),
    shown=InboundShape,
    asked=InboundAsked,
    narrow=_inbound,
    acts=(Act("inbound.run_again", intake.run_again),),
    administrators=True,
)
