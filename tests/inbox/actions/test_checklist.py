"""Templates of checklists, kept by administrators."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from inbox.actions.checklist import archive, change, create, restore
from tests.cast import Cast
from tests.inbox.forces import opened, told

pytestmark = pytest.mark.django_db


def test_one_is_kept_and_changed_for_what_is_opened_later(cast: Cast) -> None:
    made = create(name="Storm", lines=["Call", "", "  Write  to all "], by=cast.ada)
    assert made.lines == ["Call", "Write to all"]
    force = opened(cast, checklist=made)
    change(made, name="Storm", lines=["Something else"], by=cast.ada)
    assert [item.text for item in force.items.all()] == ["Call", "Write to all"]


def test_it_can_be_put_away_and_taken_out_again(cast: Cast) -> None:
    made = create(name="Storm", lines=["Call"], by=cast.ada)
    assert archive(made, by=cast.ada).is_archived
    assert not restore(made, by=cast.ada).is_archived
    assert told("checklist.") == ["checklist.create", "checklist.archive", "checklist.restore"]


def test_names_are_taken_once_and_lines_are_needed(cast: Cast) -> None:
    create(name="Storm", lines=["Call"], by=cast.ada)
    with pytest.raises(NotPossible, match="already"):
        create(name="storm", lines=["Call"], by=cast.ada)
    with pytest.raises(NotPossible, match="at least one"):
        create(name="Flood", lines=[" "], by=cast.ada)
    with pytest.raises(NotAllowed):
        create(name="Fire", lines=["Call"], by=cast.ana)
