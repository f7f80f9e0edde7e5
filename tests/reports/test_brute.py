"""Every number against the same worked out the slow way, over conversations of chance."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Department, Event, Member
from inbox.models import Channel, Conversation, Message
from reports.actions.rebuild import differences
from reports.metrics.catalogue import METRICS
from reports.metrics.number import ENOUGH
from reports.models import DirtyDay, Kind, Sample
from reports.scope import Period, Scope, scope_for
from reports.sums import sums
from tests.cast import Cast
from tests.reports import brute
from tests.reports.brute import Row
from tests.reports.histories import play, worker
from tests.reports.measured import measure_all

pytestmark = pytest.mark.django_db

ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Niue")
COMPARED = ("conversation", "inbound", "outbound", "direct", "first", "next", "full", "resolved", "reopened")
SAYS_HOW = ("first", "next", "full", "resolved")
TIMES = {
    "first_response": ("first", ("answered",)),
    "next_response": ("next", ("answered",)),
    "full_response": ("full", ("answered", "settled")),
    "direct_response": ("direct", ("",)),
    "resolution": ("resolved", ("answered", "no_reply_needed", "handed_over", "spam")),
}


@pytest.mark.parametrize("count", [25, pytest.param(200, marks=pytest.mark.long)])
def test_every_number_is_what_the_slow_way_finds(cast: Cast, count: int) -> None:
    departments = [cast.service, cast.marketing, cast.hr]
    by = worker(departments)
    channels = [play(number, departments, by) for number in range(count)]
    measure_all()
    dice = random.Random(count)
    for number, channel in enumerate(channels):
        rows = slowly(channel)
        assert samples(channel) == as_pairs(rows), f"history {number}"
        for _scope in range(3):
            compare(rows, random_scope(dice, [channel], departments, by), f"history {number}")
    every = [row for channel in channels for row in slowly(channel)]
    for _scope in range(20):
        compare(every, random_scope(dice, channels, departments, by), "all histories together")
    DirtyDay.objects.bulk_create([DirtyDay(day=date(2026, 3, 10)), DirtyDay(day=date(2026, 3, 12))])
    compare(every, scope_for(by, Period(date(2026, 3, 1), date(2026, 4, 30))), "with days that are not summed up")
    assert differences() == 0


def slowly(channel: Channel) -> list[Row]:
    """The journal of one channel, counted without the product."""
    events = [
        {
            **{"id": event.pk, "conversation": event.conversation_id, "verb": event.verb, "at": event.occurred_at},
            **{"data": event.data, "department": event.department_id, "subject": event.subject_id},
        }
        for event in Event.objects.filter(channel_id=channel.pk).order_by("pk")
    ]
    messages = list(Message.objects.filter(channel=channel))
    numbers = {message.external_id: message.pk for message in messages}
    answers = {message.pk: numbers.get(message.parent_external_id, 0) for message in messages}
    return [row for case in brute.cases(events, answers).values() for row in brute.rows_of(case)]


def samples(channel: Channel) -> list[tuple[Any, ...]]:
    """What the product measured."""
    found = Sample.objects.filter(channel_id=channel.pk, kind__in=COMPARED)
    return sorted(
        (row.kind, row.conversation_id, row.at, row.department_id, -1 if row.value is None else row.value, how)
        for row in found
        for how in [row.tag if row.kind in SAYS_HOW else ""]
    )


def as_pairs(rows: list[Row]) -> list[tuple[Any, ...]]:
    """The same of the slow way."""
    return sorted(
        (row.what, row.case, row.at, row.department, -1 if row.seconds is None else row.seconds, row.how)
        for row in rows
    )


def random_scope(dice: random.Random, channels: list[Channel], departments: list[Department], by: Member) -> Scope:
    """Some days in some zone, of some departments."""
    first = date(2026, 2, 27) + timedelta(days=dice.randrange(30))
    period = Period(first, first + timedelta(days=dice.randrange(70)), dice.choice(ZONES))
    chosen = dice.sample([one.pk for one in departments], dice.randrange(1, 4))
    return scope_for(by, period, departments=chosen, channels=[channel.pk for channel in channels])


def compare(rows: list[Row], scope: Scope, where: str) -> None:
    """Numbers, what lies behind them, and that parts add up."""
    period = scope.period
    chosen = brute.within(rows, period.first, period.last, period.zone, set(scope.departments))
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in chosen:
        kinds[row.what].append(row)
    where = f"{where}, {period}"
    compare_times(kinds, scope, where)
    full, first = kinds["full"], [row for row in kinds["first"] if row.how != "unneeded"]
    answered = [row for row in full if row.how == "answered"]
    check_share("coverage", scope, len(answered), len(full), where)
    check_behind("coverage", "answered", scope, answered, where)
    check_behind("waiting", "all", scope, [row for row in full if row.how == "waiting"], where)
    quick = [row for row in first if row.how == "answered" and (row.seconds or 0) <= 3600]
    check_share("answered_within", scope, len(quick), len(first), where)
    check_behind("answered_within", "1h", scope, quick, where)
    check_share("reopened", scope, len(kinds["reopened"]), len(kinds["resolved"]), where)
    check_share("directly_answered", scope, len(kinds["direct"]), len(kinds["inbound"]), where)
    for key, kind in (("conversations", "conversation"), ("inbound", "inbound"), ("outbound", "outbound")):
        assert METRICS[key].compute(scope).value == len(kinds[kind]), f"{where}: {key}"
        check_behind(key, "all", scope, kinds[kind], where)
    by_department = sums(scope, list(Kind), "kind", "department_id")
    for (kind,), total in sums(scope, list(Kind), "kind").items():
        parts = [part for (its_kind, _department), part in by_department.items() if its_kind == kind]
        assert (total.count, total.total) == (sum(p.count for p in parts), sum(p.total for p in parts)), where


def compare_times(kinds: dict[str, list[Row]], scope: Scope, where: str) -> None:
    """Medians and the like."""
    for key, (kind, hows) in TIMES.items():
        counted = [row for row in kinds[kind] if row.how in hows and row.seconds is not None]
        values = [row.seconds for row in counted if row.seconds is not None]
        found = METRICS[key].compute(scope)
        assert found.samples == len(values), f"{where}: {key}"
        if len(values) >= ENOUGH:
            expected = (brute.percentile(values, 0.5), brute.percentile(values, 0.9))
            assert (found.value, found.p90) == pytest.approx(expected), f"{where}: {key}"
        check_behind(key, "all", scope, counted, where)


def check_share(key: str, scope: Scope, part: int, of: int, where: str) -> None:
    """A share, or too little to tell."""
    found = METRICS[key].compute(scope)
    assert found.samples == of, f"{where}: {key}"
    assert found.value == (pytest.approx(part / of) if of >= ENOUGH else None), f"{where}: {key}"


def check_behind(key: str, name: str, scope: Scope, rows: list[Row], where: str) -> None:
    """A click opens exactly the conversations that were counted."""
    behind = METRICS[key].conversations(scope, name)
    assert set(behind.values_list("pk", flat=True)) == {row.case for row in rows}, f"{where}: {key} {name}"


def test_time_in_hands_adds_up_from_opening_to_the_end(cast: Cast) -> None:
    departments = [cast.service, cast.marketing, cast.hr]
    by = worker(departments)
    for number in range(10):
        play(number, departments, by)
    measure_all()
    for row in Conversation.objects.standing():
        held = Sample.objects.filter(conversation_id=row.pk, kind=Kind.HELD, tag="").order_by("number")
        lasting = [one for one in held if one.value is None]
        assert len(lasting) == (0 if row.resolved_at else 1)
        until = row.resolved_at or lasting[0].at
        total = sum(one.value or 0 for one in held)
        assert total == pytest.approx((until - row.opened_at).total_seconds(), abs=len(held))
