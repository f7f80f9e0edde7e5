"""Accepting: an ask becomes a promise, a transfer moves the conversation at once."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.accept import accept
from inbox.actions.assign import take
from inbox.actions.escalate import Outsider, ask_outside, transfer
from inbox.actions.withdraw import withdraw
from inbox.models import Conversation, Escalation
from tests.cast import Cast, conversation, department
from tests.inbox.requests import asked, held, offered, question

pytestmark = pytest.mark.django_db


def test_an_accepted_ask_stays_open_until_it_is_answered(cast: Cast) -> None:
    row = conversation(cast.channel)

    request = accept(asked(row, cast.marketing, cast.ben), by=cast.mia)

    row.refresh_from_db()
    assert (request.state, request.accepted_by, request.closed_at) == ("accepted", cast.mia, None)
    assert (row.department, row.asked_count) == (cast.service, 1)


def test_accepting_twice_is_accepting_once_and_a_colleague_is_told(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)
    accept(request, by=cast.mia)

    accept(request, by=cast.mia)

    assert Event.objects.filter(verb="escalation.accept").count() == 1
    with pytest.raises(NotPossible, match="Mia Torres accepted it already"):
        accept(request, by=cast.ada)


@pytest.mark.parametrize("who", ["ben", "ana", "hal", "olga", "nora"])
def test_only_the_asked_department_accepts(cast: Cast, who: str) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)

    with pytest.raises(NotAllowed, match="Marketing"):
        accept(request, by=getattr(cast, who))


def test_an_accepted_transfer_moves_it_and_resolves_nothing(cast: Cast) -> None:
    row = conversation(cast.channel)
    take(row, by=cast.ben)

    request = accept(offered(row, cast.marketing, cast.ben), by=cast.mia)

    row.refresh_from_db()
    assert (row.department, row.assignee, row.status) == (cast.marketing, None, "open")
    assert (row.asked_count, row.resolved_at) == (0, None)
    assert request.closed_at is not None
    assert held(row) == ["Customer Service", "Marketing"]
    event = Event.objects.get(verb="escalation.accept")
    assert (event.data["before"], event.data["after"], event.data["assignee"]) == (
        cast.service.pk,
        cast.marketing.pk,
        cast.ben.pk,
    )
    assert not Event.objects.filter(verb__in=("conversation.resolve", "conversation.move")).exists()


def test_the_first_of_several_gets_it_and_the_others_are_told(cast: Cast) -> None:
    row, product = conversation(cast.channel), department("Product", "PD")
    to_marketing, to_product = transfer(row, to=[cast.marketing, product], question=question(), by=cast.ben)

    accept(to_marketing, by=cast.mia)

    to_product.refresh_from_db()
    assert (to_product.state, to_product.withdrawn_because) == ("withdrawn", "taken")
    told = Event.objects.get(verb="escalation.withdraw")
    assert (told.subject_id, told.data["because"]) == (to_product.pk, "taken")
    with pytest.raises(NotPossible, match="withdrawn"):
        accept(to_product, by=cast.ada)


def test_questions_go_along_with_a_transfer_except_to_the_new_holder(cast: Cast) -> None:
    row, product = conversation(cast.channel), department("Product", "PD")
    to_product, to_marketing = asked(row, product, cast.ben), asked(row, cast.marketing, cast.ben)
    Escalation.objects.filter(pk=to_marketing.pk).update(kind="transfer", is_blocking=False)

    accept(to_marketing, by=cast.mia)

    row.refresh_from_db()
    assert list(row.escalations.standing()) == [to_product]
    assert (row.asked_count, row.asked_department) == (1, product)


def test_a_closed_department_that_takes_it_over_closes_it(cast: Cast) -> None:
    row = conversation(cast.channel)

    accept(offered(row, cast.hr, cast.ben), by=cast.hal)

    row.refresh_from_db()
    assert row.is_closed
    assert not Conversation.objects.visible_to(cast.ben).filter(pk=row.pk).exists()


def test_to_and_fro_is_counted(cast: Cast) -> None:
    row = conversation(cast.channel)
    accept(offered(row, cast.marketing, cast.ben), by=cast.mia)
    row.refresh_from_db()
    assert row.times_returned == 0

    accept(offered(row, cast.service, cast.mia), by=cast.ben)

    row.refresh_from_db()
    assert row.times_returned == 1
    assert held(row) == ["Customer Service", "Marketing", "Customer Service"]


def test_what_is_over_or_asked_by_mail_is_not_accepted(cast: Cast) -> None:
    row = conversation(cast.channel)
    gone = withdraw(asked(row, cast.marketing, cast.ben), by=cast.ben)
    mailed = ask_outside(row, to=Outsider("Olav", "olav@depot.example"), question=question(), by=cast.ben)

    with pytest.raises(NotPossible, match="withdrawn"):
        accept(gone, by=cast.mia)
    with pytest.raises(NotAllowed):
        accept(mailed, by=cast.mia)


def test_an_archived_department_takes_nothing_over(cast: Cast) -> None:
    request = offered(conversation(cast.channel), cast.marketing, cast.ben)
    cast.marketing.is_active = False
    cast.marketing.save()

    with pytest.raises(NotPossible, match="archived"):
        accept(request, by=cast.ada)
