"""A reply is queued, undone, settled; what would be refused is named first. The network is the real sandbox process."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from inbox import tasks
from inbox.actions.deliver import cancel, queue, send_again, settle
from inbox.actions.draft import Picture, attach, write
from inbox.models import Channel, Delivery, Draft, Message
from tests.sandbox_network.road import Road, state

pytestmark = pytest.mark.django_db


def test_it_waits_for_the_end_of_the_undo_window(road: Road) -> None:
    road.cast.ben.undo_seconds = 15
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("queued", [])
    cancel(delivery, by=road.cast.ben)
    assert Draft.objects.get().state == "writing"
    Delivery.objects.update(not_before=timezone.now())
    tasks.deliver(delivery.pk)
    assert (state(delivery), road.answers()) == ("cancelled", [])


def test_what_has_left_can_not_be_undone(road: Road) -> None:
    delivery = road.queued()
    tasks.deliver(delivery.pk)
    with pytest.raises(NotPossible, match="too late"):
        cancel(delivery, by=road.cast.ben)


def test_a_refusal_is_told_and_can_be_tried_again_by_a_person(road: Road) -> None:
    delivery = road.queued()
    Channel.objects.filter(pk=road.channel.pk).update(external_id="somebody-else")
    tasks.deliver(delivery.pk)
    assert (state(delivery), delivery.error) == ("rejected", "This reply was written for another sandbox account.")
    Channel.objects.filter(pk=road.channel.pk).update(external_id=road.brand.id)
    tasks.deliver(send_again(delivery, by=road.cast.ben).pk)
    assert state(delivery) == "sent"


def test_a_person_settles_what_nobody_can_know(road: Road) -> None:
    delivery = road.queued()
    with pytest.raises(NotPossible, match="known by now"):
        settle(delivery, is_there=True, by=road.cast.ben)
    Delivery.objects.update(state="uncertain")
    with pytest.raises(NotAllowed):
        settle(delivery, is_there=False, by=road.cast.tim)
    settle(delivery, is_there=False, by=road.cast.ben)
    assert state(delivery) == "cancelled"
    assert Draft.objects.get().state == "writing"


def test_a_trainee_writes_and_does_not_send(road: Road) -> None:
    answers = Message.objects.get()
    draft = write(road.conversation, kind="reply", text="Hello", answers=answers, by=road.cast.tim)
    with pytest.raises(NotAllowed):
        queue(draft, by=road.cast.tim)


@pytest.mark.parametrize(
    ("text", "why"),
    [(" ", "empty"), ("x" * 501, "at most 500")],
)
def test_what_the_network_would_refuse_is_named_before_it_leaves(road: Road, text: str, why: str) -> None:
    with pytest.raises(NotPossible, match=why):
        road.queued(text)
    assert Draft.objects.get().text == text


def test_nothing_is_answered_that_was_deleted(road: Road) -> None:
    draft = road.draft()
    road.customer.delete(road.asked)
    tasks.recheck_channel(road.channel.pk)
    with pytest.raises(NotPossible, match="deleted by its author"):
        queue(draft, by=road.cast.ben)


def test_a_picture_needs_words_for_those_who_can_not_see_it(road: Road) -> None:
    draft = attach(road.draft(), picture=Picture(b"\x89PNG\r\n\x1a\n", "image/png"), by=road.cast.ben)
    with pytest.raises(NotPossible, match="Describe the picture"):
        queue(draft, by=road.cast.ben)
