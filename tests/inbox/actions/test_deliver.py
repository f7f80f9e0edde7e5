"""A reply is queued, undone, settled; what would be refused is named first. The network is the real sandbox process."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox import tasks
from inbox.actions.deliver import AlreadySent, attest, cancel, drop, queue, send_again
from inbox.actions.draft import Picture, attach, write
from inbox.models import Channel, Delivery, Draft, Message
from inbox.models.delivery import LOOK_UP_WAITS
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


def test_a_person_drops_what_is_not_there_and_keeps_the_text(road: Road) -> None:
    delivery = road.queued()
    with pytest.raises(NotPossible, match="known by now"):
        drop(delivery, by=road.cast.ben)
    Delivery.objects.update(state="uncertain")
    with pytest.raises(NotPossible, match="still looks"):
        drop(delivery, by=road.cast.ben)
    Delivery.objects.update(look_ups=len(LOOK_UP_WAITS))
    with pytest.raises(NotAllowed):
        drop(delivery, by=road.cast.tim)
    drop(delivery, by=road.cast.ben)
    assert state(delivery) == "cancelled"
    assert Draft.objects.get().state == "writing"


def test_a_person_says_that_it_is_there(road: Road) -> None:
    delivery = road.queued()
    with pytest.raises(NotPossible, match="known by now"):
        attest(delivery, by=road.cast.ben)
    Delivery.objects.update(state="uncertain")
    attest(delivery, by=road.cast.ben)
    assert state(delivery) == "sent"
    assert road.conversation.status == "pending"
    assert Event.objects.filter(verb="delivery.attest", actor_id=str(road.cast.ben.pk)).exists()
    tasks.deliver(delivery.pk)
    assert road.answers() == []


def test_what_was_edited_or_deleted_meanwhile_is_not_answered(road: Road) -> None:
    edited = road.queued()
    road.customer.edit(road.asked, "Never mind, found it!")
    tasks.recheck_channel(road.channel.pk)
    tasks.deliver(edited.pk)
    assert state(edited) == "rejected"
    assert "edited since" in edited.error
    drop(edited, by=road.cast.ben)
    gone = road.queued()
    road.customer.delete(road.asked)
    tasks.recheck_channel(road.channel.pk)
    tasks.deliver(gone.pk)
    assert "deleted by its author" in Delivery.objects.get(pk=gone.pk).error


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


def test_what_was_taken_back_can_be_changed_and_sent(road: Road) -> None:
    first = cancel(road.queued("It leaves at 18:20."), by=road.cast.ben)
    second = road.queued("It leaves at 18:25.")
    assert first.draft_id == second.draft_id
    tasks.deliver(first.pk)
    tasks.deliver(second.pk)
    assert road.answers() == ["It leaves at 18:25."]
    with pytest.raises(NotPossible, match="sent or discarded already"):
        queue(second.draft, by=road.cast.ben)


def test_the_same_reply_submitted_again_makes_no_second_one(road: Road) -> None:
    first = road.queued()
    with pytest.raises(AlreadySent, match="sent already"):
        road.queued()
    tasks.deliver(first.pk)
    with pytest.raises(AlreadySent):
        road.queued()
    assert road.answers() == ["It leaves at 18:20."]


def test_what_waits_for_another_try_can_be_taken_back(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = road.queued()
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    tasks.deliver(delivery.pk)
    assert state(delivery) == "retry"
    cancel(delivery, by=road.cast.ben)
    assert Draft.objects.get().state == "writing"
