"""Cutting the sandbox's answers into raw payloads, each with the key that makes it unique."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inbox.channels.base import Raw

Shape = Mapping[str, Any]


def raws_of_notices(notices: Sequence[Shape], *, us: str) -> list[Raw]:
    """One payload a notice; the same change told twice has the same key."""
    return [_of_notice(notice, us) for notice in notices]


def raws_of_found(found: Sequence[Shape], *, us: str) -> list[Raw]:
    """One payload a post that a search found and that is not our own; its next version has another key."""
    theirs = [each for each in found if each["post"]["author"]["id"] != us]
    return [
        Raw(f"found:{each['post']['id']}:{each['post']['edited_at'] or ''}", {"type": "found", "us": us, **each})
        for each in theirs
    ]


def raws_of_figures(posts: Sequence[Shape], as_of: str) -> list[Raw]:
    """Counts of our own posts: a payload a day, and one whenever they changed."""
    return [_of_figures(post, as_of) for post in posts]


def recheck_raws(asked: Sequence[str], posts: Sequence[Shape], as_of: str, *, us: str, is_behind: bool) -> list[Raw]:
    """What a recheck found: gone, edited, and the figures of our own.

    What a network that is behind (`is_behind`) does not show may only be too new for it.
    """
    found = {post["id"]: post for post in posts}
    raws = [_gone(identity, None) for identity in asked if identity not in found and not is_behind]
    for post in posts:
        if post["deleted_at"] is not None:
            raws.append(_gone(post["id"], post["deleted_at"]))
            continue
        if post["edited_at"] is not None:
            notice = {"change": "edited", "reason": "", "post": post, "ancestors": []}
            raws.append(_of_notice(notice, us))
        if post["author"]["id"] == us and post["to"] is None:
            raws.append(_of_figures(post, as_of))
    return raws


def _of_notice(notice: Shape, us: str) -> Raw:
    post = notice["post"]
    if notice["change"] == "deleted":
        return _gone(post["id"], post["deleted_at"])
    key = f"post:{post['id']}"
    if notice["change"] == "edited":
        # Two edits between two looks arrive as two notices of the same, newest text.
        key = f"edit:{post['id']}:{post['edited_at']}"
    return Raw(key, {"type": "post", "us": us, **notice})


def _of_figures(post: Shape, as_of: str) -> Raw:
    counts = post["counts"]
    numbers = ".".join(str(counts[name]) for name in ("likes", "reposts", "replies", "quotes"))
    key = f"figures:{post['id']}:{as_of[:10]}:{numbers}"
    return Raw(key, {"type": "figures", "id": post["id"], "counts": counts, "taken_at": as_of})


def _gone(identity: str, at: str | None) -> Raw:
    return Raw(f"gone:{identity}", {"type": "gone", "id": identity, "at": at})
