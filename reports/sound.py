"""How people outside sounded, what they asked, and what our answers did to that; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from reports.measured import Measured, seconds
from reports.models import Kind, Mood, Tag
from reports.waits import Said, Wait

UNKNOWN = "unknown"
NEGATIVE = "negative"

type Holder = Callable[[datetime | None], int]


def tones(said: Sequence[Said], waits: Sequence[Wait], holder_at: Holder) -> Iterator[Measured]:
    """Tone and language of each message of theirs; of questions and complaints, how their wait stands too."""
    for one in said:
        if one.ours:
            continue
        place = holder_at(one.at)
        yield Measured(Kind.TONE, one.at, place, None, one.tone or UNKNOWN)
        yield Measured(Kind.LANGUAGE, one.at, place, None, one.language or UNKNOWN)
        kinds = [kind for kind, holds in ((Kind.QUESTION, one.asks), (Kind.COMPLAINT, one.tone == NEGATIVE)) if holds]
        if kinds:
            tag, until = standing(one, waits)
            for kind in kinds:
                value = None if until is None else seconds(one.at, until)
                yield Measured(kind, one.at, holder_at(until or one.at), value, tag)


def standing(one: Said, waits: Sequence[Wait]) -> tuple[str, datetime | None]:
    """How the wait stands that a message began or shared; taken away before anybody answered, it asks nothing."""
    for wait in waits:
        if wait.since <= one.at and (wait.until is None or one.at <= wait.until):
            if one.removed_at is not None and (wait.until is None or one.removed_at < wait.until):
                return Tag.UNNEEDED, one.removed_at
            if wait.until is None and one.settled_at is not None:
                return Tag.SETTLED, one.settled_at
            return wait.tag, wait.until
    return Tag.UNNEEDED, one.removed_at or one.settled_at or one.at


def recovery(said: Sequence[Said], holder_at: Holder) -> Measured | None:
    """Of the first complaint that we answered: how the same person sounded in the last that they wrote after it."""
    for number, answer in enumerate(said):
        if not answer.ours or answer.removed_at is not None:
            continue
        asked = [one for one in said[:number] if not one.ours and one.removed_at is None]
        if asked and asked[-1].tone == NEGATIVE:
            after = [one for one in said[number + 1 :] if not one.ours and one.author == asked[-1].author]
            return Measured(Kind.RECOVERY, answer.at, holder_at(answer.at), None, _mood(after))
    return None


def _mood(after: Sequence[Said]) -> str:
    if not after:
        return Mood.SILENT
    if not after[-1].tone:
        return Mood.UNREADABLE
    return Mood.SAME if after[-1].tone == NEGATIVE else Mood.BETTER
