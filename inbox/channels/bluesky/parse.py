"""From Bluesky's payloads to plain values: pure, and suspicious of what strangers wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inbox.channels.base import Author, Figures, Item, Kind, Parsed, Removed
from inbox.channels.bluesky.clock import moment, sent_at
from inbox.channels.bluesky.embeds import attachments, quotation
from inbox.channels.bluesky.names import WEB, author_of, page_of, parent_of, root_of
from inbox.channels.bluesky.richtext import links
from inbox.channels.bluesky.thread import Place, addresses, place, quoted_by

# What Bluesky shows for an account whose handle no longer leads to it.
INVALID = "handle.invalid"


def parse(payload: Mapping[str, Any]) -> list[Parsed]:
    """Understand one payload of `poll` or `recheck`; raises ValueError naming what is wrong."""
    try:
        if "removed" in payload:
            return [Removed(str(payload["removed"]), moment(payload["seen_at"]))]
        if "figures" in payload:
            return [_figures(payload["figures"], payload["seen_at"])]
        return _items(payload)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This Bluesky payload is incomplete or misshapen: {error!r}") from error


def _items(payload: Mapping[str, Any]) -> list[Parsed]:
    us, is_found = str(payload["us"]), bool(payload.get("found"))
    post = payload.get("post") or payload["notification"]
    chain = [*payload.get("thread", ()), post]
    here = place(chain, us)
    authors = [one["author"] for one in chain]
    people = {one["handle"]: one["did"] for one in authors if one["handle"] != INVALID}
    return [
        _item(
            one,
            here,
            us=us,
            own=index < here.own_until,
            context=one is not post,
            heard=is_found and one is post and not here.under and not addresses(post["record"], us),
            people=people,
            seen_at=payload["seen_at"],
        )
        for index, one in enumerate(chain)
    ]


def _item(
    post: Mapping[str, Any],
    here: Place,
    *,
    us: str,
    own: bool,
    context: bool,
    heard: bool,
    people: Mapping[str, str],
    seen_at: object,
) -> Item:
    record, uri = post["record"], str(post["uri"])
    text = str(record.get("text", ""))
    return Item(
        external_id=uri,
        thread_key=None if own else here.key,
        kind=Kind.POST if own else _kind(record, us, ours=author_of(uri) == us),
        author=_author(post["author"]),
        text=text,
        sent_at=sent_at(record, post.get("indexedAt"), seen_at),
        url=page_of(uri),
        parent_external_id=parent_of(record),
        post_external_id="" if uri == here.under else here.under,
        ours=author_of(uri) == us,
        context=context,
        listening=heard,
        language=next(iter(record.get("langs") or ()), ""),
        attachments=attachments(post.get("embed")),
        links=links(text, record.get("facets") or ()),
        labels=_labels(post),
        extra=_extra(post, here, people),
    )


def _extra(post: Mapping[str, Any], here: Place, people: Mapping[str, str]) -> dict[str, Any]:
    """What a later reply needs, what was quoted, and whether the thread has gaps."""
    record = post["record"]
    root = (record.get("reply") or {}).get("root") or post
    extra: dict[str, Any] = {
        "uri": post["uri"],
        "cid": post["cid"],
        "root_uri": root["uri"],
        "root_cid": root["cid"],
        "people": dict(people),
    }
    quoted = quotation(post.get("embed")) or {"uri": quoted_by(record)}
    if quoted["uri"]:
        extra["quoted"] = quoted
    if not here.complete:
        extra["incomplete"] = True
    return extra


def _kind(record: dict[str, Any], us: str, *, ours: bool) -> Kind:
    above = parent_of(record)
    if above and (ours or us in (author_of(above), author_of(root_of(record)))):
        return Kind.COMMENT
    if not ours and addresses(record, us):
        return Kind.MENTION
    return Kind.COMMENT if above else Kind.POST


def _author(profile: Mapping[str, Any]) -> Author:
    did = str(profile["did"])
    return Author(
        external_id=did,
        handle=str(profile["handle"]),
        name=str(profile.get("displayName") or ""),
        url=f"{WEB}/profile/{did}",
        avatar_url=str(profile.get("avatar") or ""),
    )


def _labels(post: Mapping[str, Any]) -> Sequence[str]:
    """Content labels by the network's services and by the author, each once."""
    own = (post["record"].get("labels") or {}).get("values") or ()
    given = [*(post.get("labels") or ()), *own]
    return tuple(dict.fromkeys(str(label["val"]) for label in given if not label.get("neg")))


def _figures(post: Mapping[str, Any], taken_at: object) -> Figures:
    at = moment(taken_at)
    if at is None:
        raise ValueError("These figures name no moment.")
    return Figures(
        external_id=str(post["uri"]),
        taken_at=at,
        likes=int(post.get("likeCount") or 0),
        reposts=int(post.get("repostCount") or 0),
        replies=int(post.get("replyCount") or 0),
        quotes=int(post.get("quoteCount") or 0),
    )
