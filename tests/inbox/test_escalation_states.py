"""Any order of acts by any members leaves exactly one owner, no lost request, and segments that add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import SCHEDULE
from accounts.errors import Refused
from accounts.models import Department, Event, Member
from inbox.actions.accept import accept
from inbox.actions.add_people import add_people
from inbox.actions.answer import answer
from inbox.actions.assign import take
from inbox.actions.decline import decline
from inbox.actions.escalate import ask, ask_again, transfer
from inbox.actions.merge import merge, unmerge
from inbox.actions.move import move
from inbox.actions.pass_on import pass_on, put_back
from inbox.actions.raise_overdue import raise_unaccepted, tell_overdue
from inbox.actions.resolve import reopen, resolve
from inbox.actions.undo import undo
from inbox.actions.withdraw import restore, withdraw
from inbox.models import Conversation, Escalation
from inbox.models.escalation import EscalationState, Kind
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import held, let_time_pass, question

pytestmark = pytest.mark.django_db
WORDS = (
    *("ask", "transfer", "accept", "decline", "answer", "withdraw", "restore", "ask_again", "add_people"),
    *("pass_on", "put_back", "raise", "overdue", "move", "resolve", "reopen", "undo", "take", "merge", "unmerge"),
)
ASKED = {"escalation.ask", "escalation.transfer", "escalation.ask_again"}
act = st.tuples(st.sampled_from(WORDS), st.integers(0, 5), st.integers(0, 2), st.integers(0, 7), st.booleans())


class World:
    """One conversation and another to merge it with, three departments, six people."""

    def __init__(self, cast: Cast) -> None:
        self.people: list[Member] = [cast.ana, cast.ben, cast.mia, cast.hal, cast.ada, cast.nora]
        self.places: list[Department] = [cast.service, cast.marketing, cast.hr]
        self.row = conversation(cast.channel)
        self.other = conversation(channel(cast.service), "Another one")

    def request(self, number: int) -> Escalation:
        """One of those there are; a refusal like any other where there is none."""
        rows = list(Escalation.objects.order_by("pk"))
        if not rows:
            raise Refused
        return rows[number % len(rows)]

    def do(self, word: str, who: int, where: int, which: int, *, flag: bool) -> None:
        """One act; what is refused changes nothing."""
        by, to = self.people[who], self.places[where]
        row = self.other if flag and word in ("move", "resolve", "reopen", "undo", "take") else self.row
        again: dict[str, Callable[[], Any]] = {
            "ask": lambda: ask(row, to=[to], question=question(), is_blocking=flag, by=by),
            "transfer": lambda: transfer(
                row, to=[to, self.places[which % 3]] if flag else [to], question=question(), by=by
            ),
            "accept": lambda: accept(self.request(which), by=by),
            "decline": lambda: decline(self.request(which), reason="No.", by=by),
            "answer": lambda: answer(self.request(which), text="Yes.", by=by),
            "withdraw": lambda: withdraw(self.request(which), by=by),
            "restore": lambda: restore(self.request(which), by=by),
            "ask_again": lambda: ask_again(self.request(which), question=question(), by=by),
            "add_people": lambda: add_people(self.request(which), people=[self.people[which % 6]], by=by),
            "pass_on": lambda: pass_on(self.request(which), to=self.people[where], by=by),
            "put_back": lambda: put_back(self.request(which), by=by),
            "raise": lambda: raise_unaccepted(self._late(which), by=SCHEDULE),
            "overdue": lambda: tell_overdue(self._late(which), by=SCHEDULE),
            "move": lambda: move(row, to=to, by=by),
            "resolve": lambda: resolve(row, outcome="answered", by=by),
            "reopen": lambda: reopen(row, by=by),
            "undo": lambda: undo(row, by=by),
            "take": lambda: take(row, by=by),
            "merge": lambda: merge(self.other, into=self.row, by=by),
            "unmerge": lambda: unmerge(self.other, by=by),
        }
        try:
            with transaction.atomic():
                again[word]()
        except Refused:
            pass

    def _late(self, which: int) -> Escalation:
        request = self.request(which)
        return let_time_pass(request, acknowledge_by=timezone.now() - timedelta(seconds=1))

    def check(self) -> None:
        """One owner, nothing lost, times that add up, and columns that say what the rows say."""
        for row in Conversation.objects.select_related("department"):
            assert row.department_id is not None
            held(row)
            standing = list(row.escalations.standing().order_by("due_at", "pk"))
            assert row.asked_count == len(standing)
            assert row.asked_until == (standing[0].due_at if standing else None)
            assert all(request.to_department_id != row.department_id for request in standing)
            if row.status == "resolved":
                assert not standing
        rows = Escalation.objects.all()
        assert rows.count() == Event.objects.filter(verb__in=ASKED).count()
        for request in rows:
            self._check(request)

    def _check(self, request: Escalation) -> None:
        told = list(Event.objects.filter(subject_kind="escalation", subject_id=request.pk).order_by("pk"))
        assert told[0].verb in ASKED
        verbs = [event.verb for event in told]
        assert verbs.count("escalation.raise") <= 1
        assert verbs.count("escalation.overdue") <= 1
        if request.closed_at is None:
            assert request.state in (EscalationState.REQUESTED, EscalationState.ACCEPTED)
        else:
            ending = {"accepted": "accept", "declined": "decline", "answered": "answer", "withdrawn": "withdraw"}
            assert f"escalation.{ending[request.state]}" in verbs
        if request.kind == Kind.TRANSFER and request.state == EscalationState.ACCEPTED:
            assert request.closed_at is not None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(act, min_size=3, max_size=18))
def test_any_order_of_acts_by_any_members(cast: Cast, acts: list[tuple[str, int, int, int, bool]]) -> None:
    with transaction.atomic():
        world = World(cast)
        for word, who, where, which, flag in acts:
            world.do(word, who, where, which, flag=flag)
            world.check()
        transaction.set_rollback(True)
