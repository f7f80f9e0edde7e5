"""Seeing is a queryset: what is closed does not exist for people outside."""

from __future__ import annotations

import pytest

from accounts.models import Member
from inbox.models import Admission, Conversation
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


def seen(member: Member) -> set[int]:
    return set(Conversation.objects.visible_to(member).values_list("pk", flat=True))


def test_all_staff_read_open_departments(cast: Cast) -> None:
    made = conversation(cast.channel)
    for member in (cast.ben, cast.mia, cast.hal, cast.nora, cast.ada):
        assert seen(member) == {made.pk}


def test_a_closed_department_exists_for_its_members_and_administrators(cast: Cast) -> None:
    made = conversation(channel(cast.hr))
    assert seen(cast.hal) == seen(cast.ada) == {made.pk}
    for member in (cast.ben, cast.mia, cast.nora):
        assert seen(member) == set()


def test_private_messages_and_closed_channels_stay_with_the_holder(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)
    closed = conversation(channel(cast.service, is_closed=True))
    assert seen(cast.olga) == {private.pk, closed.pk}
    assert seen(cast.mia) == set()


def test_somebody_admitted_by_name_sees_that_one(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)
    conversation(cast.channel, private=True)
    Admission.objects.create(conversation=private, member=cast.mia)
    assert seen(cast.mia) == {private.pk}


def test_who_left_sees_nothing(cast: Cast) -> None:
    conversation(cast.channel)
    cast.ben.is_active = False
    assert seen(cast.ben) == set()
