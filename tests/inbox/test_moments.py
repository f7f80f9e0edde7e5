"""Clocks err; what is stored makes sense."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from inbox.moments import in_utc, sensible

RECEIVED = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        (RECEIVED - timedelta(minutes=5), RECEIVED - timedelta(minutes=5)),
        (datetime(1970, 1, 1, tzinfo=UTC), RECEIVED),
        (RECEIVED + timedelta(days=3650), RECEIVED),
        (RECEIVED + timedelta(seconds=1), RECEIVED),
        (datetime(2026, 11, 19, 11, 0), datetime(2026, 11, 19, 11, 0, tzinfo=UTC)),
        (datetime(2026, 11, 19, 11, 0, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 11, 19, 9, 0, tzinfo=UTC)),
        (datetime.max, RECEIVED),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), RECEIVED),
    ],
    ids=["plausible", "1970", "ten years ahead", "a second ahead", "no zone", "another zone", "latest", "earliest"],
)
def test_a_claim_is_kept_where_it_can_be_true(claimed: datetime, kept: datetime) -> None:
    assert sensible(claimed, RECEIVED) == kept


def test_a_moment_without_a_zone_is_meant_in_utc() -> None:
    assert in_utc(datetime(2026, 1, 2, 3, 4)) == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
