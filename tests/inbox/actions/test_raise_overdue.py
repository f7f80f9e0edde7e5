"""What time does: raised once to the fallback, told once when it is late, and who hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import SCHEDULE
from accounts.models import Event
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.raise_overdue import raise_unaccepted, tell_overdue
from inbox.actions.tell import tell
from inbox.actions.withdraw import withdraw
from inbox.models import Conversation, Desk, Escalation, Notification
from inbox.tasks.escalations import sweep_escalations
from tests.cast import Cast, conversation
from tests.inbox.requests import asked, let_time_pass

pytestmark = pytest.mark.django_db


def unaccepted(cast: Cast, **fields: Any) -> Escalation:
    """Asked of Marketing, which let the time pass."""
    request = asked(conversation(cast.channel, **fields), cast.marketing, cast.ana)
    return let_time_pass(request, acknowledge_by=timezone.now() - timedelta(minutes=1))


def told(verb: str) -> set[str]:
    """The first names of those who are told of it."""
    tell(list(Event.objects.filter(verb=verb)))
    rows = Notification.objects.filter(verb=verb, about="asked").select_related("recipient")
    return {row.recipient.name.split()[0] for row in rows}


def test_nothing_is_raised_before_its_time_or_after_somebody_saw_to_it(cast: Cast) -> None:
    early = asked(conversation(cast.channel), cast.marketing, cast.ben)
    accepted = accept(unaccepted(cast), by=cast.mia)
    gone = withdraw(unaccepted(cast), by=cast.ana)

    assert not any(raise_unaccepted(request, by=SCHEDULE) for request in (early, accepted, gone))


def test_it_is_raised_once_to_the_person_who_steps_in_and_who_may_deal_with_it(cast: Cast) -> None:
    Desk.objects.create(department=cast.marketing, fallback_member=cast.nora)
    request = unaccepted(cast, private=True)

    assert raise_unaccepted(request, by=SCHEDULE)
    assert not raise_unaccepted(request, by=SCHEDULE)

    request.refresh_from_db()
    assert request.raised_to == cast.nora
    assert Conversation.objects.visible_to(cast.nora).filter(pk=request.conversation_id).exists()
    assert told("escalation.raise") == {"Ana", "Nora"}
    answer(request, text="I see to it.", by=cast.nora)


def test_a_department_steps_in(cast: Cast) -> None:
    Desk.objects.create(department=cast.marketing, fallback_department=cast.hr)
    request = unaccepted(cast, private=True)

    raise_unaccepted(request, by=SCHEDULE)

    assert Conversation.objects.visible_to(cast.hal).filter(pk=request.conversation_id).exists()
    assert told("escalation.raise") == {"Ana", "Hal"}
    assert accept(request, by=cast.hal).accepted_by == cast.hal


def test_without_a_fallback_and_with_one_who_left_the_leads_are_told(cast: Cast) -> None:
    cast.nora.is_active = False
    cast.nora.save()
    Desk.objects.create(department=cast.service, fallback_member=cast.nora)
    row = conversation(cast.channel)
    accept(asked(row, cast.marketing, cast.ben), by=cast.mia)
    other = conversation(cast.channel)
    request = asked(other, cast.hr, cast.ben)
    let_time_pass(request, acknowledge_by=timezone.now() - timedelta(minutes=1))

    raise_unaccepted(request, by=SCHEDULE)

    request.refresh_from_db()
    assert (request.raised_to, request.raised_department) == (None, None)
    assert told("escalation.raise") == {"Ben", "Hal"}


def test_a_late_answer_is_told_to_both_sides_once(cast: Cast) -> None:
    request = accept(asked(conversation(cast.channel), cast.marketing, cast.ben), by=cast.mia)
    let_time_pass(request, due_at=timezone.now() - timedelta(minutes=1))

    assert tell_overdue(request, by=SCHEDULE)
    assert not tell_overdue(request, by=SCHEDULE)

    assert told("escalation.overdue") == {"Ben", "Mia"}


def test_an_answer_in_time_is_never_late(cast: Cast) -> None:
    request = answer(asked(conversation(cast.channel), cast.marketing, cast.ben), text="Yes.", by=cast.mia)
    let_time_pass(request, due_at=timezone.now() - timedelta(minutes=1))

    assert not tell_overdue(request, by=SCHEDULE)


def test_the_sweep_does_both_for_everything_that_is_due(cast: Cast) -> None:
    requests = [unaccepted(cast) for _ in range(3)]
    let_time_pass(requests[0], due_at=timezone.now() - timedelta(seconds=1))

    sweep_escalations()
    sweep_escalations()

    assert Event.objects.filter(verb="escalation.raise").count() == 3
    assert Event.objects.filter(verb="escalation.overdue").count() == 1


def test_asking_and_answering_tell_the_other_side(cast: Cast) -> None:
    request = asked(conversation(cast.channel), cast.marketing, cast.ben)
    assert told("escalation.ask") == {"Mia"}

    answer(request, text="Yes.", by=cast.mia)

    assert told("escalation.answer") == {"Ben"}
    gone = withdraw(asked(conversation(cast.channel), cast.marketing, cast.ben), by=cast.ben)
    assert gone.state == "withdrawn"
    assert told("escalation.withdraw") == {"Mia"}


def test_nobody_steps_in_for_what_they_asked_themselves(cast: Cast) -> None:
    desk = Desk.objects.create(department=cast.marketing, fallback_department=cast.service)
    first = unaccepted(cast)
    assert raise_unaccepted(first, by=SCHEDULE)
    first.refresh_from_db()
    assert first.raised_department is None

    Desk.objects.filter(pk=desk.pk).update(fallback_department=None, fallback_member=cast.ana)
    second = unaccepted(cast)
    assert raise_unaccepted(second, by=SCHEDULE)
    second.refresh_from_db()
    assert second.raised_to is None
