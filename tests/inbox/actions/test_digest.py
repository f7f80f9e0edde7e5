"""What is not read for long enough comes in one mail, each thing once, and never in quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Event, Mail
from inbox.actions import digest
from inbox.actions.attention import change
from inbox.actions.move import move
from inbox.actions.note import add_note
from inbox.actions.notify import mark_all_read
from inbox.actions.tell import tell
from inbox.models import Note, Notification
from inbox.models.attention import Way
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=31)


@pytest.fixture(autouse=True)
def mail_server(settings: Any) -> None:
    """Mails leave through a server."""
    outbox = {"BACKEND": "accounts.mail.OutboxBackend"}
    settings.MAILERS = {"default": outbox, "server": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def mention(cast: Cast, text: str = "@Ben Okafor", at: datetime = NOON) -> Note:
    """Ana mentions somebody, who is told at once."""
    with time_machine.travel(at, tick=False):
        note = add_note(conversation(cast.channel), text=text, by=cast.ana)
        tell(list(Event.objects.filter(verb="note.add", subject_id=note.pk)))
    return note


def sweep(now: datetime) -> int:
    """As the task does."""
    return sum(digest.send_digest(member, now=now) for member in digest.due(now))


def test_one_mail_tells_of_all_that_is_not_read(cast: Cast) -> None:
    notes = [mention(cast), mention(cast, at=NOON + timedelta(minutes=29))]

    assert sweep(LATER) == 2

    mail = Mail.objects.get()
    assert (mail.recipients, mail.subject) == ("ben@northline.example", "Liaison: 2 things you have not read")
    for note in notes:
        assert f"http://127.0.0.1:8000/inbox/{note.conversation_id}/#note-{note.pk}" in mail.body
    assert "Ana Petrović mentioned you in a note on the conversation with Mira Castellanos." in mail.body
    assert "http://127.0.0.1:8000/me/notifications/" in mail.body


def test_each_thing_is_mailed_once(cast: Cast) -> None:
    mention(cast)
    assert [sweep(LATER), sweep(LATER), sweep(LATER + timedelta(hours=2))] == [1, 0, 0]

    mention(cast, at=LATER)

    assert sweep(LATER + timedelta(minutes=31)) == 1
    assert Mail.objects.count() == 2


def test_a_mail_that_could_not_be_stored_marks_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_given: Any, **_named: Any) -> None:
        raise OSError("the process ends here")

    mention(cast)
    with monkeypatch.context() as patch:
        patch.setattr(digest, "post", torn)
        with pytest.raises(OSError, match="ends here"):
            sweep(LATER)

    assert not Notification.objects.exclude(mailed_at=None).exists()
    assert sweep(LATER) == 1


def test_what_has_been_read_is_not_mailed(cast: Cast) -> None:
    mention(cast)
    mark_all_read(cast.ben, by=cast.ben)
    assert sweep(LATER) == 0


def test_it_waits_as_long_as_the_member_chose(cast: Cast) -> None:
    change(cast.ben, by=cast.ben, digest_minutes=60)
    mention(cast)
    assert [sweep(LATER), sweep(NOON + timedelta(minutes=60))] == [0, 1]


def test_no_mail_comes_in_the_quiet_hours_of_the_members_zone(cast: Cast) -> None:
    cast.ben.time_zone = "Asia/Tokyo"
    cast.ben.save()
    change(cast.ben, by=cast.ben, quiet_from=time(20), quiet_until=time(7))
    mention(cast)
    at_seven = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert [sweep(LATER), sweep(at_seven - timedelta(minutes=1)), sweep(at_seven)] == [0, 0, 1]


def test_only_kinds_that_are_wanted_by_mail_are_mailed(cast: Cast) -> None:
    change(cast.ben, by=cast.ben, mention=Way.APP)
    mention(cast)
    assert sweep(LATER) == 0


def test_nothing_is_mailed_of_what_became_closed(cast: Cast) -> None:
    note = mention(cast, "@Mia Torres")
    move(note.conversation, to=cast.hr, by=cast.ben)
    assert sweep(LATER) == 0


def test_without_a_mail_server_nothing_is_mailed_and_old_things_never_are(cast: Cast, settings: Any) -> None:
    mention(cast)
    server = settings.MAILERS
    settings.MAILERS = {"default": server["default"]}
    assert sweep(LATER) == 0
    settings.MAILERS = server
    assert sweep(NOON + timedelta(days=4)) == 0
    assert sweep(NOON + timedelta(days=2)) == 1
