"""Opened, in a crisis, closed: in any order, with arrivals and moves between, all is as it was in the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Refused
from accounts.models import Event
from inbox.actions.accept import accept
from inbox.actions.assign import take, unassign
from inbox.actions.crisis import declare_crisis, end_crisis
from inbox.actions.escalate import transfer
from inbox.actions.feed import gather
from inbox.actions.move import move
from inbox.actions.resolve import reopen, resolve
from inbox.actions.undo import undo
from inbox.models import ApprovalPolicy, Conversation, Delivery, Escalation, Stay, TaskForce
from tests.cast import Cast, channel, conversation
from tests.inbox.forces import let_flow, opened, over, set_to_leave
from tests.inbox.requests import held, question

pytestmark = pytest.mark.django_db
WORDS = (
    *("arrive", "flow", "crisis", "calm", "gather", "move", "transfer", "accept", "undo", "take", "let_go"),
    *("schedule", "resolve", "reopen", "close", "open"),
)
act = st.tuples(st.sampled_from(WORDS), st.integers(0, 4), st.integers(0, 3))


class World:
    """Three conversations, three departments and whatever task forces are opened."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.place = channel(cast.service, network="sandbox")
        self.rows = [conversation(self.place, f"The doors closed on dog {number}.") for number in range(3)]
        self.people = [cast.ana, cast.ben, cast.mia, cast.ada, cast.hal]

    def force(self, number: int) -> TaskForce:
        """One of them; a refusal like any other where there is none."""
        rows = list(TaskForce.objects.order_by("pk"))
        if not rows:
            raise Refused
        return rows[number % len(rows)]

    def do(self, word: str, who: int, which: int) -> None:
        """One act; what is refused changes nothing."""
        by, row = self.people[who], self.rows[which % len(self.rows)]
        places = [self.cast.service, self.cast.marketing, self.cast.hr]
        forces = [one.department for one in TaskForce.objects.select_related("department")]
        acts: dict[str, Callable[[], Any]] = {
            "arrive": lambda: self.rows.append(conversation(self.place, "Doors again.")),
            "flow": let_flow,
            "open": lambda: opened(self.cast, name=f"Doors {TaskForce.objects.count()}", by=by),
            "crisis": lambda: declare_crisis(self.force(which), by=by),
            "calm": lambda: end_crisis(self.force(which), by=by),
            "gather": lambda: gather(self.force(which), by=by),
            "move": lambda: move(row, to=[*places, *forces][(who + which) % (3 + len(forces))], by=self.cast.ada),
            "transfer": lambda: transfer(row, to=[places[which % 3]], question=question(), by=by),
            "accept": lambda: self._accept(by),
            "undo": lambda: undo(row, by=self.cast.ada),
            "take": lambda: take(row, by=by),
            "let_go": lambda: unassign(row, by=by),
            "schedule": lambda: set_to_leave(row, by, text=f"Answer {Delivery.objects.count()}"),
            "resolve": lambda: resolve(row, outcome="answered", by=by),
            "reopen": lambda: reopen(row, by=by),
            "close": lambda: over(self.force(which), by=by),
        }
        try:
            with transaction.atomic():
                acts[word]()
        except Refused:
            pass

    def _accept(self, by: Any) -> None:
        request = Escalation.objects.standing().first()
        if request is not None:
            accept(request, by=by)

    def check(self) -> None:
        """One holder, one stay where a task force holds it, pieces of time that add up, one policy a crisis."""
        for row in Conversation.objects.select_related("department"):
            held(row)
            lasting = list(Stay.objects.filter(conversation=row, left_at=None))
            inside = row.department.is_temporary
            assert [one.task_force.department_id for one in lasting] == ([row.department_id] if inside else [])
        assert ApprovalPolicy.objects.active().count() == TaskForce.objects.in_crisis().count()
        assert not Delivery.objects.filter(held_by__crisis_since=None, held_by__isnull=False).exists()

    def close_all(self) -> None:
        """The end of every task force."""
        for force in TaskForce.objects.open().order_by("pk"):
            over(force, by=self.cast.ada)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(act, min_size=4, max_size=16))
def test_in_any_order_all_is_given_back(cast: Cast, acts: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        world = World(cast)
        opened(cast)
        for word, who, which in acts:
            world.do(word, who, which)
            world.check()
        world.close_all()
        world.check()
        assert not Conversation.objects.exclude(department__kind="department").exists()
        assert not Delivery.objects.filter(held_by__isnull=False).exists()
        assert not ApprovalPolicy.objects.active().exists()
        assert (
            Event.objects.filter(verb="task_force.open").count()
            == Event.objects.filter(verb="task_force.close").count()
        )
        transaction.set_rollback(True)
