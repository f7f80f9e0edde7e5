"""Spikes are raised once, follow what is said, and end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Membership, Role
from inbox.actions.receive import receive
from inbox.models import Message
from routing.actions.route import route_messages
from routing.actions.spike import tune, watch_spikes
from routing.actions.word_list import create
from routing.models import Heard, Spike, WordList
from routing.rules import Step
from tests.cast import NOON, Cast, item
from tests.routing.book import rule, says

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def hear(cast: Cast, count: int, end: datetime, text: str = "Your trains stand still, post {number}") -> None:
    """That many posts in the hour before `end`."""
    items = [
        item(text.format(number=f"{end:%d%H%M}x{number}"), sent_at=end - (1 + number % 59) * MINUTE)
        for number in range(count)
    ]
    receive(cast.channel, items, by=INTAKE)
    route_messages(
        Message.objects.filter(external_id__in=[one.external_id for one in items]).values_list("pk", flat=True)
    )


@pytest.fixture
def trains(cast: Cast) -> WordList:
    """A topic; it has been heard of once an hour for four days."""
    made = create(name="Trains", kind="words", words=["train*"], is_topic=True, by=cast.ada)
    rule(cast, "Gold", says("gold"), Step("priority", 4))
    items = [item(f"Trains, hour {hour} of the past", sent_at=NOON - (hour + 1) * HOUR) for hour in range(96)]
    receive(cast.channel, items, by=INTAKE)
    route_messages(list(Message.objects.values_list("pk", flat=True)))
    return made


def test_what_stands_out_is_raised_once_with_its_posts_and_hours(cast: Cast, trains: WordList) -> None:
    hear(cast, 20, NOON)
    assert len(watch_spikes(NOON)) == 1
    assert watch_spikes(NOON + MINUTE) == []
    spike = Spike.objects.get()
    assert (spike.channel, spike.posts, spike.usual) == (cast.channel, 20, 1.0)
    assert spike.sigmas == 19.0
    assert spike.messages.count() == 20
    assert spike.hours[-3:] == [1, 1, 20]
    event = Event.objects.get(verb="spike.raise")
    assert event.data["tell"] == [cast.ana.pk]
    assert event.conversation_id is not None


@pytest.mark.parametrize("count", [1, 14])
def test_what_is_usual_or_little_is_not(cast: Cast, trains: WordList, count: int) -> None:
    hear(cast, count, NOON)
    assert watch_spikes(NOON) == []


def test_reposts_count_once(cast: Cast, trains: WordList) -> None:
    hear(cast, 40, NOON, text="Trains stand still at Northfield once more today")
    assert watch_spikes(NOON) == []


def test_it_grows_ends_and_can_come_again(cast: Cast, trains: WordList) -> None:
    hear(cast, 20, NOON)
    watch_spikes(NOON)
    hear(cast, 30, NOON + 20 * MINUTE)
    watch_spikes(NOON + 20 * MINUTE)
    assert Spike.objects.get().posts > 30
    watch_spikes(NOON + 3 * HOUR)
    ended = Spike.objects.get()
    assert ended.ended_at == NOON + 3 * HOUR
    assert Event.objects.filter(verb="spike.end").count() == 1
    hear(cast, 60, NOON + 9 * HOUR)
    assert len(watch_spikes(NOON + 9 * HOUR)) == 1
    assert Spike.objects.count() == 2


def test_a_channel_that_was_just_connected_has_no_usual(cast: Cast) -> None:
    hear(cast, 40, NOON)
    assert watch_spikes(NOON) == []


def test_a_topic_names_what_everything_is_about(cast: Cast, trains: WordList) -> None:
    hear(cast, 20, NOON)
    hear(cast, 6, NOON, text="Nothing else of note, post {number}")
    assert [spike.topic for spike in watch_spikes(NOON)] == [trains]
    assert watch_spikes(NOON + MINUTE) == []


def test_what_no_topic_explains_is_told_beside_it(cast: Cast, trains: WordList) -> None:
    hear(cast, 16, NOON)
    hear(cast, 40, NOON, text="Somebody sings on the roof, post {number}")
    assert [spike.topic for spike in watch_spikes(NOON)] == [trains, None]
    assert watch_spikes(NOON + MINUTE) == []


def test_where_nobody_leads_those_who_work_there_are_told(cast: Cast, trains: WordList) -> None:
    Membership.objects.filter(member=cast.ana, department=cast.service).delete()
    agents = Membership.objects.filter(department=cast.service, role=Role.AGENT).values_list("member", flat=True)
    hear(cast, 20, NOON)
    watch_spikes(NOON)
    assert Event.objects.get(verb="spike.raise").data["tell"] == sorted(agents) != []


def test_administrators_set_from_when_on(cast: Cast, trains: WordList) -> None:
    tune(sigmas=3.0, posts=5, hours=24, by=cast.ada)
    hear(cast, 6, NOON)
    assert len(watch_spikes(NOON)) == 1
    with pytest.raises(NotAllowed):
        tune(sigmas=3.0, posts=5, hours=24, by=cast.ana)
    with pytest.raises(NotPossible):
        tune(sigmas=0, posts=5, hours=24, by=cast.ada)


def test_the_closed_are_seen_by_their_own(cast: Cast, trains: WordList) -> None:
    hear(cast, 20, NOON)
    spike = watch_spikes(NOON)[0]
    assert spike in Spike.objects.visible_to(cast.mia)
    for message in spike.messages.select_related("conversation"):
        message.conversation.is_closed = True
        message.conversation.save()
    assert spike not in Spike.objects.visible_to(cast.mia)
    assert spike in Spike.objects.visible_to(cast.ben)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_raise_it_once(cast: Cast, trains: WordList) -> None:
    hear(cast, 20, NOON)
    both = Barrier(2)

    def look(_turn: int) -> int:
        both.wait(timeout=60)
        try:
            return len(watch_spikes(NOON))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(look, range(2))) <= 1
    watch_spikes(NOON)
    assert Spike.objects.count() == 1
    assert Event.objects.filter(verb="spike.raise").count() == 1


def test_a_look_costs_the_same_however_much_was_heard(
    cast: Cast, trains: WordList, django_assert_num_queries: Any
) -> None:
    watch_spikes(NOON)
    assert Heard.objects.count() > 100
    with django_assert_num_queries(8):
        watch_spikes(NOON)
