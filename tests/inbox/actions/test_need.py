"""From which departments somebody must be on a roster."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.need import need, need_everywhere, spare_everywhere
from inbox.models import Channel
from inbox.rostering import needs_of
from tests.cast import Cast, channel, department

pytestmark = pytest.mark.django_db


def needed(place: Channel) -> list[str]:
    """The names of those that must be on a channel's roster."""
    return [one.name for one in needs_of([place])[place.pk]]


def test_its_own_department_must_always_be_there(cast: Cast) -> None:
    assert needed(cast.channel) == ["Customer Service"]


def test_every_open_channel_needs_what_is_said_for_all(cast: Cast) -> None:
    care = channel(cast.service, is_closed=True)
    need_everywhere(cast.marketing, by=cast.ada)
    need_everywhere(cast.marketing, by=cast.ada)
    assert needed(cast.channel) == ["Customer Service", "Marketing"]
    assert needed(care) == ["Customer Service"]
    assert needed(channel(cast.hr)) == ["HR"]

    spare_everywhere(cast.marketing, by=cast.ada)
    spare_everywhere(cast.marketing, by=cast.ada)
    assert needed(cast.channel) == ["Customer Service"]
    told = list(Event.objects.filter(verb__startswith="roster.").order_by("pk").values_list("verb", flat=True))
    assert told == ["roster.need_everywhere", "roster.spare_everywhere"]


def test_a_channel_says_otherwise(cast: Cast) -> None:
    need_everywhere(cast.marketing, by=cast.ada)
    product = department("Product", "PD")
    need(cast.channel, departments=[product, cast.service], by=cast.ana)
    assert needed(cast.channel) == ["Customer Service", "Product"]

    need(cast.channel, departments=[], by=cast.ana)
    assert needed(cast.channel) == ["Customer Service", "Marketing"]
    need(cast.channel, departments=[], by=cast.ana)
    assert Event.objects.filter(verb="roster.need").count() == 2


def test_an_archived_department_is_needed_nowhere(cast: Cast) -> None:
    gone = department("Old", "OL", is_active=False)
    with pytest.raises(NotPossible, match="archived"):
        need(cast.channel, departments=[gone], by=cast.ana)
    with pytest.raises(NotPossible, match="archived"):
        need_everywhere(gone, by=cast.ada)


def test_who_says_so(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        need(cast.channel, departments=[cast.marketing], by=cast.ben)
    with pytest.raises(NotAllowed):
        need_everywhere(cast.marketing, by=cast.ana)
    with pytest.raises(NotAllowed):
        spare_everywhere(cast.marketing, by=cast.ana)
