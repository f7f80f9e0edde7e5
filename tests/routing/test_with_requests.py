"""Promises and requests between departments together: what is asked rests clocks, what is taken over turns them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
import time_machine

from accounts.actors import SCHEDULE
from accounts.models import Event, Role
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.decline import decline
from inbox.actions.escalate import ask_again
from inbox.actions.merge import merge, unmerge
from inbox.actions.reason import archive
from inbox.actions.tell import tell
from inbox.actions.withdraw import restore, withdraw
from inbox.models import Conversation, Escalation, Notification, Reason
from inbox.models.escalation import EscalationState
from inbox.telling import said_of, with_names
from routing.actions.keep import keep
from routing.actions.promise import breach
from routing.actions.sla_policy import change
from routing.breaching import REASON
from routing.models import ClockRow
from routing.tasks import sweep_promises
from tests.cast import Cast, channel, member
from tests.inbox import requests
from tests.inbox.views.test_escalations import signed_in
from tests.routing.desk import NINE, asked, clock, minutes, policy

pytestmark = pytest.mark.django_db


def at(count: float) -> Any:
    """So many minutes after nine."""
    return time_machine.travel(NINE + minutes(count), tick=False)


def follow() -> None:
    """What the task does after each act."""
    keep(Conversation.objects.values_list("pk", flat=True))


def all_clocks() -> list[dict[str, Any]]:
    hidden = ("id", "created_at")
    rows = ClockRow.objects.order_by("conversation_id", "promise", "number").values()
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]


def shown(made: Any) -> tuple[datetime | None, int | None]:
    made.refresh_from_db()
    return made.due_at, made.rest_minutes


def test_a_question_on_which_we_wait_rests_the_clock_until_the_answer_is_there(cast: Cast) -> None:
    policy(cast, pauses=["asked"])
    made = asked(cast)
    with at(10):
        request = requests.asked(made, cast.marketing, cast.ben, is_blocking=True)
        follow()
        assert shown(made) == (None, 50)
        assert clock(made).resting == "asked"
    with at(20):
        accept(request, by=cast.mia)
        follow()
        assert shown(made) == (None, 50)
    with at(40):
        answer(request, text="On Saturday.", by=cast.mia)
        follow()

    assert shown(made) == (NINE + minutes(90), None)
    assert clock(made).paused == minutes(30)


def test_declined_asked_again_withdrawn_and_restored(cast: Cast) -> None:
    """Each wait of its own: 5 minutes, 10 minutes, and from the restoring on."""
    policy(cast, pauses=["asked"])
    made = asked(cast)
    with at(10):
        first = requests.asked(made, cast.marketing, cast.ben, is_blocking=True)
    with at(15):
        decline(first, reason="Not ours.", by=cast.mia)
    with at(20):
        again = ask_again(first, question=requests.question("And now?"), by=cast.ben)
        assert again.is_blocking
    with at(30):
        withdraw(again, by=cast.ben)
        follow()
        assert shown(made) == (NINE + minutes(75), None)
    with at(35):
        restore(again, by=cast.ben)
        follow()

    assert shown(made) == (None, 60 - 10 - 5 - 5)


def test_a_question_that_holds_nobody_up_and_an_offer_let_the_clock_run(cast: Cast) -> None:
    policy(cast, pauses=["asked"])
    made = asked(cast)
    with at(10):
        requests.asked(made, cast.marketing, cast.ben)
        requests.offered(made, cast.hr, cast.ben)
        follow()

    assert shown(made) == (NINE + minutes(60), None)


def test_a_policy_that_does_not_rest_for_others_goes_on(cast: Cast) -> None:
    policy(cast, pauses=["snoozed"])
    made = asked(cast)
    with at(10):
        requests.asked(made, cast.marketing, cast.ben, is_blocking=True)
        follow()

    assert shown(made) == (NINE + minutes(60), None)


def test_taken_over_it_is_promised_what_the_new_holder_promises(cast: Cast) -> None:
    policy(cast, "Service", departments=[cast.service.pk])
    theirs = policy(cast, "Marketing", targets={"first": 240}, departments=[cast.marketing.pk])
    made = asked(cast)
    with at(10):
        offer = requests.offered(made, cast.marketing, cast.ben)
        follow()
        assert shown(made)[0] == NINE + minutes(60)
    with at(30):
        accept(offer, by=cast.mia)
        follow()

    assert shown(made)[0] == NINE + minutes(240)
    assert clock(made).policy == theirs
    assert clock(made).used == minutes(30)
    assert not Event.objects.filter(verb="conversation.move").exists()


def test_who_asks_others_has_taken_it_up_and_so_has_who_takes_it_over(cast: Cast) -> None:
    policy(cast, targets={"acknowledgement": 30})
    with_question, with_offer = asked(cast), asked(cast)
    with at(10):
        requests.asked(with_question, cast.marketing, cast.ben)
        offer = requests.offered(with_offer, cast.marketing, cast.ben)
        follow()
        assert clock(with_question, "acknowledgement").state == "met"
        assert clock(with_offer, "acknowledgement").state == "running"
    with at(20):
        accept(offer, by=cast.mia)
        follow()

    assert clock(with_offer, "acknowledgement").state == "met"


def test_a_question_goes_along_when_conversations_are_merged_and_taken_apart(cast: Cast) -> None:
    policy(cast, pauses=["asked"])
    part, whole = asked(cast), asked(cast, NINE + minutes(1))
    with at(10):
        request = requests.asked(part, cast.marketing, cast.ben, is_blocking=True)
    with at(20):
        merge(part, into=whole, by=cast.ben)
        follow()
        assert shown(whole)[0] is None
        assert shown(part) == (None, None)
    with at(40):
        answer(request, text="On Saturday.", by=cast.mia)
        follow()
        assert shown(whole)[0] is not None
    with at(50):
        unmerge(part, by=cast.ben)
        follow()

    assert shown(part) == (NINE + minutes(90), None)
    assert shown(whole) == (NINE + minutes(61), None)


def test_thrown_away_and_built_anew_the_clocks_are_the_same(cast: Cast) -> None:
    policy(cast, "Service", targets={"first": 60, "resolution": 480}, departments=[cast.service.pk], pauses=["asked"])
    policy(cast, "Marketing", targets={"first": 240}, departments=[cast.marketing.pk])
    made, other = asked(cast), asked(cast)
    with at(10):
        request = requests.asked(made, cast.marketing, cast.ben, is_blocking=True)
        offer = requests.offered(other, cast.marketing, cast.ben)
        follow()
    with at(25):
        answer(request, text="On Saturday.", by=cast.mia)
        accept(offer, by=cast.mia)
        follow()
        kept = all_clocks()
        ClockRow.objects.all().delete()
        keep([made.pk, other.pk])

        assert all_clocks() == kept
        assert [row["state"] for row in kept] == ["running", "running", "running", "stopped"]


def asks_for_help(cast: Cast, **fields: Any) -> Any:
    return policy(cast, breach_acts=[f"ask:{cast.marketing.pk}"], **fields)


def test_a_broken_promise_asks_a_department_for_help_once(cast: Cast) -> None:
    kept = asks_for_help(cast)
    made = asked(cast)
    with at(61):
        sweep_promises()
        sweep_promises()

    request = Escalation.objects.get()
    assert (request.conversation, request.to_department, request.kind) == (made, cast.marketing, "ask")
    assert (request.state, request.is_blocking, request.reason.name) == (EscalationState.REQUESTED, False, REASON)
    assert request.due_at == NINE + minutes(61 + 240)
    event = Event.objects.get(verb="escalation.ask")
    assert (event.actor_kind, event.actor_id) == ("promise", f"policy {kept.pk} v1")
    with at(70):
        tell([event])
        page = signed_in(cast.mia).get(f"/inbox/{made.pk}/").content.decode()
    told = with_names(Notification.objects.filter(recipient=cast.mia)).get()
    assert said_of(told).sentence == "Liaison asks your department about Mira Castellanos."
    assert "What we promised here is overdue." in page
    assert f"policy {kept.pk}" not in page


def test_two_promises_broken_at_once_ask_one_time(cast: Cast) -> None:
    asks_for_help(cast, targets={"first": 60, "full": 60})
    asked(cast)
    with at(61):
        sweep_promises()

    assert Event.objects.filter(verb="promise.breach").count() == 2
    assert Escalation.objects.count() == 1


def test_a_department_is_not_asked_about_what_it_holds_or_what_is_closed(cast: Cast) -> None:
    policy(cast, "Its own", breach_acts=[f"ask:{cast.service.pk}"])
    policy(cast, "HR", departments=[cast.hr.pk], breach_acts=[f"ask:{cast.marketing.pk}"])
    asked(cast)
    hidden = asked(cast, place=channel(cast.hr))
    assert hidden.is_closed
    with at(61):
        sweep_promises()

    assert Event.objects.filter(verb="promise.breach").count() == 2
    assert not Escalation.objects.exists()


def test_without_its_own_reason_another_one_is_given(cast: Cast) -> None:
    asks_for_help(cast)
    requests.reason()
    archive(requests.reason(REASON), by=cast.ada)
    made = asked(cast)
    with at(61):
        breach(clock(made), by=SCHEDULE)
    assert Escalation.objects.get().reason == Reason.objects.filter(is_archived=False).first()


def test_without_any_reason_one_is_made(cast: Cast) -> None:
    asks_for_help(cast)
    Reason.objects.all().delete()
    made = asked(cast)
    with at(61):
        breach(clock(made), by=SCHEDULE)
    assert Escalation.objects.get().reason.name == REASON


def test_an_administrator_chooses_whom_a_policy_asks(cast: Cast) -> None:
    kept = policy(cast, breach_acts=["raise"])
    ada = signed_in(cast.ada)
    said = {"name": "Everybody", "target-first": "1 h", "breach_acts": ["raise"], "breach-ask": cast.marketing.pk}
    answered = ada.post(f"/console/promises/{kept.pk}/", said)

    assert answered.status_code == 302
    kept.refresh_from_db()
    assert kept.breach_acts == sorted(["raise", f"ask:{cast.marketing.pk}"])
    page = ada.get(f"/console/promises/{kept.pk}/").content.decode()
    assert "When time is up: ask Marketing for help." in page
    assert f'<option value="{cast.marketing.pk}" selected>Marketing</option>' in page
    ada.post(f"/console/promises/{kept.pk}/", {**said, "breach-ask": ""})
    kept.refresh_from_db()
    assert kept.breach_acts == ["raise"]


def test_a_policy_that_asks_who_is_archived_goes_on_without(cast: Cast) -> None:
    kept = asks_for_help(cast)
    cast.marketing.is_active = False
    cast.marketing.save()
    made = asked(cast)
    with at(61):
        assert breach(clock(made), by=SCHEDULE)
    assert not Escalation.objects.exists()
    assert "ask" not in " ".join(kept.breach_acts).replace(f"ask:{cast.marketing.pk}", "")
    change(kept, name="Everybody", targets={"first": 60}, by=cast.ada)


def test_somebody_who_helps_is_a_lead_too(cast: Cast) -> None:
    """Whoever works in the asked department hears of it, whatever they do there."""
    asks_for_help(cast)
    lead = member("Lea Sand", {cast.marketing: Role.LEAD})
    made = asked(cast)
    with at(61):
        breach(clock(made), by=SCHEDULE)
        tell(list(Event.objects.filter(verb="escalation.ask")))
    assert set(Notification.objects.filter(conversation=made).values_list("recipient", flat=True)) >= {
        cast.mia.pk,
        lead.pk,
    }


def looks(cast: Cast, address: str) -> str:
    return re.sub(r"\s+", " ", signed_in(cast.ben).get(address).content.decode())


def test_a_row_shows_what_presses_most_and_in_its_own_list_who_is_asked(cast: Cast) -> None:
    policy(cast, warn_minutes=50)
    made = asked(cast)
    here, waiting = "/inbox/?department=customer-service", "/inbox/?waiting_on=any"
    with at(5):
        requests.asked(made, cast.marketing, cast.ben, hours=0.25)
        assert "Marketing 15 min" in looks(cast, here)
    with at(15):
        tight = looks(cast, here)
        assert "45 min left" in tight
        assert "Marketing 5 min" not in tight
        assert "Marketing 5 min" in looks(cast, waiting)
    with at(30):
        assert "Marketing 10 min late" in looks(cast, here)
    with at(70):
        broken = looks(cast, here)
        assert "10 min late" in broken
        assert "Marketing 50 min late" not in broken
        assert "Marketing 50 min late" in looks(cast, waiting)


def test_a_department_s_head_counts_what_waits_what_presses_and_what_is_asked(cast: Cast) -> None:
    policy(cast, targets={"first": 60}, warn_minutes=20, departments=[cast.service.pk])
    asked(cast)
    tight, fresh = asked(cast, NINE + minutes(35)), asked(cast, NINE + minutes(70))
    theirs = asked(cast, NINE + minutes(70), place=channel(cast.marketing))
    with at(80):
        requests.asked(tight, cast.marketing, cast.ben)
        requests.asked(fresh, cast.marketing, cast.ben)
        requests.asked(theirs, cast.service, cast.mia, hours=1)
        page = looks(cast, "/inbox/?department=customer-service")
        head = page.split('aria-label="How this department stands"', 1)[1].split("</nav>", 1)[0]
        figures = re.findall(r'<span class="word">([^<]+)</span><b[^>]*>([^<]+)</b>', head)
        elsewhere = looks(cast, "/inbox/")

    assert figures == [
        ("Waiting", "3"),
        ("Oldest waiting", "1h"),
        ("At risk", "1"),
        ("Overdue", "1"),
        ("Asked of us", "1"),
        ("We asked", "2"),
    ]
    assert "first in 1 h" in head
    assert "How this department stands" not in elsewhere
