"""Who asks whom: counts, times, and an index that says nothing about little."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.decline import decline
from inbox.actions.withdraw import withdraw
from inbox.models import Conversation, Escalation
from reports.metrics.asking import Pair, asked_enough, behind_pair, pairs, silo_index, solved_together
from tests.cast import Cast, conversation
from tests.inbox.requests import asked, let_time_pass
from tests.reports.measured import scope

pytestmark = pytest.mark.django_db


def requests(cast: Cast, count: int) -> list[Escalation]:
    """Service asks Marketing about so many conversations."""
    return [asked(conversation(cast.channel), cast.marketing, cast.ana) for _one in range(count)]


def only(cast: Cast) -> Pair:
    """The one pair that there is."""
    [pair] = pairs(scope(cast.ana))
    return pair


def test_it_counts_what_was_taken_up_declined_and_answered(cast: Cast) -> None:
    made = requests(cast, 4)
    accept(made[0], by=cast.mia)
    answer(accept(made[1], by=cast.mia), text="Yes.", by=cast.mia)
    decline(made[2], reason="Not ours.", by=cast.mia)
    pair = only(cast)
    assert (pair.count, pair.accepted, pair.declined, pair.bounced) == (4, 2, 1, 1)
    assert (pair.asks, pair.asked) == (cast.service.pk, cast.marketing.pk)
    assert solved_together(scope(cast.ana)).value == 1


def test_what_was_withdrawn_was_no_burden(cast: Cast) -> None:
    made = requests(cast, 2)
    withdraw(made[0], by=cast.ana)
    assert only(cast).count == 1


def test_times_are_medians_from_the_asking(cast: Cast) -> None:
    for number, row in enumerate(requests(cast, 3)):
        taken = accept(row, by=cast.mia)
        let_time_pass(taken, accepted_at=taken.asked_at + timedelta(minutes=10 * (number + 1)))
    assert only(cast).acknowledgement == pytest.approx(1200)
    assert only(cast).answer is None


def test_the_index_says_nothing_about_fewer_than_five(cast: Cast) -> None:
    requests(cast, 4)
    assert only(cast).silo is None
    assert silo_index(scope(cast.ana)).value is None


def test_nobody_takes_anything_up_and_the_index_is_high(cast: Cast) -> None:
    requests(cast, 6)
    assert only(cast).silo == pytest.approx((1 + 0 + 1) / 3)


def test_all_is_taken_up_in_an_hour_and_the_index_is_low(cast: Cast) -> None:
    for row in requests(cast, 5):
        let_time_pass(accept(row, by=cast.mia), accepted_at=row.asked_at + timedelta(hours=1))
    assert only(cast).silo == pytest.approx((0 + 0 + 1 / 8) / 3)


def test_a_pair_opens_its_conversations(cast: Cast) -> None:
    made = requests(cast, 2)
    found = behind_pair(scope(cast.ana), cast.service.pk, cast.marketing.pk)
    assert set(found) == set(Conversation.objects.filter(escalations__in=made))
    assert not behind_pair(scope(cast.ana), cast.marketing.pk, cast.service.pk)


def test_a_closed_department_is_on_nobody_elses_map(cast: Cast) -> None:
    asked(conversation(cast.channel), cast.hr, cast.ada)
    assert pairs(scope(cast.ana)) == []
    assert len(pairs(scope(cast.ada))) == 1


def test_a_chosen_department_has_what_it_asked_and_what_it_was_asked(cast: Cast) -> None:
    made = requests(cast, 5)
    answer(accept(made[0], by=cast.mia), text="Yes.", by=cast.mia)
    for place in (cast.service, cast.marketing):
        chosen = scope(cast.ana, departments=[place.pk])
        assert [(pair.asks, pair.asked, pair.count) for pair in pairs(chosen)] == [
            (cast.service.pk, cast.marketing.pk, 5)
        ]
        assert solved_together(chosen).value == 1
        assert silo_index(chosen).value == pytest.approx((4 / 5 + only(cast).bounced / 5 + slowness(cast)) / 3)
        assert asked_enough(chosen).count() == 5
    assert pairs(scope(cast.ada, departments=[cast.hr.pk])) == []


def slowness(cast: Cast) -> float:
    """The median acknowledgement, measured by eight hours."""
    return (only(cast).acknowledgement or 0) / (8 * 3600)


def test_the_other_side_is_only_what_the_reader_may_see(cast: Cast) -> None:
    asked(conversation(cast.channel), cast.hr, cast.ada)
    assert pairs(scope(cast.ana, departments=[cast.service.pk])) == []
    assert len(pairs(scope(cast.ada, departments=[cast.service.pk]))) == 1
