"""How the work went, walked row by row: promises, approvals, time in hands, what lies there, and who is spoken of."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Event
from inbox.models import Channel, Conversation, Message, ReviewStep, Watch
from reports.scope import Scope
from routing.models import ClockRow
from tests.reports import brute
from tests.reports.told import (
    ENOUGH,
    Hold,
    Told,
    Within,
    check_behind,
    check_count,
    check_share,
    check_times,
    near,
    number,
)
from tests.reports.walks_outcome import asks, waits

NOW = datetime(2026, 4, 20, 12, tzinfo=UTC)
LONG = timedelta(hours=4)


def lying(told: Told, scope: Scope, mine: set[int], _within: Within) -> None:
    """What waited at the end of the period; what is nobody's, or tough, now."""
    last = scope.period.last + timedelta(days=1)
    end = min(datetime.combine(last, datetime.min.time(), ZoneInfo(scope.period.zone)), NOW)
    every = [w for place, rows in told.waits.items() if place in told.rows for w in rows]
    spells = [w for w in every if w.what != "full" and w.department in mine]
    open_then = [w for w in spells if w.at < end and (w.seconds is None or w.at + timedelta(seconds=w.seconds) > end)]
    check_count("backlog", scope, len(open_then), {w.case for w in open_then})
    ages = [(end - w.at).total_seconds() for w in open_then]
    found = number("backlog", scope)
    expected = ((near(median(ages)),), near(brute.percentile(ages, 0.9))) if ages else ((), None)
    assert (found.within, found.p90) == expected, f"ages {scope}"
    late = {w.case for w in spells if w.seconds is None and NOW - w.at > LONG and told.rows[w.case].status == "open"}
    late = {place for place in late if told.rows[place].department_id in mine}
    owed = {p for p, row in told.rows.items() if row.status == "open" and row.department_id in mine and is_late(row)}
    orphans = {place for place in owed if told.rows[place].assignee_id is None}
    check_count("orphans", scope, len(orphans), orphans)
    pressing = {place for place in late if told.rows[place].priority >= 3}
    tough = {p for p in pressing if any(asks(one) and waits(told, one) for one in told.theirs(p))}
    check_count("tough", scope, len(tough), tough)


def hands(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """On how few shoulders it lies, and how long departments held what is over."""
    ours = [one for p, row in told.rows.items() if row.department_id in mine for one in told.said[p] if one.is_ours]
    ours = [one for one in ours if one.member_id and within(one.sent_at)]
    counts = sorted(Counter(one.member_id for one in ours).values(), reverse=True)
    busiest = sum(counts[: -(-len(counts) // 5)])
    found = number("concentration", scope)
    enough = len(ours) >= ENOUGH and len(counts) >= 2
    assert (found.value, found.samples) == (pytest.approx(busiest / len(ours)) if enough else None, len(ours))
    check_behind("concentration", "all", scope, {one.conversation_id for one in ours})


def is_late(row: Conversation) -> bool:
    """Whether what was promised is past; where nothing was, whether it waits for too long."""
    if row.due_at is None and row.rest_minutes is None:
        return row.waiting_since is not None and NOW - row.waiting_since > LONG
    return row.due_at is not None and row.due_at <= NOW


def promises(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """Of those whose time is over, whose conversation lies with these departments now, which were kept."""
    clocks = [one for one in ClockRow.objects.all() if one.conversation_id in told.rows and within(one.started_at)]
    over = [one for one in clocks if one.state in ("met", "breached")]
    over = [one for one in over if told.rows[one.conversation_id].department_id in mine]
    kept = [one for one in over if one.state == "met"]
    check_share("promises_kept", scope, len(kept), len(over))
    check_behind("promises_kept", "all", scope, {one.conversation_id for one in over})
    check_behind("promises_kept", "kept", scope, {one.conversation_id for one in kept})
    check_behind("promises_kept", "broken", scope, {one.conversation_id for one in over if one.state == "breached"})


def hold(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """Each time a department had it, until it handed it on or it was resolved."""
    pieces: list[tuple[int, datetime, Hold, datetime | None]] = []
    for place in (place for place in told.rows if told.said[place]):
        row = told.rows[place]
        pieces += [(place, row.opened_at, one, row.resolved_at) for one in told.held[place]]
    for part, row in told.parts.items():
        place = told.whole(part)
        if place in told.rows and told.said[place]:
            pieces += [(place, row.opened_at, one, None) for one in told.held[part]]
    counted: list[tuple[int, float]] = []
    for place, opened, one, resolved in pieces:
        since, until = one.since or opened, min((at for at in (one.until, resolved) if at), default=None)
        if until is not None and within(since) and one.department in mine:
            counted.append((place, round(max(0.0, (until - since).total_seconds()))))
    check_times("held", scope, counted)


def review(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """Approvals that somebody decided on, for whoever was asked, on the day it was."""
    steps = [(one.draft.conversation_id, one) for one in ReviewStep.objects.select_related("draft").order_by("pk")]
    steps = [(place, one) for place, one in steps if place in told.rows and one.department_id in mine]
    decided = [(place, one) for place, one in steps if one.decision and within(one.asked_at)]
    took: list[tuple[int, float]] = [
        (place, round((one.at - one.asked_at).total_seconds())) for place, one in decided if one.at
    ]
    check_times("approval", scope, took)
    returned = {one.pk: place for place, one in decided if one.decision == "return"}
    check_share("returned", scope, len(returned), len(decided))
    check_behind("returned", "returned", scope, set(returned.values()))
    changed = {event.data["step"] for event in Event.objects.filter(verb="draft.amend")}
    amended = {one.pk: place for place, one in decided if one.pk in changed}
    check_share("amended", scope, len(amended), len(decided))
    check_behind("amended", "amended", scope, set(amended.values()))


def voice(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """What is said about us against what watches of these departments for competitors found."""
    watches = {one.pk: one for one in Watch.objects.all()}
    rivals = {pk for pk, one in watches.items() if one.purpose == "competitor" and one.department_id in mine}
    places = {place for place, row in told.rows.items() if row.department_id in mine}
    rows = Message.objects.filter(conversation__in=places, is_ours=False, is_context=False)
    rows = rows.select_related("author__contact__survivor").prefetch_related("sightings")
    own = set(Channel.objects.values_list("network", "external_id"))
    heard = [one for one in rows if within(one.sent_at) and not by_ourselves(one, own)]
    found = {one.pk: {each.watch_id for each in one.sightings.all()} for one in heard}
    brands = {pk for pk, one in watches.items() if one.purpose == "brand"}
    ours = [one for one in heard if not one.is_listening or found[one.pk] & brands]
    theirs = [one for one in heard if found[one.pk] & rivals]
    us, them = {one.conversation_id for one in ours}, {one.conversation_id for one in theirs}
    if rivals:
        check_share("share_of_voice", scope, len(ours), len(ours) + len(theirs))
    else:
        told_of = number("share_of_voice", scope)
        assert (told_of.value, told_of.samples) == (None, len(ours))
    for name, behind in (("all", us | them), ("us", us), ("them", them)):
        check_behind("share_of_voice", name, scope, behind)


def by_ourselves(one: Message, own: set[tuple[str, str]]) -> bool:
    """Written by an account of ours, or by somebody who works here."""
    if one.author is None:
        return False
    contact = one.author.contact.survivor or one.author.contact
    is_employee = "employee" in (contact.relationship, one.author.contact.relationship)
    return is_employee or (one.author.network, one.author.external_id) in own
