"""What someone types is never lost, and never shown to the wrong place."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.draft import Picture, attach, discard, write
from inbox.actions.note import add_note
from inbox.models import Draft, Message
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_reply_and_note_are_two_buffers_of_the_same_member(cast: Cast) -> None:
    made = conversation(cast.channel)
    write(made, kind="reply", text="Dear Mira", by=cast.ben)
    write(made, kind="note", text="She is upset", by=cast.ben)
    write(made, kind="reply", text="Dear Mira, sorry", by=cast.ben)
    assert set(Draft.objects.values_list("kind", "text", "version")) == {
        ("reply", "Dear Mira, sorry", 2),
        ("note", "She is upset", 1),
    }
    assert Event.objects.filter(verb="draft.write").count() == 1


def test_two_members_have_a_buffer_each(cast: Cast) -> None:
    made = conversation(cast.channel)
    write(made, kind="reply", text="from Ben", by=cast.ben)
    write(made, kind="reply", text="from Tim", by=cast.tim)
    assert Draft.objects.count() == 2


def test_saving_the_same_text_again_is_no_new_version(cast: Cast) -> None:
    made = conversation(cast.channel)
    for _ in range(3):
        draft = write(made, kind="reply", text="same", by=cast.ben)
    assert draft.version == 1


def test_an_observer_writes_notes_and_no_replies(cast: Cast) -> None:
    made = conversation(cast.channel)
    write(made, kind="note", text="seen", by=cast.olga)
    with pytest.raises(NotAllowed):
        write(made, kind="reply", text="hello", by=cast.olga)


def test_it_answers_a_message_of_the_same_conversation_only(cast: Cast) -> None:
    made, other = conversation(cast.channel), conversation(cast.channel)
    with pytest.raises(NotPossible, match="another conversation"):
        write(made, kind="reply", text="x", answers=Message.objects.get(conversation=other), by=cast.ben)


def test_a_picture_can_be_put_to_ones_own_draft_only(cast: Cast) -> None:
    draft = write(conversation(cast.channel), kind="reply", text="look", by=cast.ben)
    with pytest.raises(NotAllowed):
        attach(draft, picture=Picture(b"png", "image/png"), by=cast.ana)
    assert attach(draft, picture=Picture(b"png", "image/png"), by=cast.ben).image == b"png"
    assert attach(draft, picture=None, by=cast.ben).image is None


def test_a_discarded_draft_makes_room_for_another(cast: Cast) -> None:
    made = conversation(cast.channel)
    draft = discard(write(made, kind="reply", text="no", by=cast.ben), by=cast.ben)
    with pytest.raises(NotPossible):
        discard(draft, by=cast.ben)
    assert write(made, kind="reply", text="yes", by=cast.ben).pk != draft.pk


def test_a_note_empties_its_buffer(cast: Cast) -> None:
    made = conversation(cast.channel)
    write(made, kind="note", text="ask the depot", by=cast.ben)
    add_note(made, text=" ask the depot ", by=cast.ben)
    assert not Draft.objects.exists()
    assert made.notes.get().text == "ask the depot"
    with pytest.raises(NotPossible, match="empty"):
        add_note(made, text="  ", by=cast.ben)
