"""Our own posts that answer nobody, and how they fare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.actions._arrivals import gone_before
from inbox.channels.base import Figures, Item
from inbox.models import Channel, Post, PostFigures
from inbox.versions import Arriving, arriving


def store_posts(channel: Channel, items: Sequence[Item], received: datetime, *, by: Actor) -> None:
    """Store own posts not known yet, and newer words of those that are."""
    folded = arriving([item for item in items if item.ours], received)
    known = {post.external_id: post for post in Post.objects.filter(channel=channel, external_id__in=folded)}
    _edit(known, folded, by=by)
    new = {key: each for key, each in folded.items() if key not in known}
    gone = gone_before(channel, list(new))
    posts = Post.objects.bulk_create(
        Post(
            channel=channel,
            external_id=key,
            text=each.item.text,
            version=each.version,
            url=each.item.url,
            sent_at=each.item.sent_at,
            removed_at=gone.get(key),
            attachments=[asdict(attachment) for attachment in each.item.attachments],
            extra=dict(each.item.extra),
        )
        for key, each in new.items()
    )
    acts = [Act("post.receive", post, {}, post.sent_at) for post in posts]
    acts += [Act("post.remove", post, {}, post.removed_at) for post in posts if post.removed_at]
    record_all(acts, by=by)


def _edit(known: dict[str, Post], folded: dict[str, Arriving], *, by: Actor) -> None:
    acts = []
    newer = [post for key, post in known.items() if folded[key].version > post.version]
    for post in newer:
        arrived = folded[post.external_id]
        if post.text != arrived.item.text:
            acts.append(Act("post.edit", post, {}, arrived.item.edited_at or arrived.item.sent_at))
        post.text, post.version = arrived.item.text, arrived.version
    Post.objects.bulk_update(newer, ["text", "version"])
    record_all(acts, by=by)


def store_figures(channel: Channel, figures: Sequence[Figures]) -> None:
    """Add dated snapshots; the same moment twice is one."""
    PostFigures.objects.bulk_create(
        [PostFigures(channel=channel, **asdict(figure)) for figure in figures],
        ignore_conflicts=True,
    )
