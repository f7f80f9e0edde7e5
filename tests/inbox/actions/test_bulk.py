"""One act on many: each as by itself, each once, each with its result, whatever dies on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions import _bulk_verbs, bulk
from inbox.actions.assign import take
from inbox.actions.labels import create
from inbox.actions.merge import merge
from inbox.actions.move import move
from inbox.actions.resolve import reopen, resolve
from inbox.filters import ListQuery
from inbox.models import BulkItem, BulkJob, Conversation, Label, ReadMark
from inbox.tasks import carry_out_bulk, sweep_bulk
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db
SPAM = {"outcome": "spam"}


@pytest.fixture
def three(cast: Cast) -> list[Conversation]:
    """Three open conversations of Service, the newest first."""
    return [conversation(cast.channel) for _ in range(3)][::-1]


def job_of(cast: Cast, rows: list[Conversation], verb: str = "resolve", **arguments: Any) -> BulkJob:
    """Ben begins it."""
    chosen = Conversation.objects.visible_to(cast.ben).filter(pk__in=[row.pk for row in rows])
    facts = arguments or (SPAM if verb == "resolve" else {})
    return bulk.start(verb, by=cast.ben, arguments=facts, rows=chosen.order_by("-last_message_at"))


def finish(job: BulkJob) -> BulkJob:
    """A worker carries it out."""
    carry_out_bulk(job.pk)
    job.refresh_from_db()
    return job


def results(job: BulkJob) -> dict[int | None, tuple[str, str]]:
    return {pk: (state, why) for pk, state, why in job.items.values_list("conversation_id", "state", "reason")}


def test_each_is_done_by_the_member_with_an_event_of_its_own(cast: Cast, three: list[Conversation]) -> None:
    job = job_of(cast, three)
    assert (job.state, job.total) == ("running", 3)
    finish(job)
    assert job.state == "finished"
    assert {row.status for row in Conversation.objects.all()} == {"resolved"}
    events = Event.objects.filter(verb="conversation.resolve")
    assert {(event.actor_kind, event.actor_id) for event in events} == {("member", str(cast.ben.pk))}
    assert set(job.items.values_list("event_id", flat=True)) == set(events.values_list("pk", flat=True))
    begun, ended = Event.objects.get(verb="bulk.start"), Event.objects.get(verb="bulk.finish")
    assert (begun.subject_id, begun.data) == (job.pk, {"act": "resolve", "total": 3})
    assert ended.data == {"act": "resolve", "done": 3, "skipped": 0}


def test_what_can_not_be_done_is_skipped_and_says_why(cast: Cast, three: list[Conversation]) -> None:
    resolve(three[0], outcome="answered", by=cast.ana)
    elsewhere = conversation(channel(cast.marketing))
    job = finish(job_of(cast, [*three, elsewhere]))
    assert results(job) == {
        three[0].pk: ("skipped", "This conversation is resolved. Reopen it first."),
        three[1].pk: ("done", ""),
        three[2].pk: ("done", ""),
        elsewhere.pk: ("skipped", "This needs the role Agent or more in Marketing."),
    }
    assert Event.objects.get(verb="bulk.finish").data == {"act": "resolve", "done": 2, "skipped": 2}


def test_what_was_so_already_is_skipped(cast: Cast, three: list[Conversation]) -> None:
    take(three[0], by=cast.ben)
    job = finish(job_of(cast, three[:2], "take"))
    assert results(job) == {three[0].pk: ("skipped", "It was so already."), three[1].pk: ("done", "")}


@pytest.mark.parametrize(
    ("verb", "arguments", "changed"),
    [
        ("take", lambda cast: {}, lambda cast: {"assignee": cast.ben}),
        ("assign", lambda cast: {"to": cast.ana.pk}, lambda cast: {"assignee": cast.ana}),
        ("move", lambda cast: {"to": cast.marketing.pk}, lambda cast: {"department": cast.marketing}),
        ("prioritise", lambda cast: {"priority": 4}, lambda cast: {"priority": 4}),
        ("label", lambda cast: {"name": "Refund"}, lambda cast: {"labels__name": "Refund"}),
        (
            "snooze",
            lambda cast: {"until": (timezone.now() + timedelta(days=1)).isoformat()},
            lambda cast: {"status": "snoozed"},
        ),
        ("read", lambda cast: {}, lambda cast: {"read_marks__member": cast.ben}),
    ],
)
def test_every_verb(cast: Cast, three: list[Conversation], verb: str, arguments: Any, changed: Any) -> None:
    create(name="Refund", department=None, by=cast.ada)
    job = finish(job_of(cast, three[:2], verb, **arguments(cast)))
    assert {state for state, _why in results(job).values()} == {"done"}
    assert Conversation.objects.filter(**changed(cast)).count() == 2


@pytest.mark.parametrize(("verb", "first"), [("unassign", take), ("reopen", resolve)])
def test_the_verbs_back(cast: Cast, three: list[Conversation], verb: str, first: Any) -> None:
    for row in three:
        first(row, by=cast.ana, **(SPAM if first is resolve else {}))
    job = finish(job_of(cast, three, verb))
    assert {state for state, _why in results(job).values()} == {"done"}


def test_every_verb_of_the_table_is_one_of_the_product(cast: Cast) -> None:
    assert set(_bulk_verbs.VERBS) - _bulk_verbs.SILENT == {
        *("take", "assign", "unassign", "move", "resolve", "reopen", "snooze", "prioritise", "label", "unlabel")
    }


def test_all_that_match_are_those_that_matched_when_it_began(cast: Cast, three: list[Conversation]) -> None:
    query = ListQuery(department="customer-service")
    job = bulk.start("resolve", by=cast.ben, arguments=SPAM, rows=query.rows(cast.ben), query=query.written())
    late = conversation(cast.channel)
    finish(job)
    late.refresh_from_db()
    assert (job.total, late.status) == (3, "open")
    assert list(job.items.values_list("conversation_id", flat=True)) == [row.pk for row in three]


def test_rights_are_asked_when_each_is_done(cast: Cast, three: list[Conversation]) -> None:
    job = job_of(cast, three)
    move(three[0], to=cast.hr, by=cast.ana)
    merge(three[1], into=conversation(cast.channel), by=cast.ana)
    finish(job)
    assert results(job) == {
        three[0].pk: ("skipped", "It is closed to you now."),
        three[1].pk: ("skipped", "It is part of another conversation now."),
        three[2].pk: ("done", ""),
    }


def test_who_is_gone_does_nothing_any_more(cast: Cast, three: list[Conversation]) -> None:
    job = job_of(cast, three)
    cast.ben.is_active = False
    cast.ben.save()
    finish(job)
    assert not Conversation.objects.filter(status="resolved").exists()
    assert {state for state, _why in results(job).values()} == {"skipped"}


def test_an_error_of_ours_changes_nothing_and_stops_nothing(
    cast: Cast, three: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(row: Conversation, **facts: Any) -> Conversation:
        made = resolve(row, **facts)
        if row.pk == three[0].pk:
            raise ZeroDivisionError
        return made

    monkeypatch.setitem(_bulk_verbs.VERBS, "resolve", _bulk_verbs.BulkVerb(breaks, dict))
    job = finish(job_of(cast, three))
    assert results(job)[three[0].pk] == ("skipped", "An error on our side; nothing was changed.")
    three[0].refresh_from_db()
    assert three[0].status == "open"
    assert Conversation.objects.filter(status="resolved").count() == 2


def test_the_reasons_speak_the_members_language(cast: Cast, three: list[Conversation]) -> None:
    job = job_of(cast, three[:1], "assign", to=999_999)
    assert results(finish(job)) == {three[0].pk: ("skipped", "Nobody is there to give it to.")}


def test_a_turn_ends_and_the_next_goes_on(cast: Cast, three: list[Conversation], monkeypatch: Any) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    job = job_of(cast, three)
    assert bulk.carry_out(job.pk, seconds=0)
    assert Conversation.objects.filter(status="resolved").count() == 1
    assert bulk.carry_out(job.pk, seconds=0)
    finish(job)
    assert (job.state, Event.objects.filter(verb="conversation.resolve").count()) == ("finished", 3)


def test_only_one_worker_is_at_it(cast: Cast, three: list[Conversation]) -> None:
    job = job_of(cast, three)
    BulkJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() + timedelta(seconds=9))
    finish(job)
    assert (job.state, job.items.filter(state="waiting").count()) == ("running", 3)


def test_where_a_worker_died_the_sweep_goes_on(cast: Cast, three: list[Conversation], monkeypatch: Any) -> None:
    job = job_of(cast, three)
    woken: list[int] = []
    monkeypatch.setattr(carry_out_bulk, "delay", woken.append)
    BulkJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() + timedelta(seconds=9))
    sweep_bulk()
    assert woken == []
    BulkJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep_bulk()
    assert woken == [job.pk]
    finish(job)
    sweep_bulk()
    assert woken == [job.pk]


def test_nobody_carries_out_the_job_of_another_by_hand(cast: Cast, three: list[Conversation]) -> None:
    job = job_of(cast, three)
    assert not bulk.carry_out(job.pk, by=cast.ana)
    assert job.items.filter(state="waiting").count() == 3


def test_stopped_the_rest_stays_as_it_is(cast: Cast, three: list[Conversation], monkeypatch: Any) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    job = job_of(cast, three)
    bulk.carry_out(job.pk, seconds=0)
    with pytest.raises(NotAllowed):
        bulk.stop(job, by=cast.ana)
    assert bulk.stop(job, by=cast.ben).state == "stopped"
    finish(job)
    assert Conversation.objects.filter(status="resolved").count() == 1
    assert Event.objects.filter(verb="bulk.stop").count() == 1
    assert bulk.stop(job, by=cast.ben).state == "stopped"
    assert finish(bulk.undo_all(job, by=cast.ben)).total == 1


def test_the_whole_is_taken_back_but_for_what_has_moved_on(cast: Cast, three: list[Conversation]) -> None:
    job = finish(job_of(cast, three))
    reopen(three[0], by=cast.ana)
    with pytest.raises(NotAllowed):
        bulk.undo_all(job, by=cast.ana)
    back = finish(bulk.undo_all(job, by=cast.ben))
    assert results(back) == {
        three[0].pk: ("skipped", "There is nothing to undo: the conversation has moved on."),
        three[1].pk: ("done", ""),
        three[2].pk: ("done", ""),
    }
    assert not Conversation.objects.filter(status="resolved").exists()
    for again in (job, back):
        with pytest.raises(NotPossible, match="undone"):
            bulk.undo_all(again, by=cast.ben)


def test_what_runs_or_leaves_no_trace_is_not_undone(cast: Cast, three: list[Conversation]) -> None:
    running = job_of(cast, three)
    with pytest.raises(NotPossible, match="still running"):
        bulk.undo_all(running, by=cast.ben)
    read = finish(job_of(cast, three, "read"))
    assert ReadMark.objects.filter(member=cast.ben).count() == 3
    with pytest.raises(NotPossible, match="can't be undone"):
        bulk.undo_all(read, by=cast.ben)


def test_labels_of_a_job_come_off_again(cast: Cast, three: list[Conversation]) -> None:
    create(name="Refund", department=None, by=cast.ada)
    finish(bulk.undo_all(finish(job_of(cast, three, "label", name="Refund")), by=cast.ben))
    assert not Label.objects.get().conversations.exists()


@pytest.mark.parametrize(("verb", "sentence"), [("delete", "Choose what to do"), ("undo", "Choose what to do")])
def test_what_is_no_verb_is_refused(cast: Cast, three: list[Conversation], verb: str, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        job_of(cast, three, verb)


def test_none_and_too_many_are_refused(cast: Cast, three: list[Conversation], monkeypatch: Any) -> None:
    with pytest.raises(NotPossible, match="Nothing is selected"):
        job_of(cast, [])
    monkeypatch.setattr(bulk, "MOST", 2)
    with pytest.raises(NotPossible, match="More than 2 match"):
        job_of(cast, three)
    assert not BulkItem.objects.exists()
    assert not Event.objects.filter(verb="bulk.start").exists()
