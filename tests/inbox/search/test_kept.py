"""What search reads is kept by the database, whoever writes and however."""

from __future__ import annotations

import importlib

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from inbox.actions.merge import merge
from inbox.actions.note import add_note
from inbox.models import Message, Note, Passage
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def words_of(message: Message) -> str:
    return str(Passage.objects.get(message=message).words)


def test_every_way_of_writing_keeps_it(cast: Cast) -> None:
    made = conversation(cast.channel, "Der Zug fällt aus.")
    message = made.messages.get()
    assert "'fallt'" in words_of(message)
    Message.objects.filter(pk=message.pk).update(text="Le train est supprimé.")
    assert "'supprime'" in words_of(message)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_message SET text = 'Gone' WHERE id = %s", [message.pk])
    assert words_of(message) == "'gone':1"
    Note.objects.bulk_create([Note(conversation=made, author=cast.ben, text="They were promised a refund.")])
    assert str(Passage.objects.get(note__conversation=made).stems) == "'promis' 'refund'"
    made.notes.all().delete()
    message.delete()
    assert not Passage.objects.exists()


def test_without_the_extension_a_sentence_says_what_to_do(db: None) -> None:
    operation = importlib.import_module("inbox.migrations.0014_search").Unaccent()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION unaccent CASCADE")
        cursor.execute("CREATE ROLE lodger")
        cursor.execute("SET LOCAL ROLE lodger")
    with (
        pytest.raises(ImproperlyConfigured, match="CREATE EXTENSION unaccent"),
        transaction.atomic(),
        connection.schema_editor(atomic=False) as editor,
    ):
        operation.database_forwards("inbox", editor, None, None)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_rows_from_before_are_taken_in(cast: Cast) -> None:
    """The statements that the migration ends with, on a table that knows nothing yet."""
    made = conversation(cast.channel, "An old umbrella", language="en")
    add_note(made, text="Waiting at the desk", by=cast.ben)
    Passage.objects.all().delete()
    migration = importlib.import_module("inbox.migrations.0014_search")
    with connection.cursor() as cursor:
        for statement in migration.KEEPING:
            if statement.strip().startswith("INSERT"):
                cursor.execute(statement)
    assert sorted(str(one.words) for one in Passage.objects.all()) == [
        "'an':1 'old':2 'umbrella':3",
        "'at':2 'desk':4 'the':3 'waiting':1",
    ]
    assert Passage.objects.get(note__isnull=False).member_id == cast.ben.pk


def test_what_the_thread_learns_later_is_followed(cast: Cast) -> None:
    one, other = conversation(cast.channel, "umbrella"), conversation(cast.channel, "scarf")
    add_note(other, text="found", by=cast.ben)
    merge(other, into=one, by=cast.ben)
    assert set(Passage.objects.values_list("conversation_id", flat=True)) == {one.pk}
    cast.ben.delete()
    assert set(Passage.objects.values_list("member_id", flat=True)) == {None}
