"""Of several versions of a message the newest stands, by the network's own word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inbox.channels.base import Link
from inbox.versions import arriving, version_of
from tests.cast import NOON, item

FIRST = item("Where is the bus?", external_id="a", sent_at=NOON)
EDITED = replace(FIRST, text="Where is the tram?", edited_at=NOON + timedelta(minutes=1))
LATER = replace(FIRST, text="Found it.", edited_at=NOON + timedelta(minutes=2))
RECEIVED = NOON + timedelta(hours=1)


def test_versions_grow_with_the_networks_time() -> None:
    assert version_of(FIRST) < version_of(EDITED) < version_of(LATER)


def test_an_edit_beats_the_first_version_however_wrong_the_clocks_are() -> None:
    assert version_of(replace(FIRST, sent_at=NOON + timedelta(days=3650))) < version_of(EDITED)
    assert version_of(FIRST) < version_of(replace(EDITED, edited_at=datetime(1970, 1, 1, tzinfo=UTC)))


def test_a_tie_is_decided_by_the_words_and_always_in_the_same_way() -> None:
    one, other = replace(FIRST, text="one"), replace(FIRST, text="other")
    texts = {arriving(order, RECEIVED)["a"].item.text for order in ([one, other], [other, one])}
    assert len(texts) == 1


def test_a_version_fits_its_column() -> None:
    assert len(version_of(EDITED)) <= 60


def test_a_batch_is_folded_to_its_newest_words() -> None:
    folded = arriving([LATER, FIRST, EDITED], RECEIVED)["a"]
    assert (folded.item.text, folded.item.edited_at) == ("Found it.", LATER.edited_at)
    assert folded.version == version_of(LATER)


def test_words_that_changed_without_a_mark_count_as_edited_when_the_newer_were_written() -> None:
    anew = replace(FIRST, text="Where is the tram?", sent_at=NOON + timedelta(minutes=5))
    folded = arriving([anew, FIRST], RECEIVED)["a"].item
    assert (folded.text, folded.sent_at, folded.edited_at) == ("Where is the tram?", NOON, anew.sent_at)


def test_a_copy_fetched_as_context_hides_nothing_but_may_bring_newer_words() -> None:
    copy = replace(LATER, context=True, links=[Link(0, 5, "https://example.org")])
    folded = arriving([FIRST, copy], RECEIVED)["a"].item
    assert (folded.context, folded.text, len(folded.links)) == (False, "Found it.", 1)
