"""The story by itself: pure, the same for the same seed, true to the figures of real support work."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from inbox.demo.customers import CHARACTERS, Crowd
from inbox.demo.places import HOURS, answer_after, part_of_day, slots
from inbox.demo.scripts import own_posts, scripts
from inbox.demo.story import DAYS, tell

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


def test_the_same_seed_tells_the_same_story() -> None:
    first, second = tell(NOON), tell(NOON)
    assert [x.said for x in first.exchanges] == [x.said for x in second.exchanges]


@pytest.mark.parametrize("hour", [0, 4, 9, 13, 18, 23])
def test_at_any_hour_it_ends_now_and_somebody_waits(hour: int) -> None:
    now = NOON.replace(hour=hour)
    story = tell(now, seed=hour)
    moments = [said.at for exchange in story.exchanges for said in exchange.said]
    assert max(moments) < now
    assert now - max(moments) < timedelta(minutes=10)
    assert now - min(moments) < timedelta(days=DAYS + 1)
    assert 30 <= sum(exchange.waits for exchange in story.exchanges) <= 75


def test_every_exchange_begins_with_a_customer_and_answers_what_is_there() -> None:
    for exchange in tell(NOON).exchanges:
        assert exchange.said[0].author is not None
        assert exchange.said[0].answers is None
        for place, said in enumerate(exchange.said[1:], 1):
            assert said.answers is not None
            assert said.answers < place
            assert exchange.said[said.answers].at <= said.at
        if exchange.waits:
            assert exchange.said[-1].author is not None


def test_texts_fit_on_the_network_and_have_no_empty_slots() -> None:
    story = tell(NOON)
    texts = [said.text for exchange in story.exchanges for said in exchange.said]
    texts += [published.text for published in story.posts]
    assert all(0 < len(text) <= 500 for text in texts)
    assert not [text for text in texts if "{" in text or "}" in text]


def test_first_replies_spread_like_real_ones() -> None:
    random = Random(1)
    waits = sorted(answer_after(random).total_seconds() for _ in range(4000))
    assert 1200 < statistics.median(waits) < 2000
    assert 0.3 < sum(wait < 900 for wait in waits) / 4000 < 0.5
    assert sum(wait < 86_400 for wait in waits) / 4000 > 0.9


def test_the_hours_are_quiet_before_dawn_and_busy_in_the_afternoon() -> None:
    assert len(HOURS) == 24
    assert abs(sum(HOURS) - 104) < 6
    assert min(HOURS) == HOURS[4]
    assert max(HOURS) == HOURS[16]


def test_slots_fit_together() -> None:
    words = slots(Random(3), NOON)
    assert words["from"] != words["to"]
    assert words["time"] < "12:00" < words["later"]
    assert words["today"] == part_of_day(12) == "this afternoon"


def test_a_crowd_of_distinct_people_some_of_whom_come_again() -> None:
    crowd = Crowd(Random(2))
    met = [crowd.somebody() for _ in range(300)]
    handles = {customer.handle for customer in met}
    assert 180 < len(handles) < 300
    assert len({(customer.handle, customer.name) for customer in met}) == len(handles)
    assert {customer.name for customer in (crowd.somebody("press") for _ in range(9))} <= {
        name for name, _, _ in CHARACTERS["press"]
    }


def test_scripts_name_departments_and_circles_that_exist() -> None:
    departments = {"Customer Service", "Marketing", "PR", "Product", "Sales", "HR", "Listening"}
    assert {script.department for script in scripts()} == departments
    assert all(script.chains or script.unanswered == 1.0 for script in scripts() if script.openers)
    assert all(len(dialogue) >= 2 for script in scripts() for dialogue in script.dialogues)
    assert 8 <= len(own_posts()) <= 12
