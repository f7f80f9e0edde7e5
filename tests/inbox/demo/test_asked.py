"""Whom Northline's departments asked before they answered, as the story alone decides it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from inbox.demo.asked import LONGEST, ROUTES, SLOW, chosen
from inbox.demo.story import tell

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 4, 9, 13, 18, 23])
def test_at_any_hour_service_asked_product_often_enough_for_a_silo_index(hour: int) -> None:
    found = list(chosen(tell(NOON.replace(hour=hour)).exchanges))
    asked = Counter((route.holder, route.to) for _exchange, route, _words in found)
    assert asked["Customer Service", "Product"] >= 5
    assert len(asked) == len(ROUTES)


def test_only_slow_answers_that_were_given_waited_for_others_and_nobody_asked_twice() -> None:
    found = list(chosen(tell(NOON).exchanges))
    for exchange, route, _words in found:
        told = next(said.at for said in exchange.said if said.author is None)
        assert SLOW <= told - exchange.began <= LONGEST
        assert exchange.script.department == route.holder
        assert not exchange.waits
    assert len({id(exchange) for exchange, _route, _words in found}) == len(found)
    assert len({words[0] for _exchange, _route, words in found}) == len(found)


def test_it_happened_lately() -> None:
    ages = sorted(NOON - exchange.began for exchange, _route, _words in chosen(tell(NOON).exchanges))
    assert ages[len(ages) // 2] < timedelta(days=16)
