"""A watch's turns; what it found arrives once, whatever else brings it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.intake import TurnLost
from inbox.actions.listen import claim_watch, end_watch, fail_watch, recover_watch, store_found
from inbox.actions.note import add_note
from inbox.actions.receive import receive
from inbox.actions.watch import create
from inbox.channels.base import Item, Kind, Page, Raw
from inbox.models import Channel, Conversation, Inbound, Message, Sighting, Watch
from inbox.models.conversation import Status
from tests.cast import Cast, channel, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast: Cast) -> Channel:
    return channel(cast.service, network="sandbox")


@pytest.fixture
def watch(cast: Cast, place: Channel) -> Watch:
    return create(place, kind="words", query="late trains", department=cast.hr, purpose="candidate", by=cast.ada)


def page(*keys: str, since: int = 1) -> Page:
    return Page([Raw(f"found:{key}", {"type": "found"}) for key in keys], {"since": since})


def found(watch: Watch, **fields: Any) -> Item:
    return item(kind=Kind.POST, listening=True, watches=(watch.pk,), **{"external_id": "p1", **fields})


def said(**fields: Any) -> Item:
    return item(**{"external_id": "p1", **fields})


def test_a_turn_is_one_workers(watch: Watch) -> None:
    mine = claim_watch(watch.pk)
    assert mine is not None
    assert claim_watch(watch.pk) is None
    rows = store_found(mine, page("p1", "p2"), next_poll_at=timezone.now() + timedelta(minutes=1), by=INTAKE)
    assert [(row.external_key, row.watch_id) for row in rows] == [
        (f"watch:{watch.pk}:found:p1", watch.pk),
        (f"watch:{watch.pk}:found:p2", watch.pk),
    ]
    end_watch(mine)
    assert claim_watch(watch.pk) is None  # not due again yet
    assert Watch.objects.get().cursor == {"since": 1}


def test_of_a_turn_that_passed_to_another_nothing_is_kept(watch: Watch) -> None:
    mine = claim_watch(watch.pk)
    assert mine is not None
    Watch.objects.update(lease_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(TurnLost):
        store_found(mine, page("p1"), next_poll_at=timezone.now(), by=INTAKE)
    assert not Inbound.objects.exists()


def test_a_failure_is_told_once_and_the_channel_goes_on(watch: Watch) -> None:
    for _ in range(2):
        failed = fail_watch(watch, error="The search is down.", retry_at=None, by=INTAKE)
    assert (failed.failures, failed.last_error) == (2, "The search is down.")
    assert failed.next_poll_at is not None
    assert failed.next_poll_at > timezone.now()
    failed.channel.refresh_from_db()
    assert failed.channel.failures == 0
    recover_watch(failed, by=INTAKE)
    recover_watch(failed, by=INTAKE)
    told = Event.objects.filter(verb__in=["watch.fail", "watch.recover"]).order_by("pk")
    assert [event.verb for event in told] == ["watch.fail", "watch.recover"]


def test_what_is_found_waits_for_nobody_and_is_held_by_the_watchs_department(cast: Cast, watch: Watch) -> None:
    receive(watch.channel, [found(watch)], by=INTAKE)
    made = Conversation.objects.get()
    assert (made.department, made.is_closed, made.status, made.waiting_since) == (cast.hr, True, Status.PENDING, None)
    assert Sighting.objects.get().watch == watch


def test_found_again_changes_nothing(watch: Watch) -> None:
    for _ in range(3):
        receive(watch.channel, [found(watch)], by=INTAKE)
    assert (Message.objects.count(), Sighting.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="watch.find").count() == 1


@pytest.mark.parametrize("order", ["found first", "said first", "together"])
def test_found_and_said_to_us_is_one_message_and_the_mention_wins(cast: Cast, watch: Watch, order: str) -> None:
    batches = {
        "found first": [[found(watch)], [said()]],
        "said first": [[said()], [found(watch)]],
        "together": [[found(watch), said()]],
    }[order]
    for batch in batches:
        receive(watch.channel, batch, by=INTAKE)
    made, message = Conversation.objects.get(), Message.objects.get()
    assert (made.department, made.is_closed, made.status) == (cast.service, False, Status.OPEN)
    assert made.waiting_since == message.sent_at
    assert (message.is_listening, message.kind) == (False, "mention")
    assert Sighting.objects.get().message == message


def test_what_somebody_has_worked_on_stays_where_they_work(cast: Cast, watch: Watch) -> None:
    receive(watch.channel, [found(watch)], by=INTAKE)
    add_note(Conversation.objects.get(), text="She would fit.", by=cast.hal)
    receive(watch.channel, [said()], by=INTAKE)
    made = Conversation.objects.get()
    assert (made.department, made.status) == (cast.hr, Status.OPEN)


def test_answered_it_is_a_conversation_like_any_other(cast: Cast, watch: Watch) -> None:
    receive(watch.channel, [found(watch)], by=INTAKE)
    ours = item("Come and drive for us!", external_id="r1", ours=True, parent_external_id="p1", thread_key="p1")
    receive(watch.channel, [ours], by=INTAKE)
    assert Conversation.objects.get().status == Status.PENDING
    receive(watch.channel, [item("Where?", external_id="r2", parent_external_id="r1", thread_key="r2")], by=INTAKE)
    made = Conversation.objects.get()
    assert (made.status, made.department, made.message_count) == (Status.OPEN, cast.hr, 3)


def test_context_that_a_watch_finds_has_arrived_and_still_asks_nothing(cast: Cast, watch: Watch) -> None:
    above = item("Anybody?", external_id="p1", thread_key="p2", context=True)
    asked = item("@northline?", external_id="p2", thread_key="p2", parent_external_id="p1")
    receive(watch.channel, [above, asked], by=INTAKE)
    receive(watch.channel, [found(watch, thread_key="p1")], by=INTAKE)
    message = Message.objects.get(external_id="p1")
    assert (message.is_context, message.is_listening) == (False, True)
    assert Conversation.objects.get().waiting_since == Message.objects.get(external_id="p2").sent_at
