"""When a network wants to hear from us again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.channels.waiting import RESETS, USAGES, asked_to_wait, retry_at

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


IN_A_MINUTE = int(NOON_AND_A_MINUTE.timestamp())


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-reset": f"{IN_A_MINUTE}000"},
        {"x-ratelimit-reset": "2026-11-22T13:01:00.000+01:00"},
        {"x-ratelimit-reset": "60.0", "x-ratelimit-remaining": "0.0", "x-ratelimit-used": "600"},
        {"x-ratelimit-reset-after": "60.0", "x-ratelimit-reset": f"{IN_A_MINUTE + 900}"},
        {"ratelimit": "limit=100, remaining=0, reset=60"},
        {"ratelimit": '"default";r=0;t=60', "ratelimit-policy": '"default";q=100;w=60'},
        {"ratelimit": '"burst";r=5;t=600, "daily";r=0;t=60'},
        {"ratelimit-limit": "3000", "ratelimit-reset": str(IN_A_MINUTE), "ratelimit-policy": "3000;w=300"},
        {"x-business-use-case-usage": '{"17841": [{"call_count": 100, "estimated_time_to_regain_access": 1}]}'},
        {"x-ad-account-usage": '{"acc_id_util_pct": 100, "reset_time_duration": 60}'},
    ],
    ids=[
        *("milliseconds", "iso in another zone", "Reddit", "Discord", "draft 3", "draft 8", "two allowances"),
        *("Bluesky", "Meta's business use case", "Meta's ad account"),
    ],
)
def test_every_dialect_is_understood(headers: dict[str, str]) -> None:
    assert retry_at(headers, NOW) == NOON_AND_A_MINUTE


@pytest.mark.parametrize(
    "body",
    [
        b'{"ok": false, "error_code": 429, "parameters": {"retry_after": 60}}',
        b'{"message": "You are being rate limited.", "retry_after": 60.0, "global": false}',
        b'{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"retryDelay": "60s"}]}}',
    ],
    ids=["Telegram", "Discord", "Google"],
)
def test_some_say_it_in_the_body(body: bytes) -> None:
    assert retry_at({}, NOW, body) == NOON_AND_A_MINUTE


def test_meta_without_a_time_means_its_rolling_hour() -> None:
    usage = '{"call_count": 100, "total_time": 25, "total_cputime": 12}'
    assert retry_at({"x-app-usage": usage}, NOW) == NOW + timedelta(hours=1)
    assert retry_at({"x-app-usage": usage.replace("100", "28")}, NOW) is None


def test_googles_day_ends_at_midnight_in_california() -> None:
    spent = b'{"error": {"code": 403, "errors": [{"domain": "youtube.quota", "reason": "quotaExceeded"}]}}'
    assert retry_at({}, NOW, spent) == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_longest_of_several_waits_counts() -> None:
    usage = '{"1": [{"estimated_time_to_regain_access": 1}], "2": [{"estimated_time_to_regain_access": 5}]}'
    assert retry_at({"x-business-use-case-usage": usage}, NOW) == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (429, {}, b""),
        (420, {}, b"Enhance your calm"),
        (403, {"x-ratelimit-remaining": "0"}, b""),
        (400, {}, b'{"error": {"message": "(#4) Application request limit reached", "code": 4}}'),
        (400, {}, b'{"error": {"message": "too many calls", "code": 80001}}'),
        (403, {}, b'{"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}}'),
        (403, {}, b'{"error": {"code": 403, "status": "RESOURCE_EXHAUSTED"}}'),
    ],
)
def test_a_used_up_allowance_is_recognised(status: int, headers: dict[str, str], body: bytes) -> None:
    assert asked_to_wait(status, headers, body)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"x-ratelimit-remaining": "0"}, b""),
        (403, {"x-ratelimit-remaining": "7"}, b'{"error": {"code": 190}}'),
        (400, {}, b'{"error": "TooLong"}'),
        (403, {}, b'{"error": {"code": [4], "errors": [4], "details": "x"}}'),
        (403, {}, b"[" * 100_000),
        (500, {"x-ratelimit-remaining": "0"}, b""),
    ],
)
def test_other_refusals_are_not(status: int, headers: dict[str, str], body: bytes) -> None:
    assert not asked_to_wait(status, headers, body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "errors", "details", "retry_after", "parameters", "retryDelay", "call_count"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from([*RESETS, *USAGES, "ratelimit"]))
def test_no_answer_however_strange_breaks_the_reading(value: object, header: str) -> None:
    text = json.dumps(value)
    at = retry_at({header: text}, NOW, text.encode())
    assert at is None or NOW <= at <= NOW + timedelta(days=1)
    assert isinstance(asked_to_wait(403, {header: text}, text.encode()), bool)
