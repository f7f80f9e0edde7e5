"""What came of it, who asked whom and what lies under posts, walked row by row; shares no code with reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from inbox.models import Escalation, Message, PostFigures
from reports.metrics.asking import behind_pair, pairs
from reports.models import Rating
from reports.scope import Scope
from tests.reports.busier import SOUNDS
from tests.reports.told import ENOUGH, Told, Within, check_behind, check_count, check_share, near, number

APRIL = date(2026, 4, 1)


def asking(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """Requests to and from the chosen departments, pair by pair; leads by the month in which they were asked."""
    asked = [a for a in told.asks if within(a.asked_at) and mine & {a.from_department_id, a.to_department_id}]
    by_pair = defaultdict(list)
    for one in asked:
        by_pair[one.from_department_id, one.to_department_id or 0].append(one)
    found = {(pair.asks, pair.asked): pair for pair in pairs(scope)}
    assert found.keys() == by_pair.keys()
    silos = []
    for key, rows in by_pair.items():
        pair = found[key]
        taken, declined = [a for a in rows if is_taken(a)], [a for a in rows if a.state == "declined"]
        times = [(a.accepted_at - a.asked_at).total_seconds() for a in rows if a.accepted_at]
        answers = [(a.answered_at - a.asked_at).total_seconds() for a in rows if a.answered_at]
        bounced = [a for a in rows if a.state == "declined" or told.rows[a.conversation_id].times_returned]
        counts = (pair.count, pair.accepted, pair.declined, pair.bounced)
        assert counts == (len(rows), len(taken), len(declined), len(bounced))
        assert pair.acknowledgement == (pytest.approx(median(times)) if times else None)
        assert pair.answer == (pytest.approx(median(answers)) if answers else None)
        assert pair.oldest_open == min((a.asked_at for a in rows if a.closed_at is None), default=None)
        assert set(behind_pair(scope, *key)) == {told.rows[a.conversation_id] for a in rows}
        if len(rows) >= ENOUGH:
            slow = min(1.0, median(times) / 28_800) if times else 1.0
            silos.append(((1 - len(taken) / len(rows) + len(bounced) / len(rows) + slow) / 3, len(rows)))
    weight = sum(count for _silo, count in silos)
    expected = sum(silo * count for silo, count in silos) / weight if weight else None
    assert number("silo_index", scope).value == near(expected)
    together = {a.conversation_id for a in asked if a.state == "answered" or (a.kind == "transfer" and is_taken(a))}
    check_count("solved_together", scope, len(together), together)
    april = datetime(2026, 4, 1, tzinfo=ZoneInfo(scope.period.zone))
    leads = [a for a in asked if a.to_department_id == told.sales[a.asked_at < april]]
    check_count("leads", scope, len(leads), {a.conversation_id for a in leads})
    taken = [a for a in leads if is_taken(a)]
    check_share("leads_accepted", scope, len(taken), len(leads))
    check_behind("leads_accepted", "accepted", scope, {a.conversation_id for a in taken})


def is_taken(one: Escalation) -> bool:
    """Whether somebody took it up."""
    return one.accepted_at is not None or one.state in ("accepted", "answered")


def audience(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """How they sounded, and who wrote for the first time."""
    said = [
        (place, SOUNDS[one.text][0])
        for place in told.rows
        for one in told.theirs(place)
        if within(one.sent_at) and told.holder(place, one.sent_at) in mine
    ]
    heard = [(place, tone) for place, tone in said if tone]
    check_share("negative", scope, sum(tone == "negative" for _place, tone in heard), len(heard))
    check_behind("negative", "negative", scope, {place for place, tone in heard if tone == "negative"})
    counted = {place for place, _tone in said}
    writes = [(person(one), place) for place in counted for one in told.theirs(place) if within(one.sent_at)]
    start = datetime.combine(scope.period.first, datetime.min.time(), ZoneInfo(scope.period.zone))
    before = {person(one) for place in told.seen for one in told.theirs(place) if one.sent_at < start}
    people = {author for author, _place in writes}
    check_share("new_authors", scope, len(people - before), len(people))
    check_behind("new_authors", "new", scope, {place for author, place in writes if author not in before})


def person(one: Message) -> int:
    """Who wrote it, whatever number of accounts is theirs."""
    contact = one.author.contact if one.author else None
    return 0 if contact is None else contact.survivor_id or contact.pk


def outcome(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """Ratings, recovery, and what was answered in public."""
    given = [(told.whole(one.conversation_id), one) for one in Rating.objects.order_by("pk")]
    rated = [(p, r) for p, r in given if p in told.rows and within(r.given_at) and r.department_id in mine]
    check_share("satisfaction", scope, sum(r.score >= 4 for _p, r in rated), len(rated))
    check_behind("satisfaction", "all", scope, {place for place, _rating in rated})
    moods = {place: recovered(told.said[place]) for place in told.rows}
    healed = {p: mood for p, (at, mood) in moods.items() if at and within(at) and told.holder(p, at) in mine}
    better, same = ({p for p, one in healed.items() if one == mood} for mood in ("better", "same"))
    check_share("recovery", scope, len(better), len(better) + len(same))
    check_behind("recovery", "better", scope, better)
    for name in ("silent", "unknown"):
        check_behind("recovery", name, scope, {p for p, one in healed.items() if one == name})
    done = [(p, at) for p in told.rows for at, department in deflected(told, p) if department in mine and within(at)]
    check_count("deflected", scope, len(done), {place for place, _at in done})
    days = [at.astimezone(ZoneInfo(scope.period.zone)).date() for _place, at in done]
    worth = {"USD": 10.5 * sum(day < APRIL for day in days), "EUR": 10.0 * sum(day >= APRIL for day in days)}
    worth = {currency: amount for currency, amount in worth.items() if amount}
    found = number("deflection_value", scope)
    assert dict(found.amounts) == pytest.approx(worth or {"USD" if scope.period.last < APRIL else "EUR": 0.0})
    assert found.value == (None if len(worth) == 2 else pytest.approx(sum(worth.values())))
    check_behind("deflection_value", "all", scope, {place for place, _at in done})


def recovered(said: list[Message]) -> tuple[datetime | None, str]:
    """When we answered the first complaint that stood, and how that person's next readable words sound."""
    for place, answer in enumerate(said):
        asked = [one for one in said[:place] if not one.is_ours and one.removed_at is None]
        asked = [one for one in asked if SOUNDS[one.text][0]]
        if answer.is_ours and answer.removed_at is None and asked and SOUNDS[asked[-1].text][0] == "negative":
            after = [one for one in said[place + 1 :] if not one.is_ours and one.author_id == asked[-1].author_id]
            tones = [tone for one in after if (tone := SOUNDS[one.text][0])]
            if not tones:
                return answer.sent_at, "unknown" if after else "silent"
            return answer.sent_at, "same" if tones[0] == "negative" else "better"
    return None, ""


def deflected(told: Told, place: int) -> Iterable[tuple[datetime, int]]:
    """The resolution that holds, where it was with an answer of ours that stands."""
    case, row = told.resolved[place], told.rows[place]
    if row.resolved_at is None or not case.resolved or row.is_private:
        return []
    at, _since, department, how = case.resolved[-1]
    again = max((when for when, _department in case.again), default=None)
    stands = any(one.is_ours and one.removed_at is None for one in told.said[place])
    return [(at, department)] if how == "answered" and stands and (again is None or again < at) else []


def under_posts(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """Posts count for their channel's department; what is under them, wherever it lies now."""
    posts = [one for one in told.posts if within(one.sent_at) and one.channel.default_department_id in mine]
    assert number("own_posts", scope).value == len(posts)
    latest: dict[str, PostFigures] = {}
    for one in PostFigures.objects.order_by("taken_at"):
        latest[one.external_id] = one
    last = [latest[post.external_id] for post in posts if post.external_id in latest]
    total = sum(one.likes + one.reposts + one.replies + one.quotes for one in last)
    assert number("engagement", scope).value == total
    keys = {post.pk for post in posts}
    under = {told.whole(row.pk) for row in (*told.rows.values(), *told.parts.values()) if row.post_id in keys}
    under &= set(told.rows)
    followers = {one.author_id: one.author.followers for place in under for one in told.theirs(place) if one.author}
    found = number("reach", scope)
    assert (found.value, found.samples) == (sum(n or 0 for n in followers.values()), len(followers))
    asked = {place for place in under if any(asks(one) for one in told.theirs(place))}
    check_count("post_asked", scope, len(asked), asked)
    waiting = {place for place in asked if any(asks(one) and waits(told, one) for one in told.theirs(place))}
    check_share("post_unanswered", scope, len(waiting), len(asked))
    check_behind("post_unanswered", "unanswered", scope, waiting)


def asks(one: Message) -> bool:
    """Whether it asks something or complains."""
    return SOUNDS[one.text][1] or SOUNDS[one.text][0] == "negative"


def waits(told: Told, one: Message) -> bool:
    """Whether nobody answered it, resolved it, or took it away."""
    later = [a for a in told.said[one.conversation_id] if a.is_ours and not a.removed_at and a.sent_at >= one.sent_at]
    return not later and one.removed_at is None and one.settled_at is None
