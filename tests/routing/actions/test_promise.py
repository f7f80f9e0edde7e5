"""Warned before, acted on at the breach, each once; and never for what was answered meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine

from accounts.actors import INTAKE, SCHEDULE
from accounts.models import Event, Role
from inbox.actions.assign import take
from inbox.actions.receive import receive
from inbox.actions.tell import tell
from inbox.models import Attention, Conversation, Notification
from inbox.telling import said_of, with_names
from routing import breaching
from routing.actions.promise import breach, people, warn
from routing.breaching import BreachAct, register
from routing.tasks import sweep_promises
from tests.cast import Cast, item, member
from tests.routing.desk import NINE, asked, clock, minutes, policy

pytestmark = pytest.mark.django_db


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def told(verb: str) -> list[dict[str, Any]]:
    return [event.data for event in Event.objects.filter(verb=verb).order_by("pk")]


def test_it_warns_once_from_when_it_is_at_risk(cast: Cast) -> None:
    kept = policy(cast, warn_minutes=15, warn_tell=["leads"])
    made = asked(cast)
    with at(NINE + minutes(44)):
        assert not warn(clock(made), by=SCHEDULE)
    with at(NINE + minutes(45)):
        assert warn(clock(made), by=SCHEDULE)
        assert not warn(clock(made), by=SCHEDULE)

    due = (NINE + minutes(60)).isoformat()
    assert told("promise.warn") == [
        {"promise": "first", "number": 1, "policy": kept.pk, "minutes": 60, "due": due, "tell": [cast.ana.pk]}
    ]


def test_a_breach_is_told_and_its_acts_are_done_once(cast: Cast) -> None:
    policy(cast, breach_tell=["assignee", "leads"], breach_acts=["raise"])
    made = asked(cast)
    with at(NINE + minutes(5)):
        take(made, by=cast.ben)
    with at(NINE + minutes(61)):
        sweep_promises()
        sweep_promises()

    made.refresh_from_db()
    assert made.priority == 3
    assert [one["tell"] for one in told("promise.breach")] == [sorted([cast.ana.pk, cast.ben.pk])]
    raised = Event.objects.get(verb="conversation.prioritise")
    assert (raised.actor_kind, raised.actor_id) == ("promise", f"policy {clock(made).policy_id} v1")


def test_what_was_answered_a_moment_ago_is_neither_warned_of_nor_broken(cast: Cast) -> None:
    policy(cast, warn_minutes=15)
    made = asked(cast)
    stale = clock(made)
    with at(NINE + minutes(50)):
        receive(cast.channel, [item(thread_key=made.thread_key, sent_at=NINE + minutes(50), ours=True)], by=INTAKE)
        assert not warn(stale, by=SCHEDULE)
    with at(NINE + minutes(70)):
        assert not breach(stale, by=SCHEDULE)
    assert told("promise.warn") == told("promise.breach") == []


def test_a_breach_that_was_made_up_for_is_journalled_and_bothers_nobody(cast: Cast) -> None:
    policy(cast, breach_tell=["leads"], breach_acts=["raise"])
    made = asked(cast)
    with at(NINE + minutes(70)):
        receive(cast.channel, [item(thread_key=made.thread_key, sent_at=NINE + minutes(70), ours=True)], by=INTAKE)
        assert breach(clock(made), by=SCHEDULE)

    made.refresh_from_db()
    assert [one["tell"] for one in told("promise.breach")] == [[]]
    assert made.priority == 2


def test_an_act_that_makes_no_sense_keeps_nobody_from_the_rest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaching, "ACTS", breaching.ACTS)
    monkeypatch.delitem(breaching.ACTS, "raise")
    policy(cast, breach_tell=["leads"])
    made = asked(cast)
    type(clock(made).policy).objects.update(breach_acts=["gone", "raise"])
    with at(NINE + minutes(61)):
        assert breach(clock(made), by=SCHEDULE)
    assert len(told("promise.breach")) == 1


def test_other_parts_add_acts_of_their_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaching, "ACTS", breaching.ACTS)
    seen: list[int] = []
    monkeypatch.setitem(breaching.ACTS, "ring", BreachAct("Ring a bell", lambda place, _by: seen.append(place.pk)))
    with pytest.raises(ValueError, match="already"):
        register("ring", BreachAct("Ring", lambda _place, _by: None))
    policy(cast, breach_acts=["ring"])
    made = asked(cast)
    with at(NINE + minutes(61)):
        sweep_promises()

    assert seen == [made.pk]


def test_whom_a_policy_names(cast: Cast) -> None:
    made = asked(cast)
    with at(NINE):
        assert people(made, ["leads"]) == {cast.ana.pk}
        everybody = {cast.ana.pk, cast.ben.pk, cast.tim.pk}
        assert people(made, ["duty"]) == everybody
        assert people(made, ["assignee"]) == everybody
        Attention.objects.create(member=cast.ben, work_from="18:00", work_until="20:00")
        member("Zoe Falk", {cast.service: Role.OBSERVER})
        assert people(made, ["duty"]) == everybody - {cast.ben.pk}
        take(made, by=cast.ben)
        assert people(Conversation.objects.get(pk=made.pk), ["assignee"]) == {cast.ben.pk}
        assert people(made, []) == set()


def test_who_is_named_is_notified_in_words(cast: Cast) -> None:
    policy(cast, warn_minutes=15, warn_tell=["leads"], breach_tell=["leads"])
    asked(cast)
    for later in (46, 61):
        with at(NINE + minutes(later)):
            sweep_promises()
    with at(NINE + minutes(62)):
        tell(list(Event.objects.filter(verb__startswith="promise.")))

    rows = with_names(Notification.objects.filter(recipient=cast.ana)).order_by("pk")
    assert [said_of(row).sentence for row in rows] == [
        "A promise to Mira Castellanos is at risk: they should hear from us soon.",
        "A promise to Mira Castellanos is broken: it is overdue.",
    ]


def test_whoever_may_not_see_a_closed_conversation_is_not_told(cast: Cast) -> None:
    policy(cast, breach_tell=["leads"])
    made = asked(cast)
    event = Event.objects.filter(conversation_id=made.pk)[0]
    with at(NINE + minutes(61)):
        sweep_promises()
    Conversation.objects.filter(pk=made.pk).update(is_closed=True, department=cast.hr)
    tell(list(Event.objects.filter(verb="promise.breach")))

    assert event is not None
    assert not Notification.objects.filter(recipient=cast.ana).exists()
