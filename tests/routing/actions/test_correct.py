"""People correct where a conversation lies and what a message is; it sticks and is counted."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from routing.actions.correct import correct, correct_reading
from routing.actions.read import read_messages
from routing.actions.route import route_messages
from routing.models import Correction, Decision, Reading
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.routing.book import rule, says

pytestmark = pytest.mark.django_db


def test_a_wrong_department_is_told_and_the_conversation_moves(cast: Cast) -> None:
    wrong = rule(cast, "Money", says("money"), Step("department", cast.marketing.pk))
    made = conversation(cast.channel, "My money back!")
    route_messages([made.messages.get().pk])
    told = correct(made, to=cast.service, by=cast.mia)
    made.refresh_from_db()
    assert made.department == cast.service
    assert (told.wrong, told.right, told.by) == (cast.marketing, cast.service, cast.mia)
    assert told.decision == Decision.objects.get(conversation=made)
    event = Event.objects.get(verb="conversation.correct")
    assert event.data == {"before": cast.marketing.pk, "after": cast.service.pk, "rule": wrong.pk}


def test_it_lies_where_it_is_said_to_lie(cast: Cast) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotPossible, match="already"):
        correct(made, to=cast.service, by=cast.ana)
    with pytest.raises(NotAllowed):
        correct(made, to=cast.marketing, by=cast.olga)
    assert not Correction.objects.exists()


def test_a_corrected_reading_sticks_and_keeps_the_guess(cast: Cast) -> None:
    message = conversation(cast.channel, "Thanks a lot!").messages.get()
    read_messages([message], None)
    corrected = correct_reading(message, kind="needs_reply", value="yes", by=cast.ana)
    assert (corrected.value, corrected.guess, corrected.by) == ("yes", "no", cast.ana)
    correct_reading(message, kind="needs_reply", value="yes", by=cast.ben)
    kept = {one.kind: one.value for one in read_messages([message], None)}
    assert kept["needs_reply"] == "yes"
    assert Reading.objects.exclude(corrected_at=None).count() == 1
    event = Event.objects.get(verb="message.correct")
    assert event.data == {"reading": "needs_reply", "before": "no", "after": "yes"}
    assert (event.subject_id, event.conversation_id) == (message.pk, message.conversation_id)


def test_what_nobody_read_can_be_said_too_and_nonsense_can_not(cast: Cast) -> None:
    message = conversation(cast.channel).messages.get()
    assert correct_reading(message, kind="language", value="fr", by=cast.ana).guess == ""
    for kind, value in (("language", "<b>"), ("sentiment", "odd"), ("mood", "x"), ("topic", "1,x")):
        with pytest.raises(NotPossible):
            correct_reading(message, kind=kind, value=value, by=cast.ana)
    with pytest.raises(NotAllowed):
        correct_reading(message, kind="language", value="de", by=cast.olga)
