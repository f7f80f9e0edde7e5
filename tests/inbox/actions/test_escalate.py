"""Asking other departments: who may, what is refused, and what the conversation shows of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Role
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.assign import take
from inbox.actions.decline import decline
from inbox.actions.escalate import Outsider, ask, ask_again, ask_outside, transfer
from inbox.actions.move import move
from inbox.actions.reason import archive
from inbox.actions.resolve import resolve
from inbox.actions.withdraw import withdraw
from inbox.models import Conversation, Desk, Escalation
from tests.cast import Cast, channel, conversation, department, item, member
from tests.inbox.requests import asked, held, question, reason

pytestmark = pytest.mark.django_db


def test_an_ask_leaves_the_holder_and_shows_who_is_waited_for(cast: Cast) -> None:
    row = conversation(cast.channel)

    (request,) = ask(row, to=[cast.marketing], question=question("May we say so?"), by=cast.ben)

    row.refresh_from_db()
    assert row.department == cast.service
    assert (row.asked_count, row.asked_department, row.asked_until) == (1, cast.marketing, request.due_at)
    event = Event.objects.get(verb="escalation.ask")
    assert event.conversation_id == row.pk
    assert event.data == {"kind": "ask", "blocking": False, "from": cast.service.pk, "to": cast.marketing.pk}
    assert held(row) == ["Customer Service"]


def test_several_are_asked_in_parallel_and_the_soonest_is_shown(cast: Cast) -> None:
    row, product = conversation(cast.channel), department("Product", "PD")
    ask(row, to=[cast.marketing], question=question(hours=5), by=cast.ben)

    rows = ask(row, to=[product, cast.hr, product], question=question(hours=2), by=cast.ben)

    row.refresh_from_db()
    assert [request.to_department for request in rows] == [product, cast.hr]
    assert (row.asked_count, row.asked_department) == (3, product)
    assert len({request.group for request in rows}) == 1


def test_a_form_that_is_sent_twice_asks_once(cast: Cast) -> None:
    row, once = conversation(cast.channel), question(group=uuid.uuid4())

    first = ask(row, to=[cast.marketing], question=once, by=cast.ben)
    second = ask(row, to=[cast.marketing], question=once, by=cast.ben)

    assert [request.pk for request in first] == [request.pk for request in second]
    assert Event.objects.filter(verb="escalation.ask").count() == 1


def test_a_form_is_good_for_the_conversation_it_was_opened_for(cast: Cast) -> None:
    once = question(group=uuid.uuid4())
    ask(conversation(cast.channel), to=[cast.marketing], question=once, by=cast.ben)

    with pytest.raises(NotPossible, match="another conversation"):
        ask(conversation(cast.channel), to=[cast.marketing], question=once, by=cast.ben)


@pytest.mark.parametrize("who", ["tim", "olga", "mia", "nora"])
def test_only_agents_of_the_holder_ask(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        asked(conversation(cast.channel), cast.marketing, getattr(cast, who))


def test_who_accepted_a_request_asks_on_in_their_own_name(cast: Cast) -> None:
    row, product = conversation(cast.channel), department("Product", "PD")
    accept(asked(row, cast.marketing, cast.ben), by=cast.mia)

    request = asked(row, product, cast.mia)

    assert request.from_department == cast.marketing
    with pytest.raises(NotAllowed):
        transfer(row, to=[cast.hr], question=question(), by=cast.mia)


@pytest.mark.parametrize(
    ("text", "hours", "sentence"),
    [("  ", 4, "Write what you want"), ("x" * 4001, 4, "4,000"), ("Why?", -1, "within a year"), ("Why?", 9000, "year")],
)
def test_a_senseless_question_is_refused(cast: Cast, text: str, hours: float, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        asked(conversation(cast.channel), cast.marketing, cast.ben, text=text, hours=hours)


def test_senseless_departments_are_refused(cast: Cast) -> None:
    row, gone = conversation(cast.channel), department("Old", "OL", is_active=False)
    asked(row, cast.marketing, cast.ben)

    for to, sentence in ((cast.service, "holds it already"), (gone, "archived"), (cast.marketing, "asked already")):
        with pytest.raises(NotPossible, match=sentence):
            asked(row, to, cast.ben)
    with pytest.raises(NotPossible, match="between one and ten"):
        ask(row, to=[], question=question(), by=cast.ben)


def test_nothing_is_asked_about_what_is_resolved_or_for_a_reason_out_of_use(cast: Cast) -> None:
    row, old = conversation(cast.channel), reason("An old one")
    archive(old, by=cast.ada)
    old.refresh_from_db()
    with pytest.raises(NotPossible, match="not in use"):
        asked(row, cast.marketing, cast.ben, reason=old)
    resolve(row, outcome="answered", by=cast.ben)

    with pytest.raises(NotPossible, match="resolved"):
        asked(row, cast.marketing, cast.ben)


def test_acceptance_is_due_as_the_department_agreed_and_not_after_the_answer(cast: Cast) -> None:
    Desk.objects.create(department=cast.marketing, acknowledge_minutes=30)

    soon = asked(conversation(cast.channel), cast.marketing, cast.ben, hours=8)
    sooner = asked(conversation(cast.channel), cast.marketing, cast.ben, hours=0.1)

    assert soon.acknowledge_by is not None
    assert abs(soon.acknowledge_by - soon.asked_at - timedelta(minutes=30)) < timedelta(seconds=5)
    assert sooner.acknowledge_by == sooner.due_at


def test_of_a_closed_conversation_only_a_lead_asks_others_who_see_it_then(cast: Cast) -> None:
    row = conversation(cast.channel, private=True)
    assert not Conversation.objects.visible_to(cast.mia).filter(pk=row.pk).exists()

    with pytest.raises(NotAllowed, match="Lead"):
        asked(row, cast.marketing, cast.ben)
    asked(row, cast.marketing, cast.ana)

    assert Conversation.objects.visible_to(cast.mia).filter(pk=row.pk).exists()
    assert not Conversation.objects.visible_to(cast.hal).filter(pk=row.pk).exists()


def test_a_transfer_is_an_offer_and_blocks_nothing(cast: Cast) -> None:
    row = conversation(cast.channel)
    take(row, by=cast.ben)

    (request,) = transfer(row, to=[cast.marketing], question=question(), by=cast.ben)

    row.refresh_from_db()
    assert (row.department, row.assignee, request.is_blocking) == (cast.service, cast.ben, False)


def test_somebody_outside_gets_a_mail_with_a_link_and_the_chosen_messages(cast: Cast) -> None:
    row = conversation(cast.channel)
    shown = row.messages.get()

    request = ask_outside(
        row, to=Outsider("Olav", "olav@depot.example", (shown,)), question=question("When?"), by=cast.ben
    )

    (sent,) = mail.outbox
    assert sent.to == ["olav@depot.example"]
    assert "When?" in sent.body
    assert "/answer/" in sent.body
    assert shown.text not in sent.body
    assert request.secret_hash not in sent.body
    assert [message.pk for message in request.shown.all()] == [shown.pk]
    row.refresh_from_db()
    assert (row.asked_count, row.asked_department) == (1, None)


def test_messages_of_other_conversations_are_not_shown_outside(cast: Cast) -> None:
    other = conversation(cast.channel).messages.get()

    with pytest.raises(NotPossible, match="not there any more"):
        ask_outside(
            conversation(cast.channel), to=Outsider("Olav", "o@d.example", (other,)), question=question(), by=cast.ben
        )


def test_a_closed_conversation_goes_outside_only_by_a_lead(cast: Cast) -> None:
    row, to = conversation(cast.channel, private=True), Outsider("Olav", "olav@depot.example")

    with pytest.raises(NotAllowed):
        ask_outside(row, to=to, question=question(), by=cast.ben)
    ask_outside(row, to=to, question=question(), by=cast.ana)

    assert len(mail.outbox) == 1


def test_asking_again_makes_a_new_request_that_remembers_the_first(cast: Cast) -> None:
    row = conversation(cast.channel)
    first = asked(row, cast.marketing, cast.ben)
    with pytest.raises(NotPossible, match="asked already"):
        ask_again(first, question=question("And now?"), by=cast.ben)
    answer(first, text="Perhaps.", by=cast.mia)

    again = ask_again(first, question=question("Are you sure?"), by=cast.ben)

    assert (again.earlier, again.to_department, again.state) == (first, cast.marketing, "requested")
    assert Escalation.objects.get(pk=first.pk).answer == "Perhaps."
    row.refresh_from_db()
    assert row.asked_count == 1


def test_asking_again_by_mail_makes_a_new_link_and_ends_the_old_one(cast: Cast) -> None:
    row = conversation(cast.channel)
    first = ask_outside(row, to=Outsider("Olav", "olav@depot.example"), question=question(), by=cast.ben)
    Escalation.objects.filter(pk=first.pk).update(state="withdrawn", closed_at=timezone.now())

    again = ask_again(first, question=question("And on Friday?"), by=cast.ben)

    assert again.secret_hash not in ("", first.secret_hash)
    assert len(mail.outbox) == 2


def test_a_department_that_holds_it_by_now_is_not_asked_again(cast: Cast) -> None:
    row = conversation(cast.channel)
    first = asked(row, cast.marketing, cast.ben)
    move(row, to=cast.marketing, by=cast.ben)

    with pytest.raises(NotPossible, match="holds it already"):
        ask_again(first, question=question(), by=cast.mia)


def test_what_arrives_meanwhile_stays_with_the_holder(cast: Cast) -> None:
    row = conversation(cast.channel)
    asked(row, cast.marketing, cast.ben)

    conversation(cast.channel, "Hello?", thread_key=row.thread_key, external_id=item().external_id)

    row.refresh_from_db()
    assert (row.department, row.asked_count, row.message_count) == (cast.service, 1, 2)


def test_only_who_holds_it_now_offers_it_again(cast: Cast) -> None:
    sales = department("Sales", "SA")
    row = conversation(cast.channel)
    declined, taken = transfer(row, to=[sales, cast.marketing], question=question(), by=cast.ben)
    decline(declined, reason="Not ours.", by=INTAKE)
    accept(taken, by=cast.mia)

    with pytest.raises(NotAllowed, match="agent of Marketing"):
        ask_again(declined, question=question("Will you?"), by=cast.ben)

    again = ask_again(declined, question=question("Will you?"), by=cast.mia)
    assert (again.kind, again.from_department, again.to_department) == ("transfer", cast.marketing, sales)
    assert held(row) == ["Customer Service", "Marketing"]


def test_what_is_closed_is_asked_again_by_a_lead_only(cast: Cast) -> None:
    agent = member("Paula Hahn", {cast.hr: Role.AGENT})
    row = conversation(channel(cast.hr))
    first = ask_outside(row, to=Outsider("Olav", "olav@depot.example"), question=question(), by=cast.hal)
    withdraw(first, by=agent)

    with pytest.raises(NotAllowed):
        ask_again(first, question=question("And on Friday?"), by=agent)

    assert len(mail.outbox) == 1
    assert ask_again(first, question=question("And on Friday?"), by=cast.hal).earlier == first
