"""An address says what the list shows, and the other way round."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.filters import SORTS, VIEWS, Cursor, ListQuery
from inbox.models.conversation import Status

QUERIES = st.builds(
    ListQuery,
    view=st.sampled_from(VIEWS),
    department=st.text(max_size=80).filter(lambda text: "\x00" not in text and text.isprintable()),
    channel=st.integers(0, 999_999_999),
    status=st.sampled_from([str(status) for status in Status]),
    sort=st.sampled_from(SORTS),
)


@given(QUERIES)
def test_what_is_written_is_read_again(query: ListQuery) -> None:
    assert ListQuery.read(dict(parse_qsl(query.written()[1:]))) == query


def test_the_plain_inbox_needs_no_parameters() -> None:
    assert ListQuery().written() == ""
    assert ListQuery().written(view="mine") == "?view=mine"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(1, 2**62))
def test_a_cursor_survives_an_address(moment: datetime, pk: int) -> None:
    assert Cursor.read(str(Cursor(moment, pk))) == Cursor(moment, pk)


@pytest.mark.parametrize("text", ["", ".", "1", "x.1", "1.x", "9" * 400 + ".1", "1e5.1"])
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.read(text) is None
