"""Who is dedicated to a channel."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.staff import add, remove
from inbox.models import ChannelStaff
from tests.cast import Cast, channel

pytestmark = pytest.mark.django_db


def test_somebody_is_dedicated_and_taken_off(cast: Cast) -> None:
    row = add(cast.channel, member=cast.mia, by=cast.ana)
    assert ChannelStaff.objects.get().member == cast.mia
    with pytest.raises(NotPossible, match="already"):
        add(cast.channel, member=cast.mia, by=cast.ana)

    remove(row, by=cast.ana)
    with pytest.raises(NotPossible, match="no longer dedicated"):
        remove(row, by=cast.ana)
    events = Event.objects.filter(verb__startswith="staff.").order_by("pk")
    assert [event.verb for event in events] == ["staff.add", "staff.remove"]
    assert {event.data["member"] for event in events} == {cast.mia.pk}


def test_who_answers_nobody_or_sees_nothing_can_not_be(cast: Cast) -> None:
    for somebody in (cast.tim, cast.olga, cast.nora):
        with pytest.raises(NotPossible, match="agent or lead"):
            add(cast.channel, member=somebody, by=cast.ada)
    with pytest.raises(NotPossible, match="who sees it"):
        add(channel(cast.hr), member=cast.mia, by=cast.ada)


def test_only_who_plans_it(cast: Cast) -> None:
    for somebody in (cast.ben, cast.mia, cast.hal):
        with pytest.raises(NotAllowed):
            add(cast.channel, member=cast.ben, by=somebody)
