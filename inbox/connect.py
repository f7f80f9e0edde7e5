"""Builds a channel's connector, with its credentials, and keeps what the network rotates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inbox.channels.base import Author, Connector, Image, Outgoing
from inbox.channels.registry import connector_class
from inbox.models import Channel, Delivery, Draft, Message


def connector_for(channel: Channel) -> Connector:
    """The channel's connector; raises KeyError for a network that is not installed."""

    def save_credentials(credentials: Mapping[str, str]) -> None:
        # Rotated tokens replace older ones at once; a state of the connection, not an act.
        Channel.objects.filter(pk=channel.pk).update(credentials=dict(credentials))

    settings = {
        **channel.settings,
        "account_id": channel.external_id,
        "account_handle": channel.handle,
    }
    return connector_class(channel.network)(settings, channel.credentials, save_credentials)


def channel_of(draft: Draft) -> Channel:
    """Where it leaves: the channel of the message it answers, which of merged ones may be another."""
    return draft.answers.channel if draft.answers else draft.conversation.channel


def outgoing_for(delivery: Delivery) -> Outgoing:
    """A delivery as plain values."""
    answers = delivery.answers
    return Outgoing(
        key=str(delivery.key),
        text=delivery.text,
        created_at=delivery.created_at,
        answers=answers.external_id if answers else "",
        answers_extra=answers.extra if answers else {},
        answers_author=_author(answers) if answers and answers.author else None,
        private=delivery.conversation.is_private,
        images=images_of(delivery.draft),
    )


def tried_record(delivery: Delivery) -> dict[str, Any]:
    """A delivery's frozen record with what a look-up needs to know of its attempts."""
    moments = {"tried_from": delivery.first_started_at, "tried_until": delivery.started_at}
    return {**delivery.record, **{name: moment.isoformat() for name, moment in moments.items() if moment}}


def images_of(draft: Draft) -> list[Image]:
    """The pictures that go along."""
    if not draft.image:
        return []
    return [Image(bytes(draft.image), draft.image_type, draft.image_alt)]


def _author(message: Message) -> Author | None:
    handle = message.author
    if handle is None:
        return None
    return Author(handle.external_id, handle.handle, handle.name, handle.url)
