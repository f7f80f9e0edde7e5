"""When something is suddenly talked about more than usual."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.spiking import Limits, Verdict, fingerprint, is_over, judge, same

QUIET = [0] * 72
STEADY = [10, 11, 9, 10, 12, 8, 10, 10, 11, 9, 10, 10] * 6
WILD = [2, 30, 5, 60, 1, 25, 8, 45, 3, 33, 12, 50] * 6


@pytest.mark.parametrize(
    ("posts", "before", "spike"),
    [
        (14, QUIET, False),  # too few to call anybody
        (15, QUIET, True),
        (15, STEADY, False),
        (22, STEADY, False),  # 12 above, of sqrt(10) = 3.2: 3.8
        (23, STEADY, True),
        (60, WILD, False),  # it happens there
        (200, WILD, True),
        (40, [*STEADY[:-5], 90, 95, 80, 70, 60], True),  # an earlier spike hides no later one
        (40, QUIET[:47], False),  # not heard of long enough
        (40, QUIET[:48], True),
        (40, [], False),
    ],
)
def test_spikes(posts: int, before: list[int], *, spike: bool) -> None:
    assert judge(posts, before).is_spike is spike


def test_the_limits_are_for_administrators_to_set() -> None:
    assert judge(9, QUIET, Limits(sigmas=4, posts=9)).is_spike
    assert not judge(23, STEADY, Limits(sigmas=6)).is_spike


def test_usual_and_spread_are_told() -> None:
    found = judge(23, STEADY)
    assert (found.usual, round(found.spread, 2), round(found.sigmas, 2)) == (10.0, 3.16, 4.11)


def test_it_is_over_at_half_of_what_raised_it() -> None:
    assert not is_over(Verdict(17, 10, 3.16, is_spike=False), Limits())
    assert is_over(Verdict(16, 10, 3.16, is_spike=False), Limits())
    assert is_over(Verdict(7, 0, 1, is_spike=False), Limits())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 500), min_size=48, max_size=400), st.integers(0, 2_000))
def test_more_posts_are_never_less_of_a_spike(before: list[int], posts: int) -> None:
    assert judge(posts + 1, before).is_spike >= judge(posts, before).is_spike


def test_chance_alone_seldom_raises_one() -> None:
    chance = random.Random(3)
    hours = [sum(chance.random() < 0.02 for _post in range(1_000)) for _hour in range(1_500)]
    raised = sum(judge(hours[at], hours[at - 336 : at]).is_spike for at in range(336, len(hours)))
    assert raised <= 2


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Trains stand still at Northfield again!", "RT @mira.example: trains stand still at Northfield AGAIN", True),
        ("Trains stand still at Northfield again!", "Trains stand still at Northfield again https://x.example/1", True),
        ("Trains stand still at Northfield again!", "Trains stand still at Southfield again!", False),
        ("Late again", "Late again", False),
        ("", "", False),
    ],
)
def test_reposts_are_known_by_their_words(one: str, other: str, *, alike: bool) -> None:
    assert (fingerprint(one, 1) == fingerprint(other, 2)) is alike


def test_a_fingerprint_fits_a_column() -> None:
    assert all(0 <= fingerprint(f"A text that is long enough, {number}", number) < 2**62 for number in range(500))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [({1, 2, 3, 4}, {3, 4, 5, 6}, True), ({1, 2, 3, 4}, {4, 5, 6, 7}, False), ({1}, set(), False), ({9}, {1, 9}, True)],
)
def test_the_same_posts_are_one_spike(one: set[int], other: set[int], *, alike: bool) -> None:
    assert same(frozenset(one), frozenset(other)) is alike
