"""Rules that answer to requests and promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Event
from inbox.actions.decline import decline
from inbox.actions.escalate import Question, ask
from inbox.actions.labels import create as create_label
from inbox.actions.move import move
from inbox.actions.prioritise import prioritise
from inbox.actions.reason import create as create_reason
from inbox.models import Conversation
from routing.actions.route import sweep
from routing.actions.route_changes import route_changes
from routing.actions.rule import activate
from routing.answering import ANSWERED
from routing.models import Decision
from routing.rules import Step
from routing.vocabulary import TRIGGERS
from tests.cast import Cast, conversation
from tests.journal import await_settled
from tests.routing.book import draft, leaf, rule

pytestmark = pytest.mark.django_db


def put(cast: Cast, made: Conversation) -> Any:
    reason = create_reason(name="Facts", by=cast.ada)
    question = Question("Is it so?", reason, timezone.now() + timedelta(hours=1))
    return ask(made, to=[cast.marketing], question=question, by=cast.ana)[0]


def answer(verb: str) -> int:
    return route_changes([event.pk for event in Event.objects.filter(verb=verb)])


def test_a_declined_request_wakes_its_rules(cast: Cast) -> None:
    tree = {"all": [leaf("request", "is", ["declined"]), leaf("asked", "has_any", [cast.marketing.pk])]}
    rule(cast, "No help", tree, Step("notify", "leads"), trigger="escalation")
    made = conversation(cast.channel)
    request = put(cast, made)
    answer("escalation.ask")
    assert [one.steps for one in Decision.objects.all()] == [[]]
    decline(request, reason="Not ours.", by=cast.mia)
    answer("escalation.decline")
    answer("escalation.decline")
    decision = Decision.objects.latest("pk")
    assert [step["kind"] for step in decision.steps] == ["notify"]
    assert decision.facts["escalation"] == ["declined"]
    assert Event.objects.get(verb="conversation.point").data == {"tell": [cast.ana.pk]}


def test_a_promise_at_risk_wakes_its_rules(cast: Cast) -> None:
    rule(cast, "Press on", {"all": [leaf("promised", "is", ["first"])]}, Step("priority", 4), trigger="due_soon")
    made = conversation(cast.channel)
    record("promise.warn", made, by=cast.ada, promise="first")
    answer("promise.warn")
    made.refresh_from_db()
    assert made.priority == 4


@pytest.mark.django_db(transaction=True)
def test_of_acts_that_no_wake_up_told_of_each_kind_is_answered(cast: Cast) -> None:
    moved = {"all": [leaf("change", "is", ["move"])]}
    pressed = {"all": [leaf("change", "is", ["prioritise"]), leaf("department", "is", [cast.marketing.pk])]}
    rule(
        cast,
        "Moved",
        moved,
        Step("label", create_label(name="Moved", department=None, by=cast.ada).pk),
        trigger="changed",
    )
    rule(
        cast,
        "Pressed",
        pressed,
        Step("label", create_label(name="Pressed", department=None, by=cast.ada).pk),
        trigger="changed",
    )
    made = conversation(cast.channel)
    await_settled()
    sweep()
    move(made, to=cast.marketing, by=cast.ana)
    prioritise(made, priority=3, by=cast.mia)
    prioritise(made, priority=4, by=cast.mia)
    for _turn in range(3):  # what a rule does is in the journal, too, and is swept once that has settled
        await_settled()
        while sweep() is not None:
            pass
    assert set(made.labels.values_list("name", flat=True)) == {"Moved", "Pressed"}
    told = Decision.objects.filter(trigger="changed").values_list("facts__change", "facts__priority")
    assert sorted(told)[:3] == [("label", 4), ("move", 4), ("prioritise", 4)]


def test_acts_on_requests_are_answered_each(cast: Cast) -> None:
    declined = {"all": [leaf("request", "is", ["declined"])]}
    rule(cast, "Declined", declined, Step("notify", "leads"), trigger="escalation")
    request = put(cast, conversation(cast.channel))
    decline(request, reason="Not ours.", by=cast.mia)
    answered = Event.objects.filter(verb__in=["escalation.ask", "escalation.decline"])
    assert route_changes([event.pk for event in answered]) == 0
    assert [one.facts["request"] for one in Decision.objects.order_by("pk")] == ["asked", "declined"]


def test_rules_that_ask_and_move_in_turn_are_refused_by_name(cast: Cast) -> None:
    service, marketing = cast.service.pk, cast.marketing.pk
    rule(cast, "Ask", {"all": [leaf("department", "is", [service])]}, Step("ask", marketing), trigger="changed")
    there = {"all": [leaf("department", "is", [service])]}
    rule(cast, "There", there, Step("department", marketing), trigger="escalation")
    back = draft(
        cast,
        "Back",
        {"all": [leaf("department", "is", [marketing])]},
        Step("department", service),
        trigger="changed",
    )
    with pytest.raises(NotPossible, match=r"“There”.*“Back”|“Back”.*“There”"):
        activate(back, by=cast.ada)


def test_without_rules_for_it_an_act_is_not_decided_on(cast: Cast) -> None:
    rule(cast, "Arrived", {"all": []}, Step("priority", 4))
    prioritise(conversation(cast.channel), priority=3, by=cast.ana)
    assert answer("conversation.prioritise") == 0
    assert not Decision.objects.exists()


def test_every_act_that_is_answered_has_a_trigger_that_rules_can_name() -> None:
    assert {occasion.trigger for occasion in ANSWERED.values()} <= set(TRIGGERS)
