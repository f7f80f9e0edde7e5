"""The checklist and the log of decisions."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from inbox.actions.force_work import add_item, check, decide, uncheck
from inbox.models import ChecklistItem, ForceDecision
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


@pytest.mark.parametrize(("word", "model"), [("decide", ForceDecision), ("item", ChecklistItem)])
def test_a_form_sent_twice_is_written_down_once(
    cast: Cast, word: str, model: type[ForceDecision | ChecklistItem]
) -> None:
    """A double click without a script, a page sent again, two tabs."""
    client, force = Client(), opened(cast)
    client.force_login(cast.mia)
    before = model.objects.count()
    for text in ("We pay the taxi.", " We pay the taxi. ", "We pay the bus."):
        client.post(reverse("inbox:task_force_act", args=[force.department.slug, word]), {"text": text})
    assert model.objects.count() == before + 2
    assert len([verb for verb in told("task_force.") if verb.endswith(("decide", "add_item"))]) == 2


def test_the_same_words_of_somebody_else_or_later_count(cast: Cast) -> None:
    force = opened(cast)
    first = decide(force, text="We pay the taxi.", by=cast.mia)
    assert decide(force, text="We pay the taxi.", by=cast.ben) != first
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert decide(force, text="We pay the taxi.", by=cast.mia) != first
    item = check(add_item(force, text="Call the workshop", by=cast.ben), by=cast.ben)
    assert add_item(force, text="Call the workshop", by=cast.ben) != item
