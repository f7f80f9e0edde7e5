"""What a conversation's row says about its messages; pure, so that it can be rebuilt any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

PREVIEW_LENGTH = 280


@dataclass(frozen=True, slots=True)
class Line:
    """The facts of one message that matter to its conversation's row."""

    sent_at: datetime
    author_id: int | None
    is_ours: bool
    is_context: bool
    is_listening: bool
    is_removed: bool
    is_settled: bool
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The denormalised columns of a conversation."""

    message_count: int
    author_count: int
    author_id: int | None
    opened_at: datetime
    last_message_at: datetime
    last_incoming_at: datetime | None
    waiting_since: datetime | None
    preview: str
    preview_is_ours: bool


def summarise(lines: Iterable[Line]) -> Summary:
    """Sum up a conversation's messages, in any order; raises ValueError for none.

    Removed messages ask for no answer, nor do those that a resolution settled, nor what was
    found by listening; context is counted and never waits for us.
    """
    ordered = sorted(lines, key=lambda line: line.sent_at)
    if not ordered:
        raise ValueError("A conversation without messages has no summary.")
    heard = [x for x in ordered if not x.is_ours and not x.is_context and not x.is_removed]
    asking = [x for x in heard if not (x.is_listening or x.is_settled)]
    answered_at = max((x.sent_at for x in ordered if x.is_ours and not x.is_removed), default=None)
    unanswered = [x for x in asking if answered_at is None or x.sent_at > answered_at]
    shown = _shown(ordered)
    return Summary(
        message_count=len(ordered),
        author_count=len({x.author_id for x in ordered if not x.is_ours}),
        author_id=_opener(ordered),
        opened_at=ordered[0].sent_at,
        last_message_at=shown.sent_at,
        last_incoming_at=heard[-1].sent_at if heard else None,
        waiting_since=unanswered[0].sent_at if unanswered else None,
        preview=" ".join(shown.text.split())[:PREVIEW_LENGTH],
        preview_is_ours=shown.is_ours,
    )


def _opener(ordered: list[Line]) -> int | None:
    """Who we deal with: the author of the first message meant for us, at worst of any not ours."""
    theirs = [x for x in ordered if not x.is_ours]
    meant = [x for x in theirs if not x.is_context]
    return next((x.author_id for x in meant or theirs), None)


def _shown(ordered: list[Line]) -> Line:
    """The newest message that stands and is part of the exchange."""
    standing = [x for x in ordered if not x.is_removed and not x.is_context]
    return (standing or ordered)[-1]
