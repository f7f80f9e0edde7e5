"""Two people at the same moment, and two schedulers: one winner, the other told.

A few pairs by default; 200 of each with `uv run pytest -n 0 -m patient tests/inbox/test_escalation_races.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from accounts.actors import SCHEDULE
from accounts.models import Department, Event, Role
from inbox.actions.accept import accept
from inbox.actions.answer import answer_by_link
from inbox.actions.assign import assign
from inbox.actions.decline import decline
from inbox.actions.escalate import Outsider, ask_outside, transfer
from inbox.actions.raise_overdue import raise_unaccepted, tell_overdue
from inbox.actions.resolve import resolve
from inbox.actions.withdraw import withdraw
from inbox.models import Conversation, Escalation
from inbox.tasks.escalations import sweep_escalations
from tests.cast import Cast, conversation, department, member
from tests.inbox.requests import asked, held, let_time_pass, offered, question
from tests.inbox.test_review_races import Pair

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 5, 200

type Acts = tuple[Callable[[], object], Callable[[], object]]
type Scene = Callable[[Conversation], Acts]

pairs_of = pytest.mark.parametrize("pairs", [FEW, pytest.param(MANY, marks=pytest.mark.patient)])


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


@pytest.fixture
def product(cast: Cast) -> Department:
    made = department("Product", "PD")
    cast.nora = member("Noor Siddiqui", {made: Role.LEAD})
    return made


def contest(cast: Cast, pair: Pair, pairs: int, scene: Scene, *verbs: str) -> list[list[str]]:
    """Play the scene so often, either side first as often; which of the verbs each conversation's journal tells."""
    found = []
    for number in range(pairs):
        row = conversation(cast.channel, f"Question {number}?")
        first, second = scene(row)
        said = pair.run(*((first, second) if number % 2 else (second, first)))
        told = Event.objects.filter(conversation_id=row.pk, verb__in=verbs).order_by("pk")
        found.append(list(told.values_list("verb", flat=True)))
        held(row)
        row.refresh_from_db()
        assert row.asked_count == row.escalations.standing().count(), said
    return found


@pairs_of
def test_accept_against_withdraw(cast: Cast, pair: Pair, pairs: int) -> None:
    def scene(row: Conversation) -> Acts:
        request = offered(row, cast.marketing, cast.ben)
        return partial(accept, request, by=cast.mia), partial(withdraw, request, by=cast.ben)

    for told in contest(cast, pair, pairs, scene, "escalation.accept", "escalation.withdraw"):
        assert len(told) == 1
    accepted = Escalation.objects.filter(state="accepted").count()
    assert Conversation.objects.filter(department=cast.marketing).count() == accepted


@pairs_of
def test_accept_against_decline(cast: Cast, pair: Pair, pairs: int) -> None:
    def scene(row: Conversation) -> Acts:
        request = asked(row, cast.marketing, cast.ben)
        return partial(accept, request, by=cast.mia), partial(decline, request, reason="No.", by=cast.ada)

    for told in contest(cast, pair, pairs, scene, "escalation.accept", "escalation.decline"):
        assert len(told) == 1


@pairs_of
def test_two_departments_accept_a_transfer(cast: Cast, product: Department, pair: Pair, pairs: int) -> None:
    def scene(row: Conversation) -> Acts:
        one, other = transfer(row, to=[cast.marketing, product], question=question(), by=cast.ben)
        return partial(accept, one, by=cast.mia), partial(accept, other, by=cast.nora)

    for told in contest(cast, pair, pairs, scene, "escalation.accept", "escalation.withdraw"):
        assert told == ["escalation.accept", "escalation.withdraw"]
    assert Escalation.objects.filter(state="accepted").count() == pairs
    assert Escalation.objects.filter(state="withdrawn", withdrawn_because="taken").count() == pairs


@pairs_of
def test_assign_against_a_transfer_that_is_accepted(cast: Cast, pair: Pair, pairs: int) -> None:
    def scene(row: Conversation) -> Acts:
        request = offered(row, cast.marketing, cast.ben)
        return partial(assign, row, to=cast.ben, by=cast.ana), partial(accept, request, by=cast.mia)

    for told in contest(cast, pair, pairs, scene, "escalation.accept"):
        assert told == ["escalation.accept"]
    for row in Conversation.objects.select_related("department"):
        assert row.department == cast.marketing
        assert row.assignee_id is None


@pairs_of
def test_resolve_against_a_blocking_ask(cast: Cast, pair: Pair, pairs: int) -> None:
    def scene(row: Conversation) -> Acts:
        ask_it = partial(asked, row, cast.marketing, cast.ben, is_blocking=True)
        return ask_it, partial(resolve, row, outcome="answered", by=cast.ana)

    for told in contest(cast, pair, pairs, scene, "escalation.ask", "conversation.resolve"):
        assert len(told) == 1


@pairs_of
def test_the_mailed_link_is_used_twice(cast: Cast, pair: Pair, pairs: int) -> None:
    def scene(row: Conversation) -> Acts:
        to = Outsider("Olav", "olav@depot.example")
        request = ask_outside(row, to=to, question=question(), by=cast.ben)
        once = partial(answer_by_link, request, text="Thursday.", secret_hash=request.secret_hash, by=SCHEDULE)
        return once, once

    for told in contest(cast, pair, pairs, scene, "escalation.answer"):
        assert told == ["escalation.answer"]


@pairs_of
def test_two_schedulers_raise_and_tell_once(cast: Cast, pair: Pair, pairs: int) -> None:
    def scene(row: Conversation) -> Acts:
        request = asked(row, cast.marketing, cast.ben)
        past = request.asked_at
        let_time_pass(request, acknowledge_by=past, due_at=past)

        def both() -> None:
            raise_unaccepted(request, by=SCHEDULE)
            tell_overdue(request, by=SCHEDULE)

        return both, both

    for told in contest(cast, pair, pairs, scene, "escalation.raise", "escalation.overdue"):
        assert sorted(told) == ["escalation.overdue", "escalation.raise"]


def test_two_sweeps_at_once(cast: Cast, pair: Pair) -> None:
    for _ in range(FEW):
        request = asked(conversation(cast.channel), cast.marketing, cast.ben)
        let_time_pass(request, acknowledge_by=request.asked_at, due_at=request.asked_at)

    pair.run(sweep_escalations, sweep_escalations)

    assert Event.objects.filter(verb="escalation.raise").count() == FEW
    assert Event.objects.filter(verb="escalation.overdue").count() == FEW
