"""The score is the sum of parts that everybody can see."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.score import MOST, PARTS, STANDINGS, WEIGHTS, Signals, score

WORST = Signals(
    needs_reply=True,
    asks=True,
    sentiment="negative",
    followers=2_000_000,
    relationship="press",
    waited=3 * 24 * 60,
    promise="broken",
)


def points(signals: Signals) -> dict[str, int]:
    return {part.name: part.points for part in score(signals).parts if part.points}


def test_from_nothing_to_a_hundred() -> None:
    assert score(Signals()).points == 0
    assert score(WORST).points == MOST


@pytest.mark.parametrize(
    ("signals", "parts"),
    [
        (Signals(waited=0, needs_reply=True), {"needs_reply": 18}),
        (Signals(waited=0, asks=True), {"question": 9}),
        (Signals(waited=0, sentiment="negative"), {"negative": 14}),
        (Signals(waited=0, sentiment="positive"), {}),
        (Signals(waited=0, followers=1_000), {"reach": 7}),
        (Signals(waited=0, followers=None), {}),
        (Signals(waited=0, relationship="press"), {"relationship": 9}),
        (Signals(waited=0, relationship="customer"), {"relationship": 6}),
        (Signals(waited=0, relationship="competitor"), {}),
        (Signals(waited=720), {"waiting": 7}),
        (Signals(waited=0, promise="broken"), {"promise": 23}),
        (Signals(waited=0, promise="at_risk"), {"promise": 16}),
        (Signals(waited=0, promise="resting"), {}),
    ],
)
def test_each_part_by_itself(signals: Signals, parts: dict[str, int]) -> None:
    assert points(signals) == parts


def test_while_nobody_waits_only_promises_count() -> None:
    assert points(Signals(needs_reply=True, asks=True, sentiment="negative", followers=10**6, promise="running")) == {
        "promise": 5
    }


def test_the_administrators_weights_are_shares_of_one_another() -> None:
    only = dict.fromkeys(PARTS, 0) | {"question": 1}
    assert score(Signals(waited=0, asks=True), only).points == MOST
    assert score(WORST, dict.fromkeys(PARTS, 0)).points == 0
    assert set(WEIGHTS) == set(PARTS)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        Signals,
        needs_reply=st.booleans(),
        asks=st.booleans(),
        sentiment=st.sampled_from(["", "negative", "neutral"]),
        followers=st.none() | st.integers(0, 10**9),
        relationship=st.sampled_from(["", "press", "customer", "candidate"]),
        waited=st.none() | st.integers(0, 10**6),
        promise=st.sampled_from(["none", "resting", *STANDINGS]),
    ),
    st.fixed_dictionaries({name: st.integers(0, 100) for name in PARTS}),
)
def test_whatever_is_so_the_parts_add_up(signals: Signals, weights: dict[str, int]) -> None:
    found = score(signals, weights)
    assert 0 <= found.points <= MOST
    assert all(part.points >= 0 and (part.points <= MOST * part.share + 1) for part in found.parts)
    whole = sum(weights.values())
    exact = sum(MOST * weights[part.name] * part.share / whole for part in found.parts) if whole else 0
    assert abs(found.points - exact) <= 0.5 + 1e-9


@settings(deadline=None)
@given(st.integers(0, 10**4), st.integers(0, 10**4))
def test_who_waits_longer_never_comes_later(one: int, other: int) -> None:
    sooner, later = sorted((one, other))
    assert score(Signals(waited=sooner)).points <= score(Signals(waited=later)).points
