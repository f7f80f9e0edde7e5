"""Who held a conversation when: pieces that add up, laid for what was there before, and changed in one place."""

from __future__ import annotations

import importlib
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from config.place import BASE_DIR
from inbox.actions.merge import merge, unmerge
from inbox.actions.move import move
from inbox.actions.undo import undo
from inbox.holding import times_returned
from inbox.models import Conversation, Segment
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import held

pytestmark = pytest.mark.django_db
SETS_THE_HOLDER = re.compile(r"\b(conversation|part|whole|root|row)\.department(_id)? = ")


def test_a_conversation_is_held_from_its_first_moment(cast: Cast) -> None:
    row = conversation(cast.channel)

    assert held(row) == ["Customer Service"]
    (only,) = Segment.objects.spans()
    assert only.since == row.opened_at


def test_an_earlier_message_that_arrives_late_lengthens_the_first_piece(cast: Cast) -> None:
    row = conversation(cast.channel)
    move(row, to=cast.marketing, by=cast.ben)
    earlier = row.opened_at - timedelta(days=2)

    conversation(cast.channel, "Before that", thread_key=row.thread_key, sent_at=earlier)

    assert held(row) == ["Customer Service", "Marketing"]
    assert Segment.objects.spans().order_by("pk")[0].since == earlier


def test_a_move_that_is_undone_keeps_the_time_and_blames_nobody(cast: Cast) -> None:
    row = conversation(cast.channel)
    move(row, to=cast.marketing, by=cast.ben)
    undo(row, by=cast.ben)
    assert held(row) == ["Customer Service", "Marketing", "Customer Service"]
    assert row.times_returned == 0

    move(row, to=cast.marketing, by=cast.ben)
    assert held(row)[-1] == "Marketing"
    assert row.times_returned == 0
    move(row, to=cast.service, by=cast.mia)

    held(row)
    assert row.times_returned == 1


def test_what_is_merged_rests_and_goes_on(cast: Cast) -> None:
    part, whole = conversation(cast.channel), conversation(channel(cast.service))
    merge(part, into=whole, by=cast.ben)
    assert Segment.objects.lasting().get().conversation == whole

    unmerge(part, by=cast.ben)

    assert held(part) == held(whole) == ["Customer Service"]


@pytest.mark.parametrize(
    ("order", "returned"), [([], 0), ([1], 0), ([1, 1], 0), ([1, 2, 1], 1), ([1, 2, 3, 1, 2], 2), ([1, 2, 2, 1, 2], 2)]
)
def test_coming_back_is_counted(order: list[int], returned: int) -> None:
    assert times_returned(order) == returned


def test_pieces_are_laid_for_conversations_of_before(cast: Cast) -> None:
    moved, still, part = (conversation(cast.channel) for _ in range(3))
    move(moved, to=cast.marketing, by=cast.ben)
    move(moved, to=cast.service, by=cast.mia)
    merge(part, into=still, by=cast.ben)
    Segment.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module("inbox.migrations.0021_escalations").SEGMENTS)

    assert held(moved) == ["Customer Service", "Marketing", "Customer Service"]
    assert held(still) == held(part) == ["Customer Service"]
    merged = Segment.objects.get(conversation=part)
    assert merged.ended_at is not None
    assert merged.ended_at <= timezone.now()


def test_what_was_made_without_pieces_gets_them_when_it_moves(cast: Cast) -> None:
    row = conversation(cast.channel)
    Segment.objects.all().delete()

    move(row, to=cast.marketing, by=cast.ben)

    assert held(Conversation.objects.get(pk=row.pk)) == ["Customer Service", "Marketing"]


def test_the_holder_changes_in_one_place_only() -> None:
    found = [
        str(path.relative_to(BASE_DIR))
        for path in sorted((BASE_DIR / "inbox").rglob("*.py"))
        if SETS_THE_HOLDER.search(path.read_text(encoding="utf-8"))
    ]

    assert found == ["inbox/actions/_custody.py"]
