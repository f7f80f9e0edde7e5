"""What search reads is kept by the database, whoever writes and however."""

from __future__ import annotations

import pytest
from django.db import connection

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
    assert "'refund':" in str(Passage.objects.get(note__conversation=made).stems) or "'refund'" in str(
        Passage.objects.get(note__conversation=made).stems
    )
    made.notes.all().delete()
    message.delete()
    assert not Passage.objects.exists()
