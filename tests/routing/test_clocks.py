"""What starts, rests, moves and ends the clocks of a conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from routing.calendars import ALWAYS, Calendar
from routing.clocks import Clock, ClockState, explain, fold, nearest
from routing.owing import Act
from routing.promising import Book, Facts, Policy, Promise, in_order

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
SERVICE, PRODUCT = 1, 2
OFFICE = Calendar("UTC", (*[((540, 1020),)] * 5, (), ()))
EVERY = tuple((str(promise), 60) for promise in Promise)
ALL_PAUSES = frozenset({"pending", "snoozed", "asked"})


def policy(number: int = 1, targets: Any = EVERY, **fields: Any) -> Policy:
    return Policy(number, 1, number, targets, **{"pauses": ALL_PAUSES, **fields})


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def act(minutes: int, verb: str, subject: int = 0, **fields: Any) -> Act:
    known = {"by_member", "to", "written_at"}
    given = {name: value for name, value in fields.items() if name in known}
    data = {name: value for name, value in fields.items() if name not in known}
    return Act(after(minutes), verb, data, subject, **given)


def opened(minutes: int = 0, *, author: int = 7) -> list[Act]:
    """They write, and a conversation opens in Service."""
    return [
        act(minutes, "conversation.open", department=SERVICE, channel=3, kind="mention"),
        wrote(minutes, 1, author=author),
    ]


def wrote(minutes: int, number: int, *, author: int = 7, **fields: Any) -> Act:
    return act(minutes, "message.receive", number, author=author, kind="mention", **fields)


def answered(minutes: int, number: int = 90, *, to: int = 0) -> list[Act]:
    return [act(minutes, "delivery.succeed", number, to=to), act(minutes, "conversation.await")]


def clocks_of(acts: list[Act], *policies: Policy) -> dict[str, list[Clock]]:
    found: dict[str, list[Clock]] = {str(promise): [] for promise in Promise}
    for clock in fold(acts, [Book(NOON - timedelta(days=1), policies or (policy(),))]):
        found[clock.promise].append(clock)
    return found


def states(clocks: list[Clock], now: datetime = NOON + timedelta(days=9)) -> list[str]:
    return [str(clock.state_at(now)) for clock in clocks]


def test_a_message_starts_what_is_promised_and_a_reply_keeps_it() -> None:
    found = clocks_of([*opened(), *answered(20)])

    assert states(found["first"]) == states(found["full"]) == states(found["acknowledgement"]) == ["met"]
    assert found["first"][0].used == timedelta(minutes=20)
    assert found["next"] == []
    assert states(found["resolution"]) == ["paused"]  # pending: we wait for them


def test_a_late_reply_leaves_the_promise_broken_at_its_end() -> None:
    (clock,) = clocks_of([*opened(), *answered(61)])["first"]

    assert (clock.state_at(after(99)), clock.breached_at) == (ClockState.BREACHED, after(60))


def test_a_reply_at_the_very_end_is_in_time_and_no_reply_by_then_is_not() -> None:
    assert states(clocks_of([*opened(), *answered(60)])["first"]) == ["met"]
    (clock,) = clocks_of(opened())["first"]
    assert [str(clock.state_at(after(at))) for at in (59, 60)] == ["running", "breached"]


def test_each_time_they_write_again_a_reply_is_promised_anew() -> None:
    found = clocks_of([*opened(), *answered(5), wrote(30, 2), wrote(40, 3), *answered(50, 91), wrote(60, 4)])

    assert [(clock.number, clock.started_at) for clock in found["next"]] == [(1, after(30)), (2, after(60))]
    assert len(found["first"]) == 1


def test_everybody_who_asked_must_be_answered_for_a_full_response() -> None:
    start = [*opened(author=7), wrote(5, 2, author=8)]

    (partly,) = clocks_of([*start, *answered(10, 90, to=7)])["full"]
    (fully,) = clocks_of([*start, *answered(10, 90, to=7), *answered(20, 91, to=8)])["full"]
    (all_at_once,) = clocks_of([*start, *answered(10, 90)])["full"]

    assert str(partly.state_at(after(30))) == "running"
    assert (str(fully.state_at(after(30))), fully.ended_at) == ("met", after(20))
    assert all_at_once.ended_at == after(10)


@pytest.mark.parametrize("verb", ["conversation.take", "conversation.assign", "note.add", "draft.submit"])
def test_somebody_who_takes_it_up_acknowledges_it(verb: str) -> None:
    assert states(clocks_of([*opened(), act(9, verb, by_member=True)])["acknowledgement"]) == ["met"]
    assert states(clocks_of([*opened(), act(9, verb)])["acknowledgement"], after(30)) == ["running"]


@pytest.mark.parametrize(
    ("verb", "kind", "state"),
    [
        ("ask", "ask", "met"),
        ("ask_again", "ask", "met"),
        ("transfer", "transfer", "running"),
        ("accept", "transfer", "met"),
        ("accept", "ask", "running"),
        ("answer", "ask", "running"),
    ],
)
def test_who_asks_others_has_taken_it_up_and_so_has_who_took_it_over(verb: str, kind: str, state: str) -> None:
    done = act(9, f"escalation.{verb}", 5, by_member=True, kind=kind, blocking=False, after=SERVICE)
    by_program = act(9, f"escalation.{verb}", 5, kind=kind, blocking=False, after=SERVICE)

    assert states(clocks_of([*opened(), done])["acknowledgement"], after(30)) == [state]
    assert states(clocks_of([*opened(), by_program])["acknowledgement"], after(30)) == ["running"]


def test_resolving_ends_what_is_owed_without_counting_as_a_reply() -> None:
    found = clocks_of([*opened(), act(30, "conversation.resolve", by_member=True)])

    assert states(found["first"]) == ["stopped"]
    assert states(found["resolution"]) == states(found["acknowledgement"]) == ["met"]


def test_a_resolution_that_is_taken_back_was_never_there() -> None:
    done = [
        act(30, "conversation.resolve", by_member=True),
        act(31, "conversation.undo", before="resolved", after="open", by_member=True),
    ]
    found = clocks_of([*opened(), *done])

    assert [clock.due_at for clock in (*found["first"], *found["resolution"])] == [after(60), after(60)]
    assert states(found["acknowledgement"]) == ["breached"]


def test_reopening_promises_anew_from_then_on() -> None:
    done = [act(30, "conversation.resolve", by_member=True), act(900, "conversation.reopen", by_member=True)]
    found = clocks_of([*opened(), *done])

    assert [clock.started_at for clock in found["first"]] == [NOON, after(900)]
    assert states(found["resolution"], after(901)) == ["met", "running"]
    again = act(905, "conversation.undo", before="open", after="resolved", by_member=True)
    assert states(clocks_of([*opened(), *done, again])["resolution"], after(910)) == ["met", "stopped"]


def test_they_write_into_what_was_resolved() -> None:
    acts = [*opened(), *answered(10), act(30, "conversation.resolve", by_member=True), wrote(400, 2)]
    found = clocks_of([*acts, act(400, "conversation.reopen", cause="message")])

    assert [clock.started_at for clock in found["resolution"]] == [NOON, after(400)]
    assert [clock.started_at for clock in found["acknowledgement"]] == [NOON, after(400)]
    assert [clock.started_at for clock in found["next"]] == [after(400)]


def test_what_was_written_before_but_learned_late_counts_from_when_it_was_written() -> None:
    late = wrote(50, 1, written_at=after(10))
    start = act(50, "conversation.open", department=SERVICE, channel=3)

    (clock,) = clocks_of([start, late])["first"]

    assert (clock.started_at, clock.due_at) == (after(10), after(70))


def test_what_is_context_or_only_heard_promises_nothing() -> None:
    start = act(0, "conversation.open", department=SERVICE, channel=3)

    assert fold([start, wrote(0, 1, context=True), wrote(1, 2, listening=True)], [Book(NOON, (policy(),))]) == []


def test_what_was_over_before_we_came_promises_nothing() -> None:
    assert fold([*opened(), act(30, "conversation.resolve", cause="history")], [Book(NOON, (policy(),))]) == []


def test_a_question_that_is_taken_away_needs_no_reply() -> None:
    acts = [*opened(), act(10, "message.remove", 1), act(10, "conversation.await")]

    assert states(clocks_of(acts)["first"]) == ["stopped"]


def test_our_answer_is_gone_and_a_reply_is_owed_again() -> None:
    acts = [*opened(), *answered(10), act(40, "message.remove", 90, ours=True), act(40, "conversation.reopen")]

    assert [clock.started_at for clock in clocks_of(acts)["next"]] == [after(40)]


def test_snoozing_rests_the_clock_where_the_policy_says_so() -> None:
    acts = [*opened(), act(10, "conversation.snooze", by_member=True), act(40, "conversation.wake")]

    (rests,) = clocks_of(acts)["first"]
    (goes_on,) = clocks_of(acts, policy(pauses=frozenset()))["first"]

    assert (rests.due_at, rests.paused) == (after(90), timedelta(minutes=30))
    assert (goes_on.due_at, goes_on.paused) == (after(60), timedelta())


@pytest.mark.parametrize("ends", ["answer", "decline", "withdraw"])
@pytest.mark.parametrize("begins", ["ask", "ask_again", "restore"])
def test_waiting_on_another_department_rests_the_clock(begins: str, ends: str) -> None:
    asked = act(10, f"escalation.{begins}", 5, kind="ask", blocking=True, **{"from": SERVICE, "to": PRODUCT})
    taken = act(15, "escalation.accept", 5, kind="ask", blocking=True)
    back = act(25, f"escalation.{ends}", 5, kind="ask", blocking=True)

    (waiting,) = clocks_of([*opened(), asked, taken])["first"]
    (over,) = clocks_of([*opened(), asked, taken, back])["first"]

    assert (waiting.resting, waiting.due_at, waiting.left) == ("asked", None, timedelta(minutes=50))
    assert over.due_at == after(75)


def test_of_two_requests_the_last_that_is_open_still_rests_the_clock() -> None:
    asks = [act(10, "escalation.ask", number, kind="ask", blocking=True) for number in (5, 6)]

    (clock,) = clocks_of([*opened(), *asks, act(20, "escalation.answer", 5)])["first"]

    assert clock.resting == "asked"


def test_a_request_that_holds_nobody_up_lets_the_clock_run() -> None:
    (clock,) = clocks_of([*opened(), act(10, "escalation.ask", 5, kind="ask", blocking=False)])["first"]

    assert clock.due_at == after(60)


def test_a_transfer_takes_the_conversation_to_other_promises_once_it_is_accepted() -> None:
    own = policy(1, departments=frozenset({SERVICE}))
    theirs = policy(2, (("first", 240),), departments=frozenset({PRODUCT}))
    facts = {"kind": "transfer", "blocking": False, "from": SERVICE, "to": PRODUCT}
    asked = Act(after(10), "escalation.transfer", facts, 5)
    accepted = Act(after(30), "escalation.accept", {**facts, "before": SERVICE, "after": PRODUCT}, 5)

    (before,) = clocks_of([*opened(), asked], own, theirs)["first"]
    (moved,) = clocks_of([*opened(), asked, accepted], own, theirs)["first"]

    assert (before.target.policy, before.resting) == (1, "")
    assert (moved.target.policy, moved.due_at) == (2, after(240))


def test_time_used_comes_along_to_another_target() -> None:
    slow, fast = policy(1, (("first", 480),)), policy(2, (("first", 60),), priorities=frozenset({3, 4}))
    acts = [*opened(), act(40, "conversation.prioritise", priority=3)]

    (clock,) = clocks_of(acts, slow, fast)["first"]

    assert (clock.due_at, clock.target.policy, clock.used) == (after(60), 2, timedelta(minutes=40))


def test_a_target_that_has_passed_already_is_broken_from_then_on_and_stays_so() -> None:
    slow, fast = policy(1, (("first", 480),)), policy(2, (("first", 60),), priorities=frozenset({3, 4}))
    acts = [*opened(), act(90, "conversation.prioritise", priority=3)]

    (clock,) = clocks_of(acts, slow, fast)["first"]
    assert (clock.due_at, clock.state_at(after(90))) == (after(90), ClockState.BREACHED)
    (clock,) = clocks_of([*acts, act(95, "conversation.prioritise", priority=2)], slow, fast)["first"]
    assert clock.breached_at == after(90)


def test_a_promise_made_later_counts_from_then_on() -> None:
    books = [Book(after(30), (policy(),)), Book(after(40), (policy(2, (("first", 20),)),))]

    clocks = fold(opened(), books)

    first = next(clock for clock in clocks if clock.promise == "first")
    assert (first.started_at, first.due_at) == (after(30), after(50))
    assert [str(clock.state_at(after(41))) for clock in clocks if clock.promise == "resolution"] == ["stopped"]


def test_moved_to_where_nothing_is_promised_it_is_over() -> None:
    acts = [*opened(), act(10, "conversation.move", after=PRODUCT), act(20, "conversation.move", after=SERVICE)]

    found = clocks_of(acts, policy(departments=frozenset({SERVICE})))["first"]

    assert [(clock.started_at, str(clock.state_at(after(21)))) for clock in found] == [
        (NOON, "stopped"),
        (after(20), "running"),
    ]


def test_the_first_that_holds_decides_and_who_names_more_comes_first() -> None:
    general = policy(1, (("first", 480), ("resolution", 900)))
    pressing = policy(2, (("first", 30),), departments=frozenset({SERVICE}), priorities=frozenset({3}))
    book = Book(NOON, (general, pressing))
    urgent = Facts(SERVICE, 3, "mention", 3)

    assert [one.id for one in in_order(book.policies)] == [2, 1]
    found = {promise: book.target(promise, urgent) for promise in ("first", "resolution", "next")}
    assert {promise: target and target.minutes for promise, target in found.items()} == {
        "first": 30,
        "resolution": 900,
        "next": None,
    }


def test_it_is_at_risk_so_many_minutes_before_or_after_a_share_of_its_time() -> None:
    (minutes,) = clocks_of(opened(), policy(warn_minutes=15))["first"]
    (share,) = clocks_of(opened(), policy(warn_share=80))["first"]
    (longer,) = clocks_of(opened(), policy(warn_minutes=500))["first"]

    assert [clock.risk_at for clock in (minutes, share, longer)] == [after(45), after(48), NOON]


def test_the_journal_says_that_it_was_warned_of_and_acted_on() -> None:
    told = [
        act(50, "promise.warn", promise="first", number=1),
        act(60, "promise.breach", promise="first", number=1),
        act(70, "promise.breach", promise="first", number=1),
    ]

    (clock,) = clocks_of([*opened(), *told])["first"]

    assert (clock.warned_at, clock.told_at) == (after(50), after(60))


def test_it_explains_itself_as_data() -> None:
    timed = policy(calendar=OFFICE, targets=(("first", 240),), departments=frozenset({SERVICE}))
    acts = [*opened(-118), act(-60, "conversation.snooze", by_member=True), act(-20, "conversation.wake")]

    (clock,) = clocks_of(acts, timed)["first"]
    said = explain(clock, NOON)

    assert (said.started_at, said.due_at) == (after(-118), after(-118 + 240 + 40))
    assert (said.paused, said.left, said.state) == (timedelta(minutes=40), timedelta(minutes=162), ClockState.RUNNING)
    assert (said.target.calendar, said.target.named, said.target.facts and said.target.facts.department) == (
        OFFICE,
        ("department",),
        SERVICE,
    )


def test_a_broken_promise_explains_when_it_was_broken() -> None:
    (late,) = clocks_of([*opened(), *answered(90)])["first"]

    said = explain(late, after(100))

    assert (said.state, said.due_at, said.ended_at) == (ClockState.BREACHED, after(60), after(90))


def test_the_nearest_is_due_first_and_what_rests_or_is_over_is_not() -> None:
    acts = [*opened(), act(5, "conversation.take", by_member=True)]
    clocks = fold(acts, [Book(NOON, (policy(1, (("first", 30), ("resolution", 600), ("acknowledgement", 10))),))])

    found = nearest(clocks, after(6))

    assert found is not None
    assert found.promise == "first"
    assert nearest([], NOON) is None
    assert ALWAYS.ever_opens
