"""Small worlds of posts for property tests, and what the inbox makes of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.receive import receive
from inbox.channels.base import Author, Item, Kind, Parsed, Removed
from inbox.models import Channel, Conversation, Message

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PEOPLE = [Author(f"did:{name}", f"{name}.example", name.title()) for name in ("mira", "noor", "oskar")]
SKEWS = [timedelta(), timedelta(days=3650), NOW - datetime(1970, 1, 1, tzinfo=UTC)]


@st.composite
def happenings(draw: st.DrawFn) -> list[Parsed]:
    """Up to six posts in threads, with edits and deletions, some with a mad clock, each told up to twice."""
    made: list[Parsed] = []
    posts: list[Item] = []
    rooted = draw(st.booleans())
    for number in range(draw(st.integers(1, 6))):
        answers = bool(posts) and draw(st.booleans())
        parent = draw(st.sampled_from(posts)) if answers else None
        first = _post(draw, number, parent, rooted=rooted)
        posts.append(first)
        for edit in range(draw(st.integers(0, 2))):
            at = first.sent_at + timedelta(minutes=draw(st.integers(1, 3)))
            made.append(replace(first, text=f"{first.text} (edit {edit})", edited_at=at))
        if draw(st.integers(0, 3)) == 0:
            made.append(Removed(first.external_id, NOW - timedelta(minutes=number)))
    made += posts
    return made + draw(st.lists(st.sampled_from(made), max_size=4))


def _post(draw: st.DrawFn, number: int, parent: Item | None, *, rooted: bool) -> Item:
    ours = parent is not None and draw(st.booleans())
    key = f"p{number}"
    thread = key if parent is None else str(parent.thread_key) if rooted else parent.external_id
    sent_at = NOW - timedelta(hours=10) + timedelta(minutes=10 * number)
    skew = draw(st.sampled_from(SKEWS)) if draw(st.integers(0, 5)) == 0 else timedelta()
    return Item(
        external_id=key,
        thread_key=thread,
        kind=Kind.COMMENT,
        author=Author("did:us", "northline.example", "Northline") if ours else draw(st.sampled_from(PEOPLE)),
        text=f"Post {number}",
        sent_at=sent_at + skew if skew.days < 4000 else sent_at - skew,
        parent_external_id=parent.external_id if parent else "",
        ours=ours,
    )


def let_in(channel: Channel, told: Sequence[Parsed], *, chance: random.Random) -> None:
    """Receive them in this order, in batches of any size."""
    rest = list(told)
    while rest:
        size = chance.randint(1, len(rest))
        receive(channel, rest[:size], by=INTAKE)
        rest = rest[size:]


def standing(channel: Channel) -> dict[str, Any]:
    """All that people can see of a channel, without numbers that depend on the order."""
    messages = Message.objects.filter(channel=channel).select_related("conversation", "author")
    members: dict[int, list[str]] = {}
    for message in messages:
        members.setdefault(message.conversation_id, []).append(message.external_id)
    return {
        "messages": {message.external_id: _message(message) for message in messages},
        "conversations": {
            " ".join(sorted(members[row.pk])): _conversation(row)
            for row in Conversation.objects.filter(channel=channel).select_related("author", "department")
        },
        "received": sorted(_told_of("message.receive")),
        "removed": sorted(_told_of("message.remove")),
    }


def _message(message: Message) -> tuple[Any, ...]:
    return (message.text, message.version, message.sent_at, message.edited_at, message.removed_at, message.is_ours)


def _conversation(row: Conversation) -> tuple[Any, ...]:
    return (
        *(row.status, row.outcome, row.department.name, str(row.author), row.preview, row.preview_is_ours),
        *(row.message_count, row.author_count, row.opened_at, row.last_message_at),
        *(row.last_incoming_at, row.waiting_since),
    )


def _told_of(verb: str) -> list[str]:
    """Of which messages the journal tells this, once for each time."""
    subjects = Event.objects.filter(verb=verb).values_list("subject_id", flat=True)
    names = dict(Message.objects.values_list("pk", "external_id"))
    return [names[subject] for subject in subjects]
