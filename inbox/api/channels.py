"""Channels, attempts at connecting one, watches, and what arrived."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Explained, Listed, Shape, Strict
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

    meanings: ClassVar = {
        "network": "Which connector it uses, such as bluesky, feed or push.",
        "name": "What members call it.",
        "handle": "The account's name on its network; empty where it has none.",
        "external_id": "The account's id on its network.",
        "url": "The account's page on its network.",
        "is_active": "Whether it is read; false while it is paused.",
        "last_success_at": "When it was last read without trouble.",
        "last_error": "Why it could not be read; empty while it can.",
        "last_error_at": "When that was.",
        "failures": "How often in a row it could not be read.",
        "connected_by": "The member who connected it.",
        "created_at": "When it was connected.",
    }

    def get_mapping(self, row: Channel) -> dict[str, Any] | None:
        """How what is pushed is read, where that was said."""
        found: dict[str, Any] | None = row.settings.get("mapping")
        return found


class ChannelFacts(Strict):
    """Its name, its holder, and who may see what arrives."""

    name = serializers.CharField(max_length=120)
    default_department = a_department()
    is_closed = serializers.BooleanField()

    meanings: ClassVar = {
        "name": "What members call it.",
        "default_department": "Holds every conversation from its first moment until it is moved.",
        "is_closed": "Whether only the department that holds a conversation sees it.",
    }


class ChannelToken(Explained):
    """A new token for pushing, which can't be shown again."""

    channel = serializers.IntegerField(help_text="The channel's number.")
    token = serializers.CharField(help_text="For `Authorization: Bearer` when pushing to this channel.")


class MappingFacts(Strict):
    """JMESPath expressions by field of an item, as docs/channels/push.md names them; none reads items as they are."""

    items = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_EXPRESSION,
        help_text="Where the items stand in what is pushed, such as results[]; empty takes all of it as one item.",
    )
    fields_found = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_EXPRESSION, allow_blank=True), help_text="Such as author.name."
    )


class AttemptShape(Shape[Attempt]):
    """One try at connecting a channel: a worker tests the credentials and forgets them."""

    class Meta:
        model = Attempt
        fields = ("id", "network", "name", "default_department", "is_closed", "channel", "state", "error", "created_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "network": "Which connector it uses, such as bluesky, feed or push.",
        "name": "What members will call the channel.",
        "default_department": "Holds what arrives on the channel.",
        "is_closed": "Whether only the department that holds a conversation sees it.",
        "channel": "The channel that was connected, or is given new credentials; null before that.",
        "state": "waiting while it is tested, then done or refused.",
        "error": "Why it was refused; empty otherwise.",
        "created_at": "When it was begun.",
    }


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

    meanings: ClassVar = {
        "network": "Which connector it uses, such as bluesky, feed or push.",
        "name": "What members will call it.",
        "default_department": "Holds every conversation from its first moment until it is moved.",
        "is_closed": "Whether only the department that holds a conversation sees it.",
        "channel": "The channel that gets new credentials; null connects another.",
    }

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

    meanings: ClassVar = {
        "channel": "The channel with whose account it looks.",
        "kind": "words, or tag for a hashtag.",
        "query": "What is looked for, in the words of the network; a hashtag without its #.",
        "department": "Holds what it finds.",
        "purpose": "Why we listen; it decides which figures count what was found.",
        "is_active": "Whether it looks; false while it is paused.",
        "archived_at": "When it was put away; null while it stands.",
        "last_success_at": "When it last looked without trouble.",
        "last_error": "Why it could not look; empty while it can.",
        "failing_since": "Since when it can't look; null while it can.",
        "failures": "How often in a row it could not look.",
        "created_by": "The member who made it.",
        "created_at": "When it was made.",
    }


class WatchFacts(Strict):
    """What to look for, why, and whose it is."""

    kind = serializers.ChoiceField(choices=WatchKind.choices)
    query = serializers.CharField(max_length=QUERY_LENGTH)
    department = a_department()
    purpose = serializers.ChoiceField(choices=Purpose.choices, default=Purpose.BRAND)

    meanings: ClassVar = {
        "kind": "words, or tag for a hashtag.",
        "query": "What to look for, in the words of the network; a hashtag without its #.",
        "department": "Holds what it finds.",
        "purpose": "Why we listen; it decides which figures count what was found.",
    }


class NewWatch(WatchFacts):
    """And where."""

    channel = a_channel(help_text="The channel with whose account it looks.")


class InboundShape(Shape[Inbound]):
    """A payload as it was received, before it is understood."""

    class Meta:
        model = Inbound
        fields = (
            *("id", "channel", "external_key", "payload", "is_history", "received_at", "processed_at", "tries"),
            *("error", "set_aside_at"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "channel": "Where it arrived.",
        "external_key": "What the network calls it: the same comes once.",
        "payload": "As the network gave it.",
        "is_history": "Whether it stood there before the channel was connected.",
        "received_at": "When it arrived here.",
        "processed_at": "When it was understood; null until then.",
        "tries": "How often it was taken alone, after it failed with others; three times at most.",
        "error": "Why it could not be understood; empty otherwise.",
        "set_aside_at": "Since when it waits for a person; null while it does not.",
    }


class InboundAsked(Listed):
    """Which payloads."""

    channel = serializers.IntegerField(
        required=False, min_value=1, max_value=GREATEST, help_text="What arrived on this one."
    )
    failed = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="Whether it could not be understood."
    )


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
