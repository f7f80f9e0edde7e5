"""Mails that wait for somebody to pass their links on."""

from __future__ import annotations

import pytest

from accounts.actions import outbox
from accounts.errors import NotAllowed
from accounts.models import Event, Mail
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail() -> Mail:
    return Mail.objects.create(recipients="zoe@northline.example", subject="A link", body="https://secret.example")


def test_reading_one_is_journalled_without_its_text(mail: Mail, cast: Cast) -> None:
    outbox.read(mail, by=cast.ada)
    event = Event.objects.get(verb="mail.read")
    assert (event.subject_id, event.data) == (mail.pk, {})


def test_only_administrators_read_them(mail: Mail, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        outbox.read(mail, by=cast.ana)
