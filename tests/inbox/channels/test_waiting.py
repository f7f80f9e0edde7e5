"""When a network wants to hear from us again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.waiting import retry_at

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOON_AND_A_MINUTE = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "60"},
        {"retry-after": "Sun, 22 Nov 2026 12:01:00 GMT"},
        {"ratelimit-reset": str(int(NOON_AND_A_MINUTE.timestamp()))},
        {"ratelimit-reset": "60"},
        {"x-ratelimit-reset": "2026-11-22T12:01:00Z"},
        {"x-rate-limit-reset": str(int(NOON_AND_A_MINUTE.timestamp()))},
    ],
    ids=["seconds", "date", "unix seconds", "seconds to wait", "iso", "with another name"],
)
def test_every_way_to_name_the_moment_is_understood(headers: dict[str, str]) -> None:
    assert retry_at(headers, NOW) == NOON_AND_A_MINUTE


def test_retry_after_comes_before_the_rate_limit() -> None:
    assert retry_at({"ratelimit-reset": "3600", "retry-after": "60"}, NOW) == NOON_AND_A_MINUTE


@pytest.mark.parametrize("value", ["", "soon", "nan", "1e400", "12:00"])
def test_nonsense_names_no_moment(value: str) -> None:
    assert retry_at({"retry-after": value}, NOW) is None


def test_without_headers_no_moment_is_named() -> None:
    assert retry_at({}, NOW) is None


@given(st.one_of(st.integers().map(str), st.floats().map(str), st.text(), st.datetimes().map(str)))
def test_whatever_a_network_says_we_never_wait_longer_than_a_day(value: str) -> None:
    at = retry_at({"retry-after": value}, NOW)
    assert at is None or NOW <= at <= NOW + timedelta(days=1)
