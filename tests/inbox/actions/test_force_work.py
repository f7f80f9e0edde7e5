"""The checklist and the log of decisions."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from accounts.errors import NotAllowed, NotPossible
from inbox.actions.force_work import add_item, check, decide, uncheck
from inbox.models import ForceDecision
from tests.cast import Cast
from tests.inbox.forces import opened, told

pytestmark = pytest.mark.django_db


def test_what_is_done_says_who_did_it_once(cast: Cast) -> None:
    force = opened(cast)
    item = add_item(force, text="Call the workshop", by=cast.ben)
    check(item, by=cast.mia)
    item = check(item, by=cast.ben)
    assert (item.done_by, item.done_at is not None) == (cast.mia, True)
    assert uncheck(item, by=cast.ben).done_at is None
    assert told("task_force.")[1:] == ["task_force.add_item", "task_force.check", "task_force.uncheck"]


def test_outsiders_do_nothing_there(cast: Cast) -> None:
    force = opened(cast)
    with pytest.raises(NotAllowed):
        add_item(force, text="Mine", by=cast.hal)
    with pytest.raises(NotAllowed):
        decide(force, text="Mine", by=cast.hal)


def test_empty_words_are_refused(cast: Cast) -> None:
    force = opened(cast)
    with pytest.raises(NotPossible, match="to be done"):
        add_item(force, text=" ", by=cast.ben)
    with pytest.raises(NotPossible, match="was decided"):
        decide(force, text="\n", by=cast.ben)


def test_a_decision_stands_for_good(cast: Cast) -> None:
    decision = decide(opened(cast), text="We pay the taxi.", by=cast.mia)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ForceDecision.objects.filter(pk=decision.pk).update(text="We do not.")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        decision.delete()
