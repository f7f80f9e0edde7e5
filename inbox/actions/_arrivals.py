"""One batch of messages from one channel, stored with as few statements as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._handles import handles_for
from inbox.actions._openings import conversations_for
from inbox.actions._sightings import bring_home, note_sightings
from inbox.channels.base import Item
from inbox.models import Channel, Conversation, Handle, Message, Removal
from inbox.versions import arriving

EDITABLE = ("text", "links", "attachments", "version", "edited_at", "sent_at")


class Arrivals:
    """Items of a batch, on their way to become messages. Use once, inside a transaction.

    After store(): `created` are the messages that are new, `edited` those whose words
    changed, `addressed` those that were context, or only listened to, until now (they are among
    the created too).
    """

    def __init__(self, channel: Channel, items: Sequence[Item], received: datetime) -> None:
        self.channel = channel
        folded = arriving(items, received)
        self.items = {key: each.item for key, each in folded.items()}
        self.versions = {key: each.version for key, each in folded.items()}
        self.created: list[Message] = []
        self.edited: list[Message] = []

    def store(self, *, by: Actor) -> None:
        """Keep what is new, and newer words of what is known."""
        if not self.items:
            return
        rows = Message.objects.filter(channel=self.channel, external_id__in=self.items).select_related("conversation")
        known = {message.external_id: message for message in rows}
        new = {key: item for key, item in self.items.items() if key not in known}
        self._edit(known, by=by)
        addressed = self._address(known)
        gone = gone_before(self.channel, new)
        handles = handles_for(self.channel.network, [item.author for item in new.values()])
        conversations = conversations_for(self.channel, new, handles, gone, by=by)
        made = self._create(new, conversations, handles, gone)
        self.created = [*made, *addressed]
        acts = [_received(message) for message in self.created]
        acts += [Act("message.remove", m, {"ours": m.is_ours}, m.removed_at) for m in made if m.removed_at]
        record_all(acts, by=by)
        note_sightings(self.channel, self.items, by=by)
        bring_home(self.channel, addressed, by=by)

    def _edit(self, known: dict[str, Message], *, by: Actor) -> None:
        """The newest version's words stand; older ones that come late only tell that there was an edit."""
        changed = [message for key, message in known.items() if self._renewed(message, self.items[key])]
        Message.objects.bulk_update(changed, EDITABLE)
        record_all([Act("message.edit", m, {}, m.edited_at) for m in self.edited], by=by)

    def _renewed(self, message: Message, item: Item) -> bool:
        """Whether something must be stored of what arrived anew."""
        if item.ours and message.member_id and item.edited_at is None:
            return False  # the echo of what left from here, perhaps in the network's own spelling
        version, before = self.versions[item.external_id], _state(message)
        differs, written_at = item.text != message.text, message.sent_at
        message.sent_at = min(message.sent_at, item.sent_at) if message.version else message.sent_at
        if version > message.version:
            written_anew = item.sent_at if differs else message.edited_at
            message.edited_at = item.edited_at or written_anew
            message.text, message.version = item.text, version
            message.links = [asdict(link) for link in item.links]
            message.attachments = [asdict(attachment) for attachment in item.attachments]
            if differs:
                self.edited.append(message)
        elif differs and message.edited_at is None:
            message.edited_at = written_at
        return _state(message) != before

    def _address(self, known: dict[str, Message]) -> list[Message]:
        """What was stored as context, or was only found, and turns out to be meant for us: it arrives only now."""
        pairs = [(m, self.items[key]) for key, m in known.items() if not self.items[key].context]
        addressed = [(m, item) for m, item in pairs if m.is_context or (m.is_listening and not item.listening)]
        for message, item in addressed:
            message.is_context, message.is_listening, message.kind = False, item.listening, str(item.kind)
        found = [message for message, _item in addressed]
        Message.objects.bulk_update(found, ["is_context", "is_listening", "kind"])
        return found

    def _create(
        self,
        new: dict[str, Item],
        conversations: dict[str, Conversation],
        handles: dict[str, Handle],
        gone: dict[str, datetime],
    ) -> list[Message]:
        return Message.objects.bulk_create(
            Message(
                conversation=conversations[key].survivor or conversations[key],
                home=conversations[key] if conversations[key].survivor else None,
                channel=self.channel,
                external_id=key,
                kind=str(item.kind),
                author=handles[item.author.external_id],
                is_ours=item.ours,
                is_context=item.context,
                is_listening=item.listening,
                text=item.text,
                version=self.versions[key],
                language=item.language[:12],
                url=item.url,
                parent_external_id=item.parent_external_id,
                attachments=[asdict(attachment) for attachment in item.attachments],
                links=[asdict(link) for link in item.links],
                extra=dict(item.extra),
                sent_at=item.sent_at,
                edited_at=item.edited_at,
                removed_at=gone.get(key),
            )
            for key, item in new.items()
        )


def gone_before(channel: Channel, external_ids: Sequence[str] | dict[str, Item]) -> dict[str, datetime]:
    """Which of these the network took away before they arrived, and when."""
    rows = Removal.objects.filter(channel=channel, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "at"))


def _state(message: Message) -> tuple[object, ...]:
    return (message.text, message.version, message.links, message.attachments, message.edited_at, message.sent_at)


def _received(message: Message) -> Act:
    """Facts that numbers are made of; never the text."""
    facts = {
        "kind": message.kind,
        "ours": message.is_ours,
        "context": message.is_context,
        "listening": message.is_listening,
        "author": message.author_id,
    }
    return Act("message.receive", message, facts, message.sent_at)
