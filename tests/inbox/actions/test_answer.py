"""Answering: by the asked department, by people who were added, and from outside through a link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import OUTSIDE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.add_people import add_people
from inbox.actions.answer import answer, answer_by_link
from inbox.actions.escalate import Outsider, ask_outside
from inbox.actions.withdraw import withdraw
from inbox.models import Escalation
from tests.cast import Cast, conversation
from tests.inbox.requests import asked, let_time_pass, offered, question

pytestmark = pytest.mark.django_db


def mailed(cast: Cast) -> Escalation:
    """Asked by mail."""
    to = Outsider("Olav", "olav@depot.example")
    return ask_outside(conversation(cast.channel), to=to, question=question(), by=cast.ben)


def test_an_answer_ends_the_request_and_waits_for_the_owner(cast: Cast) -> None:
    row = conversation(cast.channel)

    request = answer(asked(row, cast.marketing, cast.ben), text=" Yes, at noon. ", by=cast.mia)

    row.refresh_from_db()
    assert (request.state, request.answer, request.answered_by) == ("answered", "Yes, at noon.", cast.mia)
    assert row.asked_count == 0
    assert "Yes" not in str(Event.objects.get(verb="escalation.answer").data)


@pytest.mark.parametrize(("text", "sentence"), [("  ", "Write the answer"), ("x" * 10_001, "10,000")])
def test_a_senseless_answer_is_refused(cast: Cast, text: str, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        answer(asked(conversation(cast.channel), cast.marketing, cast.ben), text=text, by=cast.mia)


def test_a_transfer_is_accepted_or_declined_never_answered(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="accept it, or decline"):
        answer(offered(conversation(cast.channel), cast.marketing, cast.ben), text="Yes.", by=cast.mia)


def test_who_was_added_answers_and_strangers_do_not(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)
    with pytest.raises(NotAllowed):
        answer(request, text="Yes.", by=cast.olga)

    add_people(request, people=[cast.olga], by=cast.ben)
    answer(request, text="Yes.", by=cast.olga)

    assert Escalation.objects.get(pk=request.pk).answered_by == cast.olga


def test_a_link_answers_once(cast: Cast) -> None:
    request = mailed(cast)

    answer_by_link(request, text="On Thursday.", secret_hash=request.secret_hash, by=OUTSIDE)

    request.refresh_from_db()
    assert (request.state, request.answer, request.answered_by) == ("answered", "On Thursday.", None)
    assert Event.objects.get(verb="escalation.answer").actor_id == "answer link"
    with pytest.raises(NotPossible, match="answered it already"):
        answer_by_link(request, text="On Friday.", secret_hash=request.secret_hash, by=OUTSIDE)


def test_another_link_an_expired_one_and_a_withdrawn_question_take_no_answer(cast: Cast) -> None:
    request, other = mailed(cast), mailed(cast)

    with pytest.raises(NotPossible, match="not good"):
        answer_by_link(request, text="No.", secret_hash=other.secret_hash, by=OUTSIDE)
    with pytest.raises(NotPossible, match="not good"):
        answer_by_link(request, text="No.", secret_hash="", by=OUTSIDE)
    withdraw(other, by=cast.ben)
    with pytest.raises(NotPossible, match="withdrawn"):
        answer_by_link(other, text="No.", secret_hash=other.secret_hash, by=OUTSIDE)
    let_time_pass(request, link_expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotPossible, match="not good"):
        answer_by_link(request, text="No.", secret_hash=request.secret_hash, by=OUTSIDE)
