"""Members are told of what concerns them: once, of the most important reason, and never of what they can't see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.events import record
from accounts.models import Event, Member
from inbox.actions.assign import assign
from inbox.actions.attention import change
from inbox.actions.follow import follow
from inbox.actions.move import move
from inbox.actions.note import add_note
from inbox.actions.read import mark_read
from inbox.actions.receive import receive
from inbox.actions.resolve import resolve
from inbox.actions.tell import tell
from inbox.models import Conversation, Message, Notification
from inbox.models.attention import Way
from inbox.telling import said_of
from tests.cast import Cast, conversation, item
from tests.inbox.doubt import in_doubt, network

pytestmark = pytest.mark.django_db


def told(member: Member) -> list[tuple[str, str]]:
    """What a member has not read: about and verb."""
    rows = Notification.objects.visible_to(member).unread().order_by("pk")
    return list(rows.values_list("about", "verb"))


def tell_all() -> None:
    """As the task does with the journal's next events; what was told before is not told again."""
    tell(list(Event.objects.order_by("pk")))


def wrote_again(made: Conversation, *, times: int = 1) -> None:
    """They write on in the same conversation."""
    first = Message.objects.filter(conversation=made).order_by("pk").values_list("external_id", flat=True)[0]
    for _number in range(times):
        receive(made.channel, [item("And again", parent_external_id=first)], by=INTAKE)


def test_who_is_mentioned_is_told_with_their_department_and_the_author_is_not(cast: Cast) -> None:
    note = add_note(conversation(cast.channel), text="@Marketing @Ben Okafor @Ana Petrović", by=cast.ana)

    tell_all()

    assert told(cast.mia) == told(cast.ben) == [("mention", "note.add")]
    assert told(cast.ana) == told(cast.nora) == []
    row = Notification.objects.get(recipient=cast.mia)
    assert said_of(row).sentence == "Ana Petrović mentioned you in a note on the conversation with Mira Castellanos."
    assert said_of(row).href == f"/inbox/{note.conversation_id}/#note-{note.pk}"


def test_telling_twice_tells_once(cast: Cast) -> None:
    add_note(conversation(cast.channel), text="@Ben Okafor", by=cast.ana)

    tell_all()
    tell_all()

    assert told(cast.ben) == [("mention", "note.add")]


def test_whoever_gets_work_is_told_and_again_when_they_write(cast: Cast) -> None:
    made = conversation(cast.channel)
    tell_all()
    assign(made, to=cast.ben, by=cast.ana)
    start = Event.objects.order_by("-pk").first()
    assert start is not None
    tell([start])
    assert told(cast.ben) == [("assigned", "conversation.assign")]

    mark_read(made, by=cast.ben)
    wrote_again(made, times=3)
    tell(list(Event.objects.filter(pk__gt=start.pk).order_by("pk")))

    row = Notification.objects.visible_to(cast.ben).unread().get()
    assert (row.about, row.verb, row.times) == ("assigned", "message.receive", 3)
    assert said_of(row).sentence.endswith("And 2 things more.")


def test_followers_are_told_until_they_look_in_one_line(cast: Cast) -> None:
    made = conversation(cast.channel)
    follow(made, by=cast.mia)
    last = Event.objects.latest("pk").pk
    wrote_again(made)
    tell(list(Event.objects.filter(pk__gt=last)))
    last = Event.objects.latest("pk").pk
    resolve(made, outcome="answered", by=cast.ben)
    tell(list(Event.objects.filter(pk__gt=last)))

    row = Notification.objects.get(recipient=cast.mia)
    assert (row.about, row.verb, row.times) == ("followed", "conversation.resolve", 2)
    mark_read(made, by=cast.mia)
    assert told(cast.mia) == []


def test_one_is_not_told_of_ones_own_acts(cast: Cast) -> None:
    made = conversation(cast.channel)
    follow(made, by=cast.ben)
    last = Event.objects.latest("pk").pk
    resolve(made, outcome="answered", by=cast.ben)
    tell(list(Event.objects.filter(pk__gt=last)))

    assert told(cast.ben) == []


@pytest.mark.parametrize("verb", ["delivery.reject", "delivery.ask"])
def test_the_author_of_a_reply_is_told_when_it_fails(cast: Cast, verb: str) -> None:
    delivery = in_doubt(network(cast.service), cast.ben)
    last = Event.objects.latest("pk").pk
    record(verb, delivery, by=INTAKE)
    tell(list(Event.objects.filter(pk__gt=last)))

    assert told(cast.ben) == [("failed", verb)]
    assert "Your reply to" in said_of(Notification.objects.get(recipient=cast.ben)).sentence


def test_nobody_is_told_what_they_may_not_see(cast: Cast) -> None:
    made = conversation(cast.channel)
    for member in (cast.mia, cast.hal):
        follow(made, by=member)
    move(made, to=cast.hr, by=cast.ben)
    last = Event.objects.latest("pk").pk - 1
    tell(list(Event.objects.filter(pk__gt=last)))

    assert told(cast.hal) == [("followed", "conversation.move")]
    assert not Notification.objects.filter(recipient=cast.mia).exists()


def test_what_became_closed_is_not_shown_any_more(cast: Cast) -> None:
    made = conversation(cast.channel)
    add_note(made, text="@Mia Torres", by=cast.ana)
    tell_all()
    assert told(cast.mia)

    move(made, to=cast.hr, by=cast.ben)

    assert told(cast.mia) == []


def test_kinds_that_one_does_not_want_are_not_told(cast: Cast) -> None:
    change(cast.ben, by=cast.ben, mention=Way.OFF)
    add_note(conversation(cast.channel), text="@Ben Okafor @Mia Torres", by=cast.ana)
    tell_all()

    assert (told(cast.ben), told(cast.mia)) == ([], [("mention", "note.add")])


def test_what_is_context_or_old_is_no_news(cast: Cast) -> None:
    made = conversation(cast.channel)
    Conversation.objects.filter(pk=made.pk).update(assignee=cast.ben)
    event = Event.objects.filter(verb="message.receive").latest("pk")
    event.data = {"context": True}
    tell([event])

    assert told(cast.ben) == []
    assert timezone.now() - event.recorded_at < timedelta(minutes=1)
