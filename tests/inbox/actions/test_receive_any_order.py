"""Networks repeat, delay and reorder; what people see in the end is the same."""

from __future__ import annotations

import random

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.channels.base import Parsed
from inbox.models import Channel
from tests.cast import Cast
from tests.inbox.worlds import NOW, happenings, let_in, standing

pytestmark = pytest.mark.django_db
UNHURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@settings(max_examples=100, **UNHURRIED)  # type: ignore[arg-type]
@given(told=happenings(), seed=st.integers(0, 2**32))
def test_any_order_of_creations_edits_deletions_and_repeats_ends_the_same(
    cast: Cast, told: list[Parsed], seed: int
) -> None:
    the_end_is_the_same(cast.channel, told, seed)


@pytest.mark.long
@settings(max_examples=1000, **UNHURRIED)  # type: ignore[arg-type]
@given(told=happenings(), seed=st.integers(0, 2**32))
def test_a_thousand_orders_end_the_same(cast: Cast, told: list[Parsed], seed: int) -> None:
    the_end_is_the_same(cast.channel, told, seed)


def the_end_is_the_same(channel: Channel, told: list[Parsed], seed: int) -> None:
    """Told in a random order, in random batches, it ends as told in one go."""
    chance = random.Random(seed)
    shuffled = chance.sample(told, len(told))
    with time_machine.travel(NOW, tick=False):
        assert ended(channel, told, batches=None) == ended(channel, shuffled, batches=chance)


def ended(channel: Channel, told: list[Parsed], *, batches: random.Random | None) -> object:
    """What stands at the end; the database forgets it afterwards."""
    with transaction.atomic():
        let_in(channel, told, chance=batches or InOneGo())
        found = standing(channel)
        transaction.set_rollback(True)
    return found


class InOneGo(random.Random):
    """Always the largest batch."""

    def randint(self, a: int, b: int) -> int:
        return b
