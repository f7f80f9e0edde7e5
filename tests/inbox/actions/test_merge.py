"""Two conversations become one matter, and come apart again exactly as they would stand without it."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member, Membership, Role
from inbox.actions.assign import assign
from inbox.actions.channel import change
from inbox.actions.deliver import cancel, queue
from inbox.actions.dispatch import lose, start, succeed
from inbox.actions.draft import write
from inbox.actions.label import label, unlabel
from inbox.actions.merge import merge, unmerge
from inbox.actions.move import move
from inbox.actions.note import add_note
from inbox.actions.receive import receive
from inbox.actions.reconcile import found
from inbox.actions.resolve import reopen, resolve, snooze
from inbox.channels.base import Author, Kind, Removed, Sent
from inbox.models import Channel, Conversation, Delivery, Draft, Message
from tests.cast import Cast, channel, conversation, department, item

pytestmark = pytest.mark.django_db
NETWORK = {"uri": "at://x/app.bsky.feed.post/1", "cid": "c", "root_uri": "at://x", "root_cid": "c"}


@pytest.fixture
def place(cast: Cast) -> Channel:
    return channel(cast.service, network="bluesky", name="Northline", handle="northline.example")


@pytest.fixture
def part(place: Channel) -> Conversation:
    return conversation(place, "Where is the 18:12?", external_id="p", extra=NETWORK)


@pytest.fixture
def whole(place: Channel) -> Conversation:
    return conversation(place, "And the 18:42?", external_id="w", extra=NETWORK)


def fresh(row: Conversation) -> Conversation:
    return Conversation.objects.get(pk=row.pk)


def texts(row: Conversation) -> list[str]:
    return [message.text for message in row.messages.order_by("sent_at")]


def test_the_survivor_shows_everything_and_the_other_is_in_no_list(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    add_note(part, text="The depot knows.", by=cast.ben)
    write(part, kind="reply", text="It is coming", by=cast.ben)

    survivor = merge(part, into=whole, by=cast.ben)

    assert survivor.pk == whole.pk
    assert texts(whole) == ["Where is the 18:12?", "And the 18:42?"]
    assert [note.text for note in whole.notes.all()] == ["The depot knows."]
    assert [draft.text for draft in whole.drafts.all()] == ["It is coming"]
    assert fresh(whole).message_count == 2
    assert list(Conversation.objects.visible_to(cast.ben)) == [whole]
    assert list(Conversation.objects.visible_to(cast.ada)) == [whole]


def test_what_was_answered_opens_again_when_an_open_question_joins_it(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    resolve(whole, outcome="answered", by=cast.ben)

    assert merge(part, into=whole, by=cast.ben).status == "open"
    unmerge(part, by=cast.ben)

    assert (fresh(whole).status, fresh(whole).outcome, fresh(part).status) == ("resolved", "answered", "open")


def test_what_the_resolution_of_the_survivor_settled_waits_again_on_its_own(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    asked_at = fresh(part).waiting_since
    merge(part, into=whole, by=cast.ben)
    resolve(whole, outcome="answered", by=cast.ben)
    assert fresh(whole).waiting_since is None

    unmerge(part, by=cast.ben)

    assert (fresh(part).status, fresh(part).waiting_since) == ("open", asked_at)
    assert (fresh(whole).status, fresh(whole).waiting_since) == ("resolved", None)


def test_reopening_the_survivor_leaves_settled_what_was_resolved_before_the_merge(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    resolve(whole, outcome="answered", by=cast.ben)
    resolve(part, outcome="spam", by=cast.ben)
    merge(part, into=whole, by=cast.ben)

    reopen(whole, by=cast.ben)

    assert fresh(whole).waiting_since == whole.opened_at
    unmerge(part, by=cast.ben)
    assert (fresh(part).status, fresh(part).outcome, fresh(part).waiting_since) == ("resolved", "spam", None)
    assert (fresh(whole).status, fresh(whole).waiting_since) == ("open", whole.opened_at)


def test_new_words_in_the_thread_of_the_part_reach_the_survivor(
    cast: Cast, place: Channel, part: Conversation, whole: Conversation
) -> None:
    merge(part, into=whole, by=cast.ben)
    resolve(whole, outcome="answered", by=cast.ben)

    receive(place, [item("Still waiting", thread_key="p", parent_external_id="p")], by=INTAKE)
    receive(place, [item("Me too", thread_key="p")], by=INTAKE)

    assert texts(whole)[2:] == ["Still waiting", "Me too"]
    assert fresh(whole).status == "open"
    unmerge(part, by=cast.ben)
    assert texts(part) == ["Where is the 18:12?", "Still waiting", "Me too"]
    assert texts(whole) == ["And the 18:42?"]
    assert (fresh(part).status, fresh(whole).status) == ("open", "resolved")
    assert (fresh(part).message_count, fresh(whole).message_count) == (3, 1)


def test_a_late_parent_joins_where_its_child_is_at_home(cast: Cast, place: Channel, whole: Conversation) -> None:
    reply = conversation(place, "Same here", external_id="child", thread_key="child", parent_external_id="root")
    merge(reply, into=whole, by=cast.ben)

    receive(place, [item("No train again", external_id="root", thread_key="root")], by=INTAKE)

    assert set(texts(whole)) == {"Same here", "And the 18:42?", "No train again"}
    unmerge(reply, by=cast.ben)
    assert set(texts(reply)) == {"Same here", "No train again"}


def test_an_act_on_the_old_number_is_done_to_the_survivor(cast: Cast, part: Conversation, whole: Conversation) -> None:
    merge(part, into=whole, by=cast.ben)

    add_note(part, text="Said on an old page", by=cast.ben)
    resolve(part, outcome="answered", by=cast.ben)

    assert whole.notes.count() == 1
    assert (fresh(whole).status, fresh(part).status) == ("resolved", "open")


def test_both_departments_must_let_it_happen(cast: Cast, part: Conversation, whole: Conversation) -> None:
    move(whole, to=cast.marketing, by=cast.ben)

    with pytest.raises(NotAllowed):
        merge(part, into=whole, by=cast.mia)
    with pytest.raises(NotAllowed):
        merge(part, into=fresh(whole), by=cast.tim)
    assert merge(part, into=whole, by=cast.ada).department == cast.marketing


def test_nothing_closed_is_shown_and_nothing_private_answered_in_public(
    cast: Cast, place: Channel, part: Conversation, whole: Conversation
) -> None:
    private = conversation(place, "In confidence", private=True, kind=Kind.DIRECT)
    with pytest.raises(NotPossible, match="private"):
        merge(private, into=whole, by=cast.ben)
    move(part, to=cast.hr, by=cast.ada)
    with pytest.raises(NotPossible, match="closed"):
        merge(part, into=whole, by=cast.ada)


def test_a_closed_channel_closes_what_shows_its_messages(cast: Cast, whole: Conversation) -> None:
    other = channel(cast.service)
    part = conversation(other, "Elsewhere", thread_key="e")
    merge(part, into=whole, by=cast.ben)
    change(other, name="Other", default_department=cast.service, is_closed=True, by=cast.ada)
    assert fresh(whole).is_closed

    move(whole, to=cast.marketing, by=cast.ben)
    assert fresh(whole).is_closed
    unmerge(part, by=cast.ada)

    assert (fresh(whole).is_closed, fresh(part).is_closed) == (False, True)


def test_it_is_not_merged_with_itself_or_twice_and_not_taken_out_twice(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    with pytest.raises(NotPossible):
        merge(part, into=part, by=cast.ben)
    with pytest.raises(NotPossible):
        unmerge(part, by=cast.ben)
    merge(part, into=whole, by=cast.ben)
    with pytest.raises(NotPossible):
        merge(whole, into=part, by=cast.ben)
    unmerge(part, by=cast.ben)
    with pytest.raises(NotPossible):
        unmerge(part, by=cast.ben)


def test_of_two_buffers_neither_is_lost(cast: Cast, part: Conversation, whole: Conversation) -> None:
    write(part, kind="reply", text="To the first", by=cast.ben)
    write(whole, kind="reply", text="To the second", by=cast.ben)

    merge(part, into=whole, by=cast.ben)
    assert [draft.text for draft in whole.drafts.all()] == ["To the second"]
    unmerge(part, by=cast.ben)

    assert [draft.text for draft in part.drafts.all()] == ["To the first"]


def answered(row: Conversation) -> Message:
    return Message.objects.get(external_id=row.thread_key)


def test_a_reply_leaves_by_the_channel_of_what_it_answers(cast: Cast, whole: Conversation) -> None:
    other = channel(cast.service, network="bluesky", handle="northline-care.example")
    part = conversation(other, "Elsewhere", external_id="e", extra=NETWORK)
    merge(part, into=whole, by=cast.ben)
    draft = write(whole, kind="reply", text="On its way", answers=answered(part), by=cast.ben)

    delivery = queue(draft, by=cast.ben)

    assert (delivery.channel, delivery.conversation, delivery.home) == (other, whole, part)
    Delivery.objects.update(not_before=timezone.now())
    claimed = start(delivery.pk)
    assert claimed is not None
    assert succeed(claimed, sent=Sent("ours-1"))
    unmerge(part, by=cast.ben)
    assert texts(part) == ["Elsewhere", "On its way"]
    assert (fresh(part).status, fresh(whole).status) == ("pending", "open")


def queued(cast: Cast, row: Conversation) -> Delivery:
    delivery = queue(write(row, kind="reply", text="It is coming", answers=answered(row), by=cast.ben), by=cast.ben)
    Delivery.objects.update(not_before=timezone.now())
    return delivery


def test_a_reply_that_waits_during_a_merge_leaves_once_in_its_own_thread(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    delivery = queued(cast, part)
    merge(part, into=whole, by=cast.ben)

    claimed = start(delivery.pk)

    assert claimed is not None
    assert claimed.record == delivery.record
    assert start(delivery.pk) is None
    assert succeed(claimed, sent=Sent("ours-1"))
    assert texts(whole)[-1] == "It is coming"
    unmerge(part, by=cast.ben)
    assert texts(part) == ["Where is the 18:12?", "It is coming"]
    assert fresh(part).status == "pending"


def test_a_reply_that_is_under_way_during_a_merge_is_known_for_what_it_is(
    cast: Cast, part: Conversation, whole: Conversation
) -> None:
    delivery = queued(cast, part)
    claimed = start(delivery.pk)
    assert claimed is not None
    merge(part, into=whole, by=cast.ben)
    assert lose(claimed, error="It broke off.")
    doubtful = Delivery.objects.select_related("conversation").get(pk=delivery.pk)
    assert doubtful.conversation == whole
    unmerge(part, by=cast.ben)

    assert found(doubtful, sent=Sent("ours-1"))

    assert texts(part) == ["Where is the 18:12?", "It is coming"]
    assert texts(whole) == ["And the 18:42?"]
    assert Message.objects.filter(is_ours=True).count() == 1
    assert (fresh(part).status, fresh(whole).status) == ("pending", "open")


def test_both_numbers_are_told_to_the_browsers(
    cast: Cast, part: Conversation, whole: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CaptureQueriesContext(connection) as asked:
        merge(part, into=whole, by=cast.ben)

    told = " ".join(query["sql"] for query in asked if "pg_notify" in query["sql"]).replace("\\", "")
    assert f'"c":{part.pk},' in told
    assert f'"c":{whole.pk},' in told
    event = Event.objects.get(verb="conversation.merge")
    assert (event.conversation_id, event.data["part"]) == (whole.pk, part.pk)


def test_who_left_meanwhile_is_not_its_assignee_again(cast: Cast, part: Conversation, whole: Conversation) -> None:
    assign(part, to=cast.ben, by=cast.ana)
    merge(part, into=whole, by=cast.ana)
    Member.objects.filter(pk=cast.ben.pk).update(is_active=False)

    assert unmerge(part, by=cast.ana).assignee is None


# ------------------------------------------------------------------- any later acts


@dataclass
class World:
    """The same conversations; in one world they are merged, in the other they never were."""

    cast: Cast
    place: Channel
    rows: dict[str, Conversation]
    shown: dict[str, str]
    """Under which of them each is shown; itself in the world without merges."""
    merges: bool

    def row(self, name: str) -> Conversation:
        return fresh(self.rows[name])

    def target(self, name: str) -> Conversation:
        return fresh(self.rows[self.shown[name]])


NAMES = ("p", "w", "x", "y")


def world(cast: Cast, number: int, *, merges: bool) -> World:
    place = channel(cast.service, network="bluesky", handle=f"northline{number}.example")
    rows = {
        name: conversation(
            place,
            f"Question {name}",
            external_id=name,
            author=Author(f"did:{name}", f"{name}.example", name.upper()),
            sent_at=timezone.now() - timedelta(hours=20 - n),
            extra=NETWORK,
        )
        for n, name in enumerate(NAMES)
    }
    return World(cast, place, rows, {name: name for name in NAMES}, merges)


type Deed = Callable[[World], Any]


def said(name: str, number: int, *, ours: bool = False) -> Deed:
    """They write in a thread, or we do from the network's own app."""
    author = Author("did:us", "northline.example", "Northline") if ours else Author(f"did:{name}", "n.example", "N")

    def deed(at: World) -> None:
        arrived = item(
            f"Words {number}",
            external_id=f"said-{number}",
            thread_key=name,
            parent_external_id=name,
            author=author,
            ours=ours,
            sent_at=timezone.now() - timedelta(hours=10) + timedelta(minutes=number),
        )
        receive(at.place, [arrived], by=INTAKE)

    return deed


def gone(number: int) -> Deed:
    return lambda at: receive(at.place, [Removed(f"said-{number}")], by=INTAKE)


def replied(name: str, number: int, *, taken_back: bool) -> Deed:
    def deed(at: World) -> None:
        Draft.objects.filter(conversation=at.target(name), author=at.cast.ben, state="writing").delete()
        answers = Message.objects.get(channel=at.place, external_id=name)
        draft = write(at.target(name), kind="reply", text=f"Reply {number}", answers=answers, by=at.cast.ben)
        delivery = queue(draft, by=at.cast.ben)
        if taken_back:
            cancel(delivery, by=at.cast.ben)
            Draft.objects.filter(pk=draft.pk).delete() if not delivery.pk else None

    return deed


def on_the_survivor(act: Callable[[Conversation, Cast], Any]) -> Deed:
    """What people do to the conversation they see; without a merge they would have done it to that one."""
    return lambda at: act(at.target("w"), at.cast)


def joined(one: str, other: str) -> Deed:
    def deed(at: World) -> None:
        if at.merges and at.shown[one] != at.shown[other]:
            part, whole = at.shown[one], at.shown[other]
            merge(at.rows[part], into=at.rows[whole], by=at.cast.ben)
            at.shown.update({name: whole for name, under in at.shown.items() if under == part})

    return deed


def some_deed(chance: random.Random, number: int, desk: Any) -> Deed:
    name = chance.choice(NAMES[:3])
    acts: list[Deed] = [
        said(name, number),
        said(name, number),
        said(name, number, ours=True),
        gone(number - chance.randint(1, 4)),
        replied(name, number, taken_back=False),
        on_the_survivor(lambda row, cast: add_note(row, text=f"Note {number}", by=cast.ben)),
        on_the_survivor(lambda row, cast: label(row, name=f"label {number % 3}", by=cast.ben)),
        on_the_survivor(lambda row, cast: unlabel(row, name=f"label {number % 3}", by=cast.ben)),
        on_the_survivor(lambda row, cast: assign(row, to=chance_member(cast, number), by=cast.ana)),
        on_the_survivor(lambda row, cast: move(row, to=desk if number % 2 else cast.service, by=cast.ada)),
        on_the_survivor(_file(number)),
        joined("x", "w"),
        joined("y", "p"),
    ]
    return chance.choice(acts)


def chance_member(cast: Cast, number: int) -> Member:
    return cast.ben if number % 2 else cast.ana


def _file(number: int) -> Callable[[Conversation, Cast], Any]:
    """Resolve or snooze it."""

    def act(row: Conversation, cast: Cast) -> None:
        if number % 2:
            resolve(row, outcome="answered", by=cast.ada)
        else:
            snooze(row, until=timezone.now() + timedelta(days=number), by=cast.ada)

    return act


def standing(at: World, name: str) -> dict[str, Any]:
    """All of one conversation that does not depend on numbers and clocks."""
    row = at.row(name)
    messages = row.messages.order_by("external_id")
    return {
        "messages": [(m.external_id, m.text, m.removed_at is None, m.home_id) for m in messages],
        "notes": [(note.text, note.home_id) for note in row.notes.all()],
        "drafts": sorted((d.text, d.state, d.kind, d.home_id) for d in row.drafts.all()),
        "replies": sorted((d.text, d.state, d.home_id) for d in row.deliveries.all()),
        "labels": sorted(row.labels.values_list("name", flat=True)),
        "filed": (row.status, row.outcome, row.snoozed_until and row.snoozed_until.date()),
        "held": (row.department.name, row.assignee_id, row.is_closed, row.survivor_id),
        "summed up": (row.message_count, row.author_count, row.preview, row.preview_is_ours, str(row.author)),
        "waits": bool(row.waiting_since),
    }


@pytest.mark.parametrize("seed", range(8))
def test_twenty_later_acts_and_both_sides_stand_as_if_they_had_never_been_merged(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    desk = department("Complaints", "CO")
    for somebody in (cast.ana, cast.ben):
        Membership.objects.create(member=somebody, department=desk, role=Role.LEAD)
    apart, together = world(cast, 1, merges=False), world(cast, 2, merges=True)
    early = [some_deed(chance, number, desk) for number in range(3)]
    deeds = [*early, joined("p", "w"), *(some_deed(chance, number, desk) for number in range(3, 23))]

    for deed in deeds:
        # What would have been refused without the merge is not tried with it: the worlds stay comparable.
        with suppress(NotPossible):
            deed(apart)
            deed(together)
    unmerge(together.rows["p"], by=cast.ada)
    for name in ("x", "y"):
        with suppress(NotPossible):
            unmerge(together.rows[name], by=cast.ada)

    for name in NAMES:
        assert standing(together, name) == standing(apart, name), name
