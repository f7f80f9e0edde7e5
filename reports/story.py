"""What is measured on one conversation, from what was said and done in it; pure.

Nothing awkward is left out: who still waits is measured without an end, what was reopened is
measured again, and each department that held it has its share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.filing import Filed, matters, outcome_at
from reports.measured import Measured, seconds
from reports.models import Kind, Tag
from reports.sound import recovery, tones
from reports.waits import Said, Wait, waits_of


@dataclass(frozen=True, slots=True)
class Held:
    """A department held it; the first time begins with the conversation, the last one lasts."""

    department: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """One conversation that stands, with everything that was merged into it.

    `held` is its own chain of holders, `beside` those of what was merged into it, which held that
    at the same time. `said` are its messages in the order of their time.
    """

    conversation: int
    department: int
    opened_at: datetime
    said: Sequence[Said]
    held: Sequence[Held] = ()
    beside: Sequence[tuple[datetime, Held]] = ()
    """With when the merged one was opened."""
    filed: Sequence[Filed] = ()
    resolved_at: datetime | None = None
    is_private: bool = False

    def holder_at(self, at: datetime | None) -> int:
        """Who held it at an instant; who holds it now, for none."""
        if at is None:
            return self.department
        for one in self.held:
            if one.until is None or at < one.until:
                return one.department
        return self.department


def measure(story: Story) -> list[Measured]:
    """Everything that is measured on it; nothing where nothing was said to us or by us."""
    said = [one for one in story.said if one.counts]
    if not said:
        return []
    found = [*_volume(story, said), *_answers(story, said), *_direct(story, said)]
    return [*found, *_filing(story), *_deflected(story, said), *_custody(story), *sound(story, said)]


def sound(story: Story, said: Sequence[Said]) -> Iterator[Measured]:
    """How they sounded, what they asked, and whether an answer of ours made it better."""
    waits = waits_of(said, lambda at: outcome_at(story.filed, at))
    yield from tones(said, waits, story.holder_at)
    healed = recovery(said, story.holder_at)
    if healed is not None:
        yield healed


def _volume(story: Story, said: Sequence[Said]) -> Iterator[Measured]:
    first, last = said[0].at, said[-1].at
    place = story.holder_at(first)
    yield Measured(Kind.CONVERSATION, first, place, len(said), said[0].kind)
    yield Measured(Kind.SPAN, first, place, seconds(first, last))
    for one in said:
        kind = Kind.OUTBOUND if one.ours else Kind.INBOUND
        yield Measured(kind, one.at, story.holder_at(one.at), None, one.kind)


def _answers(story: Story, said: Sequence[Said]) -> Iterator[Measured]:
    waits = waits_of(said, lambda at: outcome_at(story.filed, at))
    is_first = not said[0].ours
    for wait in waits:
        place = story.holder_at(wait.until)
        yield Measured(Kind.FIRST if is_first else Kind.NEXT, wait.since, place, _length(wait), wait.tag)
        is_first = is_first and wait.tag == Tag.UNNEEDED
    needed = [wait for wait in waits if wait.tag != Tag.UNNEEDED]
    if needed:
        yield _full(story, needed)


def _full(story: Story, needed: Sequence[Wait]) -> Measured:
    """How it stands with all of them together: who waits comes first, then who got no reply of ours."""
    tags = {wait.tag for wait in needed}
    tag = next(tag for tag in (Tag.WAITING, Tag.SETTLED, Tag.ANSWERED) if tag in tags)
    until = needed[-1].until
    length = None if until is None else seconds(needed[0].since, until)
    return Measured(Kind.FULL, needed[0].since, story.holder_at(until), length, tag)


def _length(wait: Wait) -> int | None:
    return None if wait.until is None else seconds(wait.since, wait.until)


def _direct(story: Story, said: Sequence[Said]) -> Iterator[Measured]:
    """The earliest reply of ours that stands, to each message of theirs itself."""
    replies: dict[tuple[int, str], datetime] = {}
    for one in said:
        if one.ours and one.removed_at is None and one.parent:
            replies.setdefault((one.channel, one.parent), one.at)
    for one in said:
        at = replies.get((one.channel, one.key))
        if at is not None and not one.ours:
            yield Measured(Kind.DIRECT, one.at, story.holder_at(at), seconds(one.at, at))


def _filing(story: Story) -> Iterator[Measured]:
    own = [act for act in story.filed if act.place == story.conversation]
    for matter in matters(own, story.opened_at):
        if matter.is_reopening:
            yield Measured(Kind.REOPENED, matter.at, matter.department, None, matter.tag)
        else:
            length = seconds(matter.since, matter.at)
            yield Measured(Kind.RESOLVED, matter.at, matter.department, length, matter.tag)


def _deflected(story: Story, said: Sequence[Said]) -> Iterator[Measured]:
    """Answered where everybody reads it, and over: needed again, it no longer counts."""
    own = [act for act in story.filed if act.place == story.conversation]
    last = next(reversed(matters(own, story.opened_at)), None)
    if story.is_private or story.resolved_at is None or last is None or last.is_reopening or last.tag != "answered":
        return
    if any(one.ours and one.removed_at is None for one in said):
        yield Measured(Kind.DEFLECTED, last.at, last.department)


def _custody(story: Story) -> Iterator[Measured]:
    """What is resolved is in nobody's hands, though a department goes on holding it."""
    for one in story.held:
        since = one.since or story.opened_at
        ends = [end for end in (one.until, story.resolved_at) if end is not None]
        until = min(ends, default=None)
        yield Measured(Kind.HELD, since, one.department, None if until is None else seconds(since, until))
    for opened_at, one in story.beside:
        since = one.since or opened_at
        until = one.until or since
        yield Measured(Kind.HELD, since, one.department, seconds(since, until), "merged")
