"""Our own posts that answer nobody, and how they fare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from accounts.actors import Actor
from accounts.events import Act, record_all
from inbox.channels.base import Figures, Item
from inbox.models import Channel, Post, PostFigures


def store_posts(channel: Channel, items: Sequence[Item], *, by: Actor) -> None:
    """Store own posts not known yet."""
    wanted = {item.external_id: item for item in items if item.ours}
    known = Post.objects.filter(channel=channel, external_id__in=wanted)
    for external_id in known.values_list("external_id", flat=True):
        wanted.pop(external_id)
    posts = Post.objects.bulk_create(
        Post(
            channel=channel,
            external_id=item.external_id,
            text=item.text,
            url=item.url,
            sent_at=item.sent_at,
            attachments=[asdict(attachment) for attachment in item.attachments],
            extra=dict(item.extra),
        )
        for item in wanted.values()
    )
    record_all([Act("post.receive", post, {}, post.sent_at) for post in posts], by=by)


def store_figures(channel: Channel, figures: Sequence[Figures]) -> None:
    """Add dated snapshots; the same moment twice is one."""
    PostFigures.objects.bulk_create(
        [PostFigures(channel=channel, **asdict(figure)) for figure in figures],
        ignore_conflicts=True,
    )
