"""Mails leave through a real mail server, without any request waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.utils import timezone

from accounts import tasks
from accounts.actions.invitations import invite
from accounts.actions.outbox import read
from accounts.errors import NotAllowed
from accounts.models import Event, Mail, Role
from tests.bluesky_network.network import free_ports
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OUTBOX = {"default": {"BACKEND": "accounts.mail.OutboxBackend"}}


class Letters(MessageHandler):
    """Keeps what the server took."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.taken.append(message)


@pytest.fixture
def server(settings: Any) -> Iterator[Letters]:
    letters = Letters()
    (port,) = free_ports(1)
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAILERS = settings.MAILERS | {"server": smtp(port)}
    yield letters
    controller.stop()


def smtp(port: int) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
    }


@pytest.fixture
def letter(settings: Any) -> Mail:
    settings.MAILERS = OUTBOX
    said = {"subject": "Welcome 🚆", "body": "Your link", "html": "<p>Link</p>"}
    return Mail.objects.create(recipients="zoe@northline.example", **said)


def test_a_mail_leaves_once_and_its_row_goes(letter: Mail, server: Letters) -> None:
    tasks.send_mail(letter.pk)
    tasks.send_mail(letter.pk)
    (taken,) = server.taken
    assert taken["To"] == "zoe@northline.example"
    assert not Mail.objects.exists()
    assert Event.objects.get(verb="mail.send").data == {"tries": 1}


def test_what_the_server_refuses_is_kept_with_its_reason_and_tried_again(letter: Mail, settings: Any) -> None:
    settings.MAILERS = settings.MAILERS | {"server": smtp(9)}
    tasks.send_mail(letter.pk)
    letter.refresh_from_db()
    assert "ConnectionRefusedError" in letter.error
    assert letter.next_try_at > timezone.now()


def test_what_is_no_mail_is_kept_with_its_reason_too(letter: Mail, server: Letters) -> None:
    Mail.objects.filter(pk=letter.pk).update(subject="Two\nlines")
    tasks.send_mail(letter.pk)
    letter.refresh_from_db()
    assert "newline" in letter.error.lower() or "linefeed" in letter.error.lower()
    assert server.taken == []


def test_without_a_mail_server_it_waits_in_the_outbox(letter: Mail) -> None:
    tasks.sweep_mails()
    letter.refresh_from_db()
    assert letter.tries == 0


def test_only_administrators_read_others_mails_and_that_is_journalled(letter: Mail, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        read(letter, by=cast.ana)
    read(letter, by=cast.ada)
    assert Event.objects.filter(verb="mail.read", actor_id=str(cast.ada.pk)).exists()


def test_what_is_posted_lies_in_the_outbox_with_the_act_that_asked_for_it(cast: Cast, settings: Any) -> None:
    settings.MAILERS = OUTBOX
    invite(name="Zoe", email="zoe@northline.example", roles={cast.service: Role.AGENT}, by=cast.ada)
    mail = Mail.objects.get()
    assert mail.recipients == "zoe@northline.example"
    assert "/invitation/" in mail.body
