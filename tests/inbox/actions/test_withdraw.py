"""Withdrawing, taking that back, and what other acts withdraw by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.departments import archive as archive_department
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.accept import accept
from inbox.actions.merge import merge, unmerge
from inbox.actions.move import move
from inbox.actions.resolve import resolve
from inbox.actions.undo import undo
from inbox.actions.withdraw import restore, withdraw
from inbox.models import Escalation
from tests.cast import Cast, channel, conversation, department
from tests.inbox.requests import asked, held, let_time_pass, offered

pytestmark = pytest.mark.django_db


def test_withdrawing_ends_it_for_everybody_once(cast: Cast) -> None:
    row = conversation(cast.channel)
    request = asked(row, cast.marketing, cast.ben)

    withdraw(request, by=cast.ana)
    withdraw(request, by=cast.ben)

    row.refresh_from_db()
    assert row.asked_count == 0
    assert Event.objects.filter(verb="escalation.withdraw").count() == 1


def test_the_asked_department_declines_it_does_not_withdraw(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        withdraw(asked(conversation(cast.channel), cast.marketing, cast.ben), by=cast.mia)


def test_a_withdrawal_is_taken_back_as_it_stood(cast: Cast) -> None:
    row = conversation(cast.channel)
    request = withdraw(accept(asked(row, cast.marketing, cast.ben), by=cast.mia), by=cast.ben)

    undo(row, by=cast.ben)

    request.refresh_from_db()
    row.refresh_from_db()
    assert (request.state, request.closed_at, row.asked_count) == ("accepted", None, 1)


def test_what_has_become_senseless_is_not_restored(cast: Cast) -> None:
    row = conversation(cast.channel)
    request = withdraw(asked(row, cast.marketing, cast.ben), by=cast.ben)
    asked(row, cast.marketing, cast.ben)
    with pytest.raises(NotPossible, match="asked anew"):
        restore(request, by=cast.ben)
    late = withdraw(asked(row, cast.hr, cast.ben), by=cast.ben)
    let_time_pass(late, due_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(NotPossible, match="is over"):
        restore(late, by=cast.ben)


def test_a_move_ends_offers_and_takes_questions_along(cast: Cast) -> None:
    row = conversation(cast.channel)
    offer, question = offered(row, cast.marketing, cast.ben), asked(row, cast.hr, cast.ana)

    move(row, to=cast.marketing, by=cast.ben)

    offer.refresh_from_db()
    question.refresh_from_db()
    row.refresh_from_db()
    assert (offer.state, offer.withdrawn_because) == ("withdrawn", "moved")
    assert (question.state, row.asked_count, row.asked_department) == ("requested", 1, cast.hr)


def test_resolving_waits_for_a_blocking_answer(cast: Cast) -> None:
    row = conversation(cast.channel)
    request = asked(row, cast.marketing, cast.ben, is_blocking=True)

    with pytest.raises(NotPossible, match="The answer of Marketing is waited for"):
        resolve(row, outcome="answered", by=cast.ben)

    row.refresh_from_db()
    assert row.status == "open"
    withdraw(request, by=cast.ben)
    resolve(row, outcome="answered", by=cast.ben)


def test_resolving_withdraws_what_blocks_nothing_and_its_undo_undoes_the_resolving(cast: Cast) -> None:
    row = conversation(cast.channel)
    request = asked(row, cast.marketing, cast.ben)

    resolve(row, outcome="answered", by=cast.ben)

    request.refresh_from_db()
    assert (request.state, request.withdrawn_because) == ("withdrawn", "resolved")
    undo(row, by=cast.ben)
    row.refresh_from_db()
    assert row.status == "open"


def test_filing_it_again_by_undo_is_resolving_too(cast: Cast) -> None:
    row = conversation(cast.channel)
    resolve(row, outcome="answered", by=cast.ben)
    undo(row, by=cast.ben)
    asked(row, cast.marketing, cast.ben)
    resolve(row, outcome="answered", by=cast.ben)

    assert not Escalation.objects.standing().exists()


def test_requests_go_with_a_merge_and_come_back_with_its_end(cast: Cast) -> None:
    part, whole = conversation(cast.channel), conversation(channel(cast.service))
    request = asked(part, cast.marketing, cast.ben)

    merge(part, into=whole, by=cast.ben)

    whole.refresh_from_db()
    part.refresh_from_db()
    assert (whole.asked_count, part.asked_count) == (1, 0)
    assert held(part) == ["Customer Service"]
    unmerge(part, by=cast.ben)
    request.refresh_from_db()
    part.refresh_from_db()
    whole.refresh_from_db()
    assert (request.conversation, part.asked_count, whole.asked_count) == (part, 1, 0)
    assert held(part) == held(whole) == ["Customer Service"]


def test_closed_ones_of_which_others_saw_one_are_not_merged(cast: Cast) -> None:
    part = conversation(cast.channel, private=True)
    whole = conversation(channel(cast.service), private=True)
    asked(part, cast.marketing, cast.ana)

    with pytest.raises(NotPossible, match="other departments were asked"):
        merge(part, into=whole, by=cast.ana)


def test_a_department_that_owes_answers_is_not_archived(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)

    with pytest.raises(NotPossible, match="still owes 1 answer"):
        archive_department(cast.marketing, by=cast.ada)
    withdraw(request, by=cast.ben)

    assert not archive_department(cast.marketing, by=cast.ada).is_active


def test_an_offer_is_not_taken_back_into_force_once_others_hold_it(cast: Cast) -> None:
    row = conversation(cast.channel)
    sales = department("Sales", "SA")
    request = withdraw(offered(row, sales, cast.ben), by=cast.ben)
    move(row, to=cast.marketing, by=cast.ben)

    with pytest.raises(NotPossible, match="Marketing holds it by now"):
        restore(request, by=cast.ben)

    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_a_question_is_taken_back_into_force_wherever_it_lies(cast: Cast) -> None:
    row = conversation(cast.channel)
    request = withdraw(asked(row, department("Sales", "SA"), cast.ben), by=cast.ben)
    move(row, to=cast.marketing, by=cast.ben)

    assert restore(request, by=cast.ben).state == "requested"
