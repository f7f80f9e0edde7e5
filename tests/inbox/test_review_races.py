"""Two people (or a customer and a worker) at the same moment, 200 pairs each: one outcome, and it is the journal's.

Real threads on PostgreSQL: `uv run pytest -n 0 -m patient tests/inbox/test_review_races.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.actors import INTAKE
from accounts.errors import Refused
from accounts.models import Event
from inbox.actions.deliver import cancel, queue
from inbox.actions.dispatch import start
from inbox.actions.receive import receive
from inbox.actions.review import amend, approve, return_draft
from inbox.actions.submit import submit
from inbox.models import Delivery, Draft, DraftVersion, ReviewStep
from tests.cast import Cast, conversation, item
from tests.inbox.drafts import Desk, desk

pytestmark = [pytest.mark.patient, pytest.mark.django_db(transaction=True)]
PAIRS = 200


def hang_up() -> None:
    """Close the connection of the thread that calls this."""
    connection.close()


class Pair:
    """Two threads with connections of their own, let go at the same moment."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(2)
        self.gate = Barrier(2)

    def run(self, *acts: Callable[[], object]) -> list[str]:
        """What came of each: its result's kind, or the sentence of its refusal."""
        return list(self.pool.map(self._one, acts))

    def _one(self, act: Callable[[], object]) -> str:
        self.gate.wait(timeout=60)
        try:
            return type(act()).__name__
        except Refused as refusal:
            return str(refusal)

    def close(self) -> None:
        self.run(hang_up, hang_up)
        self.pool.shutdown()


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


@pytest.fixture
def at(cast: Cast) -> Desk:
    for person in (cast.ana, cast.ben, cast.tim):
        person.undo_seconds = 0
        person.save()
    return desk(cast)


def another(at: Desk, number: int) -> Desk:
    """The same people at another conversation."""
    return Desk(at.cast, at.place, conversation(at.place, f"Question {number}?", thread_key=f"thread-{number}"))


def happened(row: Desk, *verbs: str) -> list[str]:
    """Which of these the journal tells of this conversation."""
    found = Event.objects.filter(conversation_id=row.row.pk, verb__in=verbs)
    return list(found.order_by("pk").values_list("verb", flat=True))


def sent_as_approved(delivery: Delivery) -> None:
    """The bytes in the outbox are those of the approved version."""
    kept = DraftVersion.objects.get(draft=delivery.draft_id, number=delivery.draft.approved_version or 0)
    assert delivery.text == kept.text
    assert kept.text in str(delivery.record)


type Scene = Callable[[Desk], tuple[Callable[[], object], Callable[[], object]]]


def contest(at: Desk, pair: Pair, scene: Scene, *verbs: str) -> dict[str, int]:
    """Play the scene in PAIRS conversations, either side first as often; how often which of the verbs happened.

    Of each pair exactly one stands in the journal.
    """
    found: Counter[str] = Counter()
    for number in range(PAIRS):
        row = another(at, number)
        first, second = scene(row)
        said = pair.run(*((first, second) if number % 2 else (second, first)))
        happenings = happened(row, *verbs)
        assert len(happenings) == 1, (number, happenings, said)
        found[happenings[0]] += 1
        for delivery in Delivery.objects.filter(conversation=row.row).exclude(state="cancelled"):
            sent_as_approved(delivery)
        assert Delivery.objects.filter(conversation=row.row).count() <= 1
    return found


def test_approve_against_edit(at: Desk, pair: Pair) -> None:
    def scene(row: Desk) -> tuple[Callable[[], object], Callable[[], object]]:
        draft = row.submitted()
        return (
            partial(approve, draft, version=1, by=at.cast.ana),
            partial(amend, draft, text="Half of it.", version=1, by=at.cast.ben),
        )

    contest(at, pair, scene, "draft.approve", "draft.amend")
    assert Delivery.objects.count() == PAIRS


def test_approve_against_return(at: Desk, pair: Pair) -> None:
    def scene(row: Desk) -> tuple[Callable[[], object], Callable[[], object]]:
        draft = row.submitted()
        return (
            partial(approve, draft, version=1, by=at.cast.ana),
            partial(return_draft, draft, note="No.", version=1, by=at.cast.ben),
        )

    found = contest(at, pair, scene, "draft.approve", "draft.return")
    assert Delivery.objects.count() == found.get("draft.approve", 0)
    assert Draft.objects.filter(state="returned").count() == found.get("draft.return", 0)


def test_submit_twice(at: Desk, pair: Pair) -> None:
    def scene(row: Desk) -> tuple[Callable[[], object], Callable[[], object]]:
        draft = row.written(at.cast.tim)
        once = partial(submit, draft, by=at.cast.tim)
        return once, once

    assert contest(at, pair, scene, "draft.submit") == {"draft.submit": PAIRS}
    assert ReviewStep.objects.count() == PAIRS


def test_cancel_against_send(at: Desk, pair: Pair) -> None:
    def scene(row: Desk) -> tuple[Callable[[], object], Callable[[], object]]:
        delivery = queue(row.written(at.cast.ben), by=at.cast.ben)
        return partial(cancel, delivery, by=at.cast.ben), partial(start, delivery.pk)

    found = contest(at, pair, scene, "delivery.cancel", "delivery.start")
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert states == {"cancelled": found["delivery.cancel"], "sending": found["delivery.start"]}


@pytest.mark.parametrize("is_approved", [True, False], ids=["approved", "direct"])
def test_their_message_against_send(at: Desk, pair: Pair, *, is_approved: bool) -> None:
    """Delivered before it, or not at all."""

    def scene(row: Desk) -> tuple[Callable[[], object], Callable[[], object]]:
        delivery = row.approved() if is_approved else queue(row.written(at.cast.ben), by=at.cast.ben)
        arrived = item("One more thing.", thread_key=row.row.thread_key)
        return partial(receive, at.place, [arrived], by=INTAKE), partial(start, delivery.pk)

    found = contest(at, pair, scene, "draft.stale", "delivery.start")
    assert Draft.objects.filter(state="stale").count() == found["draft.stale"]
    assert Delivery.objects.filter(state="sending").count() == found["delivery.start"]
