"""What members tell one another."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.note import OutsiderMentioned, add_note, add_note_and_admit
from inbox.models import Conversation, Note
from tests.cast import Cast, conversation, member

pytestmark = pytest.mark.django_db


def test_everybody_of_the_department_may_add_one_an_observer_too(cast: Cast) -> None:
    made = conversation(cast.channel)
    note = add_note(made, text=" ask the depot ", by=cast.olga)
    assert note.text == "ask the depot"
    event = Event.objects.get(verb="note.add")
    assert (event.subject_id, event.conversation_id, event.data) == (note.pk, made.pk, {})


def test_an_outsider_reads_and_adds_none(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_note(conversation(cast.channel), text="hello", by=cast.mia)


def test_an_empty_one_is_refused(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="empty"):
        add_note(conversation(cast.channel), text=" \n", by=cast.ben)


def test_a_nul_is_marked_and_a_book_is_no_note(cast: Cast) -> None:
    made = conversation(cast.channel)
    assert add_note(made, text="a\x00b", by=cast.ben).text == "a\ufffdb"
    with pytest.raises(NotPossible, match="at most 20000"):
        add_note(made, text="x" * 20_001, by=cast.ben)


def named(note: Note) -> list[tuple[str, str]]:
    """Each mention as its text and whom it means."""
    return [(note.text[m.start : m.start + m.length], str(m.member or m.department)) for m in note.mentions.all()]


def test_whoever_is_named_is_kept_by_id(cast: Cast) -> None:
    note = add_note(conversation(cast.channel), text="@Ana Petrović and @marketing, see? @nobody", by=cast.ben)

    assert named(note) == [("@Ana Petrović", "Ana Petrović"), ("@marketing", "Marketing")]
    assert Event.objects.get(verb="note.add").data == {"members": [cast.ana.pk], "departments": [cast.marketing.pk]}


def test_of_two_with_one_name_the_chosen_is_meant(cast: Cast) -> None:
    other = member("Ana Petrović", {}, email="ana.two@northline.example")
    made = conversation(cast.channel)

    with pytest.raises(NotPossible, match="More than one is called “Ana Petrović”"):
        add_note(made, text="@Ana Petrović?", by=cast.ben)

    note = add_note(made, text="@Ana Petrović?", by=cast.ben, chosen=[f"m{other.pk}"])
    assert [mention.member for mention in note.mentions.all()] == [other]


def test_a_closed_department_is_no_name_to_outsiders(cast: Cast) -> None:
    made = conversation(cast.channel)
    assert named(add_note(made, text="@HR should know", by=cast.ben)) == []
    assert named(add_note(made, text="@HR should know", by=cast.ada)) == [("@HR", "HR")]


def test_naming_an_outsider_in_what_is_closed_needs_a_lead(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)

    with pytest.raises(OutsiderMentioned, match="only a lead of Customer Service") as refusal:
        add_note(private, text="@Mia Torres look", by=cast.ben)
    assert refusal.value.members == [cast.mia]
    with pytest.raises(OutsiderMentioned, match="decide below"):
        add_note(private, text="@Mia Torres look", by=cast.ana)
    with pytest.raises(NotPossible, match="can't be let into it as a whole"):
        add_note(private, text="@Marketing look", by=cast.ana)
    assert not Note.objects.exists()


def test_a_lead_lets_them_in_with_the_note_or_not_at_all(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)

    with pytest.raises(NotAllowed):
        add_note_and_admit(private, text="@Mia Torres look", members=[cast.mia], by=cast.ben)
    with pytest.raises(OutsiderMentioned):
        add_note_and_admit(private, text="@Mia Torres @Nora Quist", members=[cast.mia], by=cast.ana)
    assert not Conversation.objects.visible_to(cast.mia).exists()

    add_note_and_admit(private, text="@Mia Torres look", members=[cast.mia], by=cast.ana)
    assert Conversation.objects.visible_to(cast.mia).get() == private
