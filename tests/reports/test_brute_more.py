"""The numbers that rows beside the journal decide, against a walk through every row; shares no code with reports."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Department, Event, Member, Role
from inbox.models import Conversation, Escalation, Message, Post, PostFigures, Segment
from reports.actions.assume import assume
from reports.actions.rebuild import differences
from reports.metrics.asking import behind_pair, pairs
from reports.metrics.catalogue import METRICS
from reports.models import Rating
from reports.scope import Period, Scope, scope_for
from tests.cast import Cast, member
from tests.reports import brute
from tests.reports.busier import SOUNDS, Busier
from tests.reports.histories import worker
from tests.reports.measured import measure_all
from tests.reports.test_brute import ZONES

pytestmark = pytest.mark.django_db
ENOUGH = 5
NOW = datetime(2026, 4, 20, 12, tzinfo=UTC)
APRIL = date(2026, 4, 1)
LONG = timedelta(hours=4)


@dataclass
class Told:
    """Everything that happened in some channels, as plain rows."""

    rows: dict[int, Conversation]
    said: dict[int, list[Message]]
    held: dict[int, list[Segment]]
    waits: dict[int, list[brute.Row]]
    resolved: dict[int, brute.Case]
    asks: list[Escalation]
    posts: list[Post]
    sales: dict[bool, int]
    """Before April, and from then on."""

    def holder(self, place: int, at: datetime) -> int:
        """Which department held it then."""
        for one in self.held[place]:
            if one.ended_at is None or at < one.ended_at:
                return int(one.department_id)
        raise AssertionError

    def theirs(self, place: int) -> list[Message]:
        """What people outside said in it."""
        return [one for one in self.said[place] if not one.is_ours]


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.long)])
def test_every_other_number_is_what_a_walk_finds(cast: Cast, count: int) -> None:
    departments = [cast.service, cast.marketing, cast.hr]
    by = worker(departments)
    assumed(cast)
    writers = [member(f"Writer{number} W", {cast.service: Role.AGENT}) for number in range(6)]
    histories = [Busier(number, departments, by, writers) for number in range(count)]
    for one in histories:
        one.play(22)
    dice = random.Random(count)
    with time_machine.travel(NOW, tick=False):
        measure_all()
        told = tell([one.channel.pk for one in histories], {True: cast.marketing.pk, False: cast.hr.pk})
        for _scope in range(25):
            compare(told, random_scope(dice, departments, by))
        assert differences() == 0


def assumed(cast: Cast) -> None:
    """Sales and the cost of a call are others from April on."""
    for at, share, cost, sales in (("2026-02-10", "0.3", 35, cast.marketing), ("2026-04-02", "0.5", 20, cast.hr)):
        with time_machine.travel(f"{at}T12:00:00Z", tick=False):
            facts: dict[str, Any] = {"currency": "USD", "tough_hours": 4, "sales": sales}
            month = date.fromisoformat(at)
            assume(month=month, call_share=Decimal(share), call_cost=Decimal(cost), by=cast.ada, **facts)


def tell(channels: list[int], sales: dict[bool, int]) -> Told:
    """Read every row once."""
    rows = {row.pk: row for row in Conversation.objects.filter(channel__in=channels, survivor=None)}
    messages = list(Message.objects.filter(conversation__in=rows, is_context=False).order_by("sent_at", "external_id"))
    said, held = defaultdict(list), defaultdict(list)
    for one in messages:
        said[one.conversation_id].append(one)
    for piece in Segment.objects.filter(conversation__in=rows).order_by("pk"):
        held[piece.conversation_id].append(piece)
    events = [
        {
            **{"id": event.pk, "conversation": event.conversation_id, "verb": event.verb, "at": event.occurred_at},
            **{"data": event.data, "department": event.department_id, "subject": event.subject_id},
        }
        for event in Event.objects.filter(channel_id__in=channels).order_by("pk")
    ]
    cases = brute.cases(events, {})
    for place, case in cases.items():
        case.holders = [(one.started_at, one.department_id) for one in held[place]]
    waits = {place: brute.waits(case, sorted(case.posts.values(), key=lambda p: p.at)) for place, case in cases.items()}
    asks = list(Escalation.objects.filter(conversation__in=rows).exclude(state="withdrawn"))
    posts = list(Post.objects.filter(channel__in=channels).select_related("channel"))
    return Told(rows, said, held, waits, cases, asks, posts, sales)


def random_scope(dice: random.Random, departments: list[Department], by: Member) -> Scope:
    """Some days in some zone, of some departments."""
    first = date(2026, 2, 27) + timedelta(days=dice.randrange(40))
    period = Period(first, first + timedelta(days=dice.randrange(50)), dice.choice(ZONES))
    return scope_for(by, period, departments=dice.sample([one.pk for one in departments], dice.randrange(1, 4)))


type Within = Callable[[datetime], bool]


def compare(told: Told, scope: Scope) -> None:
    """All of them."""
    period, zone = scope.period, ZoneInfo(scope.period.zone)

    def within(at: datetime) -> bool:
        return period.first <= at.astimezone(zone).date() <= period.last

    mine = set(scope.departments)
    for check in (asking, audience, outcome, under_posts, lying, hands):
        check(told, scope, mine, within)


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
    assert METRICS["silo_index"].compute(scope).value == (None if expected is None else pytest.approx(expected))
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
    heard = [
        (place, SOUNDS[one.text][0])
        for place in told.rows
        for one in told.theirs(place)
        if within(one.sent_at) and told.holder(place, one.sent_at) in mine and SOUNDS[one.text][0]
    ]
    check_share("negative", scope, sum(tone == "negative" for _place, tone in heard), len(heard))
    check_behind("negative", "negative", scope, {place for place, tone in heard if tone == "negative"})
    counted = {place for place, _tone in heard}
    writes = [(one.author_id, place) for place in counted for one in told.theirs(place) if within(one.sent_at)]
    start = datetime.combine(scope.period.first, datetime.min.time(), ZoneInfo(scope.period.zone))
    before = {one.author_id for place in told.rows for one in told.theirs(place) if one.sent_at < start}
    people = {author for author, _place in writes}
    check_share("new_authors", scope, len(people - before), len(people))
    check_behind("new_authors", "new", scope, {place for author, place in writes if author not in before})


def outcome(told: Told, scope: Scope, mine: set[int], within: Within) -> None:
    """Ratings, recovery, and what was answered in public."""
    places = {pk: row.survivor_id or pk for pk, row in Conversation.objects.in_bulk().items()}
    rated = [r for r in Rating.objects.all() if within(r.given_at) and r.department_id in mine]
    check_share("satisfaction", scope, sum(r.score >= 4 for r in rated), len(rated))
    check_behind("satisfaction", "all", scope, {places[r.conversation_id] for r in rated})
    moods = {place: recovered(told.said[place]) for place in told.rows}
    healed = {p: mood for p, (at, mood) in moods.items() if at and within(at) and told.holder(p, at) in mine}
    better, same = ({p for p, one in healed.items() if one == mood} for mood in ("better", "same"))
    check_share("recovery", scope, len(better), len(better) + len(same))
    check_behind("recovery", "better", scope, better)
    done = [(p, at) for p in told.rows for at, department in deflected(told, p) if department in mine and within(at)]
    check_count("deflected", scope, len(done), {place for place, _at in done})
    zone = ZoneInfo(scope.period.zone)
    worth = sum(Decimal("10.5") if at.astimezone(zone).date() < APRIL else Decimal(10) for _place, at in done)
    assert METRICS["deflection_value"].compute(scope).value == pytest.approx(float(worth))


def recovered(said: list[Message]) -> tuple[datetime | None, str]:
    """When we answered the first complaint that stood, and how that person's last words after it sound."""
    for number, answer in enumerate(said):
        asked = [one for one in said[:number] if not one.is_ours and one.removed_at is None]
        if answer.is_ours and answer.removed_at is None and asked and SOUNDS[asked[-1].text][0] == "negative":
            after = [one for one in said[number + 1 :] if not one.is_ours and one.author_id == asked[-1].author_id]
            tone = SOUNDS[after[-1].text][0] if after else ""
            return answer.sent_at, "silent" if not after else "same" if tone == "negative" else "better"
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
    assert METRICS["own_posts"].compute(scope).value == len(posts)
    latest: dict[str, PostFigures] = {}
    for one in PostFigures.objects.order_by("taken_at"):
        latest[one.external_id] = one
    last = [latest[post.external_id] for post in posts if post.external_id in latest]
    total = sum(one.likes + one.reposts + one.replies + one.quotes for one in last)
    assert METRICS["engagement"].compute(scope).value == total
    keys = {post.pk for post in posts}
    under = {row.survivor_id or row.pk for row in Conversation.objects.filter(post__in=keys)}
    followers = {one.author_id: one.author.followers for place in under for one in told.theirs(place) if one.author}
    found = METRICS["reach"].compute(scope)
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


def lying(told: Told, scope: Scope, mine: set[int], _within: Within) -> None:
    """What waited at the end of the period; what is nobody's, or tough, now."""
    last = scope.period.last + timedelta(days=1)
    end = min(datetime.combine(last, datetime.min.time(), ZoneInfo(scope.period.zone)), NOW)
    spells = [w for rows in told.waits.values() for w in rows if w.what != "full" and w.department in mine]
    open_then = [w for w in spells if w.at < end and (w.seconds is None or w.at + timedelta(seconds=w.seconds) > end)]
    check_count("backlog", scope, len(open_then), {w.case for w in open_then})
    late = {w.case for w in spells if w.seconds is None and NOW - w.at > LONG and told.rows[w.case].status == "open"}
    late = {place for place in late if told.rows[place].department_id in mine}
    orphans = {place for place in late if told.rows[place].assignee_id is None}
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
    found = METRICS["concentration"].compute(scope)
    enough = len(ours) >= ENOUGH and len(counts) >= 2
    assert (found.value, found.samples) == (pytest.approx(busiest / len(ours)) if enough else None, len(ours))
    check_behind("concentration", "all", scope, {one.conversation_id for one in ours})


def check_count(key: str, scope: Scope, count: int, behind: set[int]) -> None:
    """A count, and exactly its conversations."""
    assert METRICS[key].compute(scope).value == count, f"{key} {scope.period} {scope.departments}"
    check_behind(key, "all", scope, behind)


def check_share(key: str, scope: Scope, part: int, of: int) -> None:
    """A share, or too little to tell."""
    found: Any = METRICS[key].compute(scope)
    expected = pytest.approx(part / of) if of >= ENOUGH else None
    assert (found.samples, found.value) == (of, expected), f"{key} {scope.period} {scope.departments}"


def check_behind(key: str, name: str, scope: Scope, places: set[int]) -> None:
    """A click opens exactly the conversations that were counted."""
    found = set(METRICS[key].conversations(scope, name).values_list("pk", flat=True))
    assert found == places, f"{key} {name} {scope.period} {scope.departments}"
