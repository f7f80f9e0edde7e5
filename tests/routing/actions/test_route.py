"""Messages and changes decided by rules: once each, explained, and never against a person."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox.actions.accept import accept
from inbox.actions.assign import take
from inbox.actions.canned import create as create_canned
from inbox.actions.label import unlabel
from inbox.actions.labels import create as create_label
from inbox.actions.move import move
from inbox.actions.prioritise import prioritise
from inbox.actions.resolve import resolve
from inbox.models import Attention, Contact, Conversation, Handle, JournalPlace, Message
from routing.actions import route
from routing.actions._deciding import MOST_IN_A_WHILE
from routing.actions.route import put_aside, route_all, route_messages, sweep
from routing.actions.route_changes import route_changes
from routing.actions.rule import change, pause
from routing.actions.sla_policy import create as create_policy
from routing.engine import decide
from routing.facts import facts_of as real_facts_of
from routing.models import Decision, Reading, RuleVersion
from routing.rules import Step
from routing.stored_rules import ruleset
from tests.cast import Cast, conversation, item
from tests.inbox.forces import opened, over
from tests.inbox.requests import offered
from tests.journal import await_settled
from tests.routing.book import leaf, rule, says

pytestmark = pytest.mark.django_db


def arrive(cast: Cast, text: str = "My money back, please!", **fields: Any) -> Conversation:
    return conversation(cast.channel, text, **fields)


def of(made: Conversation) -> Any:
    return Decision.objects.filter(conversation=made)


def route_it(made: Conversation) -> Decision:
    route_messages([message.pk for message in made.messages.all()])
    made.refresh_from_db()
    found: Decision = of(made).get(trigger="received")
    return found


def test_a_message_follows_the_first_rule_and_the_decision_explains_it(cast: Cast) -> None:
    first = rule(cast, "Money", says("money back"), Step("department", cast.marketing.pk), Step("priority", 4))
    rule(cast, "Rest", {"all": []}, Step("department", cast.hr.pk))
    made = arrive(cast)
    decision = route_it(made)
    assert (made.department, made.priority) == (cast.marketing, 4)
    assert (decision.winner, decision.winner_version, decision.left) == (first, 1, [])
    assert [step["kind"] for step in decision.steps] == ["department", "priority"]
    assert decision.ruleset_id is not None
    trace = decide(decision.known, ruleset(decision.ruleset_id)).trace
    assert [(one.name, one.held) for one in trace] == [("Money", True), ("Rest", True)]
    assert trace[0].tree is not None
    start, length = trace[0].tree.members[0].marks[0]  # type: ignore[union-attr]
    assert decision.known["text"][start : start + length] == "money back"
    moved = Event.objects.get(verb="conversation.move")
    assert (moved.actor_kind, moved.actor_id) == ("rule", f"rule {first.pk} v1")
    routed = Event.objects.get(verb="message.route")
    assert routed.data == {
        "steps": ["department", "priority"],
        "rule": first.pk,
        "version": 1,
        "language": "en",
        "sentiment": routed.data["sentiment"],
        "needs_reply": "yes",
        "topic": "",
    }


def test_every_step_is_carried_out_in_an_order_that_makes_sense(cast: Cast) -> None:
    label = create_label(name="refund", department=cast.marketing, by=cast.ada)
    steps = [Step("resolve", "no_reply_needed"), Step("assignee", "auto"), Step("label", label.pk)]
    rule(cast, "All", says("money"), *steps, Step("department", cast.marketing.pk))
    made = arrive(cast)
    decision = route_it(made)
    assert [step["kind"] for step in decision.steps] == ["department", "label", "assignee", "resolve"]
    assert (made.department, made.assignee, made.status) == (cast.marketing, cast.mia, "resolved")
    assert made.labels.get() == label


def test_a_label_of_another_department_is_left_with_the_reason(cast: Cast) -> None:
    label = create_label(name="refund", department=cast.marketing, by=cast.ada)
    rule(cast, "Label", says("money"), Step("label", label.pk))
    made = arrive(cast)
    assert "another department" in route_it(made).left[0]["why"]
    assert not made.labels.exists()


def test_it_is_decided_once_whatever_is_asked_twice(cast: Cast) -> None:
    rule(cast, "Money", says("money"), Step("department", cast.marketing.pk))
    made = arrive(cast)
    route_it(made)
    move(made, to=cast.service, by=cast.mia)
    route_it(made)
    assert made.department == cast.service
    assert Decision.objects.filter(trigger="received").count() == 1


def test_what_a_person_decided_is_not_undone_by_later_messages(cast: Cast) -> None:
    label = create_label(name="refund", department=None, by=cast.ada)
    steps = [
        Step("department", cast.marketing.pk),
        Step("priority", 4),
        Step("label", label.pk),
        Step("assignee", "auto"),
    ]
    rule(cast, "Money", says("money"), *steps)
    made = arrive(cast, external_id="root")
    route_it(made)
    move(made, to=cast.service, by=cast.mia)
    prioritise(made, priority=1, by=cast.ana)
    unlabel(made, name="refund", by=cast.ana)
    take(made, by=cast.ana)
    arrive(cast, "The money!", thread_key="root")
    route_messages([made.messages.latest("pk").pk])
    made.refresh_from_db()
    assert (made.department, made.priority, made.assignee) == (cast.service, 1, cast.ana)
    assert not made.labels.exists()
    decision = of(made).latest("pk")
    assert {(step["kind"], step["why"]) for step in decision.left} == {
        (kind, "person") for kind in ("department", "priority", "label", "assignee")
    }


def test_a_resolved_conversation_is_left_alone(cast: Cast) -> None:
    rule(cast, "Money", says("money"), Step("department", cast.marketing.pk))
    made = arrive(cast)
    resolve(made, outcome="no_reply_needed", by=cast.ana)
    decision = route_it(made)
    assert (made.department, decision.left[0]["why"]) == (cast.service, "resolved")


def test_without_rules_a_message_is_read_and_decided_on_all_the_same(cast: Cast) -> None:
    made = arrive(cast)
    decision = route_it(made)
    assert (decision.ruleset, decision.steps) == (None, [])
    assert Reading.objects.filter(message__conversation=made).count() == 4


def test_what_is_ours_context_or_gone_is_none_of_the_rules_business(cast: Cast) -> None:
    rule(cast, "All", {"all": []}, Step("priority", 4))
    kinds: list[dict[str, Any]] = [{"ours": True}, {"context": True}]
    for fields in kinds:
        made = arrive(cast, **fields)
        route_messages([message.pk for message in made.messages.all()])
        assert not of(made).exists()


def test_an_edit_is_live_with_the_next_batch(cast: Cast) -> None:
    made = rule(cast, "Money", says("gold"), Step("priority", 4))
    assert route_it(arrive(cast)).steps == []
    change(made, name="Money", trigger="received", tree=says("money"), steps=[Step("priority", 4)], by=cast.ada)
    assert route_it(arrive(cast)).steps
    pause(made, by=cast.ada)
    assert route_it(arrive(cast)).steps == []


def test_a_change_is_answered_by_the_rules_for_changes(cast: Cast) -> None:
    rule(
        cast,
        "Marketing presses",
        {"all": [leaf("department", "is", [cast.marketing.pk]), leaf("change", "is", ["move"])]},
        Step("priority", 4),
        trigger="changed",
    )
    made = arrive(cast)
    move(made, to=cast.marketing, by=cast.ana)
    event = Event.objects.get(verb="conversation.move")
    for _twice in range(2):
        route_changes([event.pk])
    made.refresh_from_db()
    assert made.priority == 4
    assert Decision.objects.filter(trigger="changed").count() == 1
    assert Event.objects.filter(verb="conversation.route").count() == 1


def test_the_last_stop_holds_what_never_comes_to_rest(cast: Cast) -> None:
    rule(cast, "Any", {"all": []}, Step("priority", 4), trigger="changed")
    made = arrive(cast)
    for turn in range(MOST_IN_A_WHILE + 3):
        prioritise(made, priority=1 + turn % 3, by=cast.ana)
        route_changes([Event.objects.filter(verb="conversation.prioritise").latest("pk").pk])
    assert Decision.objects.filter(trigger="changed").count() == MOST_IN_A_WHILE


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_nobody_decided_on(cast: Cast) -> None:
    before = arrive(cast)
    await_settled()
    assert sweep() == 1
    rule(cast, "Money", says("money"), Step("priority", 4))
    after = arrive(cast)
    await_settled()
    while sweep() is not None:
        pass
    after.refresh_from_db()
    assert after.priority == 4
    assert not of(before).exists()
    assert JournalPlace.objects.get(reader="routing").event_id == Event.objects.latest("pk").pk


@pytest.mark.django_db(transaction=True)
def test_what_arrives_after_the_first_rule_is_taken_though_no_sweep_had_begun(cast: Cast) -> None:
    before = arrive(cast)
    await_settled()
    rule(cast, "Money", says("money"), Step("priority", 4))
    after = arrive(cast)
    await_settled()
    while sweep() is not None:
        pass
    assert of(after).get().steps
    assert not of(before).exists()


def test_one_that_fails_keeps_none_of_the_others_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rule(cast, "Money", says("money"), Step("priority", 4))
    broken, whole = arrive(cast), arrive(cast)
    real = real_facts_of

    def facts_of(messages: Any, *rest: Any) -> Any:
        if any(message.conversation_id == broken.pk for message in messages):
            raise ValueError("cannot be read")
        return real(messages, *rest)

    monkeypatch.setattr(route, "facts_of", facts_of)
    route_all([broken.messages.get().pk, whole.messages.get().pk])
    whole.refresh_from_db()
    assert whole.priority == 4
    assert of(broken).get().left[0]["why"] == "failed"
    assert Event.objects.filter(verb="message.route", data__failed=True).count() == 1


def test_one_put_aside_is_not_tried_again(cast: Cast) -> None:
    rule(cast, "Money", says("money"), Step("priority", 4))
    made = arrive(cast)
    put_aside(made.messages.get().pk)
    assert route_it(made).left[0]["why"] == "failed"


@pytest.mark.django_db(transaction=True)
def test_what_arrives_while_the_rules_cant_be_made_ready_waits_for_them(cast: Cast) -> None:
    broken = rule(cast, "Money", says("money"), Step("priority", 4))
    RuleVersion.objects.filter(rule=broken).update(tree={"all": [leaf("text", "matches", ["("])]})
    await_settled()
    sweep()
    made = arrive(cast)
    await_settled()
    assert route_all([made.messages.get().pk]) == 1
    assert sweep() is None
    assert not of(made).exists()
    change(
        broken, name="Money", trigger="received", tree=says("money", "cash"), steps=[Step("priority", 4)], by=cast.ada
    )
    await_settled()
    while sweep() is not None:
        pass
    assert [step["kind"] for step in of(made).get().steps] == ["priority"]


def test_a_batch_asks_a_fixed_number_of_questions(cast: Cast, django_assert_max_num_queries: Any) -> None:
    rule(cast, "Gold", says("gold"), Step("priority", 4))
    from_one = [arrive(cast, f"Number {number}").messages.get().pk for number in range(1)]
    route_messages(from_one)
    many = [arrive(cast, f"Number {number}").messages.get().pk for number in range(30)]
    with django_assert_max_num_queries(22):
        route_messages(many)
    assert item().kind


def test_words_that_are_gone_from_a_message_are_gone_from_its_decision(cast: Cast) -> None:
    rule(cast, "Money", says("money"), Step("priority", 4))
    made = arrive(cast)
    decision = route_it(made)
    assert decision.personal["text"] == "My money back, please!"
    assert "text" not in decision.facts
    Message.objects.filter(conversation=made).update(text="My money")
    decision.refresh_from_db()
    assert decision.personal
    Message.objects.filter(conversation=made).update(text="")
    decision.refresh_from_db()
    assert decision.personal == {}
    assert all(reading.evidence == [] for reading in Reading.objects.all())
    assert [step["kind"] for step in decision.steps] == ["priority"]


def of_a_picture(cast: Cast) -> tuple[Conversation, Decision]:
    made = arrive(cast, "")
    made.messages.update(attachments=[{"kind": "image"}])
    decision = route_it(made)
    assert decision.personal["author"]
    return made, decision


@pytest.mark.parametrize(
    "erased",
    [
        lambda one: Message.objects.filter(pk=one.pk).update(removed_at=timezone.now()),
        lambda one: Message.objects.filter(pk=one.pk).update(author=None),
        lambda one: Message.objects.filter(pk=one.pk).update(attachments=[]),
        lambda one: Handle.objects.filter(pk=one.author_id).update(handle=""),
        lambda one: Handle.objects.filter(pk=one.author_id).update(external_id="erased-1"),
        lambda one: Contact.objects.filter(handles=one.author_id).update(name="", custom={}),
    ],
    ids=["removed", "without author", "without pictures", "without handle", "another id", "contact"],
)
def test_whoever_wrote_no_words_is_forgotten_too(cast: Cast, erased: Any) -> None:
    made, decision = of_a_picture(cast)
    erased(made.messages.get())
    decision.refresh_from_db()
    assert decision.personal == {}
    assert decision.facts["has_picture"]


def test_somebody_who_is_called_otherwise_is_not_forgotten(cast: Cast) -> None:
    made, decision = of_a_picture(cast)
    author = made.messages.get().author
    assert author is not None
    Handle.objects.filter(pk=author.pk).update(handle="new.name", name="")
    Contact.objects.filter(pk=author.contact_id).update(name="New Name")
    decision.refresh_from_db()
    assert decision.personal["author"]


def test_with_the_message_its_decision_goes(cast: Cast) -> None:
    made = arrive(cast)
    route_it(made)
    made.messages.all().delete()
    assert not of(made).exists()


def test_steps_that_reach_beyond_the_conversation(cast: Cast) -> None:
    policy = create_policy(name="Press", targets={"first": 15}, by=cast.ada)
    sorry = create_canned(title="Sorry", shortcut="sorry", text="Sorry!", department=None, by=cast.ada)
    steps = [
        *(Step("canned", sorry.pk), Step("notify", "assignee"), Step("ask", cast.marketing.pk)),
        *(Step("sla_policy", policy.pk), Step("assignee", cast.ben.pk)),
    ]
    rule(cast, "All of it", says("money"), *steps)
    made = arrive(cast)
    decision = route_it(made)
    assert [step["kind"] for step in decision.steps] == ["assignee", "sla_policy", "canned", "notify", "ask"]
    assert made.drafts.get().is_by_program
    assert made.escalations.get().to_department == cast.marketing
    assert Event.objects.get(verb="conversation.point").data == {"tell": [cast.ben.pk]}
    assert Event.objects.get(verb="conversation.promise_by").data == {"policy": policy.pk}


def test_a_rule_brings_it_to_a_task_force_and_it_goes_back_with_its_end(cast: Cast) -> None:
    force = opened(cast)
    rule(cast, "Doors", says("door*"), Step("task_force", force.pk))
    made = arrive(cast, "The doors closed on my dog.")
    assert route_it(made).left == []
    assert made.department == force.department
    over(force, by=cast.ana)
    made.refresh_from_db()
    assert made.department == cast.service
    late = arrive(cast, "Another door that closed.")
    assert "can’t flow into Doors" in route_it(late).left[0]["why"]
    assert late.department == cast.service


def test_giving_it_to_anybody_is_placing_it(cast: Cast) -> None:
    for member in (cast.ben, cast.ana):
        Attention.objects.create(member=member, work_from=time(9), work_until=time(17), work_days=[])
    rule(cast, "Anybody", says("money"), Step("assignee", "auto"))
    made = arrive(cast)
    assert "nobody on duty" in route_it(made).left[0]["why"]
    assert (made.assignee, made.unplaced) == (None, "duty")


def test_who_accepted_it_has_decided_where_it_lies(cast: Cast) -> None:
    made = arrive(cast, external_id="root")
    accept(offered(made, cast.marketing, cast.ben), by=cast.mia)
    rule(cast, "Money", says("money"), Step("department", cast.hr.pk))
    arrive(cast, "The money!", thread_key="root")
    route_messages([made.messages.latest("pk").pk])
    made.refresh_from_db()
    assert made.department == cast.marketing
    assert of(made).latest("pk").left[0]["why"] == "person"
