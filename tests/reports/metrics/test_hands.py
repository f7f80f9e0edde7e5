"""On how many shoulders the work lies."""

from __future__ import annotations

import pytest

from inbox.models import Message
from tests.cast import Cast
from tests.reports.measured import measure_all, number
from tests.reports.views.test_joint import answered

pytestmark = pytest.mark.django_db


def test_the_busiest_fifth_is_measured_and_nobody_named(cast: Cast) -> None:
    answered(cast.channel, 10)
    measure_all()
    replies = list(Message.objects.filter(is_ours=True).order_by("pk"))
    for reply, member in zip(replies, [cast.ana] * 7 + [cast.ben] * 2 + [cast.tim], strict=True):
        Message.objects.filter(pk=reply.pk).update(member=member)
    found = number("concentration", cast.ana)
    assert (found.value, found.samples) == (0.7, 10)


def test_of_one_person_there_is_nothing_to_compare(cast: Cast) -> None:
    answered(cast.channel, 6)
    Message.objects.filter(is_ours=True).update(member=cast.ana)
    assert number("concentration", cast.ana).value is None
