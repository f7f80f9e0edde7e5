"""Counts for narrow places: exact when small, capped when large, never beyond what one may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbox.counting import CAP, Waiting, waiting
from inbox.models import Conversation
from tests.cast import NOON, Cast, channel, conversation
from tests.volume import fill

pytestmark = pytest.mark.django_db


def test_several_lists_are_counted_by_one_statement(cast: Cast) -> None:
    conversation(cast.channel, sent_at=NOON + timedelta(hours=1))
    conversation(cast.channel, sent_at=NOON)
    everything = Conversation.objects.order_by("waiting_since")
    with CaptureQueriesContext(connection) as asked:
        found = waiting({"all": everything, "none": everything.none(), "hr": everything.filter(department=cast.hr)})
    assert len(asked) == 1
    assert found["all"] == Waiting(2, NOON)
    assert found["hr"] == found["none"] == Waiting(0, None)


def test_nothing_asked_asks_nothing() -> None:
    assert waiting({}) == {}


def test_a_count_stops_at_its_cap(cast: Cast) -> None:
    fill(cast.channel, [cast.service.pk], count=6_000, people=10)
    assert waiting({"all": Conversation.objects.waiting().order_by()})["all"].count == CAP


def test_what_one_may_not_see_is_not_counted(cast: Cast) -> None:
    conversation(channel(cast.hr))
    seen = Conversation.objects.visible_to(cast.mia).order_by()
    assert waiting({"mia": seen})["mia"].count == 0
