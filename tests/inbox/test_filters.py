"""An address says what the list shows, and the other way round."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from inbox.filters import SORTS, Cursor, ListQuery
from inbox.filters.query import OPEN
from inbox.models.conversation import FAR, Priority, Status
from inbox.models.message import MessageKind


def some_of(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of these words, in their order."""
    return st.sets(st.sampled_from(words)).map(lambda chosen: tuple(word for word in words if word in chosen))


SLUGS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-äß&=,", max_size=30)
DAYS = st.none() | st.dates(datetime(1990, 1, 1).date(), datetime(2100, 1, 1).date())
QUERIES = st.builds(
    ListQuery,
    department=SLUGS,
    channel=st.integers(0, 2**31),
    watch=st.integers(0, 2**31),
    network=st.sampled_from(["", "bluesky", "push"]),
    assignee=st.sampled_from(["", "me", "nobody", "17"]),
    label=st.sets(st.integers(1, 10**9)).map(lambda pks: tuple(sorted(pks))),
    priority=some_of(*(priority.key for priority in Priority)),
    status=some_of(*map(str, Status.values)).map(lambda status: () if status == OPEN else status),
    kind=some_of(*map(str, MessageKind.values)),
    privacy=st.sampled_from(["", "private", "public"]),
    unread=st.booleans(),
    waiting=st.integers(0, 10_000),
    overdue=st.booleans(),
    at_risk=st.booleans(),
    failed=st.booleans(),
    since=DAYS,
    until=DAYS,
    saved=st.integers(0, 999_999_999),
    sort=st.sampled_from(sorted(SORTS)),
)


@given(QUERIES)
def test_what_is_written_is_read_again(query: ListQuery) -> None:
    assert ListQuery.parse(query.written()) == query


def test_the_plain_inbox_needs_no_parameters() -> None:
    assert ListQuery().written() == ""
    assert ListQuery().written(assignee="me") == "?assignee=me"
    assert ListQuery(status=OPEN).statuses == ListQuery().statuses == ("open",)


def test_several_values_come_with_commas_or_one_by_one() -> None:
    together = ListQuery.read(QueryDict("label=7,3&status=snoozed,open"))
    assert ListQuery.read(QueryDict("label=3&label=7&status=open&status=snoozed&department=")) == together
    assert together.written() == "?label=3,7&status=open,snoozed"


def test_all_states_have_one_word() -> None:
    query = ListQuery.read({"status": "all"})
    assert len(query.status) == 4
    assert query.written() == "?status=all"


@pytest.mark.parametrize(("former", "now"), [("mine", "me"), ("unassigned", "nobody")])
def test_addresses_of_the_first_days_still_work(former: str, now: str) -> None:
    assert ListQuery.read({"view": former}) == ListQuery(assignee=now)


@pytest.mark.parametrize(
    "address",
    [
        *("status=lost", "priority=9", "channel=-1", "channel=1.5", "assignee=²", "label=x", "since=yesterday"),
        *("waiting=0", "waiting=1e9", "kind=letter", "privacy=", "unread=yes", "saved=x", "sort=random"),
        "until=2026-02-30",
    ],
)
def test_what_makes_no_sense_counts_as_absent(address: str) -> None:
    assert ListQuery.parse(address) == ListQuery()


CURSORS = st.builds(
    Cursor,
    st.just(FAR) | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 2**62),
    st.sampled_from([0, *Priority.values]),
)


@given(CURSORS)
def test_a_cursor_survives_an_address(cursor: Cursor) -> None:
    assert Cursor.read(str(cursor)) == cursor


NO_CURSORS = ("", ".", "1", "x.1", "1.x", "9" * 400 + ".1", "1e5.1", "1.2.3.4", "1.2.-3", f"1.{2**70}")


@pytest.mark.parametrize("text", NO_CURSORS)
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.read(text) is None
