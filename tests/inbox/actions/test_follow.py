"""Following is everybody's own choice, as far as they see."""

from __future__ import annotations

import pytest

from accounts.errors import NotPossible
from accounts.models import Event
from inbox.actions.follow import follow, unfollow
from inbox.models import Follow
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__contains="follow").order_by("pk").values_list("verb", flat=True))


def test_whoever_sees_it_may_follow_it_once(cast: Cast) -> None:
    made = conversation(cast.channel)

    follow(made, by=cast.mia)
    follow(made, by=cast.mia)

    assert list(Follow.objects.values_list("member", flat=True)) == [cast.mia.pk]
    assert verbs() == ["conversation.follow"]


def test_what_is_closed_to_somebody_they_do_not_follow(cast: Cast) -> None:
    private = conversation(cast.channel, private=True)

    with pytest.raises(NotPossible, match="may not see"):
        follow(private, by=cast.mia)

    assert not Follow.objects.exists()


def test_one_stops_following_once(cast: Cast) -> None:
    made = conversation(cast.channel)
    follow(made, by=cast.ben)
    follow(made, by=cast.mia)

    unfollow(made, by=cast.ben)
    unfollow(made, by=cast.ben)

    assert list(Follow.objects.values_list("member", flat=True)) == [cast.mia.pk]
    assert verbs() == ["conversation.follow", "conversation.follow", "conversation.unfollow"]
