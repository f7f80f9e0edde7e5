"""Administrators are told once an outage, by bell and mail; when it is over, it clears by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actors import SCHEDULE
from accounts.errors import NotAllowed
from accounts.models import Event, Mail
from inbox.actions.notify import RELAPSE, clear_notice, mark_all_read, mark_read, raise_notice
from inbox.models import Notice, Notification
from inbox.models.notice import Kind
from inbox.notices import words
from tests.cast import Cast, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings: Any) -> None:
    """Mails leave through a server."""
    outbox = {"BACKEND": "accounts.mail.OutboxBackend"}
    settings.MAILERS = {"default": outbox, "server": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def failing(cast: Cast) -> Notice:
    return raise_notice(Kind.CHANNEL_FAILING, channel=cast.channel, by=SCHEDULE)


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="notice.").order_by("pk").values_list("verb", flat=True))


def unread(cast: Cast) -> int:
    return Notification.objects.visible_to(cast.ada).unread().count()


def test_every_administrator_is_told_and_nobody_else(cast: Cast, mail_server: None) -> None:
    eve = member("Eve Other", {}, is_administrator=True)
    member("Gone Other", {}, is_administrator=True, is_active=False)

    failing(cast)

    assert set(Notification.objects.values_list("recipient", flat=True)) == {cast.ada.pk, eve.pk}
    assert {mail.recipients for mail in Mail.objects.all()} == {cast.ada.email, eve.email}
    assert verbs() == ["notice.raise"]


def test_the_mail_says_what_to_do_and_where(cast: Cast, mail_server: None) -> None:
    failing(cast)

    mail = Mail.objects.get()
    assert mail.subject == "Liaison: @northline.example has failed for more than 15 minutes."
    assert "new credentials" in mail.body
    assert f"http://127.0.0.1:8000/channels/{cast.channel.pk}/" in mail.body


def test_without_a_mail_server_the_bell_alone_tells(cast: Cast) -> None:
    failing(cast)

    assert unread(cast) == 1
    assert not Mail.objects.exists()


def test_one_outage_is_told_once(cast: Cast, mail_server: None) -> None:
    assert failing(cast) == failing(cast)

    assert (unread(cast), Mail.objects.count(), verbs()) == (1, 1, ["notice.raise"])


def test_the_same_trouble_elsewhere_is_another(cast: Cast) -> None:
    failing(cast)
    raise_notice(Kind.DISK_FULL, by=SCHEDULE)
    raise_notice(Kind.DISK_FULL, by=SCHEDULE)

    assert Notice.objects.count() == 2


def test_what_is_over_asks_for_nothing(cast: Cast) -> None:
    notice = failing(cast)
    clear_notice(notice, by=SCHEDULE)
    clear_notice(notice, by=SCHEDULE)

    assert unread(cast) == 0
    assert verbs() == ["notice.raise", "notice.clear"]
    event = Event.objects.get(verb="notice.clear")
    assert (event.channel_id, event.data) == (cast.channel.pk, {"kind": "channel_failing"})


def test_what_comes_back_at_once_goes_on_without_another_mail(cast: Cast, mail_server: None) -> None:
    first = failing(cast)
    clear_notice(first, by=SCHEDULE)

    assert failing(cast) == first
    assert (unread(cast), Mail.objects.count()) == (1, 1)


def test_what_comes_back_later_is_told_anew(cast: Cast, mail_server: None) -> None:
    first = failing(cast)
    clear_notice(first, by=SCHEDULE)
    with time_machine.travel(timezone.now() + RELAPSE + timedelta(seconds=1)):
        assert failing(cast) != first

    assert Mail.objects.count() == 2


@pytest.mark.parametrize("kind", [Kind.DELIVERY_UNCERTAIN, Kind.PAYLOAD_SET_ASIDE])
def test_the_next_reply_or_payload_is_always_told(cast: Cast, mail_server: None, kind: Kind) -> None:
    clear_notice(raise_notice(kind, channel=cast.channel, by=SCHEDULE), by=SCHEDULE)
    raise_notice(kind, channel=cast.channel, by=SCHEDULE)

    assert Mail.objects.count() == 2


def test_reading_is_ones_own_matter(cast: Cast) -> None:
    failing(cast)
    told = Notification.objects.get()
    with pytest.raises(NotAllowed, match="Only Ada Min may do this"):
        mark_read(told, by=cast.ana)
    with pytest.raises(NotAllowed):
        mark_all_read(cast.ada, by=cast.ana)

    read_at = mark_read(told, by=cast.ada).read_at
    assert read_at is not None
    assert mark_read(told, by=cast.ada).read_at == read_at
    assert unread(cast) == 0


def test_all_are_read_at_once(cast: Cast) -> None:
    failing(cast)
    raise_notice(Kind.DISK_FULL, by=SCHEDULE)

    assert mark_all_read(cast.ada, by=cast.ada) == 2
    assert mark_all_read(cast.ada, by=cast.ada) == 0


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_words_and_a_way_on(cast: Cast, kind: Kind) -> None:
    channel = cast.channel if kind.startswith(("channel", "delivery", "payload")) else None
    said = words(Notice(kind=kind, channel=channel))

    for sentence in (said.sentence, said.remedy):
        assert sentence.endswith((".", "?"))
        assert "%(" not in sentence
    assert (str(channel) in said.sentence) is (channel is not None)
    assert said.href.startswith("/")
