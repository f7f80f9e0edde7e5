"""How soon people hear from us."""

from __future__ import annotations

from reports.metrics.number import ENOUGH, Number, Selection, share, spread
from reports.models import Kind, Tag
from reports.scope import Scope
from reports.sums import sums
from reports.totals import Total

NEEDED = (Tag.ANSWERED, Tag.SETTLED, Tag.WAITING)
COVERED = {
    "all": Selection(Kind.FULL),
    "answered": Selection(Kind.FULL, (Tag.ANSWERED,)),
    "settled": Selection(Kind.FULL, (Tag.SETTLED,)),
    "waiting": Selection(Kind.FULL, (Tag.WAITING,)),
}
WITHIN = ("15m", "1h", "4h", "24h")


def first_response(scope: Scope) -> Number:
    """From the message with which somebody outside began a conversation until our first answer in it.
    Counted on the day they wrote, for the department that held it when we answered (what rules moved
    before any person did, as if it had come there). Who still
    waits, or was helped elsewhere, has no first answer yet: coverage tells how many these are.
    """
    return spread(scope, Kind.FIRST, Tag.ANSWERED)


def next_response(scope: Scope) -> Number:
    """From a message that came after we had answered until our next answer; each time counts, so one
    conversation may count several times. Otherwise as the first response.
    """
    return spread(scope, Kind.NEXT, Tag.ANSWERED)


def full_response(scope: Scope) -> Number:
    """From the first message that asked for an answer until nobody in the conversation waited for
    one any more. Counted on the day it began; conversations in which somebody waits have none yet.
    """
    return spread(scope, Kind.FULL, Tag.ANSWERED, Tag.SETTLED)


def direct_response(scope: Scope) -> Number:
    """From a message of theirs until our earliest reply to exactly this message, where there is one."""
    return spread(scope, Kind.DIRECT)


def directly_answered(scope: Scope) -> Number:
    """Of all messages that people outside wrote to us, those to which we replied themselves. Thanks
    and remarks that need no reply are among them, so that this is never the whole.
    """
    found = sums(scope, [Kind.DIRECT, Kind.INBOUND], "kind")
    return share(found[Kind.DIRECT,].count, found[Kind.INBOUND,].count)


def coverage(scope: Scope) -> Number:
    """Of the conversations that asked for an answer, those in which everybody got one from us. Still
    open ones count as not answered, and so do those that were resolved without a reply of ours
    (answered elsewhere, handed over). What was taken away before we answered, or resolved as spam
    or as needing no reply, asked for none. Counted on the day the first unanswered message came.
    """
    found = sums(scope, [Kind.FULL], "tag")
    return share(found[Tag.ANSWERED,].count, sum(total.count for total in found.values()))


def still_waiting(scope: Scope) -> Number:
    """Conversations begun in this period in which somebody waits for our answer now."""
    count = sums(scope, [Kind.FULL], "tag")[Tag.WAITING,].count
    return Number(count, count)


def answered_within(scope: Scope) -> Number:
    """Of the conversations that waited for a first answer from us, those that got it within 15
    minutes, 1, 4 and 24 hours (the number on its own: 1 hour), by the clock. Those that still wait or were
    resolved without a reply count as not answered.
    """
    found = sums(scope, [Kind.FIRST], "tag")
    needed = sum((found[tag,] for tag in NEEDED), Total())
    if needed.count < ENOUGH:
        return Number(None, needed.count)
    shares = tuple(one / needed.count for one in found[Tag.ANSWERED,].within)
    return Number(shares[1], needed.count, within=shares)


def promises_kept(scope: Scope) -> Number:
    """Of the promises whose time is over, those that were kept. One that was broken stays broken, also
    when it was made up for later; what nobody owes any more (a post that was taken away) was
    neither kept nor broken; what still runs counts once it is decided.
    """
    total = sums(scope, [Kind.PROMISE])[()]
    return share(total.total, total.known)
