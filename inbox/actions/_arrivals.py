"""One batch of messages from one channel, stored with as few statements as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.utils import timezone

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._handles import handles_for
from inbox.channels.base import Item
from inbox.models import Channel, Conversation, Handle, Label, Message, Post
from inbox.models.conversation import Status


class Arrivals:
    """Items of a batch, on their way to become messages. Use once, inside a transaction."""

    def __init__(self, channel: Channel, items: Sequence[Item]) -> None:
        self.channel = channel
        # The same message may come twice in a batch: the last word on it stands, but what is
        # meant for us is never hidden by a copy fetched as context.
        real_last = sorted(items, key=lambda item: not item.context)
        self.items = {item.external_id: _storable(item) for item in real_last}
        self.handles: dict[str, Handle] = {}

    def store(self, *, by: Actor) -> tuple[list[Message], list[Message]]:
        """The messages that are new, and those whose text was edited."""
        if not self.items:
            return [], []
        known = {
            message.external_id: message
            for message in Message.objects.filter(channel=self.channel, external_id__in=self.items).select_related(
                "conversation"
            )
        }
        new = {key: item for key, item in self.items.items() if key not in known}
        edited = self._edit(known, by=by)
        addressed = self._address(known)
        self.handles = handles_for(self.channel.network, [item.author for item in new.values()])
        conversations = self._conversations(new, by=by)
        created = [*self._create(new, conversations), *addressed]
        record_all([_received(message) for message in created], by=by)
        return created, edited

    def _edit(self, known: dict[str, Message], *, by: Actor) -> list[Message]:
        edited = []
        for key, message in known.items():
            item = self.items[key]
            if item.text != message.text and not (item.ours and message.member_id):
                message.text = item.text
                message.links = [asdict(link) for link in item.links]
                message.edited_at = item.edited_at or timezone.now()
                edited.append(message)
        Message.objects.bulk_update(edited, ["text", "links", "edited_at"])
        record_all([Act("message.edit", m, {}, m.edited_at) for m in edited], by=by)
        return edited

    def _address(self, known: dict[str, Message]) -> list[Message]:
        """What was stored as context, and turns out to be meant for us: it has arrived only now."""
        addressed = [m for key, m in known.items() if m.is_context and not self.items[key].context]
        for message in addressed:
            message.is_context = False
        Message.objects.bulk_update(addressed, ["is_context"])
        return addressed

    def _conversations(self, new: dict[str, Item], *, by: Actor) -> dict[str, Conversation]:
        """The conversation of each new item: its parent's where we know the parent."""
        parents = [item.parent_external_id for item in new.values() if item.parent_external_id]
        of_parent = dict(
            Message.objects.filter(channel=self.channel, external_id__in=parents, is_context=False).values_list(
                "external_id", "conversation__thread_key"
            )
        )
        keys: dict[str, str] = {}
        for key, item in sorted(new.items(), key=lambda pair: pair[1].sent_at):
            inherited = of_parent.get(item.parent_external_id)
            keys[key] = str(item.thread_key) if item.private or not inherited else inherited
            if not item.context:
                of_parent.setdefault(key, keys[key])
        by_key = self._open({keys[key]: [] for key in new}, new, keys, by=by)
        return {key: by_key[keys[key]] for key in new}

    def _open(
        self,
        grouped: dict[str, list[Item]],
        new: dict[str, Item],
        keys: dict[str, str],
        *,
        by: Actor,
    ) -> dict[str, Conversation]:
        for key, item in new.items():
            grouped[keys[key]].append(item)
        rows = Conversation.objects.filter(channel=self.channel, thread_key__in=grouped)
        found = {row.thread_key: row for row in rows}
        posts = self._posts(new)
        opened = Conversation.objects.bulk_create(
            self._conversation(thread_key, items, posts)
            for thread_key, items in grouped.items()
            if thread_key not in found
        )
        record_all([Act("conversation.open", row, {}, row.opened_at) for row in opened], by=by)
        self._label(opened, grouped)
        return found | {row.thread_key: row for row in opened}

    def _conversation(self, thread_key: str, items: list[Item], posts: dict[str, Post]) -> Conversation:
        items = sorted(items, key=lambda item: item.sent_at)
        asking = [item for item in items if not (item.ours or item.context or item.listening)]
        others = asking or [item for item in items if not item.ours]
        private = any(item.private for item in items)
        department = self.channel.default_department
        under = next((i.post_external_id for i in items if i.post_external_id), "")
        return Conversation(
            channel=self.channel,
            department=department,
            thread_key=thread_key,
            is_private=private,
            is_closed=private or department.is_closed or self.channel.is_closed,
            post=posts.get(under),
            author=self.handles[others[0].author.external_id] if others else None,
            status=Status.OPEN if asking else Status.PENDING,
            opened_at=items[0].sent_at,
            last_message_at=items[-1].sent_at,
        )

    def _posts(self, new: dict[str, Item]) -> dict[str, Post]:
        wanted = {item.post_external_id for item in new.values() if item.post_external_id}
        rows = Post.objects.filter(channel=self.channel, external_id__in=wanted)
        return {post.external_id: post for post in rows}

    def _label(self, opened: list[Conversation], grouped: dict[str, list[Item]]) -> None:
        wanted = {(row.pk, name[:60]) for row in opened for item in grouped[row.thread_key] for name in item.labels}
        if not wanted:
            return
        names = {name for _, name in wanted}
        Label.objects.bulk_create([Label(name=name) for name in names], ignore_conflicts=True)
        labels = {label.name: label.pk for label in Label.objects.filter(name__in=names)}
        through = Conversation.labels.through
        through.objects.bulk_create(
            [through(conversation_id=row, label_id=labels[name]) for row, name in wanted],
            ignore_conflicts=True,
        )

    def _create(self, new: dict[str, Item], conversations: dict[str, Conversation]) -> list[Message]:
        return Message.objects.bulk_create(
            Message(
                conversation=conversations[key],
                channel=self.channel,
                external_id=key,
                kind=str(item.kind),
                author=self.handles[item.author.external_id],
                is_ours=item.ours,
                is_context=item.context,
                is_listening=item.listening,
                text=item.text,
                language=item.language[:12],
                url=item.url,
                parent_external_id=item.parent_external_id,
                attachments=[asdict(attachment) for attachment in item.attachments],
                links=[asdict(link) for link in item.links],
                extra=dict(item.extra),
                sent_at=item.sent_at,
                edited_at=item.edited_at,
            )
            for key, item in new.items()
        )


def _storable(item: Item) -> Item:
    """PostgreSQL stores no NUL; the replacement character marks where one was."""
    return replace(item, text=item.text.replace("\x00", "\ufffd")) if "\x00" in item.text else item


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
